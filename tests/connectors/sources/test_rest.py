"""The rest dialect against a real server: what it asks, what it reads, what it refuses."""

import json
from decimal import Decimal
from typing import Any

import pytest

from connectors.sources.door import settings_errors
from domain.words import PullOutcome, Severity
from tests.connectors.sources.asking import COLUMNS, drawn, figures, read, rules, secrets
from tests.support.department_server import DepartmentServer, Send, json_reply, raw, reply

PLAIN = {"columns": COLUMNS}
NESTED = {
    "parameters": {"month": "{year}{month}", "who": "{department}"},
    "records": "data.items",
    "stated_period": "data.month",
    "stated_department": "data.who.code",
    "columns": {
        "target": "code",
        "figure": "done.value",
        "unit": "done.unit",
        "reason_given": "remark",
    },
    "ignore": ["id", "audit"],
}
BODY = {
    "code": 200,
    "data": {
        "month": 201406,
        "who": {"code": "D01"},
        "items": [
            {
                "id": 1,
                "code": "T01",
                "done": {"value": 120.50, "unit": "万元"},
                "remark": "雨季\u2028停工",
                "audit": {"by": ["a", "b"]},
            },
            {"id": 2, "code": "T02", "done": {"value": "０", "unit": "个"}, "remark": None},
            {"id": 3, "code": " T03 ", "done": {"value": None, "unit": "%"}, "audit": {}},
        ],
    },
}


def test_nested_records_arrive_with_what_the_body_states() -> None:
    with DepartmentServer(json_reply(BODY)) as server:
        address = {"url": server.url, "token": "NAME"}
        fetched, parsed = drawn("rest", address, NESTED, secrets(NAME="s3cret"))
    (request,) = server.requests
    assert request.parameters == {"month": "201406", "who": "D01"}
    assert request.headers["authorization"] == "Bearer s3cret"
    assert fetched.outcome is PullOutcome.OK
    assert fetched.error == ""
    assert figures(parsed) == [("T01", "120.5", "万元"), ("T02", "０", "个"), ("T03", None, "%")]
    assert {(row.stated_period, row.stated_department) for row in parsed.rows} == {
        ("201406", "D01")
    }
    assert [row.reason_given for row in parsed.rows] == ["雨季\u2028停工", "", ""]
    assert str(parsed.rows[1].place) == "数据接口第1页第2条“done.value”列"
    assert parsed.findings == ()


@pytest.mark.parametrize(
    "lexeme",
    ["0", "-0", "12", "12.0", "12.00001", "0.1", "1e3", "1E-2", "123456789012345678901234.5"],
)
def test_a_number_keeps_every_digit_that_was_written(lexeme: str) -> None:
    body = f'[{{"code": "T01", "value": {lexeme}, "unit": "个"}}]'.encode()
    assert figures(read("rest", PLAIN, body)) == [("T01", lexeme, "个")]


def test_the_same_bytes_give_the_same_rows() -> None:
    body = json.dumps(BODY, ensure_ascii=False).encode()
    assert read("rest", NESTED, body) == read("rest", NESTED, body)


def test_texts_arrive_exactly() -> None:
    texts = [
        "001",
        "NA",
        "NULL",
        "nan",
        "1,234",
        "12万",
        "约60",
        '5"寸',
        "a\\b",
        "\t7",
        "=1+1",
        "😀",
    ]
    lines = [{"code": f"T{n}", "value": text, "unit": "个"} for n, text in enumerate(texts)]
    parsed = read("rest", PLAIN, json.dumps(lines).encode())
    assert [row.figure for row in parsed.rows] == texts


@pytest.mark.parametrize("body", [b"[]", b"", b" \r\n", b"[ ]"])
def test_fault_a14_an_empty_answer_is_no_progress_of_zero(body: bytes) -> None:
    with DepartmentServer(reply(body)) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, PLAIN)
    assert fetched.outcome is PullOutcome.EMPTY
    assert fetched.outcome.failed
    assert len(fetched.bodies) == 1
    assert parsed.rows == ()
    assert len(server.requests) == 1


def test_fault_a14_no_content_is_empty_too() -> None:
    with DepartmentServer(Send(b"HTTP/1.1 204 No Content\r\n\r\n")) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, PLAIN)
    assert fetched.outcome is PullOutcome.EMPTY
    assert parsed.rows == ()


def test_fault_a14_a_stated_zero_is_a_figure() -> None:
    lines = [{"code": "T01", "value": 0, "unit": "个"}, {"code": "T02", "value": "", "unit": "个"}]
    with DepartmentServer(json_reply(lines)) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, PLAIN)
    assert fetched.outcome is PullOutcome.OK
    assert figures(parsed) == [("T01", "0", "个"), ("T02", None, "个")]


