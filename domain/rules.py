"""Rules that differ from city to city [CFG]: lamps, ladders, days, breaker (DOMAIN §4–7)."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.fields import Amount, Limit, Strict
from domain.figures import SCALE
from domain.words import Kind, Lamp, Measure


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


class Limits(Strict):
    """How much is plausible (校验阈值); None is not said, off is no such limit.

    ``least`` and ``most`` are in the target's unit, the others in times or, for
    ``fraction_up_to``, in per cent.
    """

    least: Limit | None = None
    most: Limit | None = None
    jump_times: Limit | None = None
    """So many times the figure before, or the plan, is a jump."""
    fall_times: Limit | None = None
    """A level that is this part of the figure before has fallen too far."""
    slip_times: Limit | None = None
    """A first total that is this part of its plan is in another unit."""
    fraction_up_to: Limit | None = None
    """A percentage of at most this size that shows no per cent may be a fraction."""

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        for name in ("jump_times", "fall_times", "slip_times"):
            value = getattr(self, name)
            if isinstance(value, int) and value <= SCALE:
                raise ValueError(f"{name} must be above 1")
        if isinstance(self.fraction_up_to, int) and self.fraction_up_to <= 0:
            raise ValueError("fraction_up_to must be above 0")
        if isinstance(self.least, int) and isinstance(self.most, int) and self.least > self.most:
            raise ValueError("least must not be above most")
        return self


class Threshold(Limits):
    """The limits of one target, of a department's targets or of a kind's."""

    target: str | None = None
    department: str | None = None
    kind: Kind | None = None

    @property
    def subject(self) -> tuple[str | None, str | None, Kind | None]:
        """Whose limits: exactly one is named."""
        return self.target, self.department, self.kind

    @property
    def said(self) -> dict[str, int | str]:
        """The limits that are said, by name."""
        every = {name: getattr(self, name) for name in Limits.model_fields}
        return {name: value for name, value in every.items() if value is not None}

    @model_validator(mode="after")
    def _of_one(self) -> Self:
        if sum(named is not None for named in self.subject) != 1:
            raise ValueError("a threshold is of exactly one target, department or kind")
        if not self.said:
            raise ValueError("a threshold sets no limit")
        return self


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
