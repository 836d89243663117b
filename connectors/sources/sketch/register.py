"""What the office knows already, against which the contents of a sample are compared."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from domain.spelling import same_text

_NUMBERED = re.compile(r"(?:[(]?[0-9一二三四五六七八九十]{1,3}[)）.、]|其中:)+")
_BRACKETED = re.compile(r"[(][^()]*[)]$")


@dataclass(frozen=True, slots=True)
class Registered:
    """One target as the register has it; ``annual`` in units."""

    code: str
    name: str
    department: str
    unit: str
    annual: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """Targets by code and department names by code; empty where there is no office folder."""

    targets: Mapping[str, Registered] = field(default_factory=dict)
    departments: Mapping[str, str] = field(default_factory=dict)
    department: str = ""
    """Code of the department whose source is sketched, where it is known."""
    _codes: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """A 共性 target is called alike in every department: the own one is meant."""
        object.__setattr__(self, "_codes", _names(self.targets.values()) | _names(self.own))

    @property
    def own(self) -> list[Registered]:
        """The targets of the department."""
        return [each for each in self.targets.values() if each.department == self.department]

    def code_of(self, name: str) -> str | None:
        """Our code for what a sample calls a target; None where the register cannot tell."""
        return self._codes.get(same_text(name)) or self._codes.get(_plain(name))

    def knows(self, name: str) -> bool:
        """Whether the register has a target of that name."""
        return self.code_of(name) is not None


def _names(targets: Iterable[Registered]) -> dict[str, str]:
    """Codes by name, as far as a name is one target's."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in targets:
        for name in (same_text(each.name), _plain(each.name)):
            found[name].add(each.code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


def _plain(name: str) -> str:
    """Without a number before it, and without what stands in brackets behind it."""
    same = same_text(name)
    numbered = _NUMBERED.match(same)
    return _BRACKETED.sub("", same[numbered.end() :] if numbered else same)
