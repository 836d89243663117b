"""One target's true progress by month: near misses while it keeps pace, planned gaps while not."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from demo.city import MONTHS
from demo.plans import planned, value_at_gap
from demo.targets import Target

F = Fraction
_HAIR = "hair"
_GOOD = (F(0), _HAIR, F(5), F("2.35"), F("4.9999"), F(0), F(8), F("5.0001"))
"""Points above the plan: on the line, a hair above, the bound of ahead and both sides of it."""
_BEHIND = (F(-30), F("-10"), _HAIR, F("-30.0001"), F("-9.9999"), F("-20.55"), F(-45), F("-4.25"))
_RATIOS = (F(80), F("79.9999"), F(60), _HAIR, F(70), F("59.9999"), F(45))
"""Upper track: per cent of the plan, at the bounds of its lamps."""
_GOOD_WORDS = ("达进度", "超进度", "达进度", "其它")
_SUSPECT = F("1.5")
"""A percentage up to this looks like a fraction; the true ones keep clear of it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A true figure in units, or the nodes reached, or a verdict."""

    value: Fraction | None = None
    nodes: tuple[str, ...] | None = None
    verdict: str = ""


class CannotActError(ValueError):
    """The target cannot be behind in exactly these months."""


def act(target: Target, behind: frozenset[int], done_from: int = 13) -> dict[int, Progress]:
    """Progress by month of the figure (January also where it lags). Raises CannotActError."""
    if target.kind == "milestone":
        return _walk_nodes(target, behind)
    if target.kind == "qualitative":
        return {m: Progress(verdict=_word(target, m, behind, done_from)) for m in MONTHS}
    if not target.is_numeric:
        return _unjudged(target)
    return _run(target, behind, done_from)


def _seed(target: Target) -> int:
    return sum(ord(letter) * place for place, letter in enumerate(target.code, 1))


def _word(target: Target, month: int, behind: frozenset[int], done_from: int) -> str:
    if month in behind:
        return "欠进度"
    return "已完成" if month >= done_from else _GOOD_WORDS[(_seed(target) + month) % 4]


def _unjudged(target: Target) -> dict[int, Progress]:
    """Annual-only targets are reported all the same, far below their annual value."""
    if target.kind != "annual_only":
        return {}
    annual = target.shape.annual or F(1)
    return {month: Progress(F(math.floor(annual * month / 24) + 2)) for month in MONTHS}


# --- nodes -------------------------------------------------------------------------------------


def _walk_nodes(target: Target, behind: frozenset[int]) -> dict[int, Progress]:
    seed = _seed(target)
    early = seed % (len(target.shape.nodes) + 2)
    reached: dict[str, int] = {}
    for place, node in enumerate(target.shape.nodes):
        ahead = 1 + seed % 4 if place == early else 0
        late = node.month in behind
        reached[node.name] = _caught_up(node.month, behind) if late else node.month - ahead
    for month in MONTHS:
        missed = [n for n in target.shape.nodes if n.month <= month < reached[n.name]]
        if bool(missed) != (month in behind):
            raise CannotActError(target.code)
    return {
        month: Progress(nodes=tuple(name for name, when in reached.items() if when <= month))
        for month in MONTHS
    }


def _caught_up(due: int, behind: frozenset[int]) -> int:
    return next(month for month in range(due + 1, 14) if month not in behind)


# --- numbers -----------------------------------------------------------------------------------


def _run(target: Target, behind: frozenset[int], done_from: int) -> dict[int, Progress]:
    months = MONTHS if not target.shape.lag else (1, *MONTHS)
    spans = {m: _span(target, m, m in behind, m >= done_from) for m in months}
    low = F(-(10**9))
    progress = {}
    for month in months:
        floor, roof = spans[month]
        if _is_running(target):
            floor = max(floor, low)
            roof = min(roof, *(spans[later][1] for later in months if later >= month))
        value = _choose(target, month, floor, roof, behind)
        progress[month] = Progress(value)
        low = value
    return progress


def _is_running(target: Target) -> bool:
    """Whether its figure is a running total; ceilings in amounts are counted among them."""
    return target.kind == "cumulative" or (target.kind == "ceiling" and target.shape.unit != "%")


def _span(target: Target, month: int, is_behind: bool, is_done: bool) -> tuple[Fraction, Fraction]:
    """The lowest and highest true figure that stands as wanted this month."""
    plan, step, annual = planned(target, month), target.step, target.shape.annual or F(0)
    if plan is None:
        if is_behind:
            raise CannotActError(target.code)
        return F(0), F(0)
    if target.kind == "ceiling":
        reach = abs(annual) or F(3)
        least = plan - reach if target.shape.unit == "%" else F(0)
        return (plan + step, plan + reach) if is_behind else (least, plan)
    if target.kind == "cumulative":
        return _cumulative_span(target, month, plan, is_behind, is_done)
    if target.kind == "growth":
        return (plan - 45, plan - step) if is_behind else (plan, plan + 9)
    top = F(100) if target.shape.unit == "%" else plan * 2
    return (plan / 4, plan - step) if is_behind else (plan, top)


def _cumulative_span(
    target: Target, month: int, plan: Fraction, is_behind: bool, is_done: bool
) -> tuple[Fraction, Fraction]:
    """Never so low that the next months' figures would look like a jump."""
    annual = target.shape.annual or F(0)
    least = annual * month / 40 if target.shape.window is None else plan / 4
    if is_behind:
        return min(least, plan - target.step), plan - target.step
    finished = is_done or plan >= annual
    return (annual, annual * F("1.08")) if finished else (max(plan, least), annual - target.step)


