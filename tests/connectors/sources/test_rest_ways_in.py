"""Every way of proving who asks, against a real server that checks it."""

import base64
import hashlib
import hmac
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.sources.door import Asked, Fetched, fetch, settings_errors
from domain.local_time import SHANGHAI
from domain.period import Period
from domain.words import PullOutcome
from tests.connectors.sources.asking import COLUMNS
from tests.support.department_server import (
    DepartmentServer,
    Drip,
    Endless,
    Hang,
    Request,
    Step,
    json_reply,
    raw,
    reply,
)

READING: dict[str, Any] = {"columns": COLUMNS}
LINES = [{"code": "T01", "value": 1, "unit": "个"}]
NOON = datetime(2014, 7, 8, 12, 0, 0, tzinfo=SHANGHAI)
SECRET = "s3cret-pass/word"
KNOWN = {"NAME": SECRET}


def pull(
    script: Any, authentication: Any, reading: Any = READING, **address: Any
) -> tuple[Fetched, list[Request]]:
    """One pull; ``{url}`` in the settings is the server's own address."""
    with DepartmentServer(script) as server:
        shown = {
            key: value.replace("{url}", server.url) if isinstance(value, str) else value
            for key, value in authentication.items()
        }
        settings = {"url": server.url, "authentication": shown, "deadline_seconds": 2} | address
        assert settings_errors("rest", settings, reading) == []
        asked = Asked("D01", Period("2014-06"), NOON)
        fetched = fetch("rest", settings, reading, asked, KNOWN.__getitem__, Path("/nowhere"))
    assert "s3cret" not in fetched.error
    assert "s3cret" not in "".join(body.name for body in fetched.bodies)
    return fetched, server.requests


def test_a_bearer() -> None:
    fetched, (request,) = pull(json_reply(LINES), {"kind": "bearer", "token": "NAME"})
    assert fetched.outcome is PullOutcome.OK
    assert request.headers["authorization"] == f"Bearer {SECRET}"


def test_a_user_with_a_password() -> None:
    settings = {"kind": "basic", "user": "督查", "password": "NAME"}
    _, (request,) = pull(json_reply(LINES), settings)
    scheme, _, proof = request.headers["authorization"].partition(" ")
    assert (scheme, base64.b64decode(proof).decode()) == ("Basic", f"督查:{SECRET}")


@pytest.mark.parametrize("sent_in", ["header", "query", "body"])
def test_a_key_under_their_own_name(sent_in: str) -> None:
    settings = {"kind": "key", "name": "X-Api-Key", "key": "NAME", "sent_in": sent_in}
    reading = READING | {"method": "POST", "body": {"month": "{month}"}}
    _, (request,) = pull(json_reply(LINES), settings | {"prefix": "k:"}, reading)
    places = {"header": request.headers, "query": request.parameters, "body": request.json}
    found = {
        place: values.get("x-api-key" if place == "header" else "X-Api-Key")
        for place, values in places.items()
    }
    assert found == {place: f"k:{SECRET}" if place == sent_in else None for place in places}


def city(request: Request, state: dict[str, int], expires_after: int = 2) -> Step:
    """Logs in whoever has the password; each token is good for so many requests."""
    if request.method == "POST" and request.body and b"pass" in request.body:
        if request.json["who"]["pass"] != SECRET:
            return json_reply({"code": 1, "msg": f"口令错误：{request.json['who']['pass']}"})
        state["logins"] = state.get("logins", 0) + 1
        state["used"] = 0
        return json_reply({"code": 0, "data": {"token": f"tok-{state['logins']}-abcdef"}})
    if request.headers.get("x-token") != f"tok-{state.get('logins')}-abcdef":
        return reply(b'{"msg": "who?"}', "401 Who")
    state["used"] += 1
    if state["used"] > expires_after:
        return reply(b'{"msg": "expired"}', "401 Who")
    number = int(request.parameters["p"])
    return json_reply([LINES[0] | {"code": f"T{number:02}"}] if number <= 4 else [])


LOGIN: dict[str, Any] = {
    "kind": "login",
    "url": "{url}",
    "fields": {"who": {"name": "duban", "dept": "{department}"}},
    "secrets": {"who.pass": "NAME"},
    "token": "data.token",
    "name": "X-Token",
    "verdict": {"code": "code", "success": [0], "message": "msg"},
}
PAGED = READING | {"paging": {"parameter": "p"}}


