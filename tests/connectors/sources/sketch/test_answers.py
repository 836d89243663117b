"""Answers of interfaces that stand in no page of ours, and the address that they came from."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.known import read_known
from config.loader import load_office
from connectors.sources.sketch.register import Register, Registered
from cycle.sketch import sketch_source
from domain.period import Period
from domain.refusals import Refused
from tests.connectors.sources.asking import figures
from tests.connectors.sources.sketch.sketching import reading_of, sketched
from tests.support.department_server import DepartmentServer, json_reply, reply
from tests.support.small_office import at, small_office

JUNE = Period("2014-06")
NOW = at("2014-07-08 09:00")
ROWS = [{"zbbm": "T01", "ljwc": 12.5, "jldw": "万元", "bz": None}]


def of_json(value: Any, register: Register | None = None) -> Any:
    return sketched(json.dumps(value, ensure_ascii=False).encode(), "answer", register, JUNE)


def test_pinyin_names_are_known() -> None:
    found = of_json({"success": True, "msg": "ok", "result": {"records": ROWS, "total": 1}})
    reading = reading_of(found)
    assert reading["records"] == "result.records"
    assert reading["columns"] == {
        "target": "zbbm",
        "figure": "ljwc",
        "unit": "jldw",
        "reason_given": "bz",
    }
    assert reading["verdict"] == {"code": "success", "success": ["true"], "message": "msg"}
    assert reading["total"] == "result.total"
    assert figures(found.parsed) == [("T01", "12.5", "万元")]


def test_the_list_with_target_and_figure_is_chosen_not_the_longest() -> None:
    menu = [{"id": n, "title": f"菜单{n}"} for n in range(40)]
    found = of_json({"menu": menu, "data": {"rows": ROWS}})
    assert reading_of(found)["records"] == "data.rows"


def test_an_object_of_records_by_code() -> None:
    found = of_json({"T01": {"value": 1}, "T02": {"value": 2}})
    reading = reading_of(found)
    assert (reading["records"], reading["columns"]["target"]) == ("*", "^key")
    assert figures(found.parsed)[1][:2] == ("T02", "2")


def test_columns_that_are_called_as_our_targets_are() -> None:
    known = Register({c: Registered(c, c, "D01", "万元") for c in ("T01", "T02")}, {}, "D01")
    found = of_json([{"month": "2014-06", "T01": 1, "T02": 2}], known)
    reading = reading_of(found)
    assert reading["targets"] == {"T01": "T01", "T02": "T02"}
    assert reading["columns"] == {"period": "month"}
    assert [row.figure for row in found.parsed.rows] == ["1", "2"]


def test_arrays_without_names_are_named_by_us_and_known_by_the_register() -> None:
    known = Register({"T01": Registered("T01", "投资", "D01", "万元")}, {}, "D01")
    found = of_json({"rows": [["T01", 1.5, "万元"]]}, known)
    assert reading_of(found)["header"] == ["column1", "column2", "column3"]
    assert figures(found.parsed) == [("T01", "1.5", "万元")]


@pytest.mark.parametrize("name", ["{x}", "", "\n", "a\nb: c"])
def test_a_name_that_cannot_stand_in_yaml_is_not_proposed(name: str) -> None:
    found = of_json({"list": [{"code": "T01", "value": 1, name: "投资"}], name: [{"a": 1}]})
    assert reading_of(found)["columns"] == {"target": "code", "figure": "value"}
    assert "ignore" not in reading_of(found)
    assert figures(found.parsed)[0][:2] == ("T01", "1")


def test_how_pages_go_on_is_noted_for_a_person() -> None:
    found = of_json({"page": 1, "pages": 3, "total": 250, "list": ROWS})
    assert found.reads
    assert (
        "# paging: {parameter: page, size_parameter: size, size: 100, pages: pages}" in found.yaml
    )
    assert "the sample holds 1 of 250 rows: see paging" in found.yaml


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b'{"code": "T01", "value": 1}\n{"code": "T02", "value": 2}\n', "ndjson"),
        (b'back([{"code": "T01", "value": 1}, {"code": "T02", "value": 2}]);', "jsonp"),
        (b'[{"code": "T01", "value": 1},\n{"code": "T02", "value": 2}]', "json"),
    ],
)
def test_the_format_of_an_answer_is_told(content: bytes, form: str) -> None:
    found = sketched(content, "answer", period=JUNE)
    assert reading_of(found).get("format", "json") == form
    assert [row.figure for row in found.parsed.rows] == ["1", "2"]


def from_url(url: str, **headers: str) -> Any:
    return sketch_source(
        url, None, "D07", JUNE, NOW, headers=headers, secret=lambda name: f"value-of-{name}"
    )


def test_an_address_is_asked_and_its_query_becomes_templates() -> None:
    with DepartmentServer(lambda _: json_reply({"rows": ROWS})) as server:
        query = "ak=s3cret-key&month=201406&pageNo=1&pageSize=50&kind=a"
        url = server.url
        found = from_url(f"{url}?{query}", **{"X-Token": "DUBAN_D07_TOKEN"})
    (request,) = server.requests
    assert request.headers["x-token"] == "value-of-DUBAN_D07_TOKEN"
    assert request.parameters["month"] == "201406"
    source = yaml.safe_load(found.yaml)["source"]
    assert source["address"]["url"] == url
    assert source["reading"]["parameters"] == {"month": "{year}{month}", "kind": "a"}
    assert source["reading"]["paging"] == {
        "parameter": "pageNo",
        "first": 1,
        "size_parameter": "pageSize",
        "size": 50,
    }
    assert source["address"]["authentication"]["key"] == "DUBAN_D07_TOKEN"
    assert "s3cret" not in found.yaml
    assert "value-of" not in found.yaml


def test_a_secret_of_the_query_is_asked_for_by_name() -> None:
    with DepartmentServer(lambda _: json_reply(ROWS)) as server:
        found = from_url(f"{server.url}?access_token=s3cret-key")
    assert yaml.safe_load(found.yaml)["source"]["address"]["authentication"] == {
        "kind": "key",
        "name": "access_token",
        "key": "DUBAN_D07_ACCESS_TOKEN",
        "sent_in": "query",
    }
    assert "s3cret" not in found.yaml


def test_a_csv_answer_of_an_address_is_an_interface() -> None:
    body = "编号,完成\nT01,7\n".encode("gbk")
    with DepartmentServer(lambda _: reply(body)) as server:
        found = from_url(server.url)
    reading = reading_of(found)
    assert (reading["format"], reading["encoding"]) == ("csv", "gb18030")
    assert [row.figure for row in found.parsed.rows] == ["7"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://10.0.0.1/a", "须用https"),
        ("https://user:pw@10.0.0.1/a", "不得带用户名"),
        ("ftp://10.0.0.1/a", "https地址"),
        ("https://169.254.169.254/a", "不允许访问"),
    ],
)
def test_the_rules_of_every_interface_hold(url: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        from_url(url)


def test_a_redirect_is_not_followed() -> None:
    with (
        DepartmentServer(lambda _: reply(b"", status="302 Found", Location="/x")) as server,
        pytest.raises(Refused, match="不予跟随"),
    ):
        from_url(server.url)


def test_the_draft_is_a_department_that_the_office_takes(tmp_path: Path) -> None:
    made = small_office(tmp_path)
    sample = tmp_path / "2014-06.csv"
    sample.write_text("编号,完成数,单位,月份,天气\nM2,600,万元,2014-06,晴\n", encoding="utf-8")
    known = read_known(made.folder)
    found = sketch_source(str(sample), known, "D02", None, NOW, headers={}, secret=str)
    assert found.reads
    (made.folder / "departments/D02.yaml").write_text(found.yaml, encoding="utf-8")
    taken = load_office(made.folder).office.departments["D02"]
    assert (taken.name, taken.city_leader) == ("交通运输局", "L1")
    assert taken.reading["columns"]["figure"] == "完成数"


def test_a_department_without_a_file_is_drafted_beside_its_targets(tmp_path: Path) -> None:
    """The register is ahead of it, and the shell has made its file empty already."""
    made = small_office(tmp_path)
    file = made.folder / "departments/D02.yaml"
    assert file.exists()
    file.write_text("", encoding="utf-8")
    (made.folder / "departments/D04.yaml").write_text("code: D04\nname: [1]\n", encoding="utf-8")
    sample = tmp_path / "2014-06.csv"
    sample.write_text("项,完成数,单位,月份\nM2,600,万元,2014-06\n", encoding="utf-8")
    known = read_known(made.folder)
    assert set(known.departments) == {"D01", "D03"}
    found = sketch_source(str(sample), known, "D02", None, NOW, headers={}, secret=str)
    assert "target: 项  # check: its values are the register's codes" in found.yaml


def test_a_file_that_is_not_there_is_said_so() -> None:
    with pytest.raises(Refused, match="没有文件"):
        sketch_source("nowhere.csv", None, "", None, NOW, headers={}, secret=str)
