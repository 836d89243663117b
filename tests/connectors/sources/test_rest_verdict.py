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
        ({"code": "code"}, "reading.verdict.success"),
        ({"code": "code", "success": []}, "reading.verdict.success"),
        ({"code": "", "success": [0]}, "reading.verdict.code"),
    ],
)
def test_a_verdict_without_its_codes_is_no_verdict(verdict: Any, key: str) -> None:
    address = {"url": "https://10.0.0.8/x"}
    assert [k for k, _ in settings_errors("rest", address, READING | {"verdict": verdict})] == [key]