def test_a_login_whose_token_expires_in_the_middle_is_renewed_once() -> None:
    state: dict[str, int] = {}
    fetched, requests = pull(lambda request: city(request, state, 3), LOGIN, PAGED)
    assert fetched.outcome is PullOutcome.OK
    assert len(fetched.bodies) == 5
    assert [r.method for r in requests] == ["POST", *["GET"] * 4, "POST", *["GET"] * 2]
    assert requests[0].json["who"] == {"name": "duban", "dept": "D01", "pass": SECRET}
    assert b"tok-" not in b"".join(body.content for body in fetched.bodies)


def test_a_token_that_expires_again_and_again_is_given_up() -> None:
    state: dict[str, int] = {}
    fetched, _ = pull(lambda request: city(request, state, 1), LOGIN, PAGED)
    assert fetched.outcome is PullOutcome.FAULT
    assert "HTTP 401" in fetched.error
    assert state["logins"] == 2


def test_a_refused_login_is_tried_once_and_says_why_without_the_password() -> None:
    wrong = LOGIN | {"secrets": {"who.pass": "NAME"}, "fields": {"who": {}}}
    refusing = json_reply({"code": 1, "msg": f"口令{SECRET}错误，还可尝试2次"})
    fetched, requests = pull(refusing, wrong, PAGED)
    assert fetched.outcome is PullOutcome.FAULT
    assert "登录未成功" in fetched.error
    assert "还可尝试2次" in fetched.error
    assert "***" in fetched.error
    assert len(requests) == 1
    assert fetched.bodies == ()


@pytest.mark.parametrize(
    "step",
    [
        reply(b"", "401 Who"),
        reply(b"", "403 No"),
        json_reply({"code": 0}),
        reply(b"<html>login</html>"),
    ],
)
def test_fault_a4_a_login_that_gives_no_token_is_tried_once(step: Step) -> None:
    fetched, requests = pull(step, LOGIN | {"verdict": None}, PAGED)
    assert fetched.outcome is PullOutcome.FAULT
    assert "登录未成功" in fetched.error
    assert len(requests) == 1


def test_fault_a4_an_expired_session_that_shows_a_login_page_is_renewed_once() -> None:
    page = reply(b"<!DOCTYPE html><html>login</html>")
    token = json_reply({"code": 0, "data": {"token": "tok-1-abcdef"}})
    with DepartmentServer(token, page) as server:
        login = LOGIN | {"url": server.url}
        settings = {"url": server.url, "authentication": login}
        asked = Asked("D01", Period("2014-06"))
        fetched = fetch("rest", settings, READING, asked, KNOWN.__getitem__, Path("/nowhere"))
    assert "登录" in fetched.error
    assert fetched.outcome is PullOutcome.FAULT
    assert len(server.requests) == 3


def test_a_login_that_sets_a_cookie() -> None:
    def script(request: Request) -> Step:
        if request.method == "POST":
            assert request.form == {"user": "duban", "pass": SECRET}
            return reply(b"ok", Set_Cookie="SESSION=abc123; Path=/; HttpOnly")
        assert request.headers["cookie"] == "SESSION=abc123"
        return json_reply(LINES)

    login = {"kind": "login", "url": "{url}", "body_format": "form"}
    fetched, _ = pull(script, login | {"fields": {"user": "duban"}, "secrets": {"pass": "NAME"}})
    assert fetched.outcome is PullOutcome.OK


def test_a_token_from_a_header_is_sent_in_the_query() -> None:
    def script(request: Request) -> Step:
        if request.method == "POST":
            return reply(b"{}", X_Auth="tok/1=")
        assert request.parameters["access_token"] == "tok/1="
        return json_reply(LINES)

    login = {"kind": "login", "url": "{url}", "token": "header:X-Auth", "sent_in": "query"}
    fetched, _ = pull(script, login | {"name": "access_token", "secrets": {"p": "NAME"}})
    assert fetched.outcome is PullOutcome.OK


