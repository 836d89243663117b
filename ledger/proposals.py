"""Proposals with their grounds, and what the leaders decided on them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from domain.matters import Decision, Event, ProposalState
from domain.period import Period
from domain.records import Proposal
from ledger import events
from ledger.refusals import AlreadyDecided, GroundsChanged, NotDecided, NotFound
from ledger.store import Ledger
from ledger.tables import decision, proposal

_SUBJECT = "proposal"


def record(
    ledger: Ledger, period: Period, proposals: Sequence[Proposal], now: datetime
) -> tuple[Proposal, ...]:
    """Make ``proposals`` the standing ones of the period; return all of them, numbered.

    Unchanged grounds keep their proposal and its decision. Changed grounds make a new proposal
    that supersedes the old one, so its decision no longer binds; one that is not proposed any
    more lapses.
    """
    with ledger.write("record_proposals") as connection:
        standing = {_key(each): each for each in _standing(connection, period)}
        wanted = {_key(each): each for each in proposals}
        for key, old in standing.items():
            if key not in wanted or wanted[key].grounds_hash != old.grounds_hash:
                _lapse(connection, old, now)
        return tuple(
            _keep(connection, standing.get(key), each, now) for key, each in wanted.items()
        )


def of_period(ledger: Ledger, period: Period) -> tuple[ProposalState, ...]:
    """The standing proposals of the period in order, each with its decision if it has one."""
    with ledger.read() as connection:
        decisions = _decisions(connection, period)
        return tuple(
            ProposalState(_proposal(row), row.proposed_at, decisions.get(row.number))
            for row in _standing_rows(connection, period)
        )


def by_number(ledger: Ledger, number: int) -> Proposal:
    """One proposal, standing or not. Raises NotFound."""
    with ledger.read() as connection:
        return _proposal(_row(connection, number))


def decide(ledger: Ledger, decisions: Sequence[Decision]) -> None:
    """Write leaders' decisions, all or none; the same decision again writes nothing.

    Raises NotFound, GroundsChanged when a proposal no longer stands on ``grounds_hash``, and
    AlreadyDecided when a different decision is on record; then none is written.
    """
    with ledger.write("record_decisions") as connection:
        for made in decisions:
            _decide(connection, made)


def tell(
    ledger: Ledger, number: int, *, told_on: date, told_how: str, recorder: str, now: datetime
) -> None:
    """Note when and how the head was told of the decision; the same again writes nothing.

    Raises NotFound, NotDecided.
    """
    with ledger.write("record_told") as connection:
        known = _decisions(connection, _row(connection, number).period).get(number)
        if known is None:
            raise NotDecided(f"呈批第{number}号尚无批示，无从告知")
        if (known.told_on, known.told_how) == (told_on, told_how):
            return
        told = replace(known, recorder=recorder, told_how=told_how)
        _note_told(connection, told, told_on, now)


def _decide(connection: Connection, made: Decision) -> None:
    row = _row(connection, made.proposal)
    standing = {each.number for each in _standing_rows(connection, row.period)}
    if row.grounds_hash != made.grounds_hash or row.number not in standing:
        raise GroundsChanged(f"呈批第{made.proposal}号的依据已变化，请按新的呈批重新批示")
    known = _decisions(connection, row.period).get(made.proposal)
    if known is None:
        connection.execute(insert(decision).values(_decision_values(made)))
    elif _said(known) != _said(made):
        raise AlreadyDecided(
            f"呈批第{made.proposal}号已于{known.decided_on}由{known.leader}批示，不能另作批示"
        )
    if made.told_on and (known is None or not known.told_on):
        _note_told(connection, made, made.told_on, made.recorded_at)


def _key(each: Proposal) -> tuple[str, ...]:
    return each.track, each.measure, each.subject_kind, each.subject_id


def _lapse(connection: Connection, old: Proposal, now: datetime) -> None:
    events.note(connection, Event("duban", "proposal_lapsed", _SUBJECT, str(old.number), now, {}))


def _keep(connection: Connection, old: Proposal | None, each: Proposal, now: datetime) -> Proposal:
    if old is not None and old.grounds_hash == each.grounds_hash:
        return old
    values = {
        "period": each.period,
        "track": each.track,
        "measure": each.measure,
        "subject_kind": each.subject_kind,
        "subject_id": each.subject_id,
        "revision": _revisions(connection, each) + 1,
        "department": each.department,
        "grounds": each.grounds,
        "grounds_hash": each.grounds_hash,
        "proposed_at": now,
    }
    statement = insert(proposal).values(values).returning(proposal.c.number)
    return replace(each, number=connection.execute(statement).scalar_one())


def _revisions(connection: Connection, each: Proposal) -> int:
    query = select(proposal.c.number).where(
        proposal.c.period == each.period,
        proposal.c.track == each.track,
        proposal.c.measure == each.measure,
        proposal.c.subject_kind == each.subject_kind,
        proposal.c.subject_id == each.subject_id,
    )
    return len(connection.execute(query).all())


def _row(connection: Connection, number: int) -> Row[Any]:
    row = connection.execute(select(proposal).where(proposal.c.number == number)).one_or_none()
    if row is None:
        raise NotFound(f"没有呈批第{number}号")
    return row


def _standing_rows(connection: Connection, period: Period) -> list[Row[Any]]:
    """Rows of the period that have not lapsed."""
    lives = events.latest_of_kind(connection, _SUBJECT)
    lapsed = {int(n) for n, last in lives.items() if last.kind == "proposal_lapsed"}
    query = select(proposal).where(proposal.c.period == period).order_by(proposal.c.number)
    return [row for row in connection.execute(query) if row.number not in lapsed]


def _standing(connection: Connection, period: Period) -> list[Proposal]:
    return [_proposal(row) for row in _standing_rows(connection, period)]


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        period=row.period,
        track=row.track,
        measure=row.measure,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        department=row.department,
        grounds=row.grounds,
        grounds_hash=row.grounds_hash,
        number=row.number,
    )


def _decision_values(made: Decision) -> dict[str, Any]:
    return {
        "proposal": made.proposal,
        "grounds_hash": made.grounds_hash,
        "verdict": made.verdict,
        "measure": made.measure,
        "leader": made.leader,
        "recorder": made.recorder,
        "document": made.document,
        "reason": made.reason,
        "decided_on": made.decided_on,
        "recorded_at": made.recorded_at,
    }


def _said(made: Decision) -> tuple[object, ...]:
    return made.verdict, made.measure, made.leader, made.document, made.reason, made.decided_on


def _decisions(connection: Connection, period: Period) -> dict[int, Decision]:
    told = events.latest_of_kind(connection, "decision")
    query = (
        select(decision)
        .join(proposal, proposal.c.number == decision.c.proposal)
        .where(proposal.c.period == period)
    )
    return {
        row.proposal: _decision(row, told.get(str(row.proposal)))
        for row in connection.execute(query)
    }


def _decision(row: Row[Any], told: Event | None) -> Decision:
    return Decision(
        proposal=row.proposal,
        grounds_hash=row.grounds_hash,
        verdict=row.verdict,
        measure=row.measure,
        leader=row.leader,
        recorder=row.recorder,
        document=row.document,
        reason=row.reason,
        decided_on=row.decided_on,
        recorded_at=row.recorded_at,
        told_on=date.fromisoformat(told.detail["on"]) if told else None,
        told_how=told.detail["how"] if told else "",
    )


def _note_told(connection: Connection, made: Decision, told_on: date, now: datetime) -> None:
    detail = {"on": told_on.isoformat(), "how": made.told_how}
    happened = Event(made.recorder, "decision_told", "decision", str(made.proposal), now, detail)
    events.note(connection, happened)
