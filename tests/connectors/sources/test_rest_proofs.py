"""Several proofs together, HTTP Digest, and a certificate of our own; the servers check."""

import hashlib
import re
import ssl
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.sources.door import Asked, Fetched, fetch, settings_errors
from domain.local_time import SHANGHAI
from domain.period import Period
from domain.words import PullOutcome
from tests.connectors.sources.asking import COLUMNS, drawn
from tests.support.certificates import Certificate, self_signed
from tests.support.department_server import DepartmentServer, Request, Step, json_reply, reply

SECRETS = {"APP": "app-s3cret", "PASSWORD": "pass-s3cret", "GATE": "gate-s3cret"}
LINES = [{"code": "T01", "value": 1, "unit": "个"}]
NOON = datetime(2014, 7, 8, 12, tzinfo=SHANGHAI)


def pull(server: DepartmentServer, *proofs: Any, folder: Path = Path("/"), **more: Any) -> Fetched:
    here = [{**proof, "url": server.url} if "url" in proof else proof for proof in proofs]
    address = {"url": server.url, "deadline_seconds": 2, **more}
    if here:
        address["authentication"] = here if len(here) > 1 else here[0]
    reading: dict[str, Any] = {"columns": COLUMNS, "parameters": {"month": "{period}"}}
    assert settings_errors("rest", address, reading) == []
    asked = Asked("D01", Period("2014-06"), NOON)
    fetched = fetch("rest", address, reading, asked, SECRETS.__getitem__, folder)
    assert "s3cret" not in fetched.error
    return fetched


GATE = {"kind": "key", "name": "Authorization", "prefix": "APPCODE ", "key": "GATE"}
APP: dict[str, Any] = {
    "kind": "login",
    "url": "",
    "fields": {"app": "duban"},
    "secrets": {"secret": "APP"},
    "token": "appToken",
    "name": "X-App-Token",
}
USER: dict[str, Any] = {
    "kind": "login",
    "url": "",
    "fields": {"user": "duban"},
    "secrets": {"password": "PASSWORD"},
    "token": "data.token",
    "name": "X-Access-Token",
}


class Platform:
    """Wants a key for everything, a token for the app, and with it one for the user."""

    def __init__(self) -> None:
        self.logins: list[str] = []
        self.valid = 0

    def __call__(self, request: Request) -> Step:
        assert request.headers["authorization"] == "APPCODE gate-s3cret"
        if request.method == "GET":
            fine = request.headers["x-access-token"] == f"user-{self.valid}-token"
            assert request.headers["x-app-token"].startswith("app-")
            return json_reply(LINES) if fine else reply(b"", "401 Expired")
        if "app" in request.json:
            self.logins.append("app")
            assert "x-app-token" not in request.headers
            return json_reply({"appToken": f"app-{len(self.logins)}-token"})
        assert request.headers["x-app-token"] == f"app-{len(self.logins)}-token"
        self.logins.append("user")
        return json_reply({"data": {"token": f"user-{len(self.logins) // 2}-token"}})


@pytest.mark.parametrize("valid", [1, 2])
def test_a_key_and_two_tokens_each_won_with_those_before_it(valid: int) -> None:
    platform = Platform()
    platform.valid = valid
    with DepartmentServer(platform) as server:
        fetched = pull(server, GATE, APP, USER)
    assert fetched.outcome is PullOutcome.OK
    assert platform.logins == ["app", "user"] * valid


def test_fault_a4_tokens_that_never_hold_are_won_twice_and_no_more() -> None:
    platform = Platform()
    platform.valid = 9
    with DepartmentServer(platform) as server:
        fetched = pull(server, GATE, APP, USER)
    assert (fetched.outcome, platform.logins) == (PullOutcome.FAULT, ["app", "user"] * 2)
    assert "HTTP 401" in fetched.error


