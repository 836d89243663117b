"""Bounds of a plausible figure, by kind, from the register, the plan and the figure before."""

import math
from dataclasses import dataclass
from fractions import Fraction

from domain.figures import SCALE
from domain.targets import HUNDRED, Target
from domain.words import Kind

TENFOLD = 10
"""A jump of a decimal place is a slip of the point or of the unit until a person says no."""

UNIT_SLIP = 1_000
"""A first total this many times below its plan: 元, 万元 and 亿元 are 10,000 apart."""

FRACTION_UP_TO = 3 * SCALE // 2
"""1.5: what holds 0–1.5 and shows no per cent may mean 0–150 %."""

_MOST_PERCENT = 10 * HUNDRED
_RUNNING_TOTALS = (Kind.CUMULATIVE, Kind.CEILING)


@dataclass(frozen=True, slots=True)
class Bounds:
    """All in ten-thousandths; None where the kind knows no such bound. Jumps bound magnitudes."""

    least: int | None = None
    most: int | None = None
    jump_above: int | None = None
    """The magnitude must stay below."""
    jump_below: int | None = None
    """The magnitude must stay above."""
    fraction_up_to: int | None = None
    """The magnitude must stay above, where the source shows no per cent."""


def bounds(target: Target, plan: Fraction | None, previous: int | None) -> Bounds:
    """Bounds of the next figure of a target that is judged by a figure.

    ``plan`` is what is planned by now, ``previous`` the last figure of the year, both in
    ten-thousandths and None where there is none.
    """
    is_rate = target.unit == "%" and target.judged_kind is not Kind.CUMULATIVE
    return Bounds(
        least=_least(target, is_rate=is_rate),
        most=_MOST_PERCENT if is_rate else None,
        jump_above=_jump_above(target, plan, previous),
        jump_below=_jump_below(target, plan, previous),
        fraction_up_to=_fraction_up_to(target, previous),
    )


def _least(target: Target, *, is_rate: bool) -> int | None:
    """A rate may fall, by all of it at most; a reduction (能耗下降) has a negative limit."""
    if is_rate:
        return -HUNDRED
    is_reduction = target.annual is not None and target.annual < 0
    return 0 if target.judged_kind in _RUNNING_TOTALS and not is_reduction else None


def _jump_above(target: Target, plan: Fraction | None, previous: int | None) -> int | None:
    """Ten times the figure before and past the plan: catching up with the plan is no jump.

    Growth swings by nature, so it is measured against its plan only.
    """
    by_now = _whole(plan)
    if previous and target.judged_kind is not Kind.GROWTH:
        return max(TENFOLD * abs(previous), by_now + 1)
    yardstick = by_now or abs(target.annual or 0)
    return TENFOLD * yardstick if yardstick else None


def _jump_below(target: Target, plan: Fraction | None, previous: int | None) -> int | None:
    """A level does not fall to a tenth; a first total is not a thousandth of its plan."""
    by_now = _whole(plan)
    if target.judged_kind is Kind.LEVEL:
        return (abs(previous or 0) or by_now) // TENFOLD
    if target.judged_kind is Kind.CUMULATIVE and not previous:
        return by_now // UNIT_SLIP
    return None


def _fraction_up_to(target: Target, previous: int | None) -> int | None:
    """Not where a hundred times as much would be ten times the annual value, nor once accepted."""
    if target.unit != "%" or not target.annual:
        return None
    most = min(FRACTION_UP_TO, abs(target.annual) * TENFOLD // 100)
    return None if previous and abs(previous) <= most else most


def _whole(plan: Fraction | None) -> int:
    return 0 if plan is None else math.floor(abs(plan))
