"""Targets (目标任务) and their timelines (序时进度), as the register declares them (DOMAIN §2)."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.fields import Amount, PeriodField, Strict
from domain.figures import SCALE
from domain.period import Period
from domain.words import Form, Kind

HUNDRED = 100 * SCALE
COUNTED_WHOLE = frozenset("个项家件所座条户人")
_NEEDS_ANNUAL = {Kind.CUMULATIVE, Kind.LEVEL, Kind.GROWTH, Kind.CEILING, Kind.ANNUAL_ONLY}
_NEEDS_PLAN = {Kind.CUMULATIVE, Kind.LEVEL, Kind.GROWTH, Kind.CEILING}
_FORMS = {
    Kind.CUMULATIVE: set(Form) - {Form.CONSTANT},
    Kind.LEVEL: set(Form),
    Kind.GROWTH: {Form.CONSTANT, Form.AMOUNTS},
    Kind.CEILING: set(Form),
}


class Node(Strict):
    """节点: reached or not, due by the end of ``due``; ``weight`` in per cent of the target."""

    name: str
    due: PeriodField
    weight: Annotated[Amount, Field(ge=0)]


class Timeline(Strict):
    """序时进度. ``values`` are running: shares in per cent of the annual value, or amounts."""

    form: Form
    values: dict[str, Amount] = Field(default_factory=dict)
    steps: tuple[Amount, ...] = ()
    first: PeriodField | None = None
    last: PeriodField | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.form is Form.STEPPED:
            _rising_to_hundred(self.steps, "steps", 4)
        if self.form is Form.WINDOW and not (self.first and self.last and self.first <= self.last):
            raise ValueError("a window needs first and last, in order")
        _months_of_one_year(self.values)
        if self.form is Form.SHARES:
            _rising_to_hundred(tuple(self.values[m] for m in sorted(self.values)), "shares", None)
        return self


def _months_of_one_year(values: Iterable[str]) -> None:
    """A stray key would pass for the year's end: 2015-01=100 % behind a December of 90 %."""
    months = [Period(text) for text in values]
    if not all(month.is_month for month in months) or len({month.year for month in months}) > 1:
        raise ValueError("values are by month (YYYY-MM) of one year")


def _rising_to_hundred(shares: tuple[int, ...], name: str, count: int | None) -> None:
    if count is not None and len(shares) != count:
        raise ValueError(f"{name} needs {count} values")
    if list(shares) != sorted(shares) or min(shares, default=0) < 0:
        raise ValueError(f"{name} must not fall, nor be below 0")
    if not shares or shares[-1] != HUNDRED:
        raise ValueError(f"{name} must end at 100 %")


class Target(Strict):
    """One annual task of one lead department. Amounts are in ten-thousandths of ``unit``."""

    code: str
    name: str
    department: str
    supporting: tuple[str, ...] = ()
    track: str
    kind: Kind
    base_kind: Kind | None = None
    unit: str = ""
    annual: Amount | None = None
    lag_months: int = Field(default=0, ge=0, le=3)
    timeline: Timeline | None = None
    nodes: tuple[Node, ...] = ()
    valid_from: date | None = Field(default=None, alias="from")
    valid_to: date | None = Field(default=None, alias="to")

    @property
    def judged_kind(self) -> Kind:
        """The kind whose rule applies: the base kind of an annual-only target."""
        return self.base_kind or self.kind

    @property
    def places(self) -> str:
        """Code and name, as every sentence names the target."""
        return f"{self.code} {self.name}"

    def is_valid_in(self, period: Period) -> bool:
        """Whether the target stands in the register on the period's last day."""
        day = period.last_day
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def figure_period(self, period: Period) -> Period:
        """The month whose figure is judged in ``period`` (``lag_months`` earlier)."""
        return period.plus(-self.lag_months)

    @model_validator(mode="after")
    def _plan_fits_kind(self) -> Self:
        for refusal in (_base_refusal(self), _annual_refusal(self), _plan_refusal(self)):
            if refusal:
                raise ValueError(refusal)
        return self


def _base_refusal(target: Target) -> str | None:
    needs = target.kind is Kind.ANNUAL_ONLY
    if needs and target.base_kind not in _NEEDS_PLAN:
        return "annual_only needs a base_kind: cumulative, level, growth or ceiling"
    return "base_kind belongs to annual_only" if target.base_kind and not needs else None


def _annual_refusal(target: Target) -> str | None:
    if target.kind in _NEEDS_ANNUAL and target.annual is None:
        return f"{target.kind} needs an annual value"
    if target.judged_kind is Kind.CUMULATIVE and (target.annual or 0) <= 0:
        return "cumulative needs an annual value above 0"
    zero_level = target.judged_kind is Kind.LEVEL and target.unit != "%" and target.annual == 0
    return "a level needs an annual value other than 0" if zero_level else None


def _plan_refusal(target: Target) -> str | None:
    if target.kind is Kind.MILESTONE:
        weights = sum(node.weight for node in target.nodes)
        names = {node.name for node in target.nodes}
        if weights != HUNDRED or len(names) != len(target.nodes):
            return "milestone needs nodes with different names whose weights add to 100"
    elif target.nodes:
        return f"nodes belong to a milestone, not to {target.kind}"
    if target.kind not in _NEEDS_PLAN:
        return f"{target.kind} takes no timeline" if target.timeline else None
    if target.timeline is None:
        return f"{target.kind} needs a timeline and has none"
    if target.timeline.form not in _FORMS[target.kind]:
        return f"{target.kind} cannot run {target.timeline.form}"
    return _end_refusal(target, target.timeline)


def _end_refusal(target: Target, timeline: Timeline) -> str | None:
    """A running amount must not fall and must end at the annual value."""
    if timeline.form is not Form.AMOUNTS or target.kind is not Kind.CUMULATIVE:
        return None
    amounts = [timeline.values[month] for month in sorted(timeline.values)]
    if amounts != sorted(amounts) or min(amounts, default=0) < 0:
        return "the planned amounts must not fall, nor be below 0"
    return (
        "the planned amounts must end at the annual value"
        if amounts[-1:] != [target.annual]
        else None
    )