def test_a_password_that_is_hashed_with_the_time_for_the_login_alone() -> None:
    def answer(request: Request) -> Step:
        if request.method == "GET":
            assert request.parameters == {"month": "2014-06", "token": "tok-1"}
            return json_reply(LINES)
        hashed = hashlib.md5(f"pass-s3cret{request.json['ts']}".encode()).hexdigest()
        assert request.json == {"user": "duban", "ts": "20140708120000", "password": hashed}
        return json_reply({"token": "tok-1"})

    hashing = {
        "kind": "signed",
        "shown_with": "logins",
        "secret": "PASSWORD",
        "sent_in": "body",
        "fields": {"ts": "{timestamp}", "password": "{signature}"},
        "timestamp": "%Y%m%d%H%M00",
        "text": "{secret}{timestamp}",
        "algorithm": "md5",
    }
    login = {"kind": "login", "url": "", "fields": {"user": "duban"}, "token": "token"}
    with DepartmentServer(answer) as server:
        fetched = pull(server, hashing, login | {"name": "token", "sent_in": "query"})
    assert (fetched.outcome, fetched.error) == (PullOutcome.OK, "")


def test_a_login_that_answers_in_xml() -> None:
    def answer(request: Request) -> Step:
        if request.method == "POST":
            assert request.body.endswith(b"<login><user>duban</user><p>pass-s3cret</p></login>")
            return reply(b"<r><token>tok-1</token></r>")
        assert request.headers["authorization"] == "Bearer tok-1"
        return json_reply(LINES)

    login = {
        "kind": "login",
        "url": "",
        "body_format": "xml",
        "fields": {"login": {"user": "duban"}},
        "secrets": {"login.p": "PASSWORD"},
        "format": "xml",
        "token": "r.token",
    }
    with DepartmentServer(answer) as server:
        assert pull(server, login).outcome is PullOutcome.OK


def test_a_login_does_not_show_what_is_won_after_it() -> None:
    def answer(request: Request) -> Step:
        assert ("x-key" in request.headers) == (request.method == "GET")
        return json_reply({"token": "tok-1"} if request.method == "POST" else LINES)

    with DepartmentServer(answer) as server:
        login = {"kind": "login", "url": server.url, "token": "token"}
        key = {"kind": "key", "name": "X-Key", "key": "PASSWORD"}
        address = {"url": server.url, "authentication": [login, key]}
        fetched, _ = drawn("rest", address, {"columns": COLUMNS}, SECRETS.__getitem__)
    assert (fetched.outcome, fetched.error) == (PullOutcome.OK, "")


DIGEST = {"kind": "digest", "user": "duban", "password": "PASSWORD"}


class Challenging:
    """A server of HTTP Digest that does its own arithmetic; ``uses`` of a nonce, then a new one."""

    def __init__(self, name: str, quality: str, uses: int = 100) -> None:
        self.name, self.quality, self.uses = name, quality, uses
        self.nonces = 0
        self.served = 0

    def __call__(self, request: Request) -> Step:
        shown = dict(re.findall(r'(\w+)="?([^",]+)"?', request.headers.get("authorization", "")))
        if shown.get("nonce") == f"n{self.nonces}" and self.served < self.uses:
            self.served += 1
            return json_reply(LINES) if self._is_right(shown) else reply(b"", "403 No")
        self.nonces, self.served = self.nonces + 1, 0
        asks = f'Digest realm="a, b", nonce="n{self.nonces}", algorithm={self.name}{self.quality}'
        return reply(b"", "401 Who", WWW_Authenticate=asks)

    def _is_right(self, shown: dict[str, str]) -> bool:
        def hashed(text: str) -> str:
            return hashlib.new(self.name.replace("-", ""), text.encode()).hexdigest()

        known, asked = hashed("duban:a, b:pass-s3cret"), hashed("GET:/progress?month=2014-06")
        middle = f"{shown['nc']}:{shown['cnonce']}:auth:" if self.quality else ""
        assert shown["uri"] == "/progress?month=2014-06"
        return shown["response"] == hashed(f"{known}:{shown['nonce']}:{middle}{asked}")


@pytest.mark.parametrize("name", ["MD5", "SHA-256"])
@pytest.mark.parametrize("quality", ["", ', qop="auth,auth-int"'])
def test_a_digest_in_answer_to_a_challenge(name: str, quality: str) -> None:
    with DepartmentServer(Challenging(name, quality)) as server:
        fetched = pull(server, DIGEST)
    assert (fetched.outcome, fetched.error) == (PullOutcome.OK, "")
    assert len(server.requests) == 2


