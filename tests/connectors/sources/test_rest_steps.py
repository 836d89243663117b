"""More than one request for the data: exports that are ordered first, and one request for each."""

import time
from typing import Any

import pytest

from connectors.sources.door import settings_errors
from domain.words import PullOutcome
from tests.connectors.sources.asking import COLUMNS, drawn, figures, read, rules
from tests.support.department_server import DepartmentServer, Request, Step, json_reply, reply

LINES = [{"code": "T01", "value": 1, "unit": "个"}]
EXPORT: dict[str, Any] = {
    "columns": COLUMNS,
    "prepare": [
        {
            "path": "/export",
            "method": "POST",
            "body": {"month": "{period}"},
            "verdict": {"code": "code", "success": 0, "message": "msg"},
            "keep": {"job": "data.id"},
        },
        {
            "path": "/export/{kept.job}",
            "until": {"value": "state", "done": 2, "failed": 3, "every_seconds": 0.1},
            "keep": {"url": "url"},
        },
    ],
    "path": "{kept.url}",
}


class Exporter:
    """Takes an order, is busy for a while, then says where the data are."""

    def __init__(self, *states: Any, url: str = "/files/7.json?sign=a%2Fb") -> None:
        self.states, self.url = list(states), url

    def __call__(self, request: Request) -> Step:
        if request.method == "POST":
            assert request.json == {"month": "2014-06"}
            return json_reply({"code": 0, "data": {"id": "J/7"}})
        if request.path == "/export/J%2F7":
            state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
            return json_reply({"state": state, "url": self.url})
        assert (request.path, request.parameters) == ("/files/7.json", {"sign": "a/b"})
        return json_reply(LINES)


def pulled(script: Any, reading: Any = EXPORT, **address: Any) -> Any:
    with DepartmentServer(script) as server:
        where = {"url": server.url, "deadline_seconds": 2} | address
        assert settings_errors("rest", where, reading) == []
        return *drawn("rest", where, reading), server.requests


def test_an_export_is_ordered_waited_for_and_fetched() -> None:
    fetched, parsed, requests = pulled(Exporter(0, 1, "2"))
    assert (fetched.outcome, fetched.error) == (PullOutcome.OK, "")
    assert figures(parsed) == [("T01", "1", "个")]
    assert [body.name for body in fetched.bodies] == ["page-1.json"]
    assert [request.method for request in requests] == ["POST", "GET", "GET", "GET", "GET"]


def test_an_order_that_is_accepted_and_an_address_in_a_header() -> None:
    def answer(request: Request) -> Step:
        if request.method == "POST":
            return reply(b"", "202 Accepted", Location="/jobs/1")
        return json_reply(LINES)

    step = {"path": "/export", "method": "POST", "keep": {"url": "header:Location"}}
    fetched, _, requests = pulled(answer, EXPORT | {"prepare": [step]})
    assert (fetched.outcome, requests[-1].path) == (PullOutcome.OK, "/jobs/1")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (Exporter(0, 3), "第2步未成功：数据接口没有备好数据（3）"),
        (Exporter(2, url=""), "第2步未成功：返回内容中没有约定的“url”"),
        (Exporter(2, url="https://elsewhere.example/x"), "在别的主机上"),
        (
            json_reply({"code": 7, "msg": "导出排队已满"}),
            "第1步未成功：数据接口答复失败（7）：导出",
        ),
        (reply(b"<html>login</html>", "403 No"), "第1步未成功：数据接口拒绝授权"),
        (reply(b"<html>login</html>"), "第1步未成功：返回的是网页（多为登录页面）"),
        (json_reply({"code": 0}), "第1步未成功：返回内容中没有约定的“data.id”"),
    ],
)
def test_fault_a4_an_export_that_fails_says_where_and_why(script: Any, said: str) -> None:
    fetched, parsed, _ = pulled(script)
    assert (fetched.outcome, parsed.rows) == (PullOutcome.FAULT, ())
    assert said in fetched.error


def test_fault_a1_an_export_that_is_never_ready_ends_with_the_deadline() -> None:
    start = time.monotonic()
    fetched, _, _ = pulled(Exporter(1), deadline_seconds=0.8)
    assert time.monotonic() - start < 1.5
    assert fetched.outcome is PullOutcome.FAULT
    assert "规定时间内没有备好数据（状态为“1”），请核对" in fetched.error


def test_what_a_step_was_kept_for_stands_in_no_sentence() -> None:
    def answer(request: Request) -> Step:
        if request.method == "POST":
            return json_reply({"code": 0, "data": {"id": "ticket-s3cret"}})
        return json_reply({"code": 7, "msg": "ticket-s3cret无效"})

    last = EXPORT["prepare"][1] | {"verdict": {"code": "code", "success": 0, "message": "msg"}}
    fetched, _, _ = pulled(answer, EXPORT | {"prepare": [EXPORT["prepare"][0], last]})
    assert "***无效" in fetched.error
    assert "ticket" not in fetched.error


def test_fault_a16_a_state_that_is_no_longer_told_is_named() -> None:
    steps = [{"until": {"value": "data.state", "done": [2], "every_seconds": 0.1}}]
    fetched, _, _ = pulled(
        json_reply({}), {"columns": COLUMNS, "prepare": steps}, deadline_seconds=0.3
    )
    assert "没有备好数据（答复中没有“data.state”）" in fetched.error