def test_a_login_by_get_and_a_template_in_its_address() -> None:
    def script(request: Request) -> Step:
        if request.path == "/progress/D01":
            assert request.parameters == {"appid": "7", "secret": SECRET}
            return json_reply({"access_token": "tok-1"})
        assert request.headers["authorization"] == "Bearer tok-1"
        return json_reply(LINES)

    login = {"kind": "login", "url": "{url}/{department}", "method": "GET", "fields": {"appid": 7}}
    token = {"secrets": {"secret": "NAME"}, "token": "access_token"}
    fetched, (first, _) = pull(script, login | token)
    assert fetched.outcome is PullOutcome.OK
    assert first.method == "GET"


def test_fault_a1_a_login_that_drips_on_a_connection_kept_from_before_is_cut_off() -> None:
    """Login and data are two hosts: the deadline must hold on whichever is being read."""
    token = json_reply({"data": {"token": "tok-1-abcdef"}})
    drip = Drip(raw(b'{"data": {"token": "tok-2-abcdef"}}'), 0.1)
    with DepartmentServer(token, drip) as door, DepartmentServer(reply(b"", "401 Who")) as data:
        login = LOGIN | {"url": door.url, "verdict": None}
        waits = {"request_seconds": 0.4, "deadline_seconds": 0.8}
        settings = {"url": data.url, "authentication": login} | waits
        asked = Asked("D01", Period("2014-06"))
        start = time.monotonic()
        fetched = fetch("rest", settings, PAGED, asked, KNOWN.__getitem__, Path("/nowhere"))
        assert door.connections <= 3
    assert time.monotonic() - start < 0.8 + 1
    assert fetched.outcome.failed


@pytest.mark.parametrize("client_in", ["header", "body"])
def test_client_credentials(client_in: str) -> None:
    def script(request: Request) -> Step:
        if request.method == "GET":
            assert request.headers["authorization"] == "Bearer tok-1"
            return json_reply(LINES)
        assert request.form["grant_type"] == "client_credentials"
        assert request.form["scope"] == "progress"
        pair = f"duban:{SECRET}"
        if client_in == "header":
            given = base64.b64decode(request.headers["authorization"].split()[1]).decode()
        else:
            given = f"{request.form['client_id']}:{request.form['client_secret']}"
        assert given == pair
        return json_reply({"access_token": "tok-1", "token_type": "bearer", "expires_in": 60})

    settings = {"kind": "oauth2", "url": "{url}", "client_id": "duban", "client_secret": "NAME"}
    fetched, requests = pull(script, settings | {"scope": "progress", "client_in": client_in})
    assert fetched.outcome is PullOutcome.OK
    assert len(requests) == 2


def test_refused_client_credentials_say_why() -> None:
    refusing = reply(
        b'{"error": "invalid_client", "error_description": "client s3cret-pass/word locked"}',
        "400 Bad",
    )
    settings = {"kind": "oauth2", "url": "{url}", "client_id": "duban", "client_secret": "NAME"}
    fetched, requests = pull(refusing, settings)
    assert "HTTP 400" in fetched.error
    assert "locked" in fetched.error
    assert len(requests) == 1


SIGNED: dict[str, Any] = {
    "kind": "signed",
    "app_key": "duban-2014",
    "secret": "NAME",
    "fields": {
        "appKey": "{app_key}",
        "timestamp": "{timestamp}",
        "nonce": "{nonce}",
        "v": "2.0",
        "sign": "{signature}",
    },
    "text": "{secret}{sorted}{secret}",
    "algorithm": "md5",
}
ASKS = READING | {"parameters": {"month": "{period}", "区": "高新", "empty": ""}}


def checked(values: dict[str, str], made: Any, joint: str = "&", pair: str = "=") -> Step:
    """The other side's own arithmetic."""
    given = values.pop("sign")
    text = joint.join(f"{n}{pair}{v}" for n, v in sorted(values.items()) if v)
    return json_reply(LINES) if made(text) == given else json_reply({"msg": "验签失败"})


def test_a_signature_over_the_sorted_parameters() -> None:
    def script(request: Request) -> Step:
        def md5(text: str) -> str:
            return hashlib.md5(f"{SECRET}{text}{SECRET}".encode()).hexdigest()

        return checked(dict(request.parameters), md5)

    fetched, (request,) = pull(script, SIGNED, ASKS)
    assert fetched.outcome is PullOutcome.OK
    assert b"T01" in fetched.bodies[0].content
    sent = int(request.parameters["timestamp"]) / 1000
    assert 0 <= sent - NOON.timestamp() < 2
    assert (request.parameters["v"], request.parameters["appKey"]) == ("2.0", "duban-2014")
    assert len(request.parameters["nonce"]) >= 16


