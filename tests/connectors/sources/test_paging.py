"""Pages are walked to their end, and a walk that did not reach it is never taken for one."""

import json
from typing import Any

import pytest

from connectors.sources.walk import PAGE_CAP
from domain.words import PullOutcome
from tests.connectors.sources.asking import COLUMNS, drawn, figures, rules
from tests.support.department_server import (
    Cut,
    DepartmentServer,
    Request,
    Send,
    Step,
    json_reply,
    raw,
    reply,
)

LINES = [{"code": f"T{n:02}", "value": n, "unit": "个"} for n in range(1, 13)]
SIZED = {"parameter": "p", "size_parameter": "n", "size": 5}
READING: dict[str, Any] = {
    "columns": COLUMNS,
    "records": "rows",
    "total": "total",
    "paging": SIZED,
}


def page_of(request: Request, first: int = 1) -> dict[str, Any]:
    """An honest page of LINES."""
    size = int(request.parameters.get("n", 5))
    start = (int(request.parameters["p"]) - first) * size
    return {"total": len(LINES), "rows": LINES[start : start + size]}


@pytest.mark.parametrize("first", [0, 1])
def test_pages_are_walked_to_the_stated_total(first: int) -> None:
    reading = READING | {"paging": SIZED | {"first": first}}
    with DepartmentServer(lambda request: json_reply(page_of(request, first))) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, reading)
    assert fetched.outcome is PullOutcome.OK
    assert [body.name for body in fetched.bodies] == ["page-1.json", "page-2.json", "page-3.json"]
    assert figures(parsed) == [(line["code"], str(line["value"]), "个") for line in LINES]
    assert [request.parameters["n"] for request in server.requests] == ["5"] * 3
    assert (parsed.rows[11].place.page, parsed.rows[11].place.item) == (3, 2)


def test_without_a_total_a_short_page_is_the_last() -> None:
    reading = {key: value for key, value in READING.items() if key != "total"}
    with DepartmentServer(lambda request: json_reply(page_of(request))) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, reading)
    assert (fetched.outcome, len(parsed.rows), len(server.requests)) == (PullOutcome.OK, 12, 3)


def test_without_a_size_an_empty_page_is_the_last() -> None:
    reading = {"columns": COLUMNS, "records": "rows", "paging": {"parameter": "p"}}
    with DepartmentServer(lambda request: json_reply(page_of(request))) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, reading)
    assert (fetched.outcome, len(parsed.rows), len(server.requests)) == (PullOutcome.OK, 12, 4)


def test_no_content_ends_a_walk() -> None:
    def page(request: Request) -> Step:
        page = page_of(request)
        return json_reply(page) if page["rows"] else Send(b"HTTP/1.1 204 No Content\r\n\r\n")

    reading = {"columns": COLUMNS, "records": "rows", "paging": {"parameter": "p"}}
    with DepartmentServer(page) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, reading)
    assert (fetched.outcome, len(parsed.rows)) == (PullOutcome.OK, 12)


def _same_page(request: Request) -> Step:
    return json_reply({"total": 12, "rows": LINES[:5]})


def _loop(request: Request) -> Step:
    page = (int(request.parameters["p"]) - 1) % 2
    return json_reply({"total": 99, "rows": LINES[page * 5 : page * 5 + 5]})


def _total_changes(request: Request) -> Step:
    return json_reply(page_of(request) | {"total": 11 + int(request.parameters["p"])})


def _total_too_high(request: Request) -> Step:
    return json_reply(page_of(request) | {"total": 13})


def _total_too_low(request: Request) -> Step:
    return json_reply(page_of(request) | {"total": 11})


def _blank_page(request: Request) -> Step:
    return reply(b"") if request.parameters["p"] == "2" else json_reply(page_of(request))


def _cut_page(request: Request) -> Step:
    body = json.dumps(page_of(request)).encode()
    return Cut(raw(body[: -20 if request.parameters["p"] == "2" else None], length=None))


def _refused_page(request: Request) -> Step:
    return reply(b"", "403 No") if request.parameters["p"] == "3" else json_reply(page_of(request))


def _login_page(request: Request) -> Step:
    html = reply(b"<html>login</html>")
    return html if request.parameters["p"] == "2" else json_reply(page_of(request))


@pytest.mark.parametrize(
    ("script", "pages", "said"),
    [
        (_same_page, 2, "完全相同"),
        (_loop, 3, "完全相同"),
        (_total_changes, 4, "总数由12变为13"),
        (_total_too_high, 4, "共13条，实际收到12条"),
        (_total_too_low, 3, "共11条，实际收到12条"),
        (_blank_page, 1, "空白内容"),
        (_cut_page, 2, "只收到一部分"),
        (_refused_page, 2, "HTTP 403"),
        (_login_page, 2, "登录页面"),
    ],
)
def test_fault_a13_a_walk_that_went_wrong_is_no_data(script: Any, pages: int, said: str) -> None:
    with DepartmentServer(script) as server:
        fetched, _ = drawn("rest", {"url": server.url}, READING)
    assert fetched.outcome.failed
    assert said in fetched.error
    assert len(fetched.bodies) == pages


def test_fault_a13_a_walk_without_an_end_is_stopped() -> None:
    def page(request: Request) -> Step:
        return json_reply({"rows": [LINES[0] | {"code": f"T{request.parameters['p']}"}]})

    reading = {"columns": COLUMNS, "records": "rows", "paging": {"parameter": "p"}}
    with DepartmentServer(page) as server:
        fetched, _ = drawn("rest", {"url": server.url}, reading)
    assert fetched.outcome is PullOutcome.PARTIAL
    assert len(server.requests) == PAGE_CAP
    assert f"超过{PAGE_CAP}页" in fetched.error


def test_fault_a13_conflicting_records_on_two_pages_both_arrive_with_their_places() -> None:
    """Which of them counts is for the checks to refuse, not for a connector to choose."""
    pages = [LINES[:5], [LINES[0] | {"value": 99}, *LINES[5:9]], []]
    steps = [json_reply({"rows": rows}) for rows in pages]
    reading = {"columns": COLUMNS, "records": "rows", "paging": {"parameter": "p"}}
    with DepartmentServer(*steps) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, reading)
    assert fetched.outcome is PullOutcome.OK
    both = [(row.figure, row.place.page) for row in parsed.rows if row.target == "T01"]
    assert both == [("1", 1), ("99", 2)]


@pytest.mark.parametrize("total", ["twelve", "-1", "12.0", ""])
def test_a_total_that_is_no_count_is_a_disagreement(total: str) -> None:
    with DepartmentServer(json_reply({"total": total, "rows": LINES})) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, READING)
    assert fetched.outcome is PullOutcome.PARTIAL
    assert rules(parsed) == ["total_disagrees"]


def test_a_missing_total_is_refused() -> None:
    with DepartmentServer(json_reply({"rows": LINES})) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, READING)
    assert fetched.outcome is PullOutcome.OK
    assert parsed.rows == ()
    assert rules(parsed) == ["total_disagrees"]
