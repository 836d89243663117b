"""docs/sources.md is followed word by word: each example is read from the page and run."""

import json
import re
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from config.errors import OfficeError
from config.yaml_file import read_yaml
from connectors.sources.door import DIALECTS, Fetched, Parsed, settings_errors
from domain.words import PullOutcome
from tests.connectors.sources import books
from tests.connectors.sources.asking import drawn, figures, secrets
from tests.support.certificates import Certificate
from tests.support.department_server import DepartmentServer, Request, Step, json_reply
from tests.support.mariadb import MariaDB
from tests.support.postgres import Cluster

PAGE = (Path(__file__).parents[3] / "docs/sources.md").read_text(encoding="utf-8")
Pulled = tuple[Fetched, Parsed]


def documented(folder: Path) -> dict[str, Any]:
    """The page's department files, read as an office folder's: by code, the first by dialect."""
    found: dict[str, Any] = {}
    for number, block in enumerate(re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)):
        (folder / f"{number}.yaml").write_text(block, encoding="utf-8")
        errors: list[OfficeError] = []
        part = read_yaml(folder, f"{number}.yaml", errors)
        assert errors == []
        assert part is not None
        source: Any = part.data["source"]
        found.setdefault(source["dialect"], source)
        found[str(part.data["code"])] = source
    return found


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Any]:
    return documented(tmp_path)


def test_every_dialect_has_one_example_without_an_error(sources: dict[str, Any]) -> None:
    assert set(sources) >= set(DIALECTS)
    for source in sources.values():
        assert settings_errors(source["dialect"], source["address"], source["reading"]) == []


def test_the_interface_answers_as_the_page_shows(
    sources: dict[str, Any], tmp_path: Path, certificate: Certificate
) -> None:
    block = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0]
    shown = json.loads(block)["data"]
    more = shown["items"] + [{"id": 3, "code": "T03", "progress": {"value": 7, "unit": "个"}}]

    def page(request: Request) -> Step:
        assert request.parameters["month"] == "201406"
        size = int(request.parameters["size"])
        start = (int(request.parameters["page"]) - 1) * size
        return json_reply({"data": shown | {"items": more[start : start + size]}})

    source = sources["rest"]
    (tmp_path / source["address"]["ca_file"]).write_bytes(certificate.ca_file.read_bytes())
    with DepartmentServer(page, tls=certificate.server) as server:
        address = source["address"] | {"url": server.url}
        kept = secrets(DUBAN_D11_TOKEN="s3cret")
        fetched, parsed = drawn("rest", address, source["reading"], kept, tmp_path)
    assert server.requests[0].headers["authorization"] == "Bearer s3cret"
    assert (fetched.outcome, len(server.requests)) == (PullOutcome.OK, 2)
    assert figures(parsed) == [("T01", "120.5", "万元"), ("T02", "0", "个"), ("T03", "7", "个")]
    assert parsed.rows[1].reason_given == "雨季停工"
    assert {row.stated_period for row in parsed.rows} == {"2014-06"}
    assert parsed.findings == ()


def _commands(number: int) -> list[str]:
    """The statements of the page's ``number``-th block of SQL."""
    return re.findall(r"[^;]+;", re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)[number])


def test_the_database_is_read(sources: dict[str, Any], postgres: Cluster) -> None:
    url = postgres.fresh().replace("+psycopg", "")
    with psycopg.connect(url) as server:
        server.execute(
            "create table progress (code text, done numeric, unit text, month text, why text)"
        )
        server.execute(
            "insert into progress values ('T01', 12.5, '万元', '2014-06', '雨季'),"
            " ('T01', 9, '万元', '2014-05', null)"
        )
        for command in _commands(0):
            server.execute(command.encode())
    source = sources["D12"]
    kept = secrets(DUBAN_D12_DATABASE=url.replace("postgres@", "duban_d12:" + "change-me@"))
    fetched, parsed = drawn("sql", source["address"], source["reading"], kept)
    with psycopg.connect(url) as server:
        server.execute("drop owned by duban_d12; drop role duban_d12")
    assert fetched.outcome is PullOutcome.OK
    assert figures(parsed) == [("T01", "12.5", "万元")]
    assert (parsed.rows[0].stated_period, parsed.rows[0].reason_given) == ("2014-06", "雨季")
    assert parsed.findings == ()


