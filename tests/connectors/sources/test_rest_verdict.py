"""The verdict in the body: HTTP says 200, and the other side's own sentence reaches the error."""

import json
from typing import Any

import pytest

from connectors.sources.door import Fetched, Parsed, settings_errors
from domain.words import PullOutcome
from tests.connectors.sources.asking import COLUMNS, drawn, figures, read, rules, secrets
from tests.support.department_server import DepartmentServer, Request, Step, json_reply, reply

LINES = [{"code": "T01", "value": 1, "unit": "个"}]
VERDICT: dict[str, Any] = {"code": "code", "success": [200, "0"], "message": "msg"}
READING: dict[str, Any] = {"columns": COLUMNS, "records": "data", "verdict": VERDICT}


def pulled(*steps: Any, **reading: Any) -> tuple[Fetched, Parsed, int]:
    with DepartmentServer(*steps) as server:
        address = {"url": server.url, "token": "NAME", "deadline_seconds": 2}
        kept = secrets(NAME="s3cret-token")
        fetched, parsed = drawn("rest", address, READING | reading, kept)
    return fetched, parsed, len(server.requests)


@pytest.mark.parametrize("code", [200, "200", 0, "0", " 0 "])
def test_a_code_of_success_is_data(code: object) -> None:
    fetched, parsed, _ = pulled(json_reply({"code": code, "data": LINES}))
    assert fetched.outcome is PullOutcome.OK
    assert figures(parsed) == [("T01", "1", "个")]


def test_yes_and_no_are_codes_too() -> None:
    verdict = {"code": "success", "success": [True]}
    fine = {"success": True, "data": LINES}
    assert pulled(json_reply(fine), verdict=verdict)[0].outcome is PullOutcome.OK
    fetched, parsed, _ = pulled(json_reply(fine | {"success": False}), verdict=verdict)
    assert (fetched.outcome, parsed.rows) == (PullOutcome.FAULT, ())


@pytest.mark.parametrize("data", [LINES, [], None])
def test_fault_a4_a_failure_under_http_200_is_no_data_and_is_told(data: Any) -> None:
    body = {"code": "500", "msg": "系统\r\n维护中", "data": data}
    fetched, parsed, requests = pulled(json_reply(body))
    assert fetched.outcome is PullOutcome.FAULT
    assert fetched.error == "数据接口答复失败（500）：系统 维护中"
    assert len(fetched.bodies) == requests == 1
    assert parsed.rows == ()
    assert rules(parsed) == ["verdict_failed"]
    assert "系统 维护中" in parsed.findings[0].sentence
    assert parsed.findings[0].raw_hash


def test_fault_a4_a_failure_on_a_later_page_ends_the_walk() -> None:
    first = json_reply({"code": 0, "data": LINES})
    last = json_reply({"code": 1, "msg": "会话过期", "data": []})
    fetched, parsed, requests = pulled(first, last, paging={"parameter": "p"})
    assert fetched.outcome is PullOutcome.FAULT
    assert "会话过期" in fetched.error
    assert (requests, parsed.rows) == (2, ())


def test_fault_a16_a_verdict_that_is_gone_is_no_success() -> None:
    fetched, parsed, _ = pulled(json_reply({"status": 0, "data": LINES}))
    assert fetched.outcome is PullOutcome.FAULT
    assert "没有约定的状态“code”" in fetched.error
    assert parsed.rows == ()


def test_fault_a14_no_content_has_no_verdict_and_is_empty() -> None:
    fetched, _, _ = pulled(reply(b""))
    assert fetched.outcome is PullOutcome.EMPTY


def test_fault_a3_a_busy_code_is_asked_again_and_another_is_not() -> None:
    verdict = VERDICT | {"busy": [429]}
    busy, fine = json_reply({"code": 429, "msg": "稍后"}), json_reply({"code": 0, "data": LINES})
    fetched, parsed, requests = pulled(busy, fine, verdict=verdict)
    assert (fetched.outcome, len(parsed.rows), requests) == (PullOutcome.OK, 1, 2)
    assert pulled(busy, verdict=verdict)[2] == 4
    assert pulled(busy)[2] == 1