def test_fault_a4_a_digest_that_is_refused_is_sent_once() -> None:
    with DepartmentServer(Challenging("MD5", "", uses=0)) as server:
        fetched = pull(server, DIGEST)
    assert (fetched.outcome, len(server.requests)) == (PullOutcome.FAULT, 2)
    assert "HTTP 401" in fetched.error


def test_fault_a4_a_later_page_that_is_refused_with_the_same_challenge_is_asked_once() -> None:
    def answer(request: Request) -> Step:
        if "authorization" in request.headers and request.parameters["page"] == "1":
            return json_reply(LINES)
        return reply(b"", "401 Who", WWW_Authenticate='Digest realm="r", nonce="n"')

    with DepartmentServer(answer) as server:
        reading = {"columns": COLUMNS, "paging": {"parameter": "page"}}
        address = {"url": server.url, "authentication": DIGEST}
        fetched, _ = drawn("rest", address, reading, SECRETS.__getitem__)
    assert (fetched.outcome, len(server.requests)) == (PullOutcome.FAULT, 3)


@pytest.mark.parametrize(
    "asks", ["Digest nonce=x, algorithm=MD5-sess", 'Digest nonce="x", qop="auth-int"', "Basic", ""]
)
def test_a_challenge_that_cannot_be_met_is_a_refusal(asks: str) -> None:
    with DepartmentServer(reply(b"", "401 Who", WWW_Authenticate=asks)) as server:
        fetched = pull(server, DIGEST)
    assert (fetched.outcome, len(server.requests)) == (PullOutcome.FAULT, 1)


@pytest.mark.parametrize("shown", [True, False])
def test_a_certificate_of_our_own_is_shown_where_one_is_asked_for(
    shown: bool, tmp_path: Path
) -> None:
    theirs, ours = self_signed(tmp_path / "theirs"), self_signed(tmp_path / "ours")
    theirs.server.verify_mode = ssl.CERT_REQUIRED
    theirs.server.load_verify_locations(ours.ca_file)
    more: dict[str, Any] = {"ca_file": str(theirs.ca_file)}
    SECRETS["KEY"] = ours.key_file.read_text()
    if shown:
        more |= {"client_certificate": "ours/certificate.pem", "client_key": "KEY"}
    with DepartmentServer(json_reply(LINES), tls=theirs.server) as server:
        fetched = pull(server, folder=tmp_path, **more)
    assert fetched.outcome is (PullOutcome.OK if shown else PullOutcome.FAULT)
    assert "BEGIN" not in fetched.error


def test_fault_a2_a_certificate_whose_file_or_key_is_not_there_is_a_fault(
    tmp_path: Path, certificate: Certificate
) -> None:
    SECRETS["KEY"] = "no key at all"
    more: dict[str, Any] = {"ca_file": str(certificate.ca_file), "client_key": "KEY"}
    with DepartmentServer(json_reply(LINES), tls=certificate.server) as server:
        gone = pull(server, folder=tmp_path, client_certificate="gone.pem", **more)
        bad = pull(server, client_certificate=str(certificate.ca_file), **more)
    assert "client_certificate" in gone.error
    assert (gone.outcome, bad.outcome) == (PullOutcome.FAULT, PullOutcome.FAULT)
    assert server.requests == []


@pytest.mark.parametrize(
    ("address", "key", "said"),
    [
        ({"client_key": "KEY"}, "address", "须同时填写"),
        ({"authentication": [GATE, {"kind": "login"}]}, "address.authentication.1.url", "缺少"),
        ({"authentication": [{"kind": "ldap"}]}, "address.authentication.0", "种类"),
        ({"authentication": GATE | {"shown_with": "x"}}, "address.authentication.shown_with", ""),
    ],
)
def test_proofs_that_are_wrongly_set_are_said_at_their_key(
    address: Any, key: str, said: str
) -> None:
    where = {"url": "https://10.0.0.8/x"}
    errors = settings_errors("rest", where | address, {"columns": COLUMNS})
    assert (key, True) in [(k, said in sentence) for k, sentence in errors]
