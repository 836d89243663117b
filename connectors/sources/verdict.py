"""The other side's own verdict: HTTP says 200, the body says whether it went well."""

import re
from collections.abc import Mapping

from pydantic import Field, field_validator, model_validator

from connectors.sources import said
from connectors.sources.json_text import Json, step_down
from connectors.sources.refusals import printable
from connectors.sources.tries import Trouble
from domain.fields import Strict

_TOKEN = re.compile(r"[A-Za-z0-9+/_=.~-]{24,}")
"""What may be a key that the other side repeats; no sentence for people looks like it."""


_NOTHING = frozenset({"", "0", "false"})


class Verdict(Strict):
    """Where the verdict stands and which codes mean what; any other code is a failure."""

    code: str | None = Field(default=None, min_length=1)
    success: tuple[str, ...] = ()
    failure: tuple[str, ...] = ()
    """Paths under which anything but nothing (null, empty, false, 0) is a failure."""
    message: str | None = None
    """Path of the other side's sentence, shown to whoever reads the finding."""
    busy: tuple[str, ...] = ()
    """Codes after which asking again may help."""
    expired: tuple[str, ...] = ()
    """Codes after which a new login may help."""
    empty: tuple[str, ...] = ()
    """Codes that say: asked rightly, and there is no data."""

    @field_validator("success", "failure", "busy", "expired", "empty", mode="before")
    @classmethod
    def _as_texts(cls, codes: object) -> object:
        """YAML reads 200 as a number and true as a yes; both are compared as written."""
        return as_codes(codes)

    @model_validator(mode="after")
    def _can_be_told(self) -> "Verdict":
        if not self.failure and not (self.code and self.success):
            raise ValueError("须填code与success（成功的代码），或填failure（出错时才有内容的路径）")
        if not self.code and (self.success or self.busy or self.expired or self.empty):
            raise ValueError("填了success、busy、expired或empty，须同时填code")
        if self.empty and said.in_header(self.code or ""):
            raise ValueError("empty只能与正文中的code同用")
        return self

    def failure_in(self, document: Json, headers: Mapping[str, str]) -> Trouble | None:
        """What the body says went wrong; None if it says that all is well."""
        code = said.at(self.code, document, headers) if self.code else None
        has_failed = any(_holds(path, document, headers) for path in self.failure)
        if not has_failed and (code in self.success or not self.success):
            return None
        if not has_failed and code is None:
            return Trouble(f"返回内容中没有约定的状态“{self.code}”，请核对接口是否变更")
        named = f"（{shown(code)[:40]}）" if code else ""
        sentence = f"数据接口答复失败{named}{self.words(document, headers)}"
        passing, expired = code in self.busy, code in self.expired
        return Trouble(sentence, passing=passing, expired=expired)

    def says_empty(self, document: Json) -> bool:
        """Whether the body says that there is no data."""
        return bool(self.empty) and said.at(self.code or "", document, {}) in self.empty

    def words(self, document: Json, headers: Mapping[str, str]) -> str:
        """The other side's sentence after a colon, or nothing."""
        message = said.at(self.message, document, headers) if self.message else None
        return f"：{shown(message)}" if message else ""


def as_codes(codes: object) -> object:
    """One code or several as texts, as they are compared."""
    if isinstance(codes, list | tuple):
        return tuple(_text(code) for code in codes)
    return (_text(codes),)


def _holds(path: str, document: Json, headers: Mapping[str, str]) -> bool:
    if said.in_header(path):
        value: Json = said.at(path, document, headers)
    else:
        try:
            value = step_down(document, path)
        except LookupError:
            return False
    return bool(value) and not (isinstance(value, str) and value.strip().lower() in _NOTHING)


def shown(message: str) -> str:
    """The other side's words on one line, without what may be a key."""
    line = " ".join(printable(message).split())
    return _TOKEN.sub("***", line)


def _text(code: object) -> object:
    if isinstance(code, bool):
        return "true" if code else "false"
    return str(code) if isinstance(code, int) else code
