"""Snapshot: everything a paper of one period may print, as its assessments see it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from cycle.history import history
from cycle.reporting import reporting
from cycle.wiring import Parts
from domain.matters import Assessment, ProposalState
from domain.period import Period
from domain.records import Report
from domain.snapshot import Decided, Snapshot, TrackMonth
from domain.words import Basis
from ledger import events, proposals, reports


def snapshot(
    parts: Parts, period: Period, assessments: Sequence[Assessment], now: datetime
) -> Snapshot:
    """What ``assessments`` and the decisions of ``period`` say, as it was known at ``now``."""
    judgements = [j for each in assessments for j in each.judgements]
    states = proposals.of_period(parts.ledger, period)
    cited = reports.by_number(parts.ledger, {j.report for j in judgements if j.report})
    return Snapshot(
        office=parts.office,
        period=period,
        made_on=now.date(),
        tracks=tuple(_track(parts, each, now) for each in assessments),
        reports=cited,
        reported=_reported(parts, cited),
        reporting=reporting(parts, period, judgements, now),
        proposals=tuple(state.proposal for state in states),
        decided=tuple(_decided(parts, states, now)),
        city_leaders=_city_leaders(parts, now),
    )


def _track(parts: Parts, assessment: Assessment, now: datetime) -> TrackMonth:
    past = history(parts, assessment.track, assessment.period, now)
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


def _decided(parts: Parts, states: Sequence[ProposalState], now: datetime) -> Iterator[Decided]:
    """Decisions on record at ``now``; that a head was told may have been noted only later."""
    for state in states:
        if state.decision is None or state.decided is None or state.decision.recorded_at > now:
            continue
        known = events.told(parts.ledger, "decision", str(state.proposal.number))
        notes = [note.detail for note in known if note.at <= now]
        yield replace(
            state.decided,
            told_on=date.fromisoformat(notes[-1]["on"]) if notes else None,
            told_how=notes[-1]["how"] if notes else "",
        )


def _city_leaders(parts: Parts, now: datetime) -> Mapping[str, str]:
    """Key to name and title of every 分管市领导; the key itself while nobody holds the office."""
    people = parts.live.people
    keys = {department.city_leader for department in parts.office.departments.values()}
    holders = {key: people.named(key, now.date()) for key in keys}
    return {key: f"{one.name}{one.title}" if one else key for key, one in holders.items()}
