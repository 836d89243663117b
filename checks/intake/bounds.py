"""Bounds of a plausible figure, by kind, from the register, the plan and the figure before."""

import math
from dataclasses import dataclass
from fractions import Fraction

from domain.figures import SCALE
from domain.rules import Limits
from domain.targets import HUNDRED, Target
from domain.words import Kind

TENFOLD = 10 * SCALE
"""A jump of a decimal place is a slip of the point or of the unit until a person says no."""

UNIT_SLIP = 1_000 * SCALE
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


def bounds(target: Target, plan: Fraction | None, previous: int | None, limits: Limits) -> Bounds:
    """Bounds of the next figure of a target that is judged by a figure.

    ``plan`` is what is planned by now, ``previous`` the last figure of the year, both in
    ten-thousandths and None where there is none. ``limits`` are the office's own.
    """
    is_rate = target.unit == "%" and target.judged_kind is not Kind.CUMULATIVE
    return Bounds(
        least=_said(limits.least, _least(target, is_rate=is_rate)),
        most=_said(limits.most, _MOST_PERCENT if is_rate else None),
        jump_above=_jump_above(target, plan, previous, jump_times(limits)),
        jump_below=_jump_below(target, plan, previous, limits),
        fraction_up_to=_fraction_up_to(target, previous, limits),
    )


def jump_times(limits: Limits) -> int | None:
    """How many times the yardstick is a jump, in ten-thousandths."""
    return _said(limits.jump_times, TENFOLD)


def _said(limit: int | str | None, usual: int | None) -> int | None:
    """The office's limit, else the usual one; None where it is off."""
    if limit is None:
        return usual
    return limit if isinstance(limit, int) else None


def _least(target: Target, *, is_rate: bool) -> int | None:
    """A rate may fall, by all of it at most; a reduction (能耗下降) has a negative limit."""
    if is_rate:
        return -HUNDRED
    is_reduction = target.annual is not None and target.annual < 0
    return 0 if target.judged_kind in _RUNNING_TOTALS and not is_reduction else None


def _jump_above(
    target: Target, plan: Fraction | None, previous: int | None, times: int | None
) -> int | None:
    """So many times the figure before and past the plan: catching up with the plan is no jump.

    Growth swings by nature, so it is measured against its plan only.
    """
    if times is None:
        return None
    by_now = _whole(plan)
    if previous and target.judged_kind is not Kind.GROWTH:
        return max(_times(abs(previous), times), by_now + 1)
    yardstick = by_now or abs(target.annual or 0)
    return _times(yardstick, times) if yardstick else None


def _times(size: int, times: int) -> int:
    """The least whole figure that is not below ``times`` as much."""
    return -(-size * times // SCALE)


def _jump_below(
    target: Target, plan: Fraction | None, previous: int | None, limits: Limits
) -> int | None:
    """A level does not fall to a tenth; a first total is not a thousandth of its plan."""
    by_now = _whole(plan)
    if target.judged_kind is Kind.LEVEL:
        return _part(abs(previous or 0) or by_now, _said(limits.fall_times, TENFOLD))
    if target.judged_kind is Kind.CUMULATIVE and not previous:
        return _part(by_now, _said(limits.slip_times, UNIT_SLIP))
    return None


def _part(size: int, times: int | None) -> int | None:
    return None if times is None else size * SCALE // times


def _fraction_up_to(target: Target, previous: int | None, limits: Limits) -> int | None:
    """Not where a hundred times as much would be ten times the annual value, nor once accepted."""
    most = _said(limits.fraction_up_to, FRACTION_UP_TO)
    if most is None or target.unit != "%" or not target.annual:
        return None
    most = min(most, abs(target.annual) // 10)
    return None if previous and abs(previous) <= most else most


def _whole(plan: Fraction | None) -> int:
    return 0 if plan is None else math.floor(abs(plan))
