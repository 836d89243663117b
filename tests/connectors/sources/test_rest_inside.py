"""Documents inside documents, and JSON that comes line by line or in a call."""

import gzip
import json
from base64 import b64encode
from typing import Any
from xml.sax.saxutils import escape

import pytest

from connectors.sources.door import settings_errors
from domain.words import PullOutcome
from tests.connectors.sources.asking import COLUMNS, drawn, figures, read, rules
from tests.support.department_server import DepartmentServer, Send, json_reply, raw, reply

LINES = [{"code": "T01", "value": 1.50, "unit": "万元"}]
TRUTH = [("T01", "1.5", "万元")]
TEXT = json.dumps(LINES, ensure_ascii=False)
PACKED = b64encode(gzip.compress(TEXT.encode())).decode()


def soap(text: str) -> bytes:
    inner = f"<GetResponse xmlns='http://tempuri.org/'><GetResult>{text}</GetResult></GetResponse>"
    return (
        "<?xml version='1.0' encoding='utf-8'?>"
        "<soap:Envelope xmlns:soap='http://schemas.xmlsoap.org/soap/envelope/'>"
        f"<soap:Body>{inner}</soap:Body></soap:Envelope>"
    ).encode()


RESULT = "Envelope.Body.GetResponse.GetResult"
IN_XML = "<rows><row><code>T01</code><value>1.5</value><unit>万元</unit></row></rows>"


@pytest.mark.parametrize(
    ("reading", "body"),
    [
        ({"parsed": {"data": "json"}, "records": "data"}, json.dumps({"data": TEXT}).encode()),
        ({"parsed": {"": "json"}}, json.dumps(TEXT).encode()),
        (
            {"parsed": {"data": ["base64", "gzip", "json"]}, "records": "data"},
            json.dumps({"data": PACKED}).encode(),
        ),
        ({"format": "text", "parsed": {"": ["base64", "json"]}}, b64encode(TEXT.encode())),
        (
            {"format": "xml", "parsed": {"string": "json"}, "records": "string"},
            f'<string xmlns="http://tempuri.org/">{escape(TEXT)}</string>'.encode(),
        ),
        (
            {"format": "xml", "parsed": {RESULT: "xml"}, "records": f"{RESULT}.rows.row"},
            soap(escape(IN_XML)),
        ),
        (
            {"format": "xml", "parsed": {RESULT: "json"}, "records": RESULT},
            soap(f"<![CDATA[{TEXT}]]>"),
        ),
        (
            {"parsed": {"rows.*.more": "json"}, "records": "rows"}
            | {"columns": {"target": "code", "figure": "more.value", "unit": "more.unit"}},
            json.dumps({"rows": [{"code": "T01", "more": '{"value": 1.5, "unit": "万元"}'}]}),
        ),
        (
            {"parsed": {"tables.1": "json"}, "records": "tables.1"},
            json.dumps({"tables": ["维护中", TEXT]}),
        ),
        (
            {"parsed": {"d": "csv"}, "records": "d.lines", "header": "d.names"},
            json.dumps({"d": "code,value,unit\nT01,1.5,万元\n"}),
        ),
    ],
)
def test_a_document_inside_a_text_is_read_in_its_place(reading: Any, body: Any) -> None:
    content = body if isinstance(body, bytes) else body.encode()
    with DepartmentServer(reply(content)) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, {"columns": COLUMNS} | reading)
    assert (fetched.outcome, fetched.error) == (PullOutcome.OK, "")
    assert figures(parsed) == TRUTH
    assert parsed.findings == ()


INSIDE: dict[str, Any] = {"columns": COLUMNS, "parsed": {"data": "json"}, "records": "data"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (TEXT[:-2], "json_cut"),
        ("系统维护中", "json_refused"),
        ([], "json_refused"),
        (None, "records_missing"),
    ],
)
def test_fault_a7_a_text_that_is_not_the_document_reads_nothing(text: Any, rule: str) -> None:
    with DepartmentServer(json_reply({"data": text})) as server:
        _, parsed = drawn("rest", {"url": server.url}, INSIDE)
    assert (parsed.rows, rules(parsed)) == ((), [rule])


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_text_that_holds_nothing_beside_a_total_of_none_is_empty(nothing: Any) -> None:
    with DepartmentServer(json_reply({"data": nothing, "total": 0})) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, INSIDE | {"total": "total"})
    assert (fetched.outcome, parsed.findings) == (PullOutcome.EMPTY, ())


