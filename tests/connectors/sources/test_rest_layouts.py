"""How rows lie in an answer: column by column, one per attribute, months in a list, and so on."""

import json
from typing import Any

import pytest

from connectors.sources.door import settings_errors
from domain.words import PullOutcome
from tests.connectors.sources.asking import COLUMNS, drawn, figures, read, rules
from tests.support.department_server import DepartmentServer, Request, Step, json_reply, reply

BARE: dict[str, Any] = {"target": "code", "figure": "value"}


def parsed(reading: Any, body: Any) -> Any:
    return read("rest", {"columns": COLUMNS} | reading, json.dumps(body).encode())


LISTS: dict[str, Any] = {"code": ["T01", "T02"], "value": [1.5, None], "unit": ["个", "%"]}


def test_a_table_that_comes_column_by_column() -> None:
    rows = parsed({"layout": "columns", "records": "d"}, {"d": LISTS})
    assert figures(rows) == [("T01", "1.5", "个"), ("T02", None, "%")]
    assert str(rows.rows[1].place) == "数据接口第1页第2条“value”列"
    assert rows.findings == ()


def test_the_lists_of_a_chart() -> None:
    body = {"xAxis": {"data": ["T01"]}, "series": [{"name": "计划"}, {"data": [7]}]}
    columns = {"target": "xAxis.data", "figure": "series.1.data"}
    rows = parsed({"layout": "columns", "columns": columns}, body)
    assert figures(rows) == [("T01", "7", None)]
    assert rows.findings == ()


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (LISTS | {"value": [1.5]}, "column_count"),
        (LISTS | {"value": 1.5}, "columns_drifted"),
        ({"code": [], "unit": []}, "columns_drifted"),
        ([LISTS], "records_missing"),
    ],
)
def test_fault_a16_lists_that_do_not_fit_together_read_nothing(body: Any, rule: str) -> None:
    rows = parsed({"layout": "columns"}, body)
    assert (rows.rows, rules(rows)) == ((), [rule])


def test_fault_a16_a_new_list_beside_them_is_noted() -> None:
    rows = parsed({"layout": "columns"}, LISTS | {"memo": ["a", "b"]})
    assert len(rows.rows) == 2
    assert "新出现“memo”" in rows.findings[0].sentence


ATTRIBUTES: list[dict[str, Any]] = [
    {"code": "T01", "attr": "完成", "val": 1.5},
    {"code": "T02", "attr": "完成", "val": "7"},
    {"code": "T01", "attr": "单位", "val": "万元"},
    {"code": "T02", "attr": "单位", "val": "个"},
]
PIVOT: dict[str, Any] = {
    "columns": {"target": "code", "figure": "完成", "unit": "单位"},
    "pivot": {"by": "code", "name": "attr", "value": "val"},
}


def test_a_row_for_each_attribute() -> None:
    rows = parsed(PIVOT, ATTRIBUTES)
    assert figures(rows) == [("T01", "1.5", "万元"), ("T02", "7", "个")]
    assert rows.findings == ()


def test_attributes_of_one_target_on_two_pages() -> None:
    def answer(request: Request) -> Step:
        first = int(request.parameters["p"]) == 1
        return json_reply({"rows": ATTRIBUTES[:2] if first else ATTRIBUTES[2:], "total": 4})

    reading = PIVOT | {"records": "rows", "total": "total", "paging": {"parameter": "p"}}
    with DepartmentServer(answer) as server:
        fetched, rows = drawn("rest", {"url": server.url}, reading)
    assert fetched.outcome is PullOutcome.OK
    assert figures(rows) == [("T01", "1.5", "万元"), ("T02", "7", "个")]


def test_one_target_without_an_attribute_has_not_reported_it() -> None:
    rows = parsed(PIVOT, ATTRIBUTES[1:])
    assert figures(rows) == [("T02", "7", "个"), ("T01", None, "万元")]


@pytest.mark.parametrize(
    "lines",
    [
        [*ATTRIBUTES, {"code": "T01", "attr": "完成", "val": 9}],
        [*ATTRIBUTES, {"code": "T01", "attr": None, "val": 9}],
        [*ATTRIBUTES, {"code": "T01", "attr": "x"}],
        [each | {"attr": "done"} for each in ATTRIBUTES[:2]],
    ],
)
def test_fault_a16_attributes_twice_or_unknown_read_nothing(lines: Any) -> None:
    rows = parsed(PIVOT, lines)
    assert (rows.rows, rules(rows)) == ((), ["columns_drifted"])


def test_a_list_of_twelve_months() -> None:
    reading = {"columns": {"target": "code", "figure": "months.{month_index}"}}
    rows = parsed(reading, [{"code": "T01", "months": [*range(1, 13)]}])
    assert figures(rows) == [("T01", "6", None)]
    assert rows.findings == ()
    short = parsed(reading, [{"code": "T01", "months": [1, 2, 3, 4, 5]}])
    assert (short.rows, rules(short)) == ((), ["columns_drifted"])


def test_months_in_a_list_with_their_names() -> None:
    months = [{"month": n, "value": n * 2} for n in range(1, 13)]
    reading = {
        "records": "*.months",
        "only": {"month": "{month_number}"},
        "columns": {"target": "^.code", "figure": "value"},
    }
    assert figures(parsed(reading, [{"code": "T01", "months": months}])) == [("T01", "12", None)]


@pytest.mark.parametrize("body", [{"2014-06": {"T01": 7, "T02": None}}, {"2014-05": {"T01": 1}}])
def test_figures_under_their_code_and_month(body: Any) -> None:
    reading = {"records": "{period}.*", "columns": {"target": "^key", "figure": "^value"}}
    rows = parsed(reading, body)
    if "2014-06" in body:
        assert figures(rows) == [("T01", "7", None), ("T02", None, None)]
        assert rows.findings == ()
    else:
        assert (rows.rows, rules(rows)) == ((), ["records_missing"])