LOGIN = "<!DOCTYPE html><html><head><title>统一身份认证</title></head><body>请登录</body></html>"


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "application/json"])
@pytest.mark.parametrize("before", ["", "\ufeff", "\r\n  "])
def test_fault_a4_a_login_page_is_named_and_asked_once(content_type: str, before: str) -> None:
    page = (before + LOGIN).encode()
    with DepartmentServer(Send(raw(page, content_type=content_type))) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, PLAIN)
    assert fetched.outcome is PullOutcome.FAULT
    assert "登录页面" in fetched.error
    assert [body.content for body in fetched.bodies] == [page]
    assert len(server.requests) == 1
    assert parsed.rows == ()
    assert rules(parsed) == ["login_page"]


def test_fault_a4_a_plain_refusal_under_an_html_type_is_no_data() -> None:
    with DepartmentServer(Send(raw("会话已过期".encode(), content_type="text/html"))) as server:
        fetched, _ = drawn("rest", {"url": server.url}, PLAIN)
    assert fetched.outcome is PullOutcome.FAULT
    assert "登录页面" in fetched.error


def test_fault_a14_nothing_under_an_html_type_is_empty() -> None:
    with DepartmentServer(Send(raw(b"", content_type="text/html"))) as server:
        fetched, _ = drawn("rest", {"url": server.url}, PLAIN)
    assert (fetched.outcome, fetched.error) == (PullOutcome.EMPTY, "")


def test_fault_a4_data_under_an_html_type_is_data() -> None:
    body = b'[{"code": "T01", "value": 1, "unit": "a"}]'
    with DepartmentServer(Send(raw(body, content_type="text/html"))) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, PLAIN)
    assert fetched.outcome is PullOutcome.OK
    assert figures(parsed) == [("T01", "1", "a")]


_NAMED = {"code": "编号", "value": "完成", "unit": "单位"}
IN_CHINESE: list[dict[str, Any]] = [
    {"编号": "T01", "完成": "12.5", "单位": "万元"},
    {"编号": "T02", "完成": 3, "单位": "个"},
]
CHINESE = {"columns": {ours: _NAMED[theirs] for ours, theirs in COLUMNS.items()}}
ENCODINGS = ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"]


@pytest.mark.parametrize("declared", ENCODINGS)
@pytest.mark.parametrize("written", ENCODINGS)
def test_fault_a9_rows_are_right_or_refused_and_never_mojibake(declared: str, written: str) -> None:
    body = json.dumps(IN_CHINESE, ensure_ascii=False).encode(written)
    with DepartmentServer(reply(body)) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, CHINESE | {"encoding": declared})
    families = [{"utf-8", "utf-8-sig"}, {"gbk", "gb18030"}, {"utf-16"}]
    if any({declared, written} <= family for family in families):
        assert fetched.outcome is PullOutcome.OK
        assert figures(parsed) == [("T01", "12.5", "万元"), ("T02", "3", "个")]
    else:
        assert parsed.rows == ()
        assert parsed.refused
        assert rules(parsed) == ["encoding_refused"]


def test_fault_a9_a_damaged_character_refuses_the_body() -> None:
    body = json.dumps(IN_CHINESE, ensure_ascii=False).replace("万", "\ufffd").encode()
    parsed = read("rest", CHINESE, body)
    assert (parsed.rows, rules(parsed)) == ((), ["encoding_refused"])


def test_fault_a9_utf_8_that_gbk_decodes_to_nonsense_is_refused() -> None:
    """Names of two characters are six bytes, which read as three others without an error."""
    body = json.dumps([IN_CHINESE[0]], ensure_ascii=False).encode()
    assert "缂栧彿" in body.decode("gbk")
    parsed = read("rest", CHINESE | {"encoding": "gbk"}, body)
    assert (parsed.rows, rules(parsed)) == ((), ["encoding_refused"])


def test_fault_a9_a_character_outside_gbk_arrives_in_gb18030() -> None:
    body = json.dumps([{**IN_CHINESE[0], "编号": "𠮷01"}], ensure_ascii=False).encode("gb18030")
    parsed = read("rest", CHINESE | {"encoding": "gb18030"}, body)
    assert figures(parsed) == [("𠮷01", "12.5", "万元")]


def test_fault_a10_a_byte_order_mark_before_utf_8_is_no_error() -> None:
    body = b"\xef\xbb\xbf" + json.dumps(IN_CHINESE).encode()
    with DepartmentServer(reply(body)) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, CHINESE)
    assert fetched.outcome is PullOutcome.OK
    assert len(parsed.rows) == 2


_GOOD = {"code": "T01", "value": 1, "unit": "个"}
DRIFTS: list[tuple[dict[str, Any], str, str]] = [
    ({"code": "T01", "val": 1, "unit": "个"}, "缺少“value”", "新出现“val”"),
    ({"code": "T01", "unit": "个"}, "缺少“value”", "请改回约定的列名"),
    ({"no": "T01", "value": 1, "unit": "个"}, "缺少“code”", "新出现“no”"),
    ({"code": "T01", "value": 1}, "缺少“unit”", "请改回约定的列名"),
]