def test_mariadb_is_read(sources: dict[str, Any], tmp_path: Path, mariadb: MariaDB) -> None:
    url = mariadb.fresh()
    database = url.rpartition("/")[2]
    with closing(mariadb.admin(database)) as server, server.cursor() as cursor:
        cursor.execute(
            "create table 项目进度 (编号 varchar(20), 累计完成 decimal(12, 2), 单位 varchar(10),"
            " 统计月份 varchar(20), 备注 text) character set gbk"
        )
        cursor.execute(
            "insert into 项目进度 values ('T02', 0, '个', '2014年6月', null),"
            " ('T01', 12.50, '万元', '2014年6月', '雨季'), ('T01', 9, '万元', '2014年5月', null)"
        )
        for command in _commands(1):
            cursor.execute(command)
    source = sources["D15"]
    (tmp_path / source["address"]["ca_file"]).write_bytes(mariadb.ca_file.read_bytes())
    clerk = "duban_d15:" + f"change-me@127.0.0.1:{mariadb.port}"
    kept = secrets(DUBAN_D15_DATABASE=f"mysql://{clerk}/{database}")
    fetched, parsed = drawn("sql", source["address"], source["reading"], kept, tmp_path)
    assert fetched.error == ""
    assert figures(parsed) == [("T01", "12.50", "万元"), ("T02", "0.00", "个")]
    assert {row.stated_period for row in parsed.rows} == {"2014年6月"}
    assert parsed.findings == ()


def test_the_workbook_is_read(sources: dict[str, Any], tmp_path: Path) -> None:
    def shape(sheet: Any) -> None:
        for cells in ("A1:F1", "A2:C2", "D2:E2", "F2:F3"):
            sheet.merge_cells(cells)

    lines: list[list[Any]] = [
        ["2014年6月进度表"],
        ["目 标", None, None, "完成情况", None, "滞后\n原因"],
        ["编号", "名称", "计量单位", "本月", "累计", None],
        ["T01", "投资", "万元", 1.5, 12.5, "雨季"],
        ["T02", "项目", "个", 0, 0, None],
        ["合计", None, None, 1.5, 12.5, None],
        ["填表人：张三"],
    ]
    source = sources["workbook"]
    folder = tmp_path / source["address"]["folder"]
    folder.mkdir(parents=True)
    (folder / source["address"]["sentinel"]).touch()
    (folder / "2014-06交通.xlsx").write_bytes(books.xlsx(lines, shape))
    fetched, parsed = drawn("workbook", source["address"], source["reading"], folder=tmp_path)
    assert fetched.outcome is PullOutcome.OK
    assert figures(parsed) == [("T01", "12.5", "万元"), ("T02", "0", "个")]
    assert parsed.rows[0].reason_given == "雨季"
    assert parsed.findings == ()


def test_the_csv_is_read(sources: dict[str, Any], tmp_path: Path) -> None:
    source = sources["D14"]
    folder = tmp_path / source["address"]["folder"]
    folder.mkdir(parents=True)
    text = "编号,完成,月份\r\nT01,12.345,2014年6月\r\n"
    (folder / "D01-2014-06.csv").write_bytes(text.encode("gbk"))
    fetched, parsed = drawn("csv", source["address"], source["reading"], folder=tmp_path)
    assert fetched.outcome is PullOutcome.OK
    assert figures(parsed) == [("T01", "12.345", "as_registered")]
    assert (parsed.rows[0].decimals, parsed.rows[0].stated_period) == (2, "2014年6月")
    assert parsed.findings == ()
