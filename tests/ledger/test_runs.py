"""Runs: who works on a period, and how it ended."""

from datetime import UTC, timedelta
from typing import Any

from sqlalchemy import Row, select

from domain.period import Period
from ledger import Ledger, runs, tables
from tests.ledger.builders import JULY, JUNE, NOW, NOW_UTC

LATER = NOW + timedelta(minutes=3)


def kept(ledger: Ledger, period: Period) -> list[Row[Any]]:
    query = select(tables.run).where(tables.run.c.period == period).order_by(tables.run.c.number)
    with ledger.read() as connection:
        return list(connection.execute(query))


def test_a_run_is_open_until_it_ends(ledger: Ledger) -> None:
    started = runs.start(ledger, JUNE, "甲", NOW)
    assert (started.period, started.holder, started.started_at) == (JUNE, "甲", NOW_UTC)
    assert (started.ended_at, started.outcome) == (None, "")
    runs.end(ledger, started.number, "waiting", LATER)
    (ended,) = kept(ledger, JUNE)
    assert (ended.ended_at, ended.outcome) == (LATER.astimezone(UTC), "waiting")


def test_the_first_end_stays(ledger: Ledger) -> None:
    number = runs.start(ledger, JUNE, "甲", NOW).number
    runs.end(ledger, number, "waiting", NOW)
    runs.end(ledger, number, "failed", LATER)
    assert kept(ledger, JUNE)[0].outcome == "waiting"


def test_runs_of_a_period_are_in_order(ledger: Ledger) -> None:
    for period, holder in ((JUNE, "甲"), (JULY, "乙"), (JUNE, "丙")):
        runs.start(ledger, period, holder, NOW)
    assert [run.holder for run in kept(ledger, JUNE)] == ["甲", "丙"]
    runs.end(ledger, 1, "done", NOW)
    assert [run.ended_at for run in kept(ledger, JUNE)] == [NOW_UTC, None]