@pytest.mark.parametrize(("line", "gone", "new"), DRIFTS)
def test_fault_a16_a_field_that_is_gone_reads_nothing(
    line: dict[str, Any], gone: str, new: str
) -> None:
    with DepartmentServer(json_reply([line, line])) as server:
        _, parsed = drawn("rest", {"url": server.url}, PLAIN)
    assert parsed.rows == ()
    (finding,) = parsed.findings
    assert (finding.rule, finding.severity) == ("columns_drifted", Severity.REJECT)
    assert gone in finding.sentence
    assert new in finding.sentence


def test_fault_a16_a_new_field_is_named_and_the_rows_are_read() -> None:
    parsed = read("rest", PLAIN, json.dumps([_GOOD | {"备注": "x", "by.who": 1}]).encode())
    assert figures(parsed) == [("T01", "1", "个")]
    (finding,) = parsed.findings
    assert (finding.rule, finding.severity) == ("columns_drifted", Severity.NOTE)
    assert "新出现“备注”、“by.who”" in finding.sentence


@pytest.mark.parametrize(
    "value", [True, False, [1], [], {"amount": 1}, {"amount": {"yuan": 1}}, {}]
)
def test_fault_a16_a_value_of_another_type_is_refused_and_not_empty(value: object) -> None:
    lines = [_GOOD, {"code": "T02", "value": value, "unit": "个"}]
    parsed = read("rest", PLAIN, json.dumps(lines).encode())
    assert figures(parsed) == [("T01", "1", "个")]
    (refused,) = [f for f in parsed.findings if f.severity is Severity.REJECT]
    assert (refused.rule, refused.target) == ("cell_refused", "T02")
    assert str(refused.place) == "数据接口第1页第2条“value”列"


@pytest.mark.parametrize(
    ("reading", "body"),
    [
        ({"records": "data.items"}, {"code": 500, "msg": "内部错误"}),
        ({"records": "data.items"}, {"data": {"items": None}}),
        ({"records": "data.items"}, {"data": {"items": {"code": "T01"}}}),
        ({}, {"data": []}),
        ({}, "维护中"),
        ({}, 0),
        ({}, ["T01"]),
        ({}, [[]]),
    ],
)
def test_a_body_without_the_agreed_list_is_refused(reading: Any, body: Any) -> None:
    with DepartmentServer(json_reply(body)) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, PLAIN | reading)
    assert fetched.outcome is PullOutcome.OK
    assert len(server.requests) == 1
    assert parsed.refused
    assert rules(parsed) == ["records_missing"]
    assert parsed.findings[0].raw_hash


@pytest.mark.parametrize("month", [None, [], {}, "2014\x00-06", "\ud800"])
def test_a_stated_month_that_is_no_text_refuses_the_body(month: object) -> None:
    body = {"data": {"month": month, "who": {"code": "D01"}, "items": BODY["data"]["items"]}}  # type: ignore[index]
    parsed = read("rest", NESTED, json.dumps(body).encode())
    assert parsed.refused
    assert "data.month" in parsed.findings[0].sentence


def test_half_a_character_in_prose_costs_no_figure() -> None:
    """Systems that cut a remark at 200 UTF-16 units leave half an emoji behind."""
    columns = COLUMNS | {"reason_given": "remark"}
    body = rb'[{"code": "T01", "value": 1, "unit": "a", "remark": "rain \ud83d"}]'
    parsed = read("rest", {"columns": columns}, body)
    assert parsed.findings == ()
    assert parsed.rows[0].reason_given == "rain ?"


def test_half_a_character_in_a_code_is_refused_and_can_be_written_down() -> None:
    body = rb'[{"code": "T\ud83d", "value": "1", "unit": "a", "\udc00": "x"}]'
    parsed = read("rest", PLAIN, body)
    assert parsed.rows == ()
    assert sorted(rules(parsed)) == ["characters_refused", "columns_drifted"]
    for finding in parsed.findings:
        assert finding.sentence.encode()
        assert finding.raw_value.encode().isascii()
        assert finding.target is None


def test_columns_declare_decimals_and_one_unit() -> None:
    reading = {"columns": {"target": "code", "figure": "value"}, "unit": "万元", "decimals": 2}
    (row,) = read("rest", reading, b'[{"code": "T01", "value": 1.23456}]').rows
    assert (row.unit, row.decimals, row.figure) == ("万元", 2, "1.23456")
    assert Decimal(row.figure or "") == Decimal("1.23456")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://10.0.0.8/x", "非本机地址须用https"),
        ("http://127.0.0.1.example.cn/x", "非本机地址须用https"),
        ("http://2130706433/x", "非本机地址须用https"),
        ("ftp://127.0.0.1/x", "须为完整的https地址"),
        ("10.0.0.8/x", "须为完整的https地址"),
        ("https://u:" + "p@10.0.0.8/x", "不得带用户名"),
        ("https://10.0.0.8/x?key=1", "不得带用户名、口令或参数"),
        ("https://10.0.0.8/{town}", "不认识的占位符"),
    ],
)
def test_an_address_that_is_unsafe_is_refused_in_a_sentence(url: str, sentence: str) -> None:
    ((key, said),) = settings_errors("rest", {"url": url}, PLAIN)
    assert key == "address.url"
    assert sentence in said