@pytest.mark.parametrize(
    ("algorithm", "digest"), [("hmac-sha256", "sha256"), ("hmac-sha1", "sha1"), ("hmac-md5", "md5")]
)
def test_a_keyed_signature_in_headers_over_a_body(algorithm: str, digest: str) -> None:
    def script(request: Request) -> Step:
        head = request.headers
        body_hash = hashlib.sha256(request.body).hexdigest()
        text = f"POST\n/progress\n{head['x-ts']}\n{head['x-nonce']}\n{body_hash}"
        made = hmac.new(SECRET.encode(), text.encode(), digest).digest()
        right = base64.b64encode(made).decode() == head["x-sign"]
        return json_reply(LINES if right else {})

    settings = SIGNED | {
        "algorithm": algorithm,
        "fields": {"X-Ts": "{timestamp}", "X-Nonce": "{nonce}", "X-Sign": "{signature}"},
        "sent_in": "header",
        "text": "{method}\n{path}\n{timestamp}\n{nonce}\n{body_sha256}",
        "timestamp": "%Y%m%d%H%M%S",
        "written": "base64",
    }
    reading = READING | {"method": "POST", "body": {"月": "{month}", "deep": {"n": 1}}}
    fetched, (request,) = pull(script, settings, reading)
    assert b"T01" in fetched.bodies[0].content
    assert request.headers["x-ts"] in {"20140708120000", "20140708120001"}


def test_a_signature_in_a_body_with_joined_pairs() -> None:
    def script(request: Request) -> Step:
        def sha256(text: str) -> str:
            return hashlib.sha256(f"{text}&key={SECRET}".encode()).hexdigest().upper()

        values = {n: '{"a":1}' if n == "deep" else str(v) for n, v in request.json.items()}
        return checked(values, sha256, joint="", pair="")

    settings = SIGNED | {
        "algorithm": "sha256",
        "sent_in": "body",
        "text": "{sorted}&key={secret}",
        "pair": "{name}{value}",
        "joint": "",
        "timestamp": "seconds",
        "written": "HEX",
    }
    reading = READING | {"method": "POST", "body": {"month": "{period}", "deep": {"a": 1}, "n": 7}}
    fetched, _ = pull(script, settings, reading)
    assert b"T01" in fetched.bodies[0].content


def test_a_signature_over_encoded_parameters() -> None:
    def script(request: Request) -> Step:
        text = "empty=&month=2014-06&%E5%8C%BA=%E9%AB%98%E6%96%B0"
        made = hashlib.sha256(f"{text}{SECRET}".encode()).hexdigest()
        return json_reply(LINES if made == request.parameters["sign"] else {})

    settings = SIGNED | {
        "fields": {"sign": "{signature}"},
        "text": "{parameters}{secret}",
        "algorithm": "sha256",
        "percent_encoded": True,
        "skip_empty": False,
    }
    fetched, _ = pull(script, settings, ASKS)
    assert b"T01" in fetched.bodies[0].content


def test_each_try_is_signed_anew() -> None:
    fetched, requests = pull(reply(b"", "503 Busy"), SIGNED, ASKS)
    assert fetched.outcome is PullOutcome.FAULT
    assert len(requests) == 4
    for name in ("nonce", "sign", "timestamp"):
        assert len({request.parameters[name] for request in requests}) == 4


def test_without_a_time_nothing_is_signed() -> None:
    with DepartmentServer(json_reply(LINES)) as server:
        settings = {"url": server.url, "authentication": SIGNED}
        asked = Asked("D01", Period("2014-06"))
        fetched = fetch("rest", settings, READING, asked, KNOWN.__getitem__, Path("/nowhere"))
        assert server.connections == 0
    assert fetched.outcome is PullOutcome.FAULT


@pytest.mark.parametrize("step", [Hang(), Endless(raw(b"[", length=None), b" " * 65536)])
def test_fault_a1_a_login_has_the_deadline_and_the_caps_of_the_source(step: Step) -> None:
    start = time.monotonic()
    waits = {"request_seconds": 0.3, "deadline_seconds": 0.8}
    fetched, _ = pull(step, LOGIN, PAGED, **waits)
    assert time.monotonic() - start < 0.8 + 1
    assert fetched.outcome.failed
    assert "登录未成功" in fetched.error


