"""Runs of a period: who holds one, since when, and how it ended."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, update

from domain.matters import Run
from domain.period import Period
from ledger.store import Ledger
from ledger.tables import run


def start(ledger: Ledger, period: Period, holder: str, now: datetime) -> Run:
    """Note that ``holder`` begins a run. It should hold the period's lock."""
    values = {"period": period, "holder": holder, "started_at": now, "outcome": ""}
    with ledger.write("start_run") as connection:
        row = connection.execute(insert(run).values(values).returning(run)).one()
    return _run(row)


def end(ledger: Ledger, number: int, outcome: str, now: datetime) -> None:
    """Note how run ``number`` ended; the first end stays."""
    statement = update(run).where(run.c.number == number, run.c.ended_at.is_(None))
    with ledger.write("end_run") as connection:
        connection.execute(statement.values(ended_at=now, outcome=outcome))


def _run(row: Row[Any]) -> Run:
    return Run(
        number=row.number,
        period=row.period,
        holder=row.holder,
        started_at=row.started_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
    )
