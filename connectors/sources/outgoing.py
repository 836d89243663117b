"""A request on its way out: templates filled, nothing sent yet."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from connectors.sources.xml_body import xml_bytes

Method = Literal["GET", "POST"]
BodyFormat = Literal["json", "form", "xml"]
_CONTENT_TYPES = {
    "json": "application/json; charset=utf-8",
    "form": "application/x-www-form-urlencoded",
    "xml": "text/xml; charset=utf-8",
}
SentIn = Literal["query", "body", "header"]
"""Where one more value of a request goes."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request. ``body`` is None for a request that sends none; its keys may be nested."""

    url: str
    method: Method = "GET"
    parameters: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    body_format: BodyFormat = "json"

    def adding(self, sent_in: SentIn, name: str, value: Any) -> "Outgoing":
        """The request with one more value; in a body ``name`` may be a dotted path."""
        match sent_in:
            case "query":
                return replace(self, parameters={**self.parameters, name: str(value)})
            case "header":
                return replace(self, headers={**self.headers, name: str(value)})
            case "body":
                return replace(self, body=_with(self.body or {}, name.split("."), value))

    @property
    def line(self) -> str:
        """Method, path and names: what may be shown of it. A query or a value may be a secret."""
        asked = f"?{'&'.join(self.parameters)}" if self.parameters else ""
        names = f" [{', '.join(self.headers)}]" if self.headers else ""
        return f"{self.method} {urlsplit(self.url).path or '/'}{asked}{names}"

    @property
    def content_type(self) -> str:
        """What the body is, in the words of HTTP."""
        return _CONTENT_TYPES[self.body_format]

    @property
    def content(self) -> bytes | None:
        """The body as it is sent, in UTF-8."""
        if self.body is None:
            return None
        if self.body_format == "form":
            return urlencode({name: as_text(value) for name, value in self.body.items()}).encode()
        if self.body_format == "xml":
            return xml_bytes(self.body)
        return compact(self.body).encode()


def compact(value: Any) -> str:
    """JSON as it is sent and signed: no spaces, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def as_text(value: Any) -> str:
    """A value of a body where only text fits: a form, or the text that is signed."""
    if value is None:
        return ""
    return value if isinstance(value, str) else compact(value)


def _with(tree: Mapping[str, Any], way: list[str], value: Any) -> dict[str, Any]:
    first, *rest = way
    return {**tree, first: _grown(tree.get(first), rest, value) if rest else value}


def _grown(inner: Any, way: list[str], value: Any) -> Any:
    """``inner`` with ``value`` at ``way``; where nothing was, a step of 0 begins a list."""
    if not isinstance(inner, list) and not (inner is None and way[0] == "0"):
        return _with(inner if isinstance(inner, dict) else {}, way, value)
    items = inner or []
    place = int(way[0])
    before = items[place] if place < len(items) else None
    return [
        *items[:place],
        _grown(before, way[1:], value) if way[1:] else value,
        *items[place + 1 :],
    ]
