"""Shapes of answers: XML, CSV, arrays beside their names, nests, and a column per month."""

import json
from typing import Any

import pytest

from connectors.sources.door import settings_errors
from domain.words import PullOutcome
from tests.connectors.sources.asking import COLUMNS, drawn, figures, read, rules
from tests.support.department_server import Cut, DepartmentServer, Send, json_reply, raw, reply

TRUTH = [("T01", "120.50", "万元"), ("T02", "0", "个"), ("T03", None, "%")]
XML = """<?xml version="1.0" encoding="UTF-8"?>
<!-- 2014年6月 -->
<r:response xmlns:r="urn:x"><r:data total="3" month="2014-06">
  <row id="1"><code>T01</code><value>120.50</value><unit>万元</unit></row>
  <row id="2"><code>T02</code><value><![CDATA[0]]></value><unit>个</unit></row>
  <row id="3"><code>T03</code><value/><unit>%</unit></row>
</r:data></r:response>
"""
IN_XML: dict[str, Any] = {
    "format": "xml",
    "columns": COLUMNS,
    "records": "response.data.row",
    "total": "response.data.@total",
    "stated_period": "response.data.@month",
    "ignore": ["@id"],
}
CSV = 'code,value,unit,备注\r\nT01,120.50,万元,"雨季，\n停工"\r\nT02,0,个,\r\nT03,,%,\r\n'
IN_CSV: dict[str, Any] = {"format": "csv", "columns": COLUMNS, "ignore": ["备注"]}
ENCODINGS = ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_fault_a9_xml_in_the_declared_encoding(encoding: str) -> None:
    body = XML.replace("UTF-8", "GBK" if encoding.startswith("gb") else "UTF-8").encode(encoding)
    with DepartmentServer(Send(raw(body, content_type="text/xml"))) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, IN_XML | {"encoding": encoding})
    assert (fetched.outcome, fetched.bodies[0].name) == (PullOutcome.OK, "page-1.xml")
    assert figures(parsed) == TRUTH
    assert parsed.findings == ()
    assert {row.stated_period for row in parsed.rows} == {"2014-06"}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_fault_a9_csv_in_the_declared_encoding(encoding: str) -> None:
    with DepartmentServer(Send(raw(CSV.encode(encoding), content_type="text/csv"))) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, IN_CSV | {"encoding": encoding})
    assert (fetched.outcome, fetched.bodies[0].name) == (PullOutcome.OK, "page-1.csv")
    assert figures(parsed) == TRUTH
    assert parsed.findings == ()


@pytest.mark.parametrize("declared", ["gbk", "utf-8"])
@pytest.mark.parametrize(("reading", "text"), [(IN_XML, XML), (IN_CSV, CSV)])
def test_fault_a9_another_encoding_is_refused(reading: Any, text: str, declared: str) -> None:
    written = {"gbk": "utf-8", "utf-8": "gbk"}[declared]
    parsed = read("rest", reading | {"encoding": declared}, text.encode(written))
    assert (parsed.rows, rules(parsed)) == ((), ["encoding_refused"])


XML_END = XML.rstrip().encode()
CUTS = {*range(1, len(XML_END), 29), *(n + 1 for n in range(len(XML_END)) if XML_END[n] == 62)}


@pytest.mark.parametrize("cut", sorted(CUTS - {len(XML_END)}))
def test_fault_a7_xml_cut_anywhere_is_partial(cut: int) -> None:
    with DepartmentServer(Cut(raw(XML.encode()[:cut], length=None))) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, IN_XML)
    assert fetched.outcome is PullOutcome.PARTIAL
    assert (parsed.rows, parsed.refused) == ((), True)


def test_fault_a7_csv_cut_inside_a_line_is_partial() -> None:
    with DepartmentServer(Cut(raw(CSV.encode()[:-3], length=None))) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, IN_CSV)
    assert fetched.outcome is PullOutcome.PARTIAL
    assert (parsed.rows, parsed.refused) == ((), True)


def test_fault_a7_csv_cut_at_a_line_end_disagrees_with_its_total() -> None:
    body = CSV.encode().rsplit(b"T03")[0]
    with DepartmentServer(reply(body, X_Total="3")) as server:
        reading = IN_CSV | {"total": "header:X-Total"}
        fetched, _ = drawn("rest", {"url": server.url}, reading)
    assert fetched.outcome is PullOutcome.PARTIAL
    assert "共3条，实际收到2条" in fetched.error


LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><response>&b;</response>'
OUTSIDE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><response>&x;</response>'


