"""What targets are called in a source: its own keys, or only the indicators' names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, Field

from connectors.sources.answers import Asked
from connectors.sources.placeholders import Template, fill, listed
from domain.spelling import same_text

_IN_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]\s*$")


Names = Annotated[tuple[Template, ...], BeforeValidator(listed), Field(min_length=1)]
Codes = dict[str, Names]
"""Our code → what the target is called, by one name or several."""


def each_name_once(codes: Codes) -> Codes:
    """The codes themselves. Raises ValueError for a name that stands for two of them, or twice."""
    names = [same_text(name) for called in codes.values() for name in called]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"“{twice}”写了两次，一个名称只能对应一个目标编号")
    return codes


@dataclass(frozen=True, slots=True)
class Naming:
    """Our code by what it is called, in the form in which names are compared."""

    by_name: Mapping[str, str]

    def code(self, called: str) -> str | None:
        """Our code for a target; None for a stranger. Without declared codes it is the code."""
        return self.by_name.get(same_text(called)) if self.by_name else called.strip()


def naming(codes: Mapping[str, Sequence[str]], asked: Asked) -> Naming:
    """The names as they are in the asked month."""
    return Naming(
        {same_text(fill(name, asked)): ours for ours, names in codes.items() for name in names}
    )


def unit_in_name(name: str) -> str | None:
    """What stands in brackets at the end: 固定资产投资（亿元）."""
    found = _IN_BRACKETS.search(name)
    return found[1] if found else None


def is_like(text: str, pattern: str) -> bool:
    """Whether ``text``, as names are compared, is what ``pattern`` says (``*`` for any text)."""
    return bool(re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), same_text(text)))
