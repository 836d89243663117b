"""How a request is put: XML and GraphQL bodies, moments in parameters, what frameworks page by."""

from typing import Any

import pytest

from connectors.sources.door import settings_errors
from domain.words import PullOutcome
from tests.connectors.sources.asking import COLUMNS, drawn, figures, secrets
from tests.support.department_server import DepartmentServer, Request, Step, json_reply, reply

LINES = [{"code": "T01", "value": 1, "unit": "个"}]
SOAP: dict[str, Any] = {
    "method": "POST",
    "headers": {"SOAPAction": '"http://tempuri.org/Get"'},
    "body_format": "xml",
    "body": {
        "soap:Envelope": {
            "@xmlns:soap": "http://schemas.xmlsoap.org/soap/envelope/",
            "soap:Header": {"Auth": {"user": "duban", "password": ""}},
            "soap:Body": {
                "Get": {"@xmlns": "http://tempuri.org/", "month": "{year}{month}", "no": [1, 2]}
            },
        }
    },
}


def test_a_body_in_xml_with_a_password_and_pages_in_it() -> None:
    def answer(request: Request) -> Step:
        asked.append(request.body.decode())
        return json_reply(LINES if len(asked) == 1 else [])

    asked: list[str] = []
    place = "soap:Envelope.soap:Header.Auth.password"
    paging = {"parameter": "soap:Envelope.soap:Body.Get.page"}
    with DepartmentServer(answer) as server:
        key = {"kind": "key", "name": place, "key": "NAME", "sent_in": "body"}
        fetched, _ = drawn(
            "rest",
            {"url": server.url, "authentication": key},
            SOAP | {"columns": COLUMNS, "paging": paging},
            secrets(NAME="<&>s3cret"),
        )
    assert fetched.outcome is PullOutcome.OK
    assert asked[0] == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">'
        "<soap:Header><Auth><user>duban</user><password>&lt;&amp;&gt;s3cret</password></Auth>"
        '</soap:Header><soap:Body><Get xmlns="http://tempuri.org/"><month>201406</month>'
        "<no>1</no><no>2</no><page>1</page></Get></soap:Body></soap:Envelope>"
    )
    assert "<page>2</page>" in asked[1]
    head = server.requests[0].headers
    assert (head["content-type"], head["soapaction"]) == (
        "text/xml; charset=utf-8",
        '"http://tempuri.org/Get"',
    )


def test_fault_a4_a_soap_fault_under_http_500_reaches_the_error() -> None:
    fault = (
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault>"
        "<faultcode>s:Client</faultcode><faultstring>月份未开放</faultstring>"
        "</s:Fault></s:Body></s:Envelope>"
    )
    verdict = {"failure": "Envelope.Body.Fault", "message": "Envelope.Body.Fault.faultstring"}
    reading = SOAP | {"format": "xml", "columns": COLUMNS, "records": "Envelope.Body.r.row"}
    for status in ("500 Internal", "200 OK"):
        with DepartmentServer(reply(fault.encode(), status)) as server:
            fetched, _ = drawn(
                "rest", {"url": server.url, "deadline_seconds": 2}, reading | {"verdict": verdict}
            )
        assert fetched.outcome is PullOutcome.FAULT
        assert "月份未开放" in fetched.error


GRAPHQL = "query ($month: String!) { progress(month: $month) { code value unit } }"


def test_a_query_of_graphql_keeps_its_braces() -> None:
    def answer(request: Request) -> Step:
        assert request.json == {"query": GRAPHQL, "variables": {"month": "2014-06"}}
        return json_reply({"data": {"progress": LINES}})

    body = {"query": GRAPHQL, "variables": {"month": "{period}"}}
    with DepartmentServer(answer) as server:
        reading = {"method": "POST", "body": body, "records": "data.progress", "columns": COLUMNS}
        _, parsed = drawn("rest", {"url": server.url}, reading)
    assert figures(parsed) == [("T01", "1", "个")]