def test_a_page_that_only_takes_the_order_may_be_one_of_the_web() -> None:
    def answer(request: Request) -> Step:
        page = b"<html>ordered</html>"
        return reply(page, Location="/jobs/1") if request.method == "POST" else json_reply(LINES)

    step = {"method": "POST", "keep": {"url": "header:Location"}}
    fetched, _, requests = pulled(answer, EXPORT | {"prepare": [step]})
    assert (fetched.outcome, requests[-1].path) == (PullOutcome.OK, "/jobs/1")


EACH: dict[str, Any] = {
    "columns": {"target": "^each", "figure": "value"},
    "each": {"T01": "A-1", "T02": "A/2"},
    "path": "/indicator/{each}",
    "records": "data",
}


def by_indicator(request: Request) -> Step:
    value = {"/indicator/A-1": 7, "/indicator/A%2F2": None}[request.path]
    return json_reply({"data": {"value": value}})


def test_a_request_for_each_target() -> None:
    fetched, parsed, _ = pulled(by_indicator, EACH)
    assert [body.name for body in fetched.bodies] == ["1-page-1.json", "2-page-1.json"]
    assert figures(parsed) == [("T01", "7", None), ("T02", None, None)]
    assert parsed.findings == ()


def test_the_same_answer_for_two_of_them_is_two_figures() -> None:
    fetched, parsed, _ = pulled(json_reply({"data": {"value": 0}}), EACH)
    assert fetched.outcome is PullOutcome.OK
    assert figures(parsed) == [("T01", "0", None), ("T02", "0", None)]


def test_each_group_in_pages_of_its_own() -> None:
    def answer(request: Request) -> Step:
        code = f"T{request.parameters['dept']}{request.parameters['page']}"
        rows = [LINES[0] | {"code": code}]
        return json_reply({"rows": rows, "total": 2})

    reading = {
        "columns": COLUMNS,
        "each": [1, 2],
        "parameters": {"dept": "{each}"},
        "records": "rows",
        "total": "total",
        "paging": {"parameter": "page"},
    }
    fetched, parsed, requests = pulled(answer, reading)
    assert (fetched.outcome, len(requests)) == (PullOutcome.OK, 4)
    assert [row.target for row in parsed.rows] == ["T11", "T12", "T21", "T22"]


def test_fault_a3_one_of_them_that_fails_fails_all_and_is_named() -> None:
    def answer(request: Request) -> Step:
        return by_indicator(request) if request.path.endswith("1") else reply(b"", "404 No")

    fetched, parsed, _ = pulled(answer, EACH)
    assert (fetched.outcome, len(fetched.bodies)) == (PullOutcome.FAULT, 1)
    assert fetched.error.startswith("“T02”：数据接口返回错误，请核对接口地址与参数（HTTP 404）")
    assert (parsed.rows, rules(parsed)) == ((), ["total_disagrees"])


def test_fault_a3_the_first_that_fails_ends_the_asking() -> None:
    def answer(request: Request) -> Step:
        return reply(b"", "404 No") if request.path.endswith("1") else by_indicator(request)

    fetched, parsed, requests = pulled(answer, EACH)
    assert (fetched.outcome, parsed.rows, len(requests)) == (PullOutcome.FAULT, (), 1)
    assert fetched.error.startswith("“T01”：")


def test_fault_a7_a_total_of_each_answer_is_compared_with_its_own_rows() -> None:
    reading = {"columns": COLUMNS, "each": [1, 2], "parameters": {"d": "{each}"}}
    reading |= {"records": "rows", "total": "total"}
    good, bad = b'{"rows": [], "total": 0}', b'{"rows": [], "total": 1}'
    assert rules(read("rest", reading, good, good)) == []
    one = b'{"rows": [{"code": "T01", "value": 1, "unit": "a"}], "total": 1}'
    assert rules(read("rest", reading, one, one)) == []
    assert rules(read("rest", reading, good, bad)) == ["total_disagrees"]


def test_nothing_for_any_of_them_is_empty() -> None:
    reading = {"columns": COLUMNS, "each": ["a", "b"], "parameters": {"d": "{each}"}}
    fetched, _, requests = pulled(json_reply([]), reading)
    assert (fetched.outcome, len(requests)) == (PullOutcome.EMPTY, 2)


@pytest.mark.parametrize(
    ("change", "key", "said"),
    [
        ({"path": "/x/{kept.nothing}"}, "reading", "{kept.nothing}须在之前"),
        ({"prepare": EXPORT["prepare"][::-1]}, "reading", "{kept.job}须在之前"),
        ({"path": "https://10.0.0.9/x"}, "reading.path", "只填地址中的路径"),
        ({"path": "//10.0.0.9/x"}, "reading.path", "只填地址中的路径"),
        ({"each": [1]}, "reading", "须同时填写"),
        ({"path": "/{each}"}, "reading", "须同时填写"),
        ({"prepare": [{"path": "/{each}"}], "path": "/x"}, "reading", "prepare中不能用{each}"),
        (
            {"prepare": [{"path": "/a", "until": {"value": "s"}}], "path": "/x"},
            "reading.prepare.0.until.done",
            "缺少必填项",
        ),
        (
            EACH | {"columns": COLUMNS | {"target": "^each"}, "paging": {"parameter": "p"}},
            "reading",
            "每项只有一页",
        ),
    ],
)
def test_steps_that_are_wrongly_set_are_said_at_their_key(change: Any, key: str, said: str) -> None:
    errors = settings_errors("rest", {"url": "https://10.0.0.8/x"}, EXPORT | change)
    assert [(where, said in sentence) for where, sentence in errors] == [(key, True)]