@pytest.mark.parametrize("body", [LAUGHS, OUTSIDE, "<!DOCTYPE response><response/>"])
def test_fault_a11_xml_that_defines_entities_is_refused(body: str) -> None:
    with DepartmentServer(reply(body.encode())) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, IN_XML)
    assert fetched.outcome is PullOutcome.OK
    assert (parsed.rows, rules(parsed)) == ((), ["json_refused"])
    assert "实体" in parsed.findings[0].sentence


@pytest.mark.parametrize("deep", [2_000, 100_000])
def test_fault_a11_a_deep_nest_of_xml_is_refused(deep: int) -> None:
    body = b"<a>" * deep + b"</a>" * deep
    with DepartmentServer(reply(body)) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, IN_XML)
    assert fetched.bodies[0].content == body
    assert (parsed.rows, parsed.refused) == ((), True)


@pytest.mark.parametrize("reading", [IN_XML, IN_CSV])
@pytest.mark.parametrize("page", ["<!DOCTYPE html><html>登录", "\n<html lang='zh'>登录</html>"])
def test_fault_a4_a_login_page_instead_of_it_is_named(reading: Any, page: str) -> None:
    with DepartmentServer(Send(raw(page.encode(), content_type="text/xml"))) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, reading)
    assert fetched.outcome is PullOutcome.FAULT
    assert "登录页面" in fetched.error
    assert (parsed.rows, rules(parsed)) == ((), ["login_page"])


@pytest.mark.parametrize(
    ("reading", "body"),
    [
        (IN_XML, '<response><data total="0" month="2014-06"/></response>'),
        (IN_XML, ""),
        (IN_CSV, "code,value,unit\r\n"),
        (IN_CSV, "\r\n"),
    ],
)
def test_fault_a14_no_rows_are_empty(reading: Any, body: str) -> None:
    with DepartmentServer(reply(body.encode())) as server:
        fetched, _ = drawn("rest", {"url": server.url}, reading)
    assert fetched.outcome is PullOutcome.EMPTY


def test_one_row_of_xml_is_a_list_of_one() -> None:
    body = b"<a><row><code>T01</code><value unit='x'>7</value></row></a>"
    columns = {"target": "code", "figure": "value.#text", "unit": "value.@unit"}
    parsed = read("rest", {"format": "xml", "records": "a.row", "columns": columns}, body)
    assert figures(parsed) == [("T01", "7", "x")]
    assert parsed.findings == ()


@pytest.mark.parametrize("groups", [1, 2])
def test_groups_of_xml_rows(groups: int) -> None:
    one = "<g name='D01'><row><code>T{}</code><value>7</value></row></g>"
    body = "<a>" + "".join(one.format(n) for n in range(groups)) + "</a>"
    columns = {"target": "code", "figure": "value", "department": "^.@name"}
    reading = {"format": "xml", "records": "a.g.*.row", "columns": columns}
    parsed = read("rest", reading, body.encode())
    assert [row.target for row in parsed.rows] == [f"T{n}" for n in range(groups)]
    assert {row.stated_department for row in parsed.rows} == {"D01"}


@pytest.mark.parametrize("body", ["<a><b></a>", "<a>&nbsp;</a>", "plain", "<a/><b/>"])
def test_broken_xml_is_refused(body: str) -> None:
    assert rules(read("rest", IN_XML, body.encode())) in (["json_refused"], ["json_cut"])


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("code,value,unit\nT01,1\nT02,1\n", "column_count"),
        ('code,value,unit\nT01,"1"x,个\n', "unreadable"),
        ("code,value,code,unit\nT01,1,2,个\n", "columns_drifted"),
        ("no,value,unit\nT01,1,个\n", "columns_drifted"),
    ],
)
def test_fault_a16_csv_that_is_not_the_table_agreed_reads_nothing(body: str, rule: str) -> None:
    parsed = read("rest", IN_CSV, body.encode())
    assert (parsed.rows, rules(parsed)) == ((), [rule])


def test_fault_a16_one_ragged_line_of_csv_is_refused_with_its_place() -> None:
    body = "code,value,unit\nT01,1,个\nT02,1\nT03,1,234,个\nT04,4,个\n"
    parsed = read("rest", IN_CSV, body.encode())
    assert [row.target for row in parsed.rows] == ["T01", "T04"]
    assert rules(parsed)[:2] == ["column_count"] * 2
    assert [str(found.place) for found in parsed.findings[:2]] == [
        "数据接口第1页第2条",
        "数据接口第1页第3条",
    ]
    assert parsed.findings[1].raw_value == "T03,1,234,个"


