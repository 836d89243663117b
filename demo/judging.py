"""The demo's own verdict on one figure: standing, gap and lamp, from the law's words alone."""

from dataclasses import dataclass
from fractions import Fraction

from demo.acting import Progress
from demo.plans import gap_points, planned
from demo.targets import Target

F = Fraction
AHEAD_POINTS = F(5)
_WORDS = {
    "欠进度": "behind",
    "达进度": "on_pace",
    "超进度": "ahead",
    "已完成": "done",
    "其它": "not_judged",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where one target stands in one month. Amounts in units, gaps in points; all exact."""

    standing: str
    cause: str = ""
    planned: Fraction | None = None
    gap: Fraction | None = None
    lamp: str = ""


def judge(target: Target, progress: Progress, month: int) -> Verdict:
    """Judge an accepted figure of ``month`` (the figure's own); its plan must be due."""
    if progress.verdict:
        standing = _WORDS[progress.verdict]
        return Verdict(standing, lamp="yellow" if standing == "behind" else "")
    if progress.nodes is not None:
        return _by_nodes(target, progress.nodes, month)
    plan = planned(target, month)
    if plan is None or progress.value is None:
        raise ValueError(f"{target.code} cannot be judged in month {month}")
    return _by_number(target, progress.value, plan)


def _by_nodes(target: Target, reached: tuple[str, ...], month: int) -> Verdict:
    nodes = target.shape.nodes
    due = sum((n.weight for n in nodes if n.month <= month), F(0))
    missed = sum((n.weight for n in nodes if n.month <= month and n.name not in reached), F(0))
    if missed:
        return Verdict("behind", "", due, -missed, lamp_of(target, due - missed, due, -missed))
    early = sum((n.weight for n in nodes if n.month > month and n.name in reached), F(0))
    if len(reached) == len(nodes):
        return Verdict("done", "", due, early)
    return Verdict("ahead" if early >= AHEAD_POINTS else "on_pace", "", due, early)


def _by_number(target: Target, value: Fraction, plan: Fraction) -> Verdict:
    gap = gap_points(target, value, plan)
    is_ceiling = target.kind == "ceiling"
    if (value > plan) if is_ceiling else (value < plan):
        return Verdict("behind", "", plan, gap, lamp_of(target, value, plan, gap))
    if target.kind == "cumulative" and value >= (target.shape.annual or 0):
        return Verdict("done", "", plan, gap)
    is_ahead = not is_ceiling and gap is not None and gap >= AHEAD_POINTS
    return Verdict("ahead" if is_ahead else "on_pace", "", plan, gap)


def lamp_of(target: Target, value: Fraction, plan: Fraction, gap: Fraction | None) -> str:
    """Municipal by points behind, upper by the ratio to the plan; no number gives yellow."""
    if target.track == "municipal":
        return _by_points(gap)
    if target.kind == "ceiling" or plan <= 0:
        return "yellow"
    ratio = 100 * value / plan
    if ratio < 60:
        return "red"
    return "yellow" if ratio < 80 else ""


def _by_points(gap: Fraction | None) -> str:
    if gap is None:
        return "yellow"
    if -gap > 30:
        return "red"
    return "yellow" if -gap >= 10 else ""
