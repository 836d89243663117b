"""The other side's own verdict: HTTP says 200, the body says whether it went well."""

import re
from collections.abc import Mapping

from pydantic import Field, field_validator

from connectors.sources import said
from connectors.sources.json_text import Json
from connectors.sources.refusals import printable
from connectors.sources.tries import Trouble
from domain.fields import Strict

_TOKEN = re.compile(r"[A-Za-z0-9+/_=.~-]{24,}")
"""What may be a key that the other side repeats; no sentence for people looks like it."""


class Verdict(Strict):
    """Where the verdict stands and which codes mean what; any other code is a failure."""

    code: str = Field(min_length=1)
    success: tuple[str, ...] = Field(min_length=1)
    message: str | None = None
    """Path of the other side's sentence, shown to whoever reads the finding."""
    busy: tuple[str, ...] = ()
    """Codes after which asking again may help."""
    expired: tuple[str, ...] = ()
    """Codes after which a new login may help."""

    @field_validator("success", "busy", "expired", mode="before")
    @classmethod
    def _as_texts(cls, codes: object) -> object:
        """YAML reads 200 as a number and true as a yes; both are compared as written."""
        if isinstance(codes, list | tuple):
            return tuple(_text(code) for code in codes)
        return (_text(codes),)

    def failure(self, document: Json, headers: Mapping[str, str]) -> Trouble | None:
        """What the body says went wrong; None if it says that all is well."""
        code = said.at(self.code, document, headers)
        if code in self.success:
            return None
        if code is None:
            return Trouble(f"返回内容中没有约定的状态“{self.code}”，请核对接口是否变更")
        sentence = f"数据接口答复失败（{shown(code)[:40]}）{self.words(document, headers)}"
        passing, expired = code in self.busy, code in self.expired
        return Trouble(sentence, passing=passing, expired=expired)

    def words(self, document: Json, headers: Mapping[str, str]) -> str:
        """The other side's sentence after a colon, or nothing."""
        message = said.at(self.message, document, headers) if self.message else None
        return f"：{shown(message)}" if message else ""


def shown(message: str) -> str:
    """The other side's words on one line, without what may be a key."""
    line = " ".join(printable(message).split())
    return _TOKEN.sub("***", line)


def _text(code: object) -> object:
    if isinstance(code, bool):
        return "true" if code else "false"
    return str(code) if isinstance(code, int) else code