def test_csv_without_a_head_has_its_names_in_the_settings() -> None:
    reading = IN_CSV | {"header": ["code", "value", "unit"], "delimiter": "|"}
    parsed = read("rest", reading, b"T01|1|a\nT02|2|b\n")
    assert figures(parsed) == [("T01", "1", "a"), ("T02", "2", "b")]
    assert parsed.findings == ()


ARRAYS = [["T01", 1.50, "万元"], ["T02", None, "个"]]


@pytest.mark.parametrize(
    ("reading", "body"),
    [
        ({"header": "head", "records": "rows"}, {"head": [*COLUMNS.values()], "rows": ARRAYS}),
        (
            {"header": "d.fields.*.name", "records": "d.rows"},
            {"d": {"fields": [{"name": n, "type": "s"} for n in COLUMNS.values()], "rows": ARRAYS}},
        ),
        ({"header": list(COLUMNS.values())}, ARRAYS),
    ],
)
def test_rows_that_are_arrays(reading: Any, body: Any) -> None:
    with DepartmentServer(json_reply(body)) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, {"columns": COLUMNS} | reading)
    assert fetched.outcome is PullOutcome.OK
    assert figures(parsed) == [("T01", "1.5", "万元"), ("T02", None, "个")]
    assert parsed.findings == ()


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ({"head": ["code", "value"], "rows": ARRAYS}, "column_count"),
        ({"head": ["code", "val", "unit"], "rows": ARRAYS}, "columns_drifted"),
        ({"head": ["code", "value", "value"], "rows": ARRAYS}, "columns_drifted"),
        ({"head": "code,value,unit", "rows": ARRAYS}, "columns_drifted"),
        ({"head": ["code", "value", 3], "rows": [["a", 1, 2], ["b", 1]]}, "column_count"),
        ({"rows": ARRAYS}, "columns_drifted"),
    ],
)
def test_fault_a16_arrays_whose_names_are_gone_read_nothing(body: Any, rule: str) -> None:
    reading = {"columns": COLUMNS, "header": "head", "records": "rows"}
    parsed = read("rest", reading, json.dumps(body).encode())
    assert (parsed.rows, rules(parsed)) == ((), [rule])


def test_nested_lists_and_what_stands_round_them() -> None:
    groups = [
        {
            "dept": {"code": "D01"},
            "rows": [{"code": "T01", "value": 1}, {"code": "T02", "value": 2}],
        },
        {"dept": {"code": "D02"}, "rows": []},
        {"dept": {"code": "D03"}, "rows": [{"code": "T09", "value": 9}]},
    ]
    columns = {"target": "code", "figure": "value"}
    reading = {
        "records": "data.*.rows",
        "columns": columns,
        "only": {"^.dept.code": "{department}"},
    }
    parsed = read("rest", reading, json.dumps({"data": groups}).encode())
    assert figures(parsed) == [("T01", "1", None), ("T02", "2", None)]
    assert parsed.findings == ()
    refused = read("rest", reading, json.dumps({"data": [*groups, {"dept": "D04"}]}).encode())
    assert (refused.rows, rules(refused)) == ((), ["records_missing"])


def test_an_object_that_holds_rows_by_their_code() -> None:
    body = {"T01": {"value": 1, "unit": "个"}, "T02": {"value": 2, "unit": "个"}}
    reading = {"records": "*", "columns": COLUMNS | {"target": "^key"}}
    parsed = read("rest", reading, json.dumps(body).encode())
    assert figures(parsed) == [("T01", "1", "个"), ("T02", "2", "个")]
    assert parsed.findings == ()


def test_a_list_inside_a_list_by_its_number() -> None:
    body = {"data": [{"rows": [{"code": "T01", "value": 1, "unit": "个"}]}]}
    parsed = read("rest", {"records": "data.0.rows", "columns": COLUMNS}, json.dumps(body).encode())
    assert figures(parsed) == [("T01", "1", "个")]


def months(**figures_by_month: Any) -> dict[str, Any]:
    """One record with a column for each month."""
    return {f"m{n:02}": None for n in range(1, 13)} | figures_by_month


ALL_MONTHS = [f"m{n:02}" for n in range(1, 13)]


def test_a_column_per_month_is_read_for_the_month_that_is_asked() -> None:
    body = [{"code": "T01"} | months(m05=5, m06=6), {"code": "T02"} | months(m05=7)]
    columns = {"target": "code", "figure": "m{month}"}
    parsed = read("rest", {"columns": columns, "ignore": ALL_MONTHS}, json.dumps(body).encode())
    assert figures(parsed) == [("T01", "6", None), ("T02", None, None)]
    assert parsed.rows[0].place.column == "m06"
    assert parsed.findings == ()


