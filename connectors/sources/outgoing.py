"""A request on its way out: templates filled, nothing sent yet."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import quote, urlencode, urlsplit

from urllib3 import encode_multipart_formdata

from connectors.sources.xml_body import xml_bytes

Method = Literal["GET", "POST"]
BodyFormat = Literal["json", "form", "multipart", "xml"]
_CONTENT_TYPES = {
    "json": "application/json; charset={}",
    "form": "application/x-www-form-urlencoded",
    "xml": "text/xml; charset={}",
}
SentEncoding = Literal["utf-8", "gbk", "gb18030"]
SentIn = Literal["query", "body", "header"]
PageIn = SentIn | Literal["path"]
"""Where one more value of a request goes; in the path it takes the place of its ``{name}``."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request. ``body`` is None for a request that sends none; its keys may be nested.

    A list among the parameters, or in a form, is sent as one name several times.
    """

    url: str
    method: Method = "GET"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    body_format: BodyFormat = "json"
    encoding: SentEncoding = "utf-8"

    def adding(self, sent_in: PageIn, name: str, value: Any) -> "Outgoing":
        """The request with one more value; in a body ``name`` may be a dotted path."""
        match sent_in:
            case "query":
                return replace(self, parameters={**self.parameters, name: str(value)})
            case "header":
                return replace(self, headers={**self.headers, name: str(value)})
            case "path":
                place = quote(f"{{{name}}}")
                return replace(self, url=self.url.replace(place, quote(str(value), safe="")))
            case "body":
                return replace(self, body=_with(self.body or {}, name.split("."), value))

    @property
    def line(self) -> str:
        """Method, path and names: what may be shown of it. A query or a value may be a secret."""
        asked = f"?{'&'.join(self.parameters)}" if self.parameters else ""
        names = f" [{', '.join(self.headers)}]" if self.headers else ""
        return f"{self.method} {urlsplit(self.url).path or '/'}{asked}{names}"

    @property
    def query(self) -> str:
        """The parameters as they are sent."""
        return urlencode(list(_pairs(self.parameters)), encoding=self.encoding, errors="strict")

    @property
    def content_type(self) -> str:
        """What the body is, in the words of HTTP."""
        if self.body_format == "multipart":
            return f"multipart/form-data; boundary={self._boundary}"
        return _CONTENT_TYPES[self.body_format].format(self.encoding)

    @property
    def content(self) -> bytes | None:
        """The body as it is sent."""
        if self.body is None:
            return None
        match self.body_format:
            case "form":
                pairs = list(_pairs(self.body))
                return urlencode(pairs, encoding=self.encoding, errors="strict").encode()
            case "multipart":
                fields = [(name, text.encode(self.encoding)) for name, text in _pairs(self.body)]
                return encode_multipart_formdata(fields, self._boundary)[0]
            case "xml":
                return xml_bytes(self.body, self.encoding)
            case "json":
                return compact(self.body).encode(self.encoding)

    @property
    def _boundary(self) -> str:
        """The same for the same body, so that what is signed is what is sent."""
        return hashlib.sha256(compact(self.body).encode()).hexdigest()


def _pairs(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        for each in value if isinstance(value, list | tuple) else [value]:
            yield name, as_text(each)


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
