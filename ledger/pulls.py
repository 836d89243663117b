"""Pulls: how each department was asked and what bytes it gave; one row also on failure."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, select

from domain.period import Period
from domain.records import Pull
from domain.words import PullOutcome
from ledger.store import Ledger
from ledger.tables import pull, pull_raw


def note(connection: Connection, run: int, pulls: Sequence[Pull]) -> None:
    """Rows for the pulls of ``run``, inside the caller's transaction."""
    for each in pulls:
        _insert(connection, run, each)


def of_period(ledger: Ledger, period: Period) -> tuple[Pull, ...]:
    """Every pull for the period, in order."""
    with ledger.read() as connection:
        return _read(connection, period)


def until(ledger: Ledger, period: Period | None) -> tuple[Pull, ...]:
    """Every pull for the period and those before it (None: for all there are), in order.

    Without their bodies: what is watched is how the sources answered.
    """
    query = select(pull).order_by(pull.c.period, pull.c.number)
    if period is not None:
        query = query.where(pull.c.period <= period)
    with ledger.read() as connection:
        return tuple(_pull(row, ()) for row in connection.execute(query))


def latest(ledger: Ledger, period: Period) -> dict[str, Pull]:
    """The last pull for the period by department, good or failed."""
    return {each.department: each for each in of_period(ledger, period)}


def other_payloads(ledger: Ledger, period: Period) -> frozenset[str]:
    """Hashes of every body that was first pulled for any other period.

    First: a late pull for an old month may bring the newest month's answer, which stays that of
    the newest.
    """
    return _first_pulled(ledger, pull.c.period != period)


def later_payloads(ledger: Ledger, period: Period) -> frozenset[str]:
    """Hashes of every body that was first pulled for a later period."""
    return _first_pulled(ledger, pull.c.period > period)


def _first_pulled(ledger: Ledger, wanted: ColumnElement[bool]) -> frozenset[str]:
    first = (
        select(pull_raw.c.raw_hash, func.min(pull_raw.c.pull).label("pull"))
        .group_by(pull_raw.c.raw_hash)
        .subquery()
    )
    query = select(first.c.raw_hash).join(pull, pull.c.number == first.c.pull).where(wanted)
    with ledger.read() as connection:
        return frozenset(connection.execute(query).scalars())


def bodies_with(ledger: Ledger, period: Period, department: str, raw_hash: str) -> tuple[str, ...]:
    """Hashes of every body, in order, of the department's pull that carried ``raw_hash``.

    Of several such pulls the first good one that gave rows: its figures were recorded then, and
    a partial one was never parsed. () when none carried it.
    """
    carried = [
        each
        for each in of_period(ledger, period)
        if each.department == department and raw_hash in each.raw_hashes
    ]
    best = max(carried, key=lambda e: (e.outcome is PullOutcome.OK, e.rows > 0), default=None)
    return best.raw_hashes if best else ()


def last_answered(department: Any, period: Any) -> Select[Any]:
    """Number of the last pull that the department answered; a failed one says nothing new."""
    return select(func.max(pull.c.number)).where(
        pull.c.department == department,
        pull.c.period == period,
        pull.c.outcome == PullOutcome.OK,
    )


def _insert(connection: Connection, run: int, each: Pull) -> None:
    values = {
        "run": run,
        "department": each.department,
        "period": each.period,
        "outcome": each.outcome,
        "rows": each.rows,
        "error": each.error,
        "started_at": each.started_at,
        "ended_at": each.ended_at,
        "columns": each.columns,
    }
    number = connection.execute(insert(pull).values(values).returning(pull.c.number)).scalar_one()
    for position, raw_hash in enumerate(each.raw_hashes):
        connection.execute(
            insert(pull_raw).values(pull=number, position=position, raw_hash=raw_hash)
        )


def _read(connection: Connection, period: Period) -> tuple[Pull, ...]:
    query = (
        select(pull_raw.c.pull, pull_raw.c.raw_hash)
        .join(pull, pull.c.number == pull_raw.c.pull)
        .where(pull.c.period == period)
        .order_by(pull_raw.c.pull, pull_raw.c.position)
    )
    hashes: dict[int, list[str]] = {}
    for number, raw_hash in connection.execute(query):
        hashes.setdefault(number, []).append(raw_hash)
    rows = connection.execute(select(pull).where(pull.c.period == period).order_by(pull.c.number))
    return tuple(_pull(row, tuple(hashes.get(row.number, ()))) for row in rows)


def _pull(row: Row[Any], hashes: tuple[str, ...]) -> Pull:
    return Pull(
        department=row.department,
        period=row.period,
        outcome=row.outcome,
        raw_hashes=hashes,
        rows=row.rows,
        error=row.error,
        started_at=row.started_at,
        ended_at=row.ended_at,
        columns=row.columns,
    )