def test_one_record_for_each_department_with_a_column_per_month() -> None:
    body = [{"dept": d} | months(m05=d, m06=d * 2) for d in (1, 100, 3)]
    reading = {
        "columns": {"department": "dept"},
        "targets": {"T07": "m{month}"},
        "only": {"dept": 100},
        "ignore": ALL_MONTHS,
        "unit": "万元",
    }
    with DepartmentServer(json_reply(body)) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, reading)
    assert fetched.outcome is PullOutcome.OK
    assert figures(parsed) == [("T07", "200", "万元")]
    assert parsed.rows[0].stated_department == "100"
    assert str(parsed.rows[0].place) == "数据接口第1页第2条“m06”列"
    assert parsed.findings == ()


@pytest.mark.parametrize("bare", [True, False])
def test_one_record_with_a_column_per_target(bare: bool) -> None:
    record = {"gdp": {"2014-06": 1.25, "2014-05": 1}, "jobs": {"2014-06": "7"}, "id": 1}
    body = {"data": record if bare else [record]}
    reading = {
        "records": "data",
        "columns": {},
        "targets": {"T01": "gdp.{period}", "T02": "jobs.{period}"},
        "ignore": ["id", "gdp", "jobs"],
    }
    parsed = read("rest", reading, json.dumps(body).encode())
    assert figures(parsed) == [("T01", "1.25", None), ("T02", "7", None)]
    assert parsed.findings == ()


def test_fault_a16_a_month_whose_column_is_gone_reads_nothing() -> None:
    body = [{"dept": "D01", "m05": 5}]
    reading = {"columns": {}, "targets": {"T07": "m{month}"}, "ignore": ["dept", "m05"]}
    parsed = read("rest", reading, json.dumps(body).encode())
    assert (parsed.rows, rules(parsed)) == ((), ["columns_drifted"])
    assert "缺少“m06”" in parsed.findings[0].sentence


def test_fault_a17_rows_of_others_are_told_apart_by_a_column_that_must_be_there() -> None:
    reading = {"columns": COLUMNS, "only": {"dept": "{department}"}}
    line = {"code": "T01", "value": 1, "unit": "个"}
    body = [line | {"dept": "D01"}, line | {"dept": "D02", "code": "T02"}, line]
    parsed = read("rest", reading, json.dumps(body).encode())
    assert (parsed.rows, rules(parsed)) == ((), ["columns_drifted"])
    assert [row.target for row in read("rest", reading, json.dumps(body[:2]).encode()).rows] == [
        "T01"
    ]


@pytest.mark.parametrize(
    ("reading", "key", "said"),
    [
        ({"columns": COLUMNS, "targets": {"T": "m"}}, "reading", "不再填target与figure"),
        ({"columns": {"unit": "u"}}, "reading.columns.target", "缺少必填项"),
        (IN_CSV | {"records": "data"}, "reading", "只有表格"),
        (IN_CSV | {"paging": {"kind": "link", "next": "n"}}, "reading", "表格正文"),
        ({"columns": COLUMNS, "body": {}}, "reading", "method须为POST"),
        ({"columns": COLUMNS, "parameters": {"a": "{day}"}}, "reading.parameters.a", "占位符"),
        ({"columns": COLUMNS, "method": "POST", "body": {"a": ["{day}"]}}, "reading.body", "占位"),
        ({"columns": COLUMNS, "headers": {"Cookie": "x"}}, "reading.headers", "凭证请写在"),
        ({"columns": COLUMNS, "paging": {"kind": "x"}}, "reading.paging", "不在允许的种类之内"),
        (
            {"columns": COLUMNS, "paging": {"first": 2, "parameter": "p"}},
            "reading.paging.first",
            "",
        ),
        (
            {"columns": COLUMNS, "paging": {"kind": "cursor", "parameter": "p"}},
            "reading.paging.next",
            "缺少必填项",
        ),
        (
            {"columns": COLUMNS, "paging": {"parameter": "p", "size_parameter": "n"}},
            "reading.paging",
            "还须填每页条数",
        ),
    ],
)
def test_a_reading_that_is_wrong_is_said_at_its_key(reading: Any, key: str, said: str) -> None:
    errors = settings_errors("rest", {"url": "https://10.0.0.8/x"}, reading)
    assert (key, True) in [(where, said in sentence) for where, sentence in errors]
