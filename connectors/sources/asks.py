"""How a request is put: what may be told of it in settings, and the request that follows."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Self
from urllib.parse import quote, urljoin, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from connectors.sources.outgoing import BodyFormat, Method, Outgoing, SentEncoding
from connectors.sources.placeholders import (
    NAMES,
    as_written,
    checked_for,
    checked_tree,
    named_in,
    put,
    put_in_tree,
)
from connectors.sources.safe_url import same_origin
from connectors.sources.tries import Trouble
from connectors.sources.xml_body import checked_names
from domain.fields import Strict

KEPT = "kept."
"""Before a name: what an earlier request's answer was to be kept for."""
_EACH = "each"
PAGE = "page"
"""Stands in a path for what asks for a page, until the page is asked."""
_NOT_OURS = frozenset({"host", "content-length", "transfer-encoding", "authorization", "cookie"})
_WHOLE = re.compile(r"\{(kept\.\w+)\}")


def _checked(template: str) -> str:
    kept = {name for name in named_in(template) if name.startswith(KEPT)}
    return checked_for(template, NAMES | kept | {_EACH, PAGE})


def _only_a_path(path: str) -> str:
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or parts.query:
        raise ValueError("path只填地址中的路径；主机写在address.url，参数写在parameters")
    return path


def _sendable(value: Any) -> Any:
    """A template, or several that are sent under one name."""
    several = value if isinstance(value, list | tuple) else [value]
    texts = [as_written(one) for one in several]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("须为文本，或文本的列表")
    for text in texts:
        _checked(text)
    return texts if isinstance(value, list | tuple) else texts[0]


AskTemplate = Annotated[str, BeforeValidator(as_written), AfterValidator(_checked)]
"""A template that may also name ``{each}`` and ``{kept.…}``."""


class Ask(Strict):
    """One request. ``path`` is joined to the address; ``{kept.url}`` alone may be a whole one."""

    path: Annotated[AskTemplate, AfterValidator(_only_a_path)] | None = None
    method: Method = "GET"
    parameters: dict[str, Annotated[Any, AfterValidator(_sendable)]] = Field(default_factory=dict)
    """A list is sent as one name several times."""
    headers: dict[str, AskTemplate] = Field(default_factory=dict)
    body: (
        Annotated[dict[str, Any], AfterValidator(partial(checked_tree, check=_checked))] | None
    ) = None
    body_format: BodyFormat = "json"
    sent_encoding: SentEncoding = "utf-8"
    """Of the parameters and the body."""

    @field_validator("headers")
    @classmethod
    def _no_secrets(cls, headers: dict[str, str]) -> dict[str, str]:
        if strangers := [name for name in headers if name.lower() in _NOT_OURS]:
            raise ValueError(f"“{strangers[0]}”不在此填写；凭证请写在address.authentication")
        return headers

    @model_validator(mode="after")
    def _body_is_posted(self) -> Self:
        if self.body is not None and self.method == "GET":
            raise ValueError("有body时method须为POST")
        if self.body is not None and self.body_format == "xml":
            checked_names(self.body)
        return self

    @property
    def names(self) -> frozenset[str]:
        """The placeholders that its templates name."""
        return named_in(repr((self.path, self.parameters, self.headers, self.body)))

    def outgoing(self, url: str, known: dict[str, str]) -> Outgoing | Trouble:
        """The request with its templates filled, or why its address is not asked."""
        later = {PAGE: f"{{{PAGE}}}"}
        address = urljoin(url, _filled(self.path, known | later)) if self.path else url
        if not same_origin(url, address):
            return Trouble("接口给出的地址在别的主机上，不予跟随，请核对接口")
        return Outgoing(
            address,
            self.method,
            put_in_tree(self.parameters, known),
            put_in_tree(self.headers, known),
            put_in_tree(self.body, known),
            self.body_format,
            self.sent_encoding,
        )


def _filled(path: str, known: Mapping[str, str]) -> str:
    """A path whose values are escaped, unless it is one value and nothing else."""
    if whole := _WHOLE.fullmatch(path):
        return known[whole[1]]
    return put(path, known, partial(quote, safe=""))
