"""HTTP Digest (RFC 7616): the answer to a server's challenge, with quality ``auth`` or none."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from requests import PreparedRequest

from connectors.sources.outgoing import Outgoing

_PART = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_ALGORITHMS = {"md5": "md5", "sha-256": "sha256"}


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the server wants its user and password hashed with."""

    realm: str
    nonce: str
    algorithm: str
    opaque: str = ""
    quality: bool = False


def challenge_in(headers: Mapping[str, str]) -> Challenge | None:
    """The challenge of an answer; None if there is none that can be met."""
    scheme, _, rest = headers.get("WWW-Authenticate", "").strip().partition(" ")
    if scheme.lower() != "digest":
        return None
    parts = {name.lower(): quoted or bare for name, quoted, bare in _PART.findall(rest)}
    algorithm = parts.get("algorithm", "MD5")
    qualities = [each.strip() for each in parts.get("qop", "").split(",")]
    if algorithm.lower() not in _ALGORITHMS or ("qop" in parts and "auth" not in qualities):
        return None
    if not parts.get("nonce"):
        return None
    return Challenge(
        parts.get("realm", ""), parts["nonce"], algorithm, parts.get("opaque", ""), "qop" in parts
    )


def answered(
    request: Outgoing, challenge: Challenge, user: str, password: str, mark: str
) -> Outgoing:
    """``request`` with its answer to ``challenge``; ``mark`` is a text used once."""

    def hashed(*parts: str) -> str:
        name = _ALGORITHMS[challenge.algorithm.lower()]
        return hashlib.new(name, ":".join(parts).encode()).hexdigest()

    target = _target(request)
    known = hashed(user, challenge.realm, password)
    asked = hashed(request.method, target)
    count = ("00000001", mark, "auth") if challenge.quality else ()
    values = {
        "username": user,
        "realm": challenge.realm,
        "nonce": challenge.nonce,
        "uri": target,
        "response": hashed(known, challenge.nonce, *count, asked),
    }
    if challenge.opaque:
        values["opaque"] = challenge.opaque
    shown = [f'{name}="{value}"' for name, value in values.items()]
    shown.append(f"algorithm={challenge.algorithm}")
    if challenge.quality:
        shown += ["qop=auth", "nc=00000001", f'cnonce="{mark}"']
    return request.adding("header", "Authorization", "Digest " + ", ".join(shown))


def _target(request: Outgoing) -> str:
    """Path and query as they stand in the request's first line."""
    prepared = PreparedRequest()
    prepared.prepare_url(request.url, request.query)
    parts = urlsplit(prepared.url or "")
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