def _choose(
    target: Target, month: int, floor: Fraction, roof: Fraction, behind: frozenset[int]
) -> Fraction:
    """The first wish of this month's turn that a figure can show; else as near as may be."""
    lowest, highest = _up(floor, target.step), _down(roof, target.step)
    if lowest > highest or (month in behind and highest < 0 and target.kind == "cumulative"):
        raise CannotActError(target.code)
    for value in _wishes(target, month, month in behind, tight=bool(behind)):
        fits = lowest <= value <= highest and value % target.step == 0
        if fits and not _looks_like_fraction(target, value):
            return value
    return lowest if (month in behind) == (target.kind == "ceiling") else highest


def _looks_like_fraction(target: Target, value: Fraction) -> bool:
    return target.shape.unit == "%" and value != 0 and abs(value) <= _SUSPECT


def _wishes(target: Target, month: int, is_behind: bool, tight: bool) -> Iterator[Fraction]:
    plan = planned(target, month) or F(0)
    turn = _seed(target) + month * 3
    if is_behind and target.track == "upper" and target.kind != "ceiling":
        wishes = (_at_ratio(target, plan, wish) for wish in _turned(_RATIOS, turn))
    elif is_behind:
        wishes = (_at_points(target, plan, wish, -1) for wish in _turned(_BEHIND, turn))
    else:
        choice = _GOOD[:2] if tight else _GOOD
        wishes = (_at_points(target, plan, wish, 1) for wish in _turned(choice, turn))
    return (value for value in wishes if value is not None)


def _turned(wishes: tuple[Fraction | str, ...], turn: int) -> tuple[Fraction | str, ...]:
    start = turn % len(wishes)
    return wishes[start:] + wishes[:start]


def _at_points(target: Target, plan: Fraction, wish: Fraction | str, side: int) -> Fraction | None:
    if isinstance(wish, Fraction):
        return value_at_gap(target, plan, wish)
    above = side if target.kind != "ceiling" else -side
    half = target.step / 2
    return _up(plan + half, target.step) if above > 0 else _down(plan - half, target.step)


def _at_ratio(target: Target, plan: Fraction, wish: Fraction | str) -> Fraction | None:
    if isinstance(wish, Fraction):
        return plan * wish / 100
    return _down(plan - target.step / 2, target.step)


def _up(value: Fraction, step: Fraction) -> Fraction:
    return math.ceil(value / step) * step


def _down(value: Fraction, step: Fraction) -> Fraction:
    return math.floor(value / step) * step
