"""Rules that differ from city to city [CFG]: lamps, ladders, days, breaker (DOMAIN §4–7)."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.fields import Amount, Strict
from domain.words import Lamp, Measure


class Bound(Strict):
    """One side of a lamp: exactly one of the four comparisons, in the basis' own number."""

    at_least: Amount | None = None
    more_than: Amount | None = None
    at_most: Amount | None = None
    below: Amount | None = None

    @model_validator(mode="after")
    def _one_comparison(self) -> Self:
        bounds = (self.at_least, self.more_than, self.at_most, self.below)
        if sum(bound is not None for bound in bounds) != 1:
            raise ValueError(
                "a lamp bound names exactly one of at_least, more_than, at_most, below"
            )
        return self


class LampRules(Strict):
    """A named rule set (亮灯规则) over points behind, or over a ratio or shortfall in per cent."""

    label: str
    basis: Literal["points", "ratio", "shortfall"]
    yellow: Bound
    red: Bound
    without_number: Lamp | None = Lamp.YELLOW


class Rung(Strict):
    """One step of a ladder: ``measure`` is due when its count reaches ``at_least``."""

    measure: Measure
    subject: Literal["target", "department"] = "target"
    counts: Literal["months", "quarter_ends"] = "months"
    span: Literal["running", "cumulative"] = "running"
    at_least: int = Field(ge=1, le=12)
    lamp: Literal[Lamp.RED] | None = None
    """Counts only months with this lamp: reds are what ladders count."""
    text: str
    """The rule as its document words it (条款原文): printed in grounds and alerts."""

    @model_validator(mode="after")
    def _reds_by_month(self) -> Self:
        if self.lamp and self.counts != "months":
            raise ValueError("a rung counts reds by months")
        return self


class Track(Strict):
    """轨道: a population of targets with its own lamps and ladder. Rungs go from low to high."""

    label: str
    lamps: str
    tolerance_points: Amount = 0
    ahead_points: Amount = 50_000
    decimals: Literal[0, 1, 2] = 1
    ladder: tuple[Rung, ...] = ()


class CalendarDays(Strict):
    """The office's own corrections of the State Council calendar."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()


class Days(Strict):
    """A month's days: working days of the month after the period (DOMAIN §7)."""

    report_due: int = 5
    judged: int = 6
    contest: int = 8
    brief: int = 10
    reply_within: int = 5
    """Working days a department has to answer an alert."""


class Breaker(Strict):
    """熔断: too much at once is an accident of data until a person says otherwise."""

    failed_sources_at_least: int = 3
    failed_sources_over_percent: int = 10
    newly_behind_at_least: int = 5
    newly_behind_over_percent: int = 20
