"""Snapshot: everything a paper of one period may print, as its assessments see it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from cycle.history import history
from cycle.wiring import Parts
from domain.matters import Assessment
from domain.period import Period
from domain.records import Judgement, Pull, Report
from domain.snapshot import Reporting, Snapshot, TrackMonth
from domain.words import Basis, PullOutcome, Role, Standing
from domain.workdays import due_day
from ledger import proposals, pulls, reports

SHANGHAI = ZoneInfo("Asia/Shanghai")
_NOT_ASKED = {Standing.NOT_JUDGED, Standing.NOT_DUE, Standing.EXEMPT}


def snapshot(
    parts: Parts, period: Period, assessments: Sequence[Assessment], now: datetime
) -> Snapshot:
    """Put together what ``assessments`` and the decisions of ``period`` say."""
    judgements = [j for each in assessments for j in each.judgements]
    states = proposals.of_period(parts.ledger, period)
    cited = reports.by_number(parts.ledger, {j.report for j in judgements if j.report})
    return Snapshot(
        office=parts.office,
        period=period,
        made_on=now.date(),
        tracks=tuple(_track(parts, each) for each in assessments),
        reports=cited,
        reported=_reported(parts, cited),
        reporting=_reporting(parts, period, judgements),
        proposals=tuple(state.proposal for state in states),
        decided=tuple(state.decided for state in states if state.decided),
        city_leaders=_city_leaders(parts, now),
    )


def _track(parts: Parts, assessment: Assessment) -> TrackMonth:
    past = history(parts, assessment.track, assessment.period)
    return TrackMonth(
        track=assessment.track,
        judgements=assessment.judgements,
        previous_period=past.previous_period,
        previous=past.previous,
        counters=past.tally(assessment.judgements).targets,
    )


def _reported(parts: Parts, cited: Mapping[int, Report]) -> Mapping[int, Report]:
    """What stood before each audited value: the department's last figure, pulled or entered."""
    found: dict[int, Report] = {}
    for one in cited.values():
        if one.basis is Basis.AUDITED:
            known = reports.revisions(parts.ledger, one.target, one.figure_period)
            found.update((one.number, old) for old in known if old.basis is not Basis.AUDITED)
    return found


def _reporting(
    parts: Parts, period: Period, judgements: Sequence[Judgement]
) -> tuple[Reporting, ...]:
    first = reports.first_known(parts.ledger, {j.figure_period for j in judgements})
    cut_off = due_day(period, parts.office.days.judged, parts.office.calendar)
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for judgement in judgements:
        if judgement.standing in _NOT_ASKED or _carried(judgement):
            continue
        known_at = first.get((judgement.target, judgement.figure_period))
        counted[judgement.department][_arrival(judgement, known_at, cut_off)] += 1
    latest = pulls.latest(parts.ledger, period)
    return tuple(
        _line(code, counted[code], latest) for code in parts.office.departments if code in counted
    )


def _carried(judgement: Judgement) -> bool:
    """Done earlier in the year and asked no more."""
    return judgement.standing is Standing.DONE and judgement.report is None


def _arrival(judgement: Judgement, known_at: datetime | None, cut_off: date) -> str:
    if judgement.standing in (Standing.MISSING, Standing.REJECTED) or known_at is None:
        return "rejected" if judgement.standing is Standing.REJECTED else "missing"
    return "late" if known_at.astimezone(SHANGHAI).date() > cut_off else "on_time"


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


def _city_leaders(parts: Parts, now: datetime) -> Mapping[str, str]:
    """Key to name and title of the 分管市领导 in office today."""
    holders = parts.live.people.holding(Role.CITY_LEADER, "", now.date())
    return {person.key: f"{person.name}{person.title}" for person in holders}