@pytest.mark.parametrize("status", ["400 Bad", "500 Oops", "403 No"])
def test_the_sentence_beside_a_status_is_told_too(status: str) -> None:
    body = json.dumps({"code": 1, "msg": "参数month缺失"}).encode()
    fetched, _, _ = pulled(reply(body, status))
    assert f"HTTP {status[:3]}" in fetched.error
    assert "参数month缺失" in fetched.error


def test_a_code_of_an_expired_session_is_answered_by_one_login() -> None:
    seen: list[str] = []

    def script(request: Request) -> Step:
        if request.method == "POST":
            seen.append("login")
            return json_reply({"token": f"tok-{len(seen)}-abc"})
        seen.append("data")
        fine = request.headers["authorization"] == "Bearer tok-3-abc"
        return json_reply({"code": 0 if fine else 401, "msg": "令牌过期", "data": LINES})

    with DepartmentServer(script) as server:
        login = {"kind": "login", "url": server.url, "secrets": {"p": "NAME"}, "token": "token"}
        address = {"url": server.url, "authentication": login}
        reading = READING | {"verdict": VERDICT | {"expired": ["401"]}}
        fetched, _ = drawn("rest", address, reading, secrets(NAME="s3cret"))
    assert fetched.outcome is PullOutcome.OK
    assert seen == ["login", "data", "login", "data"]


@pytest.mark.parametrize(
    "message",
    ["appKey s3cret-token 无效", "s3cret-token" * 30, "key=QUJDREVGR0hJSktMTU5PUFFSU1RVVlc= 无效"],
)
def test_a_sentence_that_repeats_the_secret_is_told_without_it(message: str) -> None:
    fetched, parsed, _ = pulled(json_reply({"code": 1, "msg": message}))
    assert "答复失败" in fetched.error
    for sentence in (fetched.error, *(f.sentence for f in parsed.findings if "key=" in message)):
        assert "s3cret" not in sentence
        assert "QUJD" not in sentence
    assert len(fetched.error) <= 300


def test_a_message_of_any_length_is_cut_and_any_character_can_be_written() -> None:
    body = {"code": 1, "msg": "\x00错\ud800" + "误" * 5000}
    fetched, parsed, _ = pulled(reply(json.dumps(body).encode()))
    assert len(fetched.error) <= 300
    assert len(parsed.findings[0].sentence) <= 300
    assert fetched.error.encode()


def test_a_verdict_in_a_header_is_heard() -> None:
    verdict = {"code": "header:X-Code", "success": ["ok"], "message": "header:X-Why"}
    body = json.dumps({"data": LINES}).encode()
    fine = reply(body, X_Code="ok")
    fetched, parsed, _ = pulled(fine, verdict=verdict)
    assert (fetched.outcome, len(parsed.rows)) == (PullOutcome.OK, 1)
    fetched, _, _ = pulled(reply(body, X_Code="no", X_Why="locked"), verdict=verdict)
    assert (fetched.outcome, "locked" in fetched.error) == (PullOutcome.FAULT, True)


def test_old_bytes_are_read_by_the_same_verdict() -> None:
    parsed = read("rest", READING, json.dumps({"code": 9, "data": LINES}).encode())
    assert (parsed.rows, rules(parsed)) == ((), ["verdict_failed"])


@pytest.mark.parametrize(
    ("verdict", "key"),
    [
        ({"code": "code"}, "reading.verdict"),
        ({"code": "code", "success": []}, "reading.verdict"),
        ({"code": "", "success": [0]}, "reading.verdict.code"),
    ],
)
def test_a_verdict_without_its_codes_is_no_verdict(verdict: Any, key: str) -> None:
    address = {"url": "https://10.0.0.8/x"}
    assert [k for k, _ in settings_errors("rest", address, READING | {"verdict": verdict})] == [key]


