"""Findings: each broken rule once, with its address and what a person made of it."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Row, exists, select

from domain.matters import Event, Letter, StoredFinding
from domain.period import Period
from domain.records import Finding, Place
from domain.words import FindingState
from ledger import events, outbox, pulls
from ledger.refusals import NotFound
from ledger.rows import insert_new
from ledger.store import Ledger
from ledger.tables import finding, pull, sighting

_KEYED: TypeAdapter[tuple[object, ...]] = TypeAdapter(tuple[object, ...])


class AddressError(ValueError):
    """A finding must say where it stands: department, and for a cell its bytes, row and column."""


def finding_key(found: Finding) -> str:
    """The stable name of a finding: the same rule broken by the same value at the same place."""
    parts = (
        found.rule,
        found.department,
        found.period,
        found.target,
        found.place,
        found.raw_value,
    )
    return hashlib.sha256(_KEYED.dump_json(parts)).hexdigest()


def note(
    connection: Connection, found: Sequence[Finding], now: datetime
) -> tuple[StoredFinding, ...]:
    """Rows for the findings of the departments' last answers, inside the caller's transaction.

    Returns those never seen before.

    One that a person dealt with opens anew when it comes back after an answer without it.
    Raises AddressError, and then writes none.
    """
    for each in found:
        _require_address(each)
    numbers = [_insert(connection, each, now) for each in found]
    for each in found:
        _sight(connection, each, now)
    new = [number for number in numbers if number is not None]
    return _stored(connection, finding.c.number.in_(new))


def listed(
    ledger: Ledger,
    period: Period | None = None,
    department: str | None = None,
    state: FindingState | None = None,
) -> tuple[StoredFinding, ...]:
    """Findings in order, of one period, department or state where it is given."""
    wanted = []
    if period is not None:
        wanted.append(finding.c.period == period)
    if department is not None:
        wanted.append(finding.c.department == department)
    with ledger.read() as connection:
        found = _stored(connection, *wanted)
    return tuple(each for each in found if state in (None, each.state))


def accept(
    ledger: Ledger, numbers: Sequence[int], actor: str, reason: str, now: datetime
) -> tuple[StoredFinding, ...]:
    """A person lets figures stand in spite of findings. Raises NotFound, and then writes none."""
    detail = {"reason": reason}
    ids = map(str, numbers)
    return _move(ledger, [Event(actor, "finding_accepted", "finding", i, now, detail) for i in ids])


def give_back(  # noqa: PLR0917 as accept, and the letters that say so
    ledger: Ledger,
    numbers: Sequence[int],
    actor: str,
    reason: str,
    now: datetime,
    letters: Sequence[Letter] = (),
) -> tuple[StoredFinding, ...]:
    """A person returns figures to their departments, which ``letters`` tell.

    Raises NotFound, and then writes none.
    """
    detail = {"reason": reason}
    ids = map(str, numbers)
    happened = [Event(actor, "finding_returned", "finding", i, now, detail) for i in ids]
    return _move(ledger, happened, letters)


_STATES = {
    "finding_accepted": FindingState.ACCEPTED,
    "finding_returned": FindingState.RETURNED,
}


def _move(
    ledger: Ledger, happened: Sequence[Event], letters: Sequence[Letter] = ()
) -> tuple[StoredFinding, ...]:
    """Write the events, one for each finding, all of one kind, and queue the letters."""
    outbox.lay_down(ledger, letters)
    numbers = [int(event.subject_id) for event in happened]
    with ledger.write(happened[0].kind) as connection:
        known = {one.number for one in _stored(connection, finding.c.number.in_(numbers))}
        if strangers := sorted(set(numbers) - known):
            raise NotFound(f"没有校验发现第{'、'.join(map(str, strangers))}号")
        for event in happened:
            events.note(connection, event)
        outbox.note(connection, letters, happened[0].at)
        return _stored(connection, finding.c.number.in_(numbers))


def _require_address(found: Finding) -> None:
    """A finding in source bytes has them; a value has its row; a target's cell its column too."""
    place = found.place or Place("")
    in_row = place.row is not None or place.item is not None
    if not found.department or (found.place is not None and found.raw_hash is None):
        raise AddressError(f"{found.rule}: no department or no source bytes")
    if found.raw_hash is None:
        return
    if found.raw_value and not in_row:
        raise AddressError(f"{found.rule} of {found.department}: a value without its row")
    if found.target is not None and not (in_row and place.column):
        raise AddressError(f"{found.rule} of {found.department}: a target without row and column")


def _insert(connection: Connection, found: Finding, now: datetime) -> int | None:
    values = {
        "key": finding_key(found),
        "found_at": now,
        "rule": found.rule,
        "severity": found.severity,
        "department": found.department,
        "period": found.period,
        "sentence": found.sentence,
        "target": found.target,
        "place": found.place,
        "raw_value": found.raw_value,
        "raw_hash": found.raw_hash,
        "cause": found.cause,
    }
    number: int | None = insert_new(connection, finding, values)
    return number


def _sight(connection: Connection, found: Finding, now: datetime) -> None:
    """Note that the last pull that the department answered shows the finding."""
    latest = connection.execute(pulls.last_answered(found.department, found.period)).scalar_one()
    if latest is None:
        return
    number = select(finding.c.number).where(finding.c.key == finding_key(found))
    seen = {"pull": latest, "finding": connection.execute(number).scalar_one()}
    is_new = insert_new(connection, sighting, seen) is not None
    subject = str(seen["finding"])
    if is_new and _is_dealt_with(connection, subject) and _was_gone(connection, found, seen):
        events.note(connection, Event("duban", "finding_reopened", "finding", subject, now, {}))


def _is_dealt_with(connection: Connection, subject: str) -> bool:
    told = events.of_subject(connection, "finding", subject)
    return bool(told) and told[-1].kind in _STATES


def _was_gone(connection: Connection, found: Finding, seen: Mapping[str, int]) -> bool:
    """Whether the answer before the one that shows it did not."""
    answered = pulls.last_answered(found.department, found.period)
    query = answered.where(pull.c.number < seen["pull"])
    before = connection.execute(query).scalar_one()
    shown = select(sighting).where(sighting.c.finding == seen["finding"], sighting.c.pull == before)
    return before is not None and connection.execute(shown).one_or_none() is None


def _stored(connection: Connection, *wanted: ColumnElement[bool]) -> tuple[StoredFinding, ...]:
    last = pulls.last_answered(finding.c.department, finding.c.period).correlate(finding)
    current = exists().where(
        sighting.c.finding == finding.c.number, sighting.c.pull == last.scalar_subquery()
    )
    query = select(finding, current.label("current")).where(*wanted).order_by(finding.c.number)
    lives = events.latest_of_kind(connection, "finding")
    return tuple(_finding(row, lives.get(str(row.number))) for row in connection.execute(query))


def _finding(row: Row[Any], last: Event | None) -> StoredFinding:
    """``last`` of its events; one that opened anew is as if nobody had dealt with it."""
    life = last if last and last.kind in _STATES else None
    return StoredFinding(
        number=row.number,
        key=row.key,
        finding=Finding(
            rule=row.rule,
            severity=row.severity,
            department=row.department,
            period=row.period,
            sentence=row.sentence,
            target=row.target,
            place=row.place,
            raw_value=row.raw_value,
            raw_hash=row.raw_hash,
            cause=row.cause,
        ),
        state=_STATES[life.kind] if life else FindingState.OPEN,
        found_at=row.found_at,
        current=bool(row.current),
        actor=life.actor if life else "",
        reason=life.detail["reason"] if life else "",
    )
