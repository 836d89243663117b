"""Signatures as well-known gateways want them: their own arithmetic, our settings alone."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from connectors.sources.door import Asked, Fetched, fetch, settings_errors
from domain.local_time import SHANGHAI
from domain.period import Period
from domain.words import PullOutcome
from tests.connectors.sources.asking import COLUMNS
from tests.support.department_server import DepartmentServer, Request, Step, json_reply, reply

SECRET = "s3cret-key"
NOON = datetime(2014, 7, 8, 12, tzinfo=SHANGHAI)
LINES = [{"code": "T01", "value": 1, "unit": "个"}]
Right = Callable[[Request], bool]


def pull(right: Right, authentication: Any, **reading: Any) -> tuple[Fetched, Request]:
    def answer(request: Request) -> Step:
        return json_reply(LINES) if right(request) else reply(b"{}", "401 Bad signature")

    with DepartmentServer(answer) as server:
        fetched = fetch(
            "rest",
            {"url": server.url, "authentication": authentication},
            {"columns": COLUMNS, **reading},
            Asked("D01", Period("2014-06"), NOON),
            {"NAME": SECRET}.__getitem__,
            Path("/nowhere"),
        )
    return fetched, server.requests[-1]


def keyed(text: str, name: str = "sha256", key: str = SECRET) -> bytes:
    return hmac.digest(key.encode(), text.encode(), name)


GATEWAY: dict[str, Any] = {
    "kind": "signed",
    "app_key": "ak",
    "secret": "NAME",
    "sent_in": "header",
    "fields": {
        "Accept": "application/json",
        "Content-MD5": "{body_md5_base64}",
        "X-Ca-Key": "{app_key}",
        "X-Ca-Timestamp": "{timestamp}",
        "X-Ca-Nonce": "{nonce}",
        "X-Ca-Signature-Headers": "X-Ca-Key,X-Ca-Nonce,X-Ca-Timestamp",
        "X-Ca-Signature": "{signature}",
    },
    "nonce": "uuid",
    "text": "{method}\napplication/json\n{body_md5_base64}\napplication/json; charset=utf-8\n\n"
    "X-Ca-Key:{app_key}\nX-Ca-Nonce:{nonce}\nX-Ca-Timestamp:{timestamp}\n{path}",
    "algorithm": "hmac-sha256",
    "written": "base64",
}


def test_a_gateway_that_signs_headers_and_the_body() -> None:
    def right(request: Request) -> bool:
        head = request.headers
        md5 = base64.b64encode(hashlib.md5(request.body).digest()).decode()
        text = f"POST\napplication/json\n{md5}\n{head['content-type']}\n\n" + "\n".join(
            f"{name}:{head[name.lower()]}" for name in ("X-Ca-Key", "X-Ca-Nonce", "X-Ca-Timestamp")
        )
        made = base64.b64encode(keyed(f"{text}\n{request.path}")).decode()
        return (head["content-md5"], head["x-ca-signature"]) == (md5, made)

    fetched, request = pull(right, GATEWAY, method="POST", body={"month": "{period}"})
    assert fetched.outcome is PullOutcome.OK
    assert len(request.headers["x-ca-nonce"].split("-")) == 5


def test_a_signature_over_the_digest_of_a_canonical_request() -> None:
    def right(request: Request) -> bool:
        head = request.headers
        payload = hashlib.sha256(request.body).hexdigest()
        signed_headers = f"host:{head['host']}\nx-sdk-date:{head['x-sdk-date']}\n"
        query = urlencode(sorted(request.parameters.items()))
        parts = ["GET", f"{request.path}/", query, signed_headers, "host;x-sdk-date", payload]
        inner = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        made = keyed(f"SDK-HMAC-SHA256\n{head['x-sdk-date']}\n{inner}").hex()
        wanted = f"SDK-HMAC-SHA256 Access=ak, SignedHeaders=host;x-sdk-date, Signature={made}"
        return head["authorization"] == wanted

    authentication = {
        "kind": "signed",
        "app_key": "ak",
        "secret": "NAME",
        "sent_in": "header",
        "fields": {
            "X-Sdk-Date": "{timestamp}",
            "Authorization": "SDK-HMAC-SHA256 Access={app_key}, SignedHeaders=host;x-sdk-date, "
            "Signature={signature}",
        },
        "timestamp": "%Y%m%dT%H%M%SZ",
        "zone": "utc",
        "canonical": "{method}\n{path}/\n{parameters}\n"
        "host:{host}\nx-sdk-date:{timestamp}\n\nhost;x-sdk-date\n{body_sha256}",
        "text": "SDK-HMAC-SHA256\n{timestamp}\n{canonical_sha256}",
        "algorithm": "hmac-sha256",
        "percent_encoded": True,
    }
    parameters = {"month": "{period}", "a": "1"}
    fetched, request = pull(right, authentication, parameters=parameters)
    assert fetched.outcome is PullOutcome.OK
    assert request.headers["x-sdk-date"].startswith("20140708T0400")


def test_a_signature_that_encodes_twice_and_extends_the_key() -> None:
    def right(request: Request) -> bool:
        values = dict(request.parameters)
        given = values.pop("Signature")
        query = "&".join(
            f"{quote(n, safe='~')}={quote(v, safe='~')}" for n, v in sorted(values.items())
        )
        text = f"GET&%2F&{quote(query, safe='~')}"
        return given == base64.b64encode(keyed(text, "sha1", f"{SECRET}&")).decode()

    authentication = {
        "kind": "signed",
        "app_key": "ak",
        "secret": "NAME",
        "fields": {
            "AccessKeyId": "{app_key}",
            "SignatureNonce": "{nonce}",
            "Timestamp": "{timestamp}",
            "Signature": "{signature}",
        },
        "timestamp": "%Y-%m-%dT%H:%M:%SZ",
        "zone": "utc",
        "nonce": "digits",
        "nonce_length": 10,
        "percent_encoded": True,
        "text": "GET&%2F&{sorted_encoded}",
        "key": "{secret}&",
        "algorithm": "hmac-sha1",
        "written": "base64",
    }
    fetched, request = pull(right, authentication, parameters={"区": "高 新", "month": "{period}"})
    assert fetched.outcome is PullOutcome.OK
    assert len(request.parameters["SignatureNonce"]) == 10
    assert request.parameters["SignatureNonce"].isdecimal()


def test_names_in_small_letters_and_a_body_in_its_canonical_form() -> None:
    def right(request: Request) -> bool:
        canonical = json.dumps(request.json, sort_keys=True, separators=(",", ":"))
        names = {n.lower(): v for n, v in request.parameters.items() if n != "Sign"}
        text = "".join(f"{n}{v}" for n, v in sorted(names.items()) if n != "z")
        made = hashlib.sha512(f"{SECRET}{text}{canonical}{SECRET}".encode()).hexdigest().upper()
        return request.parameters["Sign"] == made

    authentication = {
        "kind": "signed",
        "app_key": "ak",
        "secret": "NAME",
        "fields": {"AppKey": "{app_key}", "bizTime": "{timestamp}", "Sign": "{signature}"},
        "timestamp": "seconds",
        "names": "lower",
        "pair": "{name}{value}",
        "joint": "",
        "text": "{secret}{sorted}{body_sorted}{secret}",
        "algorithm": "sha512",
        "written": "HEX",
    }
    body = {"z": {"b": 1, "a": [1, {"d": "4", "c": "3"}]}}

    def right_with_body(request: Request) -> bool:
        canonical = json.dumps(request.json, sort_keys=True, separators=(",", ":"))
        values = {n.lower(): v for n, v in request.parameters.items() if n != "Sign"}
        values["z"] = json.dumps(request.json["z"], separators=(",", ":"))
        text = "".join(f"{n}{v}" for n, v in sorted(values.items()))
        made = hashlib.sha512(f"{SECRET}{text}{canonical}{SECRET}".encode()).hexdigest().upper()
        return request.parameters["Sign"] == made

    assert (
        pull(right_with_body, authentication, method="POST", body=body)[0].outcome is PullOutcome.OK
    )
    assert pull(right, authentication, method="POST", body=body)[0].outcome is PullOutcome.FAULT


@pytest.mark.parametrize(
    ("change", "key", "said"),
    [
        ({"fields": {"a": "{signature}", "b": "{signature}"}}, ".fields", "有且只有一项"),
        ({"fields": {"a": "{signature}", "b": "{secret}"}}, ".fields", "不认识的占位符"),
        ({"key": "fixed"}, "", "key中须有{secret}"),
        ({"algorithm": "md5"}, "", "须有{secret}"),
        ({"canonical": "{method}"}, "", "须同时填写"),
        ({"text": "{canonical_sha256}"}, "", "须同时填写"),
        ({"nonce": "random"}, ".nonce", "允许的取值"),
        ({"nonce_length": 99}, ".nonce_length", ""),
    ],
)
def test_a_signature_that_is_wrongly_set_is_said_at_its_key(
    change: Any, key: str, said: str
) -> None:
    address = {"url": "https://10.0.0.8/x", "authentication": GATEWAY | change}
    errors = settings_errors("rest", address, {"columns": COLUMNS})
    assert [(k, said in s) for k, s in errors] == [(f"address.authentication{key}", True)]
