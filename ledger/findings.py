"""Findings: each broken rule once, with its address and what a person made of it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, select

from domain.matters import Event, StoredFinding
from domain.period import Period
from domain.records import Finding
from domain.words import FindingState
from ledger import events
from ledger.pulls import latest_numbers
from ledger.refusals import NotFound
from ledger.rows import insert_new
from ledger.store import Ledger
from ledger.tables import finding, sighting

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


def record(ledger: Ledger, found: Sequence[Finding], now: datetime) -> tuple[StoredFinding, ...]:
    """Write the findings of the departments' latest pulls; return those never seen before.

    Raises AddressError, and then writes none.
    """
    for each in found:
        _require_address(each)
    with ledger.write("record_findings") as connection:
        pulls = latest_numbers(connection)
        fresh = {finding_key(each): each for each in found}
        numbers = {key: _insert(connection, key, each, now) for key, each in fresh.items()}
        for key, each in fresh.items():
            if pull := pulls.get((each.department, each.period)):
                seen = {"pull": pull, "finding": _number_of(connection, key)}
                insert_new(connection, sighting, seen)
        new = {number for number in numbers.values() if number is not None}
        return tuple(each for each in _stored(connection) if each.number in new)


def listed(
    ledger: Ledger,
    period: Period | None = None,
    department: str | None = None,
    state: FindingState | None = None,
) -> tuple[StoredFinding, ...]:
    """Findings in order, of one period, department or state where it is given."""
    with ledger.read() as connection:
        every = _stored(connection)
    return tuple(
        each
        for each in every
        if period in (None, each.finding.period)
        and department in (None, each.finding.department)
        and state in (None, each.state)
    )


def accept(ledger: Ledger, number: int, actor: str, reason: str, now: datetime) -> StoredFinding:
    """A person lets the figure stand in spite of the finding. Raises NotFound."""
    return _move(
        ledger,
        number,
        Event(actor, "finding_accepted", "finding", str(number), now, {"reason": reason}),
    )


def give_back(ledger: Ledger, number: int, actor: str, reason: str, now: datetime) -> StoredFinding:
    """A person returns the figure to its department. Raises NotFound."""
    return _move(
        ledger,
        number,
        Event(actor, "finding_returned", "finding", str(number), now, {"reason": reason}),
    )


_STATES = {
    "finding_accepted": FindingState.ACCEPTED,
    "finding_returned": FindingState.RETURNED,
}


def _move(ledger: Ledger, number: int, happened: Event) -> StoredFinding:
    with ledger.write(happened.kind) as connection:
        if all(each.number != number for each in _stored(connection)):
            raise NotFound(f"没有编号为{number}的问题")
        events.note(connection, happened)
        return next(each for each in _stored(connection) if each.number == number)


def _require_address(found: Finding) -> None:
    place = found.place
    in_cell = place is not None and (place.row is not None or place.item is not None)
    if not found.department or (place is not None and found.raw_hash is None):
        raise AddressError(f"{found.rule}: no department or no source bytes")
    if found.raw_value and found.raw_hash is not None and not in_cell:
        raise AddressError(f"{found.rule}: a value without its row")
    if in_cell and place is not None and not place.column and found.raw_value:
        raise AddressError(f"{found.rule}: a value without its column")


def _insert(connection: Connection, key: str, found: Finding, now: datetime) -> int | None:
    values = {
        "key": key,
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
    }
    number: int | None = insert_new(connection, finding, values)
    return number


def _number_of(connection: Connection, key: str) -> int:
    number: int = connection.execute(
        select(finding.c.number).where(finding.c.key == key)
    ).scalar_one()
    return number


def _stored(connection: Connection) -> list[StoredFinding]:
    lives = events.latest_of_kind(connection, "finding")
    latest = latest_numbers(connection)
    seen = {(row.finding, row.pull) for row in connection.execute(select(sighting))}
    return [
        _finding(
            row,
            lives.get(str(row.number)),
            current=(row.number, latest.get((row.department, row.period))) in seen,
        )
        for row in connection.execute(select(finding).order_by(finding.c.number))
    ]


def _finding(row: Row[Any], life: Event | None, *, current: bool) -> StoredFinding:
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
        ),
        state=_STATES[life.kind] if life else FindingState.OPEN,
        found_at=row.found_at,
        current=current,
        actor=life.actor if life else "",
        reason=life.detail["reason"] if life else "",
    )
