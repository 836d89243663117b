"""Signed requests of Chinese platforms: every name and the text that is signed are settings."""

import secrets as random_secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field, field_validator, model_validator

from connectors.sources.digests import Algorithm, Written, digest, digested
from connectors.sources.outgoing import Outgoing, SentIn
from connectors.sources.placeholders import checked_for, named_in, put
from connectors.sources.signed_text import NAMES, Joining, parts_of
from domain.fields import Strict
from domain.local_time import SHANGHAI

_OWN = frozenset({"app_key", "timestamp", "nonce"})
_FIELDS = _OWN | {"signature", "body_md5", "body_md5_base64", "body_sha256"}
_TEXT = _OWN | NAMES | {"secret"}


class Signed(Strict):
    """App key, timestamp, nonce and a signature over the sorted parameters.

    In ``text``: {sorted} are all parameters and the fields here but the signature itself, sorted
    by name; {parameters} the request's own alone; {body} the body before fields are added.
    """

    kind: Literal["signed"]
    app_key: str = ""
    secret: str = Field(min_length=1)
    fields: dict[str, str]
    """Their name → {app_key}, {timestamp}, {nonce}, {signature}, {body_md5} …, or fixed text."""
    sent_in: SentIn = "query"
    text: str
    canonical: str | None = None
    """A text of its own whose SHA-256 stands in ``text`` as {canonical_sha256}."""
    key: str = "{secret}"
    """What an HMAC is keyed with."""
    algorithm: Algorithm
    timestamp: str = "milliseconds"
    """``milliseconds`` or ``seconds`` since 1970, or a pattern such as %Y%m%d%H%M%S."""
    zone: Literal["beijing", "utc"] = "beijing"
    """Of such a pattern."""
    nonce: Literal["hex", "digits", "uuid"] = "hex"
    nonce_length: int = Field(default=32, ge=4, le=64)
    pair: str = "{name}={value}"
    joint: str = "&"
    names: Literal["as_written", "lower", "upper"] = "as_written"
    """The letters of the names as they are sorted and signed."""
    skip_empty: bool = True
    percent_encoded: bool = False
    """Whether names and values are signed as they stand in an address."""
    written: Written = "hex"

    @field_validator("text", "canonical")
    @classmethod
    def _known_in_text(cls, text: str | None) -> str | None:
        return text and checked_for(text, _TEXT | {"canonical_sha256"})

    @field_validator("pair")
    @classmethod
    def _known_in_pair(cls, pair: str) -> str:
        return checked_for(pair, frozenset({"name", "value"}))

    @field_validator("key")
    @classmethod
    def _known_in_key(cls, key: str) -> str:
        return checked_for(key, frozenset({"secret"}))

    @field_validator("fields")
    @classmethod
    def _one_signature(cls, fields: dict[str, str]) -> dict[str, str]:
        for template in fields.values():
            checked_for(template, _FIELDS)
        if sum("signature" in named_in(template) for template in fields.values()) != 1:
            raise ValueError("须有且只有一项的内容含{signature}")
        return fields

    @field_validator("timestamp")
    @classmethod
    def _a_time(cls, pattern: str) -> str:
        if pattern not in ("milliseconds", "seconds") and "%" not in pattern:
            raise ValueError("须为milliseconds、seconds或如%Y%m%d%H%M%S的格式")
        return pattern

    @model_validator(mode="after")
    def _keyed(self) -> "Signed":
        is_hmac = self.algorithm.startswith("hmac-")
        if not is_hmac and "secret" not in named_in(self.text + (self.canonical or "")):
            raise ValueError("这种算法的签名原文（text）中须有{secret}，否则谁都能签")
        if is_hmac and "secret" not in named_in(self.key):
            raise ValueError("key中须有{secret}，否则谁都能签")
        if ("canonical_sha256" in named_in(self.text)) != (self.canonical is not None):
            raise ValueError("canonical与text中的{canonical_sha256}须同时填写")
        return self


def signed(
    request: Outgoing, settings: Signed, secret: str, moment: datetime, nonce: str
) -> Outgoing:
    """``request`` with the fields of ``settings`` and its signature."""
    own = {
        "app_key": settings.app_key,
        "timestamp": _timestamp(settings, moment),
        "nonce": nonce,
    }
    templates = settings.fields.items()
    joining = Joining(
        settings.pair,
        settings.joint,
        settings.names,
        settings.skip_empty,
        settings.percent_encoded,
    )
    bare = own | parts_of(request, joining, {})
    unsigned = {n: put(t, bare) for n, t in templates if "signature" not in named_in(t)}
    known = own | {"secret": secret} | parts_of(request, joining, unsigned)
    signature = digested(
        settings.algorithm,
        _text(settings, known),
        put(settings.key, {"secret": secret}),
        settings.written,
    )
    for name, template in templates:
        value = unsigned.get(name) or put(template, bare | {"signature": signature})
        request = request.adding(settings.sent_in, name, value)
    return request


def new_nonce(settings: Signed) -> str:
    """A nonce that was never used, in the form that the other side expects."""
    match settings.nonce:
        case "uuid":
            return str(UUID(bytes=random_secrets.token_bytes(16), version=4))
        case "digits":
            return "".join(
                random_secrets.choice("0123456789") for _ in range(settings.nonce_length)
            )
        case "hex":
            return random_secrets.token_hex(settings.nonce_length)[: settings.nonce_length]


def _text(settings: Signed, known: Mapping[str, str]) -> str:
    if settings.canonical is None:
        return put(settings.text, dict(known))
    canonical = digest("sha256", put(settings.canonical, dict(known)).encode()).hex()
    return put(settings.text, {**known, "canonical_sha256": canonical})


def _timestamp(settings: Signed, moment: datetime) -> str:
    match settings.timestamp:
        case "milliseconds":
            return str(int(moment.timestamp() * 1000))
        case "seconds":
            return str(int(moment.timestamp()))
        case pattern:
            zone = UTC if settings.zone == "utc" else SHANGHAI
            return moment.astimezone(zone).strftime(pattern)
