"""Runs: who works on a period, and how it ended."""

from datetime import UTC, timedelta

from ledger import Ledger, runs
from tests.ledger.builders import JULY, JUNE, NOW, NOW_UTC

LATER = NOW + timedelta(minutes=3)


def test_a_run_is_open_until_it_ends(ledger: Ledger) -> None:
    started = runs.start(ledger, JUNE, "甲", NOW)
    assert (started.period, started.holder, started.started_at) == (JUNE, "甲", NOW_UTC)
    assert (started.ended_at, started.outcome) == (None, "")
    runs.end(ledger, started.number, "waiting", LATER)
    (ended,) = runs.of_period(ledger, JUNE)
    assert (ended.ended_at, ended.outcome) == (LATER.astimezone(UTC), "waiting")


def test_the_first_end_stays(ledger: Ledger) -> None:
    number = runs.start(ledger, JUNE, "甲", NOW).number
    runs.end(ledger, number, "waiting", NOW)
    runs.end(ledger, number, "failed", LATER)
    assert runs.of_period(ledger, JUNE)[0].outcome == "waiting"


def test_runs_of_a_period_are_in_order(ledger: Ledger) -> None:
    for period, holder in ((JUNE, "甲"), (JULY, "乙"), (JUNE, "丙")):
        runs.start(ledger, period, holder, NOW)
    assert [run.holder for run in runs.of_period(ledger, JUNE)] == ["甲", "丙"]
    runs.end(ledger, 1, "done", NOW)
    assert [run.ended_at for run in runs.of_period(ledger, JUNE)] == [NOW_UTC, None]
