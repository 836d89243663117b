"""The rules of DOMAIN §2–4 once more, in another shape: whole units, a year's line, no records.

Nothing here comes from ``checks``: what both say is said twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from tests.checks.story import Story

Line = list[Fraction | None]


@dataclass(frozen=True)
class Answer:
    """What a judgement must say. ``planned`` is in units (of nodes: per cent)."""

    standing: str
    planned: Fraction | None = None
    gap: Fraction | None = None
    lamp: str | None = None
    number: Fraction | None = None
    missed: tuple[str, ...] = ()


def line_of(story: Story) -> Line:
    """The planned value at the end of each month, None where nothing is due."""
    if story.kind == "milestone":
        return [Fraction(sum(w for _, due, w in story.nodes if due <= m)) for m in range(1, 13)]
    line = _raw_line(story)
    if story.is_whole:
        line = [None if value is None else Fraction(floor(value)) for value in line]
    return line


def _raw_line(story: Story) -> Line:
    whole = story.annual if story.annual is not None else Fraction(0)
    if story.kind == "annual_only":
        return [None] * 11 + [whole]
    year = range(1, 13)
    lines: dict[str | None, Callable[[], Line]] = {
        "linear": lambda: [whole / 12 * m for m in year],
        "constant": lambda: [whole for _ in year],
        "shares": lambda: [whole * share / 100 for share in story.table],
        "amounts": lambda: list(story.table),
        "stepped": lambda: _stepped(story, whole),
        "window": lambda: _window(story, whole),
        None: lambda: [None for _ in year],
    }
    return lines[story.form]()


def _stepped(story: Story, whole: Fraction) -> Line:
    held: Fraction | None = None if story.kind == "ceiling" else Fraction(0)
    line: Line = []
    for step in story.steps:
        line += [held, held]
        held = whole * step / 100
        line.append(held)
    return line


def _window(story: Story, whole: Fraction) -> Line:
    opens, closes = story.window or (1, 12)
    pace = whole / (closes - opens + 1)
    before: Line = [None] * (opens - 1)
    inside = [pace * n for n in range(1, closes - opens + 2)]
    return before + inside + [whole] * (12 - closes)


def answer(story: Story) -> Answer:
    """The standing in the order of DOMAIN §3, with gap and lamp where the figure is judged."""
    plan = line_of(story)[story.month - 1]
    has_nothing_due = plan is None and story.kind != "qualitative"
    order = (
        (story.kind in ("ongoing", "unassigned"), "not_judged"),
        (story.month < story.first_judged or has_nothing_due, "not_due"),
        (story.is_exempt, "exempt"),
        (story.was_done, "done"),
        (story.figure is None and not story.is_rejected, "missing"),
        (story.figure is None, "rejected"),
    )
    for applies, standing in order:
        if applies:
            return Answer(standing, None if standing.startswith("not_") else plan)
    return _judged(story, plan)


def _judged(story: Story, plan: Fraction | None) -> Answer:
    if isinstance(story.figure, str):
        word = "not_judged" if story.figure == "other" else story.figure
        return _lit(story, Answer(word), None, None)
    assert plan is not None
    if isinstance(story.figure, frozenset):
        return _nodes(story, plan, story.figure)
    assert story.figure is not None
    return _number(story, plan, story.figure)


def _nodes(story: Story, plan: Fraction, reached: frozenset[str]) -> Answer:
    late = [(n, w) for n, due, w in story.nodes if due <= story.month and n not in reached]
    if late:
        gap = -Fraction(sum(w for _, w in late))
        told = Answer("behind", plan, gap, missed=tuple(n for n, _ in late))
        return _lit(story, told, plan, plan + gap)
    early = Fraction(sum(w for n, due, w in story.nodes if due > story.month and n in reached))
    if {n for n, _, _ in story.nodes} == reached:
        return Answer("done", plan, early)
    return Answer("ahead" if early >= story.ahead and early else "on_pace", plan, early)


def _number(story: Story, plan: Fraction, figure: Fraction) -> Answer:
    kind = story.base or story.kind
    annual = story.annual if story.annual is not None else Fraction(0)
    better = figure - plan if kind != "ceiling" else plan - figure
    in_points = kind == "growth" or (kind in ("level", "ceiling") and story.unit == "%")
    base = Fraction(100) if in_points else abs(annual)
    if base == 0:
        standing = "behind" if figure > plan else "done" if story.month == 12 else "on_pace"
        return _lit(story, Answer(standing, plan), plan, figure)
    gap = better * 100 / base
    if better * 100 + story.tolerance * base < 0:
        return _lit(story, Answer("behind", plan, gap), plan, figure)
    finished = figure >= annual if kind == "cumulative" else story.month == 12 and better >= 0
    if finished:
        return Answer("done", plan, gap)
    if kind != "ceiling" and better > 0 and not better * 100 < story.ahead * base:
        return Answer("ahead", plan, gap)
    return Answer("on_pace", plan, gap)


def _lit(story: Story, told: Answer, plan: Fraction | None, actual: Fraction | None) -> Answer:
    """Only what is behind has a lamp."""
    if told.standing != "behind":
        return told
    lamp, number = _lamp(story, told, plan, actual)
    return Answer(told.standing, told.planned, told.gap, lamp, number, told.missed)


def _lamp(
    story: Story, told: Answer, plan: Fraction | None, actual: Fraction | None
) -> tuple[str | None, Fraction | None]:
    if story.lamps == "银川":
        if told.gap is None:
            return story.without_number, None
        lost = abs(told.gap)
        return ("red" if lost > 30 else None if lost < 10 else "yellow"), lost
    if plan is None or actual is None or not plan > 0 or "ceiling" in (story.kind, story.base):
        return story.without_number, None
    rate = actual / plan * 100
    if story.lamps == "武汉":
        return ("red" if rate < 60 else "yellow" if rate < 80 else None), rate
    return ("red" if 100 - rate > 50 else "yellow"), 100 - rate
