"""What should be done by the end of a month, and how far a figure is from it: exact fractions."""

import math
from fractions import Fraction

from demo.targets import Target

F = Fraction


def planned(target: Target, month: int) -> Fraction | None:
    """The planned value in units; None before a window opens. Whole things are floored."""
    exact = _exact(target, month)
    return F(math.floor(exact)) if exact is not None and target.is_whole else exact


def _exact(target: Target, month: int) -> Fraction | None:
    shape = target.shape
    annual = shape.annual or F(0)
    if shape.form == "constant":
        return annual
    if shape.form == "linear":
        return annual * month / 12
    if shape.form == "shares":
        return annual * shape.running[month - 1] / 100
    if shape.form == "amounts":
        return shape.running[month - 1]
    if shape.form == "stepped":
        return annual * (F(0), *shape.running)[month // 3] / 100
    return _in_window(shape.window, annual, month)


def _in_window(window: tuple[int, int] | None, annual: Fraction, month: int) -> Fraction | None:
    first, last = window or (1, 12)
    if month < first:
        return None
    return annual * (min(month, last) - first + 1) / (last - first + 1)


def gap_points(target: Target, value: Fraction, plan: Fraction) -> Fraction | None:
    """Percentage points, negative when behind; None where the annual value is 0."""
    difference = plan - value if target.kind == "ceiling" else value - plan
    if target.kind == "growth" or target.shape.unit == "%":
        return difference
    return 100 * difference / abs(target.shape.annual) if target.shape.annual else None


def value_at_gap(target: Target, plan: Fraction, points: Fraction) -> Fraction | None:
    """The figure that stands exactly ``points`` from the plan; None where no figure does."""
    if not target.shape.annual and target.shape.unit != "%":
        return None
    scale = F(1) if target.shape.unit == "%" else abs(target.shape.annual or F(0)) / 100
    return plan - points * scale if target.kind == "ceiling" else plan + points * scale


def steps_now(target: Target, month: int) -> bool:
    """Whether a stepped plan rises in this very month."""
    return target.shape.form == "stepped" and month % 3 == 0
