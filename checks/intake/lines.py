"""Lines: rows of a batch beside the target they speak of, read or refused one by one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from checks.intake.cleaning import narrative
from checks.intake.corrections import reason_named
from checks.intake.known import Known, is_judged
from checks.intake.meaning import MeaningError, row_progress, says_percent
from domain.period import Period, PeriodError, parse_stated_month
from domain.records import Progress, Row
from domain.spelling import same_text
from domain.targets import Target


@dataclass(frozen=True, slots=True)
class Line:
    """One row with its place in the batch (``key``). ``problems`` are (rule, sentence) pairs.

    ``progress`` is None where the target is unknown or the text could not be read.
    """

    key: int
    row: Row
    target: Target | None
    figure_period: Period
    stated_period: Period | None = None
    progress: Progress | None = None
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def identity(self) -> tuple[str, str, Period]:
        """Who speaks of what and when: a batch says it once."""
        return (
            self.row.department,
            same_text(self.row.target),
            self.stated_period or self.figure_period,
        )


def is_empty(row: Row) -> bool:
    """Whether nothing arrived in the row: empty is not zero."""
    return row.figure is None or not row.figure.strip()


def read_lines(rows: Iterable[Row], known: Known) -> list[Line]:
    """The rows that say something about a target that can be judged, or about a stranger."""
    lines = (_line(key, row, known) for key, row in enumerate(rows) if not is_empty(row))
    return [line for line in lines if line.target is None or is_judged(line.target)]


def _line(key: int, row: Row, known: Known) -> Line:
    target = known.targets.get(same_text(row.target))
    clean = replace(
        row, reason_given=narrative(row.reason_given), correction=reason_named(row.correction)
    )
    line = Line(key, clean, target, known.figure_period(target))
    return _with_progress(_with_stated_period(line))


def _with_stated_period(line: Line) -> Line:
    stated = line.row.stated_period
    if stated is None or not stated.strip():
        return line
    try:
        return replace(line, stated_period=parse_stated_month(stated))
    except PeriodError:
        return replace(line, problems=(("unreadable_period", ""),))


def _with_progress(line: Line) -> Line:
    if line.target is None or not is_judged(line.target):
        return line
    try:
        return replace(line, progress=row_progress(line.row, line.target))
    except MeaningError as error:
        return replace(line, problems=(*line.problems, (error.rule, str(error))))


def collapse(lines: Sequence[Line]) -> tuple[list[Line], dict[int, list[Line]]]:
    """Lines without identical repetitions, and the repetitions by the key of the line kept.

    Identical is what says the same, whatever its place and its narrative; the fuller narrative
    is kept. Lines that contradict each other all stay, for the suite to refuse.
    """
    groups: dict[object, list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.identity, _says(line)].append(line)
    kept = {max(group, key=_told).key: group for group in groups.values()}
    repeated = {
        key: [one for one in group if one.key != key]
        for key, group in kept.items()
        if len(group) > 1
    }
    return [line for line in lines if line.key in kept], repeated


def _told(line: Line) -> tuple[int, int]:
    return len(line.row.correction), len(line.row.reason_given)


def _says(line: Line) -> tuple[object, ...]:
    row = line.row
    said = line.progress or (row.figure or "").strip()
    unit, department = same_text(row.unit or ""), same_text(row.stated_department or "")
    return (said, line.problems, unit, department, says_percent(row))
