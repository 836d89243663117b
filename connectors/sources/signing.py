"""Signed requests of Chinese platforms: every name and the text that is signed are settings."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from urllib.parse import quote, urlsplit

from pydantic import Field, field_validator, model_validator

from connectors.sources.outgoing import Outgoing, SentIn, as_text
from connectors.sources.placeholders import checked_for, put
from domain.fields import Strict
from domain.local_time import SHANGHAI

_OWN = frozenset({"app_key", "timestamp", "nonce"})
_SIGNATURE = "{signature}"
_TEXT = frozenset(
    {
        "app_key",
        "timestamp",
        "nonce",
        "secret",
        "sorted",
        "parameters",
        "method",
        "path",
        "body",
        "body_md5",
        "body_sha256",
    }
)

Algorithm = Literal[
    "md5", "sha1", "sha256", "sm3", "hmac-md5", "hmac-sha1", "hmac-sha256", "hmac-sm3"
]


class Signed(Strict):
    """App key, timestamp, nonce and a signature over the sorted parameters.

    In ``text``: {sorted} are all parameters and the fields here but the signature itself, sorted
    by name; {parameters} the request's own alone; {body} the body before fields are added.
    """

    kind: Literal["signed"]
    app_key: str = Field(min_length=1)
    secret: str = Field(min_length=1)
    fields: dict[str, str]
    """Their name → {app_key}, {timestamp}, {nonce}, {signature} or fixed text."""
    sent_in: SentIn = "query"
    text: str
    algorithm: Algorithm
    timestamp: str = "milliseconds"
    """``milliseconds`` or ``seconds`` since 1970, or a pattern such as %Y%m%d%H%M%S (Beijing)."""
    pair: str = "{name}={value}"
    joint: str = "&"
    skip_empty: bool = True
    percent_encoded: bool = False
    """Whether names and values are signed as they stand in an address."""
    written: Literal["hex", "HEX", "base64"] = "hex"

    @field_validator("text")
    @classmethod
    def _known_in_text(cls, text: str) -> str:
        return checked_for(text, _TEXT)

    @field_validator("pair")
    @classmethod
    def _known_in_pair(cls, pair: str) -> str:
        return checked_for(pair, frozenset({"name", "value"}))

    @field_validator("fields")
    @classmethod
    def _one_signature(cls, fields: dict[str, str]) -> dict[str, str]:
        if list(fields.values()).count(_SIGNATURE) != 1:
            raise ValueError("须有且只有一项的内容是{signature}")
        for template in fields.values():
            checked_for(template, _OWN | {"signature"})
        return fields

    @field_validator("timestamp")
    @classmethod
    def _a_time(cls, pattern: str) -> str:
        if pattern not in ("milliseconds", "seconds") and "%" not in pattern:
            raise ValueError("须为milliseconds、seconds或如%Y%m%d%H%M%S的格式")
        return pattern

    @model_validator(mode="after")
    def _keyed(self) -> "Signed":
        if not self.algorithm.startswith("hmac-") and "{secret}" not in self.text:
            raise ValueError("这种算法的签名原文（text）中须有{secret}，否则谁都能签")
        return self


def signed(
    request: Outgoing, settings: Signed, secret: str, moment: datetime, nonce: str
) -> Outgoing:
    """``request`` with the fields of ``settings`` and its signature."""
    own = {
        "app_key": settings.app_key,
        "timestamp": _timestamp(settings.timestamp, moment),
        "nonce": nonce,
    }
    unsigned = {n: put(t, own) for n, t in settings.fields.items() if t != _SIGNATURE}
    text = put(settings.text, own | {"secret": secret} | _parts(request, settings, unsigned))
    signature = _digest(settings, text, secret)
    for name, template in settings.fields.items():
        value = signature if template == _SIGNATURE else unsigned[name]
        request = request.adding(settings.sent_in, name, value)
    return request


def _parts(request: Outgoing, settings: Signed, unsigned: Mapping[str, str]) -> dict[str, str]:
    """What of the request may stand in the text that is signed."""
    plain = {**request.parameters, **{n: as_text(v) for n, v in (request.body or {}).items()}}
    body = request.content or b""
    return {
        "sorted": _joined(plain | dict(unsigned), settings),
        "parameters": _joined(plain, settings),
        "method": request.method,
        "path": urlsplit(request.url).path,
        "body": body.decode(),
        "body_md5": hashlib.md5(body).hexdigest(),  # noqa: S324 theirs to choose
        "body_sha256": hashlib.sha256(body).hexdigest(),
    }


def _joined(values: Mapping[str, str], settings: Signed) -> str:
    kept = sorted((n, v) for n, v in values.items() if v or not settings.skip_empty)
    if settings.percent_encoded:
        kept = [(quote(name, safe="~"), quote(value, safe="~")) for name, value in kept]
    return settings.joint.join(put(settings.pair, {"name": n, "value": v}) for n, v in kept)


def _digest(settings: Signed, text: str, secret: str) -> str:
    name = settings.algorithm.removeprefix("hmac-")
    if settings.algorithm.startswith("hmac-"):
        made = hmac.digest(secret.encode(), text.encode(), name)
    else:
        made = hashlib.new(name, text.encode()).digest()
    match settings.written:
        case "hex":
            return made.hex()
        case "HEX":
            return made.hex().upper()
        case "base64":
            return b64encode(made).decode()


def _timestamp(pattern: str, moment: datetime) -> str:
    match pattern:
        case "milliseconds":
            return str(int(moment.timestamp() * 1000))
        case "seconds":
            return str(int(moment.timestamp()))
        case _:
            return moment.astimezone(SHANGHAI).strftime(pattern)
