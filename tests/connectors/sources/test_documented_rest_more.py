"""More interfaces of docs/sources.md, each followed word by word: D41 to D48."""

import hashlib
import io
import re
import ssl
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from connectors.sources.door import Asked, Parsed, fetch, parse
from domain.local_time import SHANGHAI
from domain.period import Period
from domain.words import PullOutcome
from tests.connectors.sources.asking import figures
from tests.connectors.sources.test_documented import PAGE, documented
from tests.connectors.sources.test_documented_rest import shown
from tests.support.certificates import self_signed
from tests.support.department_server import DepartmentServer, Request, Step, json_reply, reply

ASKED = Asked("D01", Period("2014-06"), datetime(2014, 7, 8, 9, 0, tzinfo=SHANGHAI))
SECRET = "s3cret"
Script = Callable[[Request, bytes], Step]


def by_soap(request: Request, body: bytes) -> Step:
    assert request.headers["soapaction"] == '"http://tempuri.org/GetProgress"'
    assert b"<password>s3cret</password><month>201406</month>" in request.body
    return reply(body)


def by_graphql(request: Request, body: bytes) -> Step:
    assert request.headers["authorization"] == f"APPCODE {SECRET}"
    assert request.json["variables"] == {"month": "2014-06"}
    assert request.json["query"].count("{") == request.json["query"].count("}") == 4
    return reply(body)


def on_order(request: Request, body: bytes) -> Step:
    assert request.headers["authorization"] == f"Bearer {SECRET}"
    if request.method == "POST":
        assert request.json == {"month": "2014-06"}
        return json_reply({"code": 0, "data": {"id": 7}})
    if request.path == "/api/export/7":
        return json_reply({"state": "DONE", "url": "/files/7.zip?k=1"})
    assert request.path == "/files/7.zip"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("数据.csv", body.decode().encode("gbk"))
    return reply(made.getvalue())


def with_two_tokens(request: Request, body: bytes) -> Step:
    if request.path == "/app-token":
        assert request.json == {"appId": "duban", "appSecret": SECRET}
        return json_reply({"appToken": "app-1"})
    assert request.headers["x-app-token"] == "app-1"
    if request.path == "/user-token":
        assert request.json == {"user": "duban", "password": SECRET}
        return json_reply({"data": {"token": "user-1"}})
    assert request.headers["x-access-token"] == "user-1"
    assert (request.path, request.parameters) == ("/indicator/A-001", {"year": "2014"})
    return reply(body)


def with_a_hash(request: Request, body: bytes) -> Step:
    if request.method == "POST":
        hashed = hashlib.sha256(f"{SECRET}{request.json['ts']}".encode()).hexdigest()
        assert request.json == {"user": "duban", "ts": request.json["ts"], "password": hashed}
        return json_reply({"token": "tok-1"})
    assert request.parameters == {"month": "201406", "token": "tok-1"}
    assert request.body == b""
    return reply(body)


def with_digest(request: Request, body: bytes) -> Step:
    if "authorization" not in request.headers:
        return reply(b"", "401 Who", WWW_Authenticate='Digest realm="r", nonce="n"')
    known = hashlib.md5(f"duban:r:{SECRET}".encode()).hexdigest()
    asked = hashlib.md5(b"GET:/attributes").hexdigest()
    made = hashlib.md5(f"{known}:n:{asked}".encode()).hexdigest()
    assert f'response="{made}"' in request.headers["authorization"]
    return reply(body)


def with_a_page(request: Request, body: bytes) -> Step:
    if request.method == "POST":
        assert request.form == {"user": "duban", "pwd": SECRET}
        return reply(b"", Set_Cookie="ASPSESSION=s1; path=/")
    assert request.headers["cookie"] == "ASPSESSION=s1"
    asked = parse_qsl(request.query, encoding="gbk")
    assert asked == [("单位", "林业局"), ("月份", "2014年6月"), ("code", "T01"), ("code", "T02")]
    return reply(body, Content_Type="text/html")


def with_a_tree(request: Request, body: bytes) -> Step:
    assert request.path == "/tree/2014-06/1.json"
    return reply(body)


@pytest.mark.parametrize(
    ("code", "script", "rows"),
    [
        ("D41", by_soap, [("T01", "7", "个")]),
        ("D42", by_graphql, [("T01", "7", "as_registered")]),
        ("D43", on_order, [("T01", "12.5", "万元")]),
        ("D44", with_two_tokens, [("T01", "6.5", "万元")]),
        ("D45", with_a_hash, [("T01", "1.5", "万元")]),
        ("D46", with_digest, [("T01", "7", "个")]),
        ("D47", with_a_page, [("T01", "1,234.5", "亩")]),
        ("D48", with_a_tree, [("T01", "7", "天")]),
    ],
)
def test_each_interface_is_read_as_the_page_shows(
    code: str, script: Script, rows: Any, tmp_path: Path
) -> None:
    body = shown(code)
    theirs, ours = self_signed(tmp_path / "theirs"), self_signed(tmp_path / "ours")
    (tmp_path / "duban.pem").write_bytes(ours.ca_file.read_bytes())
    if code == "D46":
        theirs.server.verify_mode = ssl.CERT_REQUIRED
        theirs.server.load_verify_locations(ours.ca_file)
    known = {"DUBAN_D46_KEY": ours.key_file.read_text()}
    with DepartmentServer(lambda request: script(request, body), tls=theirs.server) as server:
        here = server.url.removesuffix("/progress")
        source = _moved(documented(tmp_path)[code], here)
        address = source["address"] | {"ca_file": str(theirs.ca_file)}
        fetched = fetch(
            source["dialect"],
            address,
            source["reading"],
            ASKED,
            lambda name: known.get(name, SECRET),
            tmp_path,
        )
    assert (fetched.outcome, fetched.error) == (PullOutcome.OK, "")
    parsed: Parsed = parse(source["dialect"], source["reading"], fetched.bodies, ASKED)
    assert figures(parsed) == rows
    assert parsed.findings == ()


def _moved(settings: Any, here: str) -> Any:
    """The page's settings with nothing changed but where the server is."""
    match settings:
        case str():
            return re.sub(r"https://10\.[\d.]+", here, settings)
        case dict():
            return {key: _moved(value, here) for key, value in settings.items()}
        case list():
            return [_moved(value, here) for value in settings]
        case _:
            return settings


def test_every_one_of_them_is_followed() -> None:
    assert re.findall(r"code: (D4\d)\n", PAGE) == [f"D4{n}" for n in range(1, 9)]
