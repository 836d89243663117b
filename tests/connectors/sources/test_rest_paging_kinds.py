"""Every way of paging against a real server: the whole list, or a sentence that says why not."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from domain.words import PullOutcome
from tests.connectors.sources.asking import COLUMNS, drawn
from tests.support.department_server import (
    DepartmentServer,
    Request,
    Send,
    Step,
    json_reply,
    raw,
    reply,
)

LINES = [{"code": f"T{n:02}", "value": n, "unit": "个"} for n in range(1, 13)]
TARGETS = [line["code"] for line in LINES]
READING: dict[str, Any] = {"columns": COLUMNS, "records": "rows"}


def headed(value: Any, **headers: str) -> Send:
    """JSON with headers of its own."""
    return reply(json.dumps(value).encode(), **headers)


def pulled(script: Any, **reading: Any) -> tuple[Any, list[str], list[Request]]:
    """(fetched, the targets of its rows, the requests that came)."""
    with DepartmentServer(script) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, READING | reading)
    return fetched, [row.target for row in parsed.rows], server.requests


@pytest.mark.parametrize("first", [0, 1])
def test_offset_and_limit(first: int) -> None:
    def page(request: Request) -> Step:
        start = int(request.parameters["from"]) - first
        return json_reply({"rows": LINES[start : start + int(request.parameters["n"])]})

    paging = {"kind": "offset", "parameter": "from", "first": first} | {
        "size_parameter": "n",
        "size": 5,
    }
    fetched, targets, requests = pulled(page, paging=paging)
    assert (fetched.outcome, targets) == (PullOutcome.OK, TARGETS)
    starts = [int(request.parameters["from"]) for request in requests]
    assert starts == [first, first + 5, first + 10]


def test_an_offset_counts_what_came_and_not_what_was_asked() -> None:
    """A server that gives at most three at a time, whatever it is asked for."""

    def page(request: Request) -> Step:
        start = int(request.parameters["from"])
        return json_reply({"total": 12, "rows": LINES[start : start + 3]})

    paging = {"kind": "offset", "parameter": "from", "size_parameter": "n", "size": 100}
    fetched, targets, _ = pulled(page, paging=paging, total="total")
    assert (fetched.outcome, targets) == (PullOutcome.OK, TARGETS)


@pytest.mark.parametrize("end", [None, "", "null", "absent"])
def test_a_cursor_in_the_body(end: str | None) -> None:
    def page(request: Request) -> Step:
        start = int(request.parameters.get("after", "0"))
        rows = LINES[start : start + 5]
        mark = str(start + 5) if start + 5 < 12 else end
        return json_reply({"rows": rows} | ({} if mark == "absent" else {"meta": {"next": mark}}))

    paging = {"kind": "cursor", "parameter": "after", "next": "meta.next"}
    fetched, targets, requests = pulled(page, paging=paging)
    assert (fetched.outcome, targets) == (PullOutcome.OK, TARGETS)
    assert [r.parameters.get("after") for r in requests] == [None, "5", "10"]


def test_a_cursor_in_a_header_with_a_start_and_a_size() -> None:
    def page(request: Request) -> Step:
        start = int(request.parameters["after"]) + 1
        rows = LINES[start : start + int(request.parameters["n"])]
        following = {"X_Next": str(start + 4)} if start + 5 < 12 else {}
        return headed({"rows": rows}, **following)

    paging = {"kind": "cursor", "parameter": "after", "next": "header:X-Next", "start": "-1"}
    fetched, targets, _ = pulled(page, paging=paging | {"size_parameter": "n", "size": 5})
    assert (fetched.outcome, targets) == (PullOutcome.OK, TARGETS)


def _by_link(request: Request, link: Callable[[Any, str], Step]) -> Step:
    start = int(request.parameters.get("at", "0"))
    following = f"/progress?at={start + 5}&month=201406" if start + 5 < 12 else ""
    return link({"rows": LINES[start : start + 5]}, following)


def test_the_link_header() -> None:
    def link(body: Any, following: str) -> Send:
        first = '</progress>; rel="first"'
        return headed(body, Link=f'{first}, <{following}>; rel="next"' if following else first)

    reading = {"paging": {"kind": "link"}, "parameters": {"month": "{year}{month}"}}
    fetched, targets, requests = pulled(lambda request: _by_link(request, link), **reading)
    assert (fetched.outcome, targets) == (PullOutcome.OK, TARGETS)
    asked = [dict(request.parameters) for request in requests]
    assert asked[0] == {"month": "201406"}
    assert asked[1:] == [{"at": at, "month": "201406"} for at in ("5", "10")]


def test_the_next_address_in_the_body() -> None:
    def link(body: Any, following: str) -> Send:
        return json_reply(body | {"next": following or None})

    paging = {"kind": "link", "next": "next"}
    fetched, targets, _ = pulled(lambda request: _by_link(request, link), paging=paging)
    assert (fetched.outcome, targets) == (PullOutcome.OK, TARGETS)


@pytest.mark.parametrize(("yes", "no"), [(True, False), ("true", "false"), (1, 0), ("Y", "N")])
def test_a_flag_says_whether_another_page_follows(yes: Any, no: Any) -> None:
    """A full last page, and a short one in the middle."""

    def page(request: Request) -> Step:
        number = int(request.parameters["p"])
        rows = {1: LINES[:4], 2: LINES[4:7], 3: LINES[7:]}[number]
        return json_reply({"rows": rows, "hasNext": yes if number < 3 else no})

    paging = {"parameter": "p", "size": 5, "has_next": "hasNext"}
    fetched, targets, requests = pulled(page, paging=paging)
    assert (fetched.outcome, targets, len(requests)) == (PullOutcome.OK, TARGETS, 3)


def test_the_number_of_pages_ends_the_walk_where_the_last_page_comes_again_and_again() -> None:
    def page(request: Request) -> Step:
        number = min(int(request.parameters["p"]), 3)
        return json_reply({"rows": LINES[number * 4 - 4 : number * 4], "pages": 3})

    fetched, targets, requests = pulled(page, paging={"parameter": "p", "pages": "pages"})
    assert (fetched.outcome, targets, len(requests)) == (PullOutcome.OK, TARGETS, 3)


@pytest.mark.parametrize(("told", "outcome"), [("12", "ok"), ("13", "partial"), (None, "partial")])
def test_the_total_in_a_header(told: str | None, outcome: str) -> None:
    def page(request: Request) -> Step:
        start = (int(request.parameters["p"]) - 1) * 5
        headers = {"X_Total_Count": told} if told else {}
        return headed({"rows": LINES[start : start + 5]}, **headers)

    paging = {"parameter": "p", "size": 5}
    fetched, _, _ = pulled(page, paging=paging, total="header:X-Total-Count")
    assert fetched.outcome is PullOutcome(outcome)


def test_pages_are_asked_for_in_a_body() -> None:
    def page(request: Request) -> Step:
        asked = request.json
        assert asked["query"] == {"month": "2014-06", "kinds": ["A", "D01"]}
        start = (asked["page"]["no"] - 1) * asked["page"]["size"]
        return json_reply({"rows": LINES[start : start + 5]})

    body = {"query": {"month": "{period}", "kinds": ["A", "{department}"]}}
    paging = {"parameter": "page.no", "size_parameter": "page.size", "size": 5}
    fetched, targets, requests = pulled(page, method="POST", body=body, paging=paging)
    assert (fetched.outcome, targets) == (PullOutcome.OK, TARGETS)
    assert requests[0].method == "POST"
    assert requests[0].headers["content-type"] == "application/json; charset=utf-8"
    assert requests[0].parameters == {}


def test_pages_are_asked_for_in_a_form_and_the_query_beside_it() -> None:
    def page(request: Request) -> Step:
        assert request.form == {"月份": "2014年6月", "empty": ""}
        start = int(request.parameters["p"]) * 5
        return json_reply({"rows": LINES[start : start + 5]})

    body = {"月份": "{year}年{month_number}月", "empty": None}
    paging = {"parameter": "p", "first": 0, "size": 5, "sent_in": "query"}
    posted = {"method": "POST", "body": body, "body_format": "form"}
    fetched, targets, _ = pulled(page, paging=paging, **posted)
    assert (fetched.outcome, targets) == (PullOutcome.OK, TARGETS)


def test_placeholders_of_days_and_headers_of_their_own() -> None:
    reading = {
        "parameters": {"from": "{period}-01", "to": "{period}-{last_day}", "m": "{month_number}"},
        "headers": {"X-Tenant": "{department}/督查"},
    }
    _, targets, (request,) = pulled(json_reply({"rows": LINES}), **reading)
    assert targets == TARGETS
    assert request.parameters == {"from": "2014-06-01", "to": "2014-06-30", "m": "6"}
    assert request.headers["x-tenant"].encode("latin-1").decode() == "D01/督查"


def _no_flag(request: Request) -> Step:
    return json_reply({"rows": LINES[:5]})


def _flag_lies(request: Request) -> Step:
    return json_reply({"rows": [], "more": True})


def _flag_nonsense(request: Request) -> Step:
    return json_reply({"rows": LINES[:5], "more": "perhaps"})


@pytest.mark.parametrize(
    ("script", "paging", "said"),
    [
        (_no_flag, {"parameter": "p", "has_next": "more"}, "没有约定的翻页信息“more”"),
        (_flag_nonsense, {"parameter": "p", "has_next": "more"}, "没有约定的翻页信息“more”"),
        (_flag_lies, {"parameter": "p", "has_next": "more"}, "这一页却没有数据"),
        (_no_flag, {"parameter": "p", "pages": "header:X-Pages"}, "翻页信息“X-Pages”"),
        (
            _flag_lies,
            {"kind": "cursor", "parameter": "c", "next": "next", "has_next": "more"},
            "没有给出游标",
        ),
    ],
)
def test_fault_a16_a_sign_of_the_next_page_that_is_gone_is_no_end(
    script: Any, paging: Any, said: str
) -> None:
    fetched, _, _ = pulled(script, paging=paging)
    assert fetched.outcome is PullOutcome.PARTIAL
    assert said in fetched.error


def test_fault_a13_a_cursor_that_comes_again_is_stopped() -> None:
    def page(request: Request) -> Step:
        mark = request.parameters.get("c", "0")
        following = {"0": "a", "a": "b", "b": "a"}[mark]
        return json_reply({"rows": [LINES[0] | {"code": f"T{mark}"}], "next": following})

    paging = {"kind": "cursor", "parameter": "c", "next": "next"}
    fetched, _, requests = pulled(page, paging=paging)
    assert fetched.outcome is PullOutcome.PARTIAL
    assert "同一个下一页" in fetched.error
    assert len(requests) == 3


def test_fault_a13_a_link_that_leads_in_a_ring_is_stopped() -> None:
    def page(request: Request) -> Step:
        at = request.parameters.get("at", "0")
        body = {"rows": [LINES[0] | {"code": f"T{at}"}]}
        return headed(body, Link=f"<?at={(int(at) + 1) % 3}>; rel=next")

    fetched, _, requests = pulled(page, paging={"kind": "link"})
    assert fetched.outcome is PullOutcome.PARTIAL
    assert "没有尽头" in fetched.error or "完全相同" in fetched.error
    assert len(requests) <= 5


@pytest.mark.parametrize("paging", [{"kind": "link"}, {"kind": "link", "next": "next"}])
def test_fault_a5_a_next_page_elsewhere_is_not_followed(paging: Any) -> None:
    with DepartmentServer(json_reply({"rows": LINES})) as other:
        body = {"rows": LINES[:5], "next": other.url}
        with DepartmentServer(headed(body, Link=f"<{other.url}>; rel=next")) as server:
            reading = READING | {"paging": paging}
            address = {"url": server.url, "token": "NAME"}
            fetched, _ = drawn("rest", address, reading, lambda name: "s3cret")
        assert other.connections == 0
    assert fetched.outcome is PullOutcome.PARTIAL
    assert "不予跟随" in fetched.error


def test_a_cut_page_under_a_cursor_is_partial() -> None:
    body = json.dumps({"rows": LINES[:5], "next": "a"}).encode()[:-9]
    fetched, targets, _ = pulled(
        Send(raw(body)), paging={"kind": "cursor", "parameter": "c", "next": "next"}
    )
    assert (fetched.outcome, targets) == (PullOutcome.PARTIAL, [])
