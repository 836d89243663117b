"""Facts: every number, name and narrative that a paper prints, with what it was computed from."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Self

from domain.figures import SCALE, print_figure
from domain.period import Period
from domain.words import Labelled

Value = int | Fraction | date | str


class FactError(ValueError):
    """A fact has nothing to print: a field is missing, and a blank must never go out."""


class Audience(Labelled):
    """Who may read a fact, from everybody on the list to the office's own leader."""

    CIRCULATED = "circulated", "印发范围"
    DEPARTMENT = "department", "本单位"
    INTERNAL = "internal", "呈批"

    def may_read(self, other: "Audience") -> bool:
        """Whether a paper for this audience may carry a fact kept for ``other``."""
        return other in (Audience.CIRCULATED, self) or self is Audience.INTERNAL


@dataclass(frozen=True, slots=True)
class Fact:
    """One printed value. ``text`` is what stands on paper, ``value`` the exact thing behind it."""

    name: str
    value: Value
    text: str
    unit: str = ""
    denominator: int | None = None
    """What a share is a share of; None for anything else."""
    rows: tuple[str, ...] = ()
    """Codes of the targets or departments that it was computed from."""
    audience: Audience = Audience.CIRCULATED

    def __post_init__(self) -> None:
        """Refuse a blank, and what only looks like something to a program."""
        if not clean(self.text):
            raise FactError(f"fact {self.name} has nothing to print")

    def to_json(self) -> dict[str, Any]:
        """A plain document that ``from_json`` reads back to an equal fact."""
        kind, value = _written(self.value)
        return {
            "name": self.name,
            "kind": kind,
            "value": value,
            "text": self.text,
            "unit": self.unit,
            "denominator": self.denominator,
            "rows": list(self.rows),
            "audience": self.audience.value,
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """Read a stored fact. Raises KeyError when a field is missing."""
        return cls(
            name=plain["name"],
            value=_READ[plain["kind"]](plain["value"]),
            text=plain["text"],
            unit=plain["unit"],
            denominator=plain["denominator"],
            rows=tuple(plain["rows"]),
            audience=Audience(plain["audience"]),
        )


_READ: Mapping[str, Any] = {
    "count": int,
    "number": Fraction,
    "day": date.fromisoformat,
    "text": str,
}


def _written(value: Value) -> tuple[str, str]:
    match value:
        case int():
            return "count", str(value)
        case Fraction():
            return "number", str(value)
        case date():
            return "day", value.isoformat()
        case str():
            return "text", value


def clean(text: str) -> str:
    """Strangers' text without control, direction and zero-width characters, on one line."""
    spaced = re.sub(r"\s+", " ", text)
    return "".join(c for c in spaced if not _unprintable(c)).strip()


def _unprintable(character: str) -> bool:
    """Controls, formats, lone surrogates and non-characters; XML 1.0 refuses most of them."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs") or character in "\ufffe\uffff"


def count(name: str, number: int, rows: Iterable[str] = ()) -> Fact:
    """A number of things, as it is."""
    return Fact(name, number, str(number), rows=tuple(rows))


def figure(name: str, scaled: int | Fraction, unit: str, row: str) -> Fact:
    """A reported figure in ten-thousandths of ``unit``, printed with its unit."""
    exact = Fraction(scaled) / SCALE
    return Fact(name, exact, f"{print_figure(scaled)}{unit}", unit, rows=(row,))


def name_of(name: str, text: str, row: str = "") -> Fact:
    """A name from the office's data: a department, a target, a person, a rule."""
    plain = clean(text)
    return Fact(name, plain, plain, rows=(row,) if row else ())


def narrative(name: str, text: str, row: str, longest: int) -> Fact:
    """What a department wrote: never a template, never markup, cut where the paper has no room."""
    plain = clean(text)
    shown = plain if len(plain) <= longest else f"{plain[:longest]}……（详见台账）"
    return Fact(name, plain, shown, rows=(row,))


def day(name: str, on: date) -> Fact:
    """A day as papers write it: 2014年10月21日."""
    return Fact(name, on, f"{on.year}年{on.month}月{on.day}日")


def month(name: str, period: Period) -> Fact:
    """A period as papers write it: 2014年9月."""
    return Fact(name, period.text, period.label)