FAILS: dict[str, Any] = {"failure": ["errors", "timed_out"], "message": "errors.0.message"}


@pytest.mark.parametrize(
    "nothing",
    [
        {},
        {"errors": None},
        {"errors": []},
        {"timed_out": False},
        {"errors": " 0"},
        {"errors": "False"},
    ],
)
def test_errors_that_hold_nothing_are_no_failure(nothing: Any) -> None:
    fetched, parsed, _ = pulled(json_reply({"data": LINES} | nothing), verdict=FAILS)
    assert (fetched.outcome, len(parsed.rows)) == (PullOutcome.OK, 1)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"errors": [{"message": "无此字段"}]}, "数据接口答复失败：无此字段"),
        ({"timed_out": True}, "数据接口答复失败"),
        ({"errors": {"message": "x"}}, "数据接口答复失败"),
    ],
)
def test_fault_a4_errors_beside_data_under_http_200_are_a_failure(said: Any, error: str) -> None:
    fetched, parsed, _ = pulled(json_reply({"data": LINES} | said), verdict=FAILS)
    assert (fetched.outcome, fetched.error) == (PullOutcome.FAULT, error)
    assert (parsed.rows, rules(parsed)) == ((), ["verdict_failed"])


def test_fault_a4_a_failure_in_place_of_the_document_inside_is_told() -> None:
    body = {"code": 500, "msg": "内部错误", "data": "java.lang.NullPointerException"}
    fetched, parsed, _ = pulled(json_reply(body), parsed={"data": "json"})
    assert fetched.error == "数据接口答复失败（500）：内部错误"
    assert rules(parsed) == ["verdict_failed"]


@pytest.mark.parametrize("status", ["200 OK", "404 Not Found"])
def test_a_code_that_says_there_is_no_data_is_empty_and_no_fault(status: str) -> None:
    verdict = VERDICT | {"empty": [1001]}
    body = json.dumps({"code": 1001, "msg": "暂无数据", "data": None}).encode()
    fetched, parsed, _ = pulled(reply(body, status), verdict=verdict)
    assert (fetched.outcome, fetched.error) == (PullOutcome.EMPTY, "")
    assert (parsed.rows, parsed.findings) == ((), ())


def test_no_data_on_a_later_page_is_the_end() -> None:
    verdict = VERDICT | {"empty": [1001]}
    first, last = json_reply({"code": 0, "data": LINES}), json_reply({"code": 1001})
    fetched, parsed, _ = pulled(first, last, verdict=verdict, paging={"parameter": "p"})
    assert (fetched.outcome, len(parsed.rows)) == (PullOutcome.OK, 1)


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ({}, "failure"),
        ({"failure": "errors", "expired": [1]}, "须同时填code"),
        ({"code": "header:X", "success": 0, "empty": [1]}, "正文中的code"),
    ],
)
def test_a_verdict_that_tells_nothing_is_said(verdict: Any, said: str) -> None:
    ((key, sentence),) = settings_errors(
        "rest", {"url": "https://10.0.0.8/x"}, READING | {"verdict": verdict}
    )
    assert (key, said in sentence) == ("reading.verdict", True)


@pytest.mark.parametrize(
    ("status", "outcome"), [("201 Created", PullOutcome.OK), ("202 Accepted", PullOutcome.FAULT)]
)
def test_fault_a3_an_answer_that_is_only_promised_is_no_data(
    status: str, outcome: PullOutcome
) -> None:
    body = json.dumps({"code": 0, "data": LINES}).encode()
    fetched, _, requests = pulled(reply(body, status))
    assert (fetched.outcome, requests) == (outcome, 1 if outcome is PullOutcome.OK else 4)
