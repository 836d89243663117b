"""What happened, to what, by whom: append-only; the lives of things are folded from it."""

from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from domain.matters import Event
from ledger.store import Ledger
from ledger.tables import event


def record(ledger: Ledger, happened: Event) -> int:
    """Write one event and return its number."""
    with ledger.write("record_event") as connection:
        return note(connection, happened)


def told(ledger: Ledger, subject_kind: str, subject_id: str) -> tuple[Event, ...]:
    """Every event of one subject, in order."""
    with ledger.read() as connection:
        return of_subject(connection, subject_kind, subject_id)


def note(connection: Connection, happened: Event) -> int:
    """Write one event inside the caller's transaction."""
    values = {
        "at": happened.at,
        "actor": happened.actor,
        "kind": happened.kind,
        "subject_kind": happened.subject_kind,
        "subject_id": happened.subject_id,
        "detail": dict(happened.detail),
    }
    number: int = connection.execute(
        insert(event).values(values).returning(event.c.number)
    ).scalar_one()
    return number


def of_subject(connection: Connection, subject_kind: str, subject_id: str) -> tuple[Event, ...]:
    """Every event of one subject inside the caller's transaction, in order."""
    query = (
        select(event)
        .where(event.c.subject_kind == subject_kind, event.c.subject_id == subject_id)
        .order_by(event.c.number)
    )
    return tuple(_event(row) for row in connection.execute(query))


def latest_of_kind(connection: Connection, subject_kind: str) -> dict[str, Event]:
    """The last event of every subject of one kind, by subject id."""
    last = (
        select(func.max(event.c.number))
        .where(event.c.subject_kind == subject_kind)
        .group_by(event.c.subject_id)
    )
    query = select(event).where(event.c.number.in_(last))
    return {row.subject_id: _event(row) for row in connection.execute(query)}


def _event(row: Row[Any]) -> Event:
    return Event(
        actor=row.actor,
        kind=row.kind,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        at=row.at,
        detail=row.detail,
        number=row.number,
    )