def test_fault_a3_a_busy_login_is_asked_again() -> None:
    token = json_reply({"code": 0, "data": {"token": "tok-1-abcdef"}})
    with DepartmentServer(reply(b"", "503 Busy"), token, json_reply(LINES)) as server:
        login = LOGIN | {"url": server.url}
        settings = {"url": server.url, "authentication": login, "deadline_seconds": 2}
        asked = Asked("D01", Period("2014-06"))
        fetched = fetch("rest", settings, READING, asked, KNOWN.__getitem__, Path("/nowhere"))
    assert fetched.outcome is PullOutcome.OK
    assert server.requests[-1].headers["x-token"] == "tok-1-abcdef"


def test_fault_a5_a_login_that_leads_elsewhere_hands_the_password_to_nobody() -> None:
    with DepartmentServer(json_reply({})) as other:
        fetched, requests = pull(reply(b"", "307 Temp", Location=other.url), LOGIN, PAGED)
        assert other.connections == 0
    assert "不予跟随" in fetched.error
    assert len(requests) == 1


def test_no_debug_line_shows_a_key(caplog: pytest.LogCaptureFixture) -> None:
    settings = {"kind": "key", "name": "key", "key": "NAME", "sent_in": "query"}
    with caplog.at_level("DEBUG"):
        fetched, _ = pull(json_reply(LINES), settings)
    assert fetched.outcome is PullOutcome.OK
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize(
    ("authentication", "key", "said"),
    [
        ({"kind": "magic"}, "", "不在允许的种类之内"),
        ({"user": "a"}, "", "缺少种类"),
        ({"kind": "basic", "user": "a"}, ".password", "缺少必填项"),
        ({"kind": "bearer", "token": "N", "tokn": "x"}, ".tokn", "不认识的设置项"),
        (LOGIN | {"url": "http://10.0.0.8/login"}, ".url", "非本机地址须用https"),
        (SIGNED | {"text": "{sorted}"}, "", "须有{secret}"),
        (SIGNED | {"text": "{secret}{all}"}, ".text", "不认识的占位符 {all}"),
        (SIGNED | {"fields": {"a": "{app_key}"}}, ".fields", "{signature}"),
        (SIGNED | {"timestamp": "now"}, ".timestamp", "须为milliseconds"),
        (SIGNED | {"algorithm": "crc32"}, ".algorithm", "不在允许的取值之内"),
    ],
)
def test_a_way_in_that_is_wrong_is_said_at_its_key(
    authentication: Any, key: str, said: str
) -> None:
    if authentication.get("url") == "{url}":
        authentication |= {"url": "https://10.0.0.8/login"}
    address = {"url": "https://10.0.0.8/x", "authentication": authentication}
    ((where, sentence),) = settings_errors("rest", address, READING)
    assert where == f"address.authentication{key}"
    assert said in sentence


def test_one_way_in_and_no_second() -> None:
    address = {"url": "https://10.0.0.8/x", "token": "N", "authentication": SIGNED}
    ((key, sentence),) = settings_errors("rest", address, READING)
    assert (key, sentence) == ("address", "token与authentication只能填一个")


def test_a_clock_elsewhere_is_ours_in_beijing() -> None:
    """The moment is passed in; what the settings ask for is Beijing's."""
    settings = SIGNED | {"timestamp": "%Y-%m-%d %H:%M"}
    _, (request,) = pull(json_reply(LINES), settings, ASKS)
    assert request.parameters["timestamp"] == NOON.strftime("%Y-%m-%d %H:%M")
    assert NOON.utcoffset() == timedelta(hours=8)


def test_fault_a4_a_session_that_ends_in_a_login_page_is_opened_anew_without_the_old_cookie() -> (
    None
):
    logins: list[str | None] = []

    def script(request: Request) -> Step:
        if request.method == "POST":
            logins.append(request.headers.get("cookie"))
            return reply(b"ok", Set_Cookie=f"SESSION=s{len(logins)}; Path=/")
        if request.headers["cookie"] == "SESSION=s1":
            return reply(b"<!DOCTYPE html><html>login</html>")
        return json_reply(LINES)

    login = {"kind": "login", "url": "{url}", "secrets": {"pass": "NAME"}}
    fetched, _ = pull(script, login)
    assert fetched.outcome is PullOutcome.OK
    assert logins == [None, None]
