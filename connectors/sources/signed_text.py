"""What of a request may stand in a text that is signed."""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from connectors.sources.digests import digest
from connectors.sources.outgoing import Outgoing, as_text
from connectors.sources.placeholders import put

NAMES = frozenset(
    {
        "sorted",
        "sorted_encoded",
        "parameters",
        "method",
        "host",
        "path",
        "body",
        "body_sorted",
        "body_md5",
        "body_md5_base64",
        "body_sha256",
    }
)


@dataclass(frozen=True, slots=True)
class Joining:
    """How names and values become one text."""

    pair: str
    joint: str
    names: str
    skip_empty: bool
    percent_encoded: bool


def parts_of(request: Outgoing, joining: Joining, fields: Mapping[str, str]) -> dict[str, str]:
    """A text for each of NAMES; ``fields`` are what signing adds to the request."""
    plain = {n: as_text(v) for n, v in {**request.parameters, **(request.body or {})}.items()}
    body = request.content or b""
    address = urlsplit(request.url)
    joined = _joined(plain | dict(fields), joining)
    return {
        "sorted": joined,
        "sorted_encoded": quote(joined, safe="~"),
        "parameters": _joined(plain, joining),
        "method": request.method,
        "host": address.netloc,
        "path": address.path,
        "body": body.decode(request.encoding),
        "body_sorted": _sorted(request.body),
        "body_md5": digest("md5", body).hex(),
        "body_md5_base64": b64encode(digest("md5", body)).decode() if body else "",
        "body_sha256": digest("sha256", body).hex(),
    }


def _sorted(body: Mapping[str, object] | None) -> str:
    """The body as JSON whose names are sorted on every level."""
    if body is None:
        return ""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _joined(values: Mapping[str, str], joining: Joining) -> str:
    change = {"lower": str.lower, "upper": str.upper}.get(joining.names, str)
    named = ((change(name), value) for name, value in values.items())
    kept = sorted((n, v) for n, v in named if v or not joining.skip_empty)
    if joining.percent_encoded:
        kept = [(quote(name, safe="~"), quote(value, safe="~")) for name, value in kept]
    return joining.joint.join(put(joining.pair, {"name": n, "value": v}) for n, v in kept)
