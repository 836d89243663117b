"""What a department's system shows in a month: the truth, bent by the faults planted there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from demo.acting import Progress
from demo.casting import Story
from demo.city import FIRST_MONTH
from demo.faults import SILENT_ROWS
from demo.targets import Target
from demo.world import World

F = Fraction
NO_NODE = "无"
STRANGER = "M9999"


@dataclass(frozen=True, slots=True)
class Line:
    """One row as a system shows it. ``mark`` is a cell fault of workbooks: formula or error."""

    target: str
    name: str
    figure: str | None
    unit: str
    month: int
    department: str
    reason: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; ``fault`` names what is wrong with it as a whole."""

    fault: str
    lines: tuple[Line, ...]


def answer(world: World, department: str, month: int, *, second: bool) -> Answer:
    """What the department's system shows at the first or the second run of the month."""
    fault = world.faults.of_source(department, month, second)
    source_month = month - 1 if fault in ("wrong_period", "stale") else month
    return Answer(fault, tuple(_lines(world, department, source_month)))


def plain_text(value: Fraction) -> str:
    """Exact decimal text: the figures of the story have at most four decimals."""
    scaled = value * 10_000
    if scaled.denominator != 1:
        raise ValueError(f"no exact text for {value}")
    whole, part = divmod(abs(scaled.numerator), 10_000)
    text = f"{whole}.{part:04d}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text


def figure_text(progress: Progress) -> str:
    """The text of a true progress, by the form of its kind."""
    if progress.value is not None:
        return plain_text(progress.value)
    return progress.verdict or "、".join(progress.nodes or ()) or NO_NODE


def true_progress(story: Story, target: Target, month: int) -> Progress | None:
    """What is true of the month whose figure is shown in ``month``; January has none."""
    figure_month = month - target.shape.lag
    if figure_month < FIRST_MONTH:
        return None
    return story.progress[target.code].get(figure_month)


def _lines(world: World, department: str, month: int) -> Iterator[Line]:
    for target in world.register.values():
        if target.department != department:
            continue
        progress = true_progress(world.story, target, month)
        if progress is None:
            continue
        line = _true_line(world, target, month, progress)
        fault = world.faults.row.get((target.code, month), "")
        yield from _bent(world, line, target, month, fault) if fault else (line,)


def _true_line(world: World, target: Target, month: int, progress: Progress) -> Line:
    behind = month in world.story.behind.get(target.code, ())
    return Line(
        target=target.code,
        name=target.name,
        figure=figure_text(progress),
        unit=target.shape.unit,
        month=month - target.shape.lag,
        department=target.department,
        reason=_REASONS[sum(map(ord, target.code)) % len(_REASONS)] if behind else "",
    )


_REASONS = ("征地拆迁尚未完成", "资金拨付较迟", "施工图审查未通过", "", "天气影响，正在抢抓进度")


def _bent(world: World, line: Line, target: Target, month: int, fault: str) -> tuple[Line, ...]:
    """The lines that stand in place of the true one."""
    if fault == "absent":
        return ()
    if fault in ("formula", "error_cell"):
        return (replace(line, mark=fault),)
    if fault in _SECOND_LINES:
        return (line, _second_line(world, line, target, fault))
    return (_changed(world.story, line, target, month, fault),)


_SECOND_LINES = frozenset({"twice_same", "conflict", "stranger", "foreign_target"})


def _second_line(world: World, line: Line, target: Target, fault: str) -> Line:
    if fault == "twice_same":
        return replace(line, reason="")
    if fault == "conflict":
        return replace(line, figure=_other_figure(line.figure or "0"))
    if fault == "stranger":
        return replace(line, target=STRANGER, name="未列入清单的任务")
    return _foreign(world, line, target)


def _other_figure(figure: str) -> str:
    return plain_text(F(figure) + 1)


def copied_target(world: World, department: str) -> str:
    """The target that the row names: the next department's first."""
    return f"M{int(department[1:]) % len(world.city.departments) + 1:02d}01"


def _foreign(world: World, line: Line, target: Target) -> Line:
    """A row of the next department's first target, copied by mistake."""
    other = world.register[copied_target(world, target.department)]
    return replace(line, target=other.code, name=other.name, unit=other.shape.unit, figure="1")


def _changed(story: Story, line: Line, target: Target, month: int, fault: str) -> Line:
    value = story.progress[target.code][month].value
    if value is None:
        words = {"unknown_node": "前期工作基本就绪", "unknown_word": "基本完成"}
        return replace(line, figure=words[fault])
    before = story.progress[target.code].get(month - 1)
    fallen = (before.value if before and before.value else F(0)) * F("0.6")
    figures = {
        "zero": "0",
        "empty_cell": None,
        "words": f"约{line.figure}",
        "wrong_unit": plain_text(_rounded(value / 10_000)),
        "fraction": plain_text(_rounded(value / 100)),
        "jump": plain_text(value * 10_000),
        "falls": plain_text(_rounded(fallen)),
        "reopened": plain_text(_rounded(fallen)),
    }
    unit = "亿元" if fault == "wrong_unit" else line.unit
    return replace(line, figure=figures[fault], unit=unit)


def _rounded(value: Fraction) -> Fraction:
    return F(round(value * 10_000), 10_000)


def is_silent(fault: str) -> bool:
    """Whether a row fault leaves nothing to read, so that the target is unreported."""
    return fault in SILENT_ROWS
