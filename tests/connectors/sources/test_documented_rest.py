"""The interfaces of docs/sources.md, each followed word by word against a real server."""

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.sources.door import Asked, Parsed, fetch, parse
from domain.local_time import SHANGHAI
from domain.period import Period
from domain.words import PullOutcome
from tests.connectors.sources.asking import figures
from tests.connectors.sources.test_documented import PAGE, documented
from tests.support.certificates import Certificate
from tests.support.department_server import DepartmentServer, Request, Step, json_reply, reply

ASKED = Asked("D01", Period("2014-06"), datetime(2014, 7, 8, 9, 0, tzinfo=SHANGHAI))
SECRET = "s3cret"
Script = Callable[[Request, bytes], Step]


def shown(code: str) -> bytes:
    """The answer that the page shows under the department's file."""
    after = PAGE[PAGE.index(f"code: {code}\n") :]
    found = re.search(r"```\n\n```(?:json|xml|csv|html)\n(.*?)```", after, re.DOTALL)
    assert found
    return found[1].encode({"D34": "gbk", "D35": "gb18030", "D47": "gbk"}.get(code, "utf-8"))


def signed(request: Request, body: bytes) -> Step:
    head = {name: request.headers[name.lower()] for name in ("appKey", "nonce", "timestamp")}
    page = '{"size":2,"no":1}'
    pairs = sorted((head | {"month": "201406", "page": page}).items())
    text = "&".join(f"{name}={value}" for name, value in pairs) + f"&key={SECRET}"
    assert request.json == {"month": "201406", "page": {"size": 2, "no": 1}}
    assert request.headers["sign"] == hashlib.md5(text.encode()).hexdigest().upper()
    return reply(body)


def logged_in(request: Request, body: bytes) -> Step:
    if request.method == "POST":
        assert request.path == "/login"
        assert request.json == {"username": "duban", "password": SECRET}
        return json_reply({"data": {"token": "tok-1"}})
    assert request.headers["x-token"] == "tok-1"
    assert request.parameters == {
        "from": "2014-06-01",
        "to": "2014-06-30",
        "offset": "0",
        "limit": "2",
    }
    return reply(body, X_Total_Count="1")


def authorised(request: Request, body: bytes) -> Step:
    if request.method == "POST":
        assert (request.form["client_id"], request.form["client_secret"]) == ("duban", SECRET)
        return json_reply({"access_token": "tok-1"})
    assert request.headers["authorization"] == "Bearer tok-1"
    if "page" in request.parameters:
        return reply(body.replace(b"T01", b"T02"))
    return reply(body, Link='</v2/progress?page=2>; rel="next"')


def with_key(request: Request, body: bytes) -> Step:
    assert request.headers["x-api-key"] == SECRET
    return reply(body)


def with_password(request: Request, body: bytes) -> Step:
    assert request.path == "/export/2014/06.csv"
    proof = request.headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(proof).decode() == f"duban:{SECRET}"
    return reply(body)


def with_key_in_query(request: Request, body: bytes) -> Step:
    assert request.parameters == {"month": "2014-06", "ak": SECRET}
    return reply(body)


def by_form(request: Request, body: bytes) -> Step:
    assert request.form == {"year": "2014", "indicator": "实际利用外资"}
    return reply(body)


def by_cursor(request: Request, body: bytes) -> Step:
    assert request.headers["authorization"] == f"Bearer {SECRET}"
    if "cursor" in request.parameters:
        assert request.parameters["cursor"] == "c2"
        return reply(body.replace(b"T01", b"T02"))
    return reply(body, X_Next_Cursor="c2")


@pytest.mark.parametrize(
    ("code", "script", "rows"),
    [
        ("D31", signed, [("T01", "120.5", "万元")]),
        ("D32", logged_in, [("T01", "7", "as_registered")]),
        ("D33", authorised, [("T01", "7", "个"), ("T02", "7", "个")]),
        ("D34", with_key, [("T01", "12.5", "公里")]),
        ("D35", with_password, [("T01", "1,234.5", "万元")]),
        (
            "D36",
            with_key_in_query,
            [("T01", "12.50", "as_registered"), ("T02", None, "as_registered")],
        ),
        ("D37", by_form, [("T01", "45.5", "万美元")]),
        ("D38", by_cursor, [("T01", "7", "个"), ("T02", "7", "个")]),
    ],
)
def test_each_interface_is_read_as_the_page_shows(
    code: str, script: Script, rows: Any, tmp_path: Path, certificate: Certificate
) -> None:
    body = shown(code)
    with DepartmentServer(lambda request: script(request, body), tls=certificate.server) as server:
        parsed = followed(documented(tmp_path)[code], server, certificate)
    assert figures(parsed) == rows
    assert parsed.findings == ()


def followed(source: Any, server: DepartmentServer, certificate: Certificate) -> Parsed:
    """The page's settings with nothing changed but where the server is."""
    here = server.url.removesuffix("/progress")
    address = {**source["address"], "ca_file": str(certificate.ca_file)}
    address["url"] = re.sub(r"https://[\d.]+", here, address["url"])
    way_in = dict(address.get("authentication", {}))
    if "url" in way_in:
        way_in["url"] = re.sub(r"https://[\d.]+", here, way_in["url"])
    if way_in:
        address["authentication"] = way_in
    fetched = fetch("rest", address, source["reading"], ASKED, lambda name: SECRET, Path("/"))
    assert (fetched.outcome, fetched.error) == (PullOutcome.OK, "")
    return parse("rest", source["reading"], fetched.bodies, ASKED)


def test_every_interface_of_the_page_is_followed() -> None:
    assert re.findall(r"code: (D3\d)\n", PAGE) == [f"D3{n}" for n in range(1, 9)]
