"""Requests in older manners: a name several times, GBK, forms in parts, the page in the path."""

import hashlib
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

import pytest

from connectors.sources.door import fetch, settings_errors
from domain.local_time import SHANGHAI
from domain.words import PullOutcome
from tests.connectors.sources.asking import ASKED, COLUMNS, drawn, figures, secrets
from tests.support.department_server import DepartmentServer, Request, Step, json_reply, reply

LINES = [{"code": "T01", "value": 1, "unit": "个"}]
READ: dict[str, Any] = {"columns": COLUMNS}


def asked(reading: dict[str, Any]) -> Request:
    """The one request that ``reading`` sends."""
    with DepartmentServer(json_reply(LINES)) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, READ | reading)
    assert (fetched.outcome, figures(parsed)) == (PullOutcome.OK, [("T01", "1", "个")])
    return server.requests[0]


def test_a_name_is_sent_several_times() -> None:
    parameters = {"code": ["T01", 2, "{month}"], "one": "x y&", "none": []}
    request = asked({"parameters": parameters})
    assert request.query == "code=T01&code=2&code=06&one=x+y%26"


def test_a_field_of_a_form_is_sent_several_times_and_a_nested_one_as_json() -> None:
    body = {"code": ["T01", "T02"], "page": {"no": 1}}
    request = asked({"method": "POST", "body_format": "form", "body": body})
    pairs = parse_qsl(request.body.decode())
    assert pairs == [("code", "T01"), ("code", "T02"), ("page", '{"no":1}')]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030"])
def test_parameters_and_a_form_in_the_encoding_of_the_other_side(encoding: str) -> None:
    reading = {
        "method": "POST",
        "parameters": {"单位": "商务局"},
        "body": {"月份": "{year}年"},
        "body_format": "form",
        "sent_encoding": encoding,
    }
    request = asked(reading)
    named, value = (quote(text, encoding=encoding) for text in ("单位", "商务局"))
    assert request.query == f"{named}={value}"
    form = f"{quote('月份', encoding=encoding)}=2014{quote('年', encoding=encoding)}"
    assert request.body == form.encode()


def test_json_and_xml_in_gbk_say_so() -> None:
    reading = {"method": "POST", "body": {"a": "商务局"}, "sent_encoding": "gbk"}
    request = asked(reading)
    assert request.body == '{"a":"商务局"}'.encode("gbk")
    assert request.headers["content-type"] == "application/json; charset=gbk"
    request = asked(reading | {"body_format": "xml"})
    assert request.body == "<?xml version='1.0' encoding='gbk'?>\n<a>商务局</a>".encode("gbk")
    assert request.headers["content-type"] == "text/xml; charset=gbk"


def test_what_the_encoding_cannot_write_is_not_sent() -> None:
    with DepartmentServer(json_reply(LINES)) as server:
        reading = READ | {"parameters": {"a": "😀"}, "sent_encoding": "gbk"}
        fetched, _ = drawn("rest", {"url": server.url}, reading)
    assert (fetched.outcome, server.requests) == (PullOutcome.FAULT, [])
    assert "编码写不出的字" in fetched.error


def test_a_form_in_parts() -> None:
    reading = {
        "method": "POST",
        "body_format": "multipart",
        "body": {"month": "{period}", "单位": "商务局", "code": ["T01", "T02"]},
    }
    request = asked(reading)
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = message_from_bytes(head + request.body, policy=policy.HTTP)
    assert message.get_content_type() == "multipart/form-data"
    parts = [part for part in message.iter_parts() if isinstance(part, EmailMessage)]
    assert [part.get_payload(decode=True) for part in parts] == [
        b"2014-06",
        "商务局".encode(),
        b"T01",
        b"T02",
    ]
    assert 'name="month"' in parts[0]["content-disposition"]


@pytest.mark.parametrize("body_format", ["multipart", "form"])
def test_a_signature_covers_the_very_bytes_that_are_sent(body_format: str) -> None:
    def answer(request: Request) -> Step:
        assert request.headers["x-digest"] == hashlib.sha256(request.body + b"k3y").hexdigest()
        return json_reply(LINES)

    signing = {
        "kind": "signed",
        "app_key": "a",
        "secret": "S",
        "fields": {"X-Digest": "{signature}"},
        "sent_in": "header",
        "text": "{body}{secret}",
        "algorithm": "sha256",
    }
    reading = {
        "method": "POST",
        "body": {"dept": "商务局", "n": ["1", "2"]},
        "body_format": body_format,
    }
    with DepartmentServer(answer) as server:
        address = {"url": server.url, "authentication": signing}
        asked = replace(ASKED, at=datetime(2014, 7, 8, 9, tzinfo=SHANGHAI))
        fetched = fetch("rest", address, READ | reading, asked, secrets(S="k3y"), Path("/nowhere"))
    assert fetched.outcome is PullOutcome.OK


@pytest.mark.parametrize(
    ("paging", "paths"),
    [
        ({"parameter": "page", "sent_in": "path", "size": 1}, ["1", "2", "3"]),
        ({"kind": "offset", "parameter": "page", "sent_in": "path", "size": 1}, ["0", "1", "2"]),
    ],
)
def test_the_page_stands_in_the_path(paging: dict[str, Any], paths: list[str]) -> None:
    def answer(request: Request) -> Step:
        seen.append(request.path)
        line = LINES[0] | {"code": f"T0{len(seen)}"}
        return json_reply([line] if len(seen) < 3 else [])

    seen: list[str] = []
    reading = READ | {"path": "list/{period}/{page}.json", "paging": paging}
    with DepartmentServer(answer) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, reading)
    assert (fetched.outcome, len(parsed.rows)) == (PullOutcome.OK, 2)
    assert seen == [f"/list/2014-06/{page}.json" for page in paths]