@pytest.mark.parametrize("body", [{"T01": {"value": 7}}, {"T01": [7]}])
def test_a_record_where_a_figure_was_agreed_reads_nothing(body: Any) -> None:
    reading = {"records": "*", "columns": {"target": "^key", "figure": "^value"}}
    rows = parsed(reading, body)
    assert (rows.rows, rules(rows)) == ((), ["records_missing"])


def test_names_that_hold_dots() -> None:
    body = {"@odata.count": 1, "value": [{"code": "T01", "a.b": 7}]}
    reading = {"records": "value", "total": "@odata.count", "columns": BARE | {"figure": "a.b"}}
    with DepartmentServer(json_reply(body)) as server:
        fetched, rows = drawn("rest", {"url": server.url}, reading)
    assert fetched.outcome is PullOutcome.OK
    assert figures(rows) == [("T01", "7", None)]


@pytest.mark.parametrize(
    ("written", "value", "stated"),
    [
        ("milliseconds", 1403920000000, "2014-06-28"),
        ("milliseconds", "/Date(1404144000000+0800)/", "2014-07-01"),
        ("milliseconds", 1404143999999, "2014-06-30"),
        ("seconds", "1403920000", "2014-06-28"),
        ("time", "2014-06-30T16:00:00.000Z", "2014-07-01"),
        ("time", "2014-06-30 23:59:59", "2014-06-30"),
    ],
)
def test_a_month_that_is_told_by_a_moment(written: str, value: Any, stated: str) -> None:
    line = {"code": "T01", "value": 1, "at": value}
    in_rows = parsed({"columns": BARE | {"period": "at"}, "period_written": written}, [line])
    assert in_rows.rows[0].stated_period == stated
    assert in_rows.findings == ()
    reading = {"columns": BARE, "records": "rows", "stated_period": "at"}
    once = parsed(reading | {"period_written": written}, {"at": value, "rows": [line]})
    assert once.rows[0].stated_period == stated


@pytest.mark.parametrize("value", ["2014-06", True, "1e12", "9" * 16, ""])
def test_fault_a16_a_moment_that_is_none_is_refused_and_not_guessed(value: Any) -> None:
    line = {"code": "T01", "value": 1, "at": value}
    rows = parsed({"columns": BARE | {"period": "at"}, "period_written": "milliseconds"}, [line])
    assert rules(rows) == (["cell_refused"] if value != "" else [])
    assert [row.stated_period for row in rows.rows] == ([] if value != "" else [None])


def test_rows_of_a_department_that_has_two_names() -> None:
    lines = [{"code": f"T{dept}", "value": 1, "unit": "个", "dept": dept} for dept in (1, 2, 3)]
    rows = parsed({"only": {"dept": [1, "3"]}}, lines)
    assert [row.target for row in rows.rows] == ["T1", "T3"]


def test_an_answer_without_one_row_of_ours_is_told() -> None:
    """The department may be called otherwise by now: that is no silence."""
    lines = [{"code": "T1", "value": 1, "unit": "个", "dept": "经开区"}]
    strangers = parsed({"only": {"dept": "高新区"}}, lines)
    assert (strangers.rows, rules(strangers)) == ((), ["own_rows_missing"])
    assert "没有“dept”为“高新区”的行" in strangers.findings[0].sentence
    assert parsed({"only": {"dept": "高新区"}}, []).findings == ()


@pytest.mark.parametrize(
    ("said", "outcome"),
    [("0-0/1", "ok"), ("items 0-0/1", "ok"), ("0-0/2", "partial"), ("0-0/*", "partial")],
)
def test_fault_a7_a_total_in_the_range_of_the_answer(said: str, outcome: str) -> None:
    body = json.dumps([{"code": "T01", "value": 1, "unit": "个"}]).encode()
    with DepartmentServer(reply(body, Content_Range=said)) as server:
        reading = {"columns": COLUMNS, "total": "header:Content-Range"}
        fetched, _ = drawn("rest", {"url": server.url}, reading)
    assert fetched.outcome.value == outcome


def test_nothing_in_place_of_the_list_is_none_only_where_the_total_says_so() -> None:
    reading = {"columns": COLUMNS, "records": "data", "total": "total"}
    for total, outcome in ((0, PullOutcome.EMPTY), (3, PullOutcome.OK)):
        with DepartmentServer(json_reply({"data": None, "total": total})) as server:
            fetched, rows = drawn("rest", {"url": server.url}, reading)
        assert fetched.outcome is outcome
        assert rules(rows) == ([] if total == 0 else ["records_missing"])


@pytest.mark.parametrize(
    ("reading", "key", "said"),
    [
        ({"layout": "columns", "header": ["a"]}, "reading", "不再填header"),
        ({"layout": "rowss"}, "reading.layout", "允许的取值"),
        ({"pivot": {"by": [], "name": "a", "value": "b"}}, "reading.pivot.by", ""),
        ({"pivot": {"by": "a", "name": "a"}}, "reading.pivot.value", "缺少必填项"),
        ({"period_written": "seconds"}, "reading", "columns.period"),
        ({"format": "text"}, "reading", "parsed"),
        ({"records": "{periode}"}, "reading.records", "占位符"),
        ({"parameters": {"m": "{ period }"}}, "reading.parameters.m", "大括号内不得有空格"),
    ],
)
def test_a_layout_that_is_wrong_is_said_at_its_key(reading: Any, key: str, said: str) -> None:
    errors = settings_errors("rest", {"url": "https://10.0.0.8/x"}, {"columns": COLUMNS} | reading)
    assert (key, True) in [(where, said in sentence) for where, sentence in errors]