@pytest.mark.parametrize(
    "packed",
    [
        "不是",
        b64encode(b"plain").decode(),
        b64encode(gzip.compress(TEXT.encode())[:-9]).decode(),
        b64encode(gzip.compress(b" " * 30_000_000)).decode(),
    ],
)
def test_fault_a8_a_packed_text_that_is_broken_or_a_bomb_reads_nothing(packed: str) -> None:
    reading = INSIDE | {"parsed": {"data": ["base64", "gzip", "json"]}}
    parsed = read("rest", reading, json.dumps({"data": packed}).encode())
    assert parsed.rows == ()
    assert parsed.findings[0].rule in ("json_refused", "too_large")


def test_the_verdict_stands_beside_the_text() -> None:
    reading = INSIDE | {"verdict": {"code": "code", "success": [0], "message": "msg"}}
    with DepartmentServer(json_reply({"code": 1, "msg": "未授权", "data": ""})) as server:
        fetched, _ = drawn("rest", {"url": server.url}, reading)
    assert (fetched.outcome, fetched.error) == (
        PullOutcome.FAULT,
        "数据接口答复失败（1）：未授权",
    )


NDJSON = "\n".join(json.dumps(line, ensure_ascii=False) for line in LINES * 2)


def test_json_line_by_line() -> None:
    parsed = read("rest", {"format": "ndjson", "columns": COLUMNS}, NDJSON.encode())
    assert figures(parsed) == TRUTH * 2


@pytest.mark.parametrize("cut", [5, len(NDJSON.encode()) - 1])
def test_fault_a7_json_line_by_line_that_is_cut_is_partial(cut: int) -> None:
    with DepartmentServer(reply(NDJSON.encode()[:cut])) as server:
        fetched, parsed = drawn(
            "rest", {"url": server.url}, {"format": "ndjson", "columns": COLUMNS}
        )
    assert (fetched.outcome, parsed.rows) == (PullOutcome.PARTIAL, ())


@pytest.mark.parametrize("call", ["callback({})", "/**/jQuery1.cb_2( {} );\r\n", "_$({});"])
def test_json_in_a_call(call: str) -> None:
    body = call.replace("{}", TEXT).encode()
    parsed = read("rest", {"format": "jsonp", "columns": COLUMNS}, body)
    assert figures(parsed) == TRUTH


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (f"cb({TEXT}", PullOutcome.PARTIAL),
        (f"cb({TEXT[:20]}", PullOutcome.PARTIAL),
        (TEXT, PullOutcome.PARTIAL),
        (f"cb({TEXT}) cb()", PullOutcome.OK),
        ("<html>登录</html>", PullOutcome.FAULT),
    ],
)
def test_fault_a7_json_in_a_call_that_is_cut_or_none_reads_nothing(
    body: str, outcome: PullOutcome
) -> None:
    with DepartmentServer(Send(raw(body.encode()))) as server:
        fetched, parsed = drawn(
            "rest", {"url": server.url}, {"format": "jsonp", "columns": COLUMNS}
        )
    assert (fetched.outcome, parsed.rows) == (outcome, ())


@pytest.mark.parametrize(
    ("parsed", "said"),
    [
        ({"data": ["json", "base64"]}, "须以json、xml或csv结尾"),
        ({"data": ["base64"]}, "须以json、xml或csv结尾"),
        ({"data": ["gzip", "json"]}, "gzip之前须有base64"),
    ],
)
def test_steps_that_lead_nowhere_are_said_at_their_key(parsed: Any, said: str) -> None:
    errors = settings_errors(
        "rest", {"url": "https://10.0.0.8/x"}, {"columns": COLUMNS, "parsed": parsed}
    )
    assert [(key, said in sentence) for key, sentence in errors] == [("reading.parsed.data", True)]