def test_moments_and_the_month_after_in_parameters() -> None:
    parameters = {
        "from": "{first_millisecond}",
        "to": "{last_millisecond}",
        "since": "{first_second}",
        "until": "{last_second}",
        "before": "{next_year}-{next_month}-01",
        "next": "{next_period}",
    }
    with DepartmentServer(json_reply(LINES)) as server:
        drawn("rest", {"url": server.url}, {"columns": COLUMNS, "parameters": parameters})
    assert server.requests[0].parameters == {
        "from": "1401552000000",
        "to": "1404143999999",
        "since": "1401552000",
        "until": "1404143999",
        "before": "2014-07-01",
        "next": "2014-07",
    }


def paged(number: int) -> Step:
    rows = [{"code": f"T0{number}", "value": 1, "unit": "个"}]
    return json_reply({"content": rows, "last": number == 2, "number": number})


def test_pages_that_say_which_is_the_last() -> None:
    paging = {"parameter": "page", "first": 0, "last": "last"}
    reading = {"columns": COLUMNS, "records": "content", "paging": paging}
    with DepartmentServer(lambda request: paged(int(request.parameters["page"]))) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, reading)
    assert (fetched.outcome, len(parsed.rows), len(server.requests)) == (PullOutcome.OK, 3, 3)


def test_fault_a13_pages_that_no_longer_say_which_is_the_last_are_partial() -> None:
    paging = {"parameter": "page", "last": "last"}
    reading = {"columns": COLUMNS, "records": "content", "paging": paging}
    with DepartmentServer(json_reply({"content": LINES})) as server:
        fetched, _ = drawn("rest", {"url": server.url}, reading)
    assert fetched.outcome is PullOutcome.PARTIAL
    assert "“last”" in fetched.error


@pytest.mark.parametrize("follow", ["address", "path"])
def test_fault_a5_a_next_page_on_a_hidden_host_is_asked_at_ours_if_so_declared(
    follow: str,
) -> None:
    def answer(request: Request) -> Step:
        here = "http://inner.example/progress?page=2"
        line = LINES[0] | {"code": f"T{request.parameters.get('page', '1')}"}
        return json_reply({"results": [line], "next": None if request.parameters else here})

    paging = {"kind": "link", "next": "next", "follow": follow}
    reading = {"columns": COLUMNS, "records": "results", "paging": paging}
    with DepartmentServer(answer) as server:
        fetched, _ = drawn("rest", {"url": server.url}, reading)
    outcome = PullOutcome.PARTIAL if follow == "address" else PullOutcome.OK
    assert (fetched.outcome, len(fetched.bodies)) == (outcome, 1 if follow == "address" else 2)


def test_a_cursor_from_the_last_row() -> None:
    def answer(request: Request) -> Step:
        after = request.json.get("search_after", [0])
        hits = [{"_source": {**LINES[0], "code": f"T{after[0]}"}, "sort": [int(after[0]) + 1]}]
        return json_reply({"hits": {"hits": hits if int(after[0]) < 2 else []}})

    reading = {
        "method": "POST",
        "body": {"size": 1, "sort": ["code"]},
        "records": "hits.hits",
        "columns": {ours: f"_source.{theirs}" for ours, theirs in COLUMNS.items()},
        "ignore": ["sort"],
        "paging": {"kind": "cursor", "parameter": "search_after.0", "next": "hits.hits.-1.sort.0"},
    }
    with DepartmentServer(answer) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, reading)
    assert (fetched.outcome, fetched.error) == (PullOutcome.OK, "")
    assert [row.target for row in parsed.rows] == ["T0", "T1"]


@pytest.mark.parametrize(
    ("change", "key", "said"),
    [
        ({"body": {"a": 1, "b": 2}}, "reading", "只有一个最外层元素"),
        ({"body": {"a": {"1b": 2}}}, "reading", "不能作XML元素名"),
        ({"body_format": "soap"}, "reading.body_format", "允许的取值"),
        (
            {"paging": {"parameter": "p", "last": "l", "has_next": "h"}},
            "reading.paging",
            "只能填一个",
        ),
        ({"paging": {"kind": "link", "follow": "host"}}, "reading.paging.follow", "允许的取值"),
    ],
)
def test_a_request_that_is_wrongly_put_is_said_at_its_key(change: Any, key: str, said: str) -> None:
    errors = settings_errors(
        "rest", {"url": "https://10.0.0.8/x"}, SOAP | {"columns": COLUMNS} | change
    )
    assert [(where, said in sentence) for where, sentence in errors] == [(key, True)]
