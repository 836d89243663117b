"""Reporting (报送情况): what each department sent, on time or not, as far as it was asked."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from cycle.wiring import Parts
from domain.local_time import local_day
from domain.period import Period
from domain.records import Judgement, Pull, Report
from domain.snapshot import Reporting
from domain.words import PullOutcome, Standing
from domain.workdays import due_day
from ledger import pulls, reports

_NOT_ASKED = {Standing.NOT_JUDGED, Standing.NOT_DUE, Standing.EXEMPT}


def reporting(
    parts: Parts, period: Period, judgements: Sequence[Judgement], now: datetime
) -> tuple[Reporting, ...]:
    """One line per department that was asked for anything, as it was known at ``now``."""
    made = _answers(parts, period, now)
    first = reports.first(parts.ledger, {j.figure_period for j in judgements})
    due = due_day(period, parts.office.days.report_due, parts.office.calendar)
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for judgement in judgements:
        if judgement.standing in _NOT_ASKED or _carried(judgement):
            continue
        report = first.get((judgement.target, judgement.figure_period))
        asked = made.get(judgement.department, [])
        counted[judgement.department][_arrival(judgement, report, asked, due)] += 1
    return tuple(
        _line(code, counted[code], made.get(code, []))
        for code in parts.office.departments
        if code in counted
    )


def _answers(
    parts: Parts, period: Period, now: datetime
) -> Mapping[str, list[tuple[datetime, Pull]]]:
    """By department, when it was asked and what came of it, in order."""
    made: dict[str, list[tuple[datetime, Pull]]] = defaultdict(list)
    for pull in pulls.of_period(parts.ledger, period):
        if pull.started_at is not None and pull.started_at <= now:
            made[pull.department].append((pull.started_at, pull))
    return made


def _carried(judgement: Judgement) -> bool:
    """Done earlier in the year and asked no more."""
    return judgement.standing is Standing.DONE and judgement.report is None


def _arrival(
    judgement: Judgement,
    report: Report | None,
    asked: Sequence[tuple[datetime, Pull]],
    due: date,
) -> str:
    """Late only if an answer after the due day lacked the figure: our own delay proves nothing.

    Nor does an answer with a note: something lay there that we did not take for the report.
    """
    if judgement.standing is Standing.REJECTED:
        return "rejected"
    if judgement.standing is Standing.MISSING or report is None:
        return "missing"
    carried = [at for at, pull in asked if report.raw_hash in pull.raw_hashes]
    came_at = min(carried, default=report.known_at)
    lacked = (
        at
        for at, pull in asked
        if not (pull.outcome.failed or pull.error) and report.raw_hash not in pull.raw_hashes
    )
    return "late" if any(due < local_day(at) and at <= came_at for at in lacked) else "on_time"


def _line(code: str, counted: Counter[str], asked: Sequence[tuple[datetime, Pull]]) -> Reporting:
    return Reporting(
        department=code,
        outcome=asked[-1][1].outcome if asked else PullOutcome.SILENT,
        asked=counted.total(),
        on_time=counted["on_time"],
        late=counted["late"],
        missing=counted["missing"],
        rejected=counted["rejected"],
    )
