"""Reporting (报送情况): what each department sent, on time or not, as far as it was asked."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from cycle.wiring import Parts
from domain.local_time import local_day
from domain.period import Period
from domain.records import Judgement, Pull
from domain.snapshot import Reporting
from domain.words import PullOutcome, Standing
from domain.workdays import due_day
from ledger import pulls, reports

_NOT_ASKED = {Standing.NOT_JUDGED, Standing.NOT_DUE, Standing.EXEMPT}


def reporting(
    parts: Parts, period: Period, judgements: Sequence[Judgement], now: datetime
) -> tuple[Reporting, ...]:
    """One line per department that was asked for anything, as it was known at ``now``."""
    first = reports.first_known(parts.ledger, {j.figure_period for j in judgements})
    cut_off = due_day(period, parts.office.days.judged, parts.office.calendar)
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for judgement in judgements:
        if judgement.standing in _NOT_ASKED or _carried(judgement):
            continue
        known_at = first.get((judgement.target, judgement.figure_period))
        counted[judgement.department][_arrival(judgement, known_at, cut_off)] += 1
    latest = _latest_pulls(parts, period, now)
    return tuple(
        _line(code, counted[code], latest) for code in parts.office.departments if code in counted
    )


def _latest_pulls(parts: Parts, period: Period, now: datetime) -> Mapping[str, Pull]:
    every = pulls.of_period(parts.ledger, period)
    return {p.department: p for p in every if p.started_at is None or p.started_at <= now}


def _carried(judgement: Judgement) -> bool:
    """Done earlier in the year and asked no more."""
    return judgement.standing is Standing.DONE and judgement.report is None


def _arrival(judgement: Judgement, known_at: datetime | None, cut_off: date) -> str:
    if judgement.standing in (Standing.MISSING, Standing.REJECTED) or known_at is None:
        return "rejected" if judgement.standing is Standing.REJECTED else "missing"
    return "late" if local_day(known_at) > cut_off else "on_time"


def _line(code: str, counted: Counter[str], latest: Mapping[str, Pull]) -> Reporting:
    pull = latest.get(code)
    return Reporting(
        department=code,
        outcome=pull.outcome if pull else PullOutcome.SILENT,
        asked=counted.total(),
        on_time=counted["on_time"],
        late=counted["late"],
        missing=counted["missing"],
        rejected=counted["rejected"],
    )