def test_the_page_stands_in_a_header() -> None:
    def answer(request: Request) -> Step:
        number = int(request.headers["x-page"])
        return json_reply([LINES[0] | {"code": f"T0{number}"}] if number < 3 else [])

    reading = READ | {"paging": {"parameter": "X-Page", "sent_in": "header"}}
    with DepartmentServer(answer) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, reading)
    assert (fetched.outcome, len(parsed.rows)) == (PullOutcome.OK, 2)


def test_the_next_address_is_asked_as_it_was_given() -> None:
    def answer(request: Request) -> Step:
        queries.append(request.query)
        assert request.body == b'{"a":"1"}'
        line = LINES[0] | {"code": f"T0{len(queries)}"}
        return json_reply({"rows": [line], "next": "?token=x%2By" if len(queries) == 1 else None})

    queries: list[str] = []
    reading = {
        "method": "POST",
        "parameters": {"month": "{period}"},
        "body": {"a": "1"},
        "records": "rows",
        "paging": {"kind": "link", "next": "next"},
    }
    with DepartmentServer(answer) as server:
        fetched, _ = drawn("rest", {"url": server.url}, READ | reading)
    assert fetched.outcome is PullOutcome.OK
    assert queries == ["month=2014-06", "token=x%2By"]


def part(request: Request) -> Step:
    """Rows two by two, each answer a part of the whole."""
    first = int(request.parameters["offset"])
    lines = [LINES[0] | {"code": f"T0{n}"} for n in range(3)][first : first + 2]
    head = f"{first}-{first + len(lines) - 1}/3"
    return reply(json_body(lines), "206 Partial Content", Content_Range=head)


def json_body(value: Any) -> bytes:
    """The body of an answer in JSON."""
    return json_reply(value).raw.partition(b"\r\n\r\n")[2]


def test_parts_are_read_where_the_whole_is_known() -> None:
    paging = {"kind": "offset", "parameter": "offset"}
    reading = READ | {"paging": paging, "total": "header:Content-Range"}
    with DepartmentServer(part) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, reading)
    assert (fetched.outcome, [row.target for row in parsed.rows]) == (
        PullOutcome.OK,
        ["T00", "T01", "T02"],
    )


def test_fault_a6_a_part_is_not_the_whole() -> None:
    reading = READ | {"parameters": {"offset": "0"}}
    with DepartmentServer(part) as server:
        fetched, _ = drawn("rest", {"url": server.url}, reading)
        known, _ = drawn("rest", {"url": server.url}, reading | {"total": "header:Content-Range"})
    assert (fetched.outcome, known.outcome) == (PullOutcome.PARTIAL, PullOutcome.PARTIAL)
    assert "HTTP 206" in fetched.error
    assert "共3条，实际收到2条" in known.error


def test_a_login_may_answer_with_the_token_and_nothing_else() -> None:
    def answer(request: Request) -> Step:
        if request.path == "/progress/token":
            return reply(b" tok-1-abcdef\n")
        assert request.headers["authorization"] == "tok-1-abcdef"
        return json_reply(LINES)

    with DepartmentServer(answer) as server:
        login = {"kind": "login", "url": f"{server.url}/token", "format": "text", "prefix": ""}
        fetched, _ = drawn("rest", {"url": server.url, "authentication": login}, READ)
    assert fetched.outcome is PullOutcome.OK


@pytest.mark.parametrize("page", [b"", b"<html>login</html>"])
def test_fault_a4_a_web_page_is_no_token(page: bytes) -> None:
    with DepartmentServer(reply(page)) as server:
        login = {"kind": "login", "url": server.url, "format": "text"}
        fetched, _ = drawn("rest", {"url": server.url, "authentication": login}, READ)
    assert (fetched.outcome, len(server.requests)) == (PullOutcome.FAULT, 1)
    assert "登录未成功" in fetched.error


@pytest.mark.parametrize(
    ("change", "key", "said"),
    [
        ({"parameters": {"a": ["{day}"]}}, "reading.parameters.a", "占位符"),
        ({"parameters": {"a": {"b": 1}}}, "reading.parameters.a", "须为文本，或文本的列表"),
        ({"path": "{page}"}, "reading", "sent_in: path"),
        ({"paging": {"parameter": "page", "sent_in": "path"}}, "reading", "{page}"),
        ({"path": "{page}", "paging": {"parameter": "p", "sent_in": "path"}}, "reading.paging", ""),
        ({"prepare": [{"path": "{page}"}]}, "reading", "逐页"),
        ({"sent_encoding": "big5"}, "reading.sent_encoding", "允许的取值"),
    ],
)
def test_a_request_that_is_wrongly_put_is_said_at_its_key(change: Any, key: str, said: str) -> None:
    errors = settings_errors("rest", {"url": "https://10.0.0.8/x"}, READ | change)
    assert [(where, said in sentence) for where, sentence in errors] == [(key, True)]
