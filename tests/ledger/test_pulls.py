"""Pulls: one row per department and run, also on failure, with the bytes in their order."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from domain.period import Period
from domain.records import Body, Pull
from domain.words import PullOutcome
from ledger import Ledger, answers, archive, pulls, runs
from tests.ledger.builders import JULY, JUNE, NOW, NOW_UTC

AUGUST = Period("2014-08")
OK = Pull("D01", JUNE, PullOutcome.OK)
READ = replace(OK, rows=12)


def record(ledger: Ledger, pull: Pull, *contents: str) -> tuple[str, ...]:
    """A run of its own that pulled ``contents``."""
    hashes = archive.keep(ledger, [Body(f"{c}.json", c.encode()) for c in contents], NOW)
    number = runs.start(ledger, pull.period, "甲", NOW).number
    answers.record(ledger, number, [replace(pull, raw_hashes=hashes)], (), NOW)
    return hashes


def test_a_pull_comes_back_whole(ledger: Ledger) -> None:
    whole = replace(
        OK, rows=12, started_at=NOW, ended_at=NOW + timedelta(seconds=2), error="第2页缺失。"
    )
    whole = replace(whole, columns=("编号", "完成"))
    hashes = record(ledger, whole, "b", "a", "b")
    (back,) = pulls.of_period(ledger, JUNE)
    ended = NOW_UTC + timedelta(seconds=2)
    assert back == replace(whole, raw_hashes=hashes, started_at=NOW_UTC, ended_at=ended)
    assert hashes[0] == hashes[2] != hashes[1]
    assert back.duration == timedelta(seconds=2)


def test_the_pulls_until_a_period(ledger: Ledger) -> None:
    record(ledger, replace(OK, period=AUGUST, columns=("a",)), "a")
    record(ledger, replace(OK, columns=("b",)), "b")
    record(ledger, replace(OK, period=JULY, columns=("c",)))
    assert [pull.columns for pull in pulls.until(ledger, JULY)] == [("b",), ("c",)]
    assert [pull.columns for pull in pulls.until(ledger, None)] == [("b",), ("c",), ("a",)]


def test_a_failure_is_a_row_too(ledger: Ledger) -> None:
    record(ledger, OK, "a")
    record(ledger, replace(OK, outcome=PullOutcome.FAULT, error="连接被拒绝。"))
    record(ledger, replace(OK, department="D02", outcome=PullOutcome.SILENT))
    latest = pulls.latest(ledger, JUNE)
    assert {d: p.outcome for d, p in latest.items()} == {
        "D01": PullOutcome.FAULT,
        "D02": PullOutcome.SILENT,
    }
    assert [p.department for p in pulls.of_period(ledger, JUNE)] == ["D01", "D01", "D02"]


def test_a_body_belongs_to_the_period_it_was_first_pulled_for(ledger: Ledger) -> None:
    """A late pull for June brings July's answer: that stays July's."""
    june = record(ledger, OK, "a", "b") + record(ledger, OK, "c")
    july = record(ledger, replace(OK, period=JULY), "a", "d")
    record(ledger, OK, "d")
    assert pulls.other_payloads(ledger, JUNE) == {july[1]}
    assert pulls.other_payloads(ledger, JULY) == frozenset(june)
    assert pulls.other_payloads(ledger, AUGUST) == {*june, *july}


def test_a_department_is_pulled_once_in_a_run(ledger: Ledger) -> None:
    run = runs.start(ledger, JUNE, "甲", NOW).number
    with pytest.raises(IntegrityError):
        answers.record(ledger, run, [OK, OK], (), NOW)
    assert pulls.of_period(ledger, JUNE) == ()


def test_a_pull_cites_only_archived_bytes(ledger: Ledger) -> None:
    run = runs.start(ledger, JUNE, "甲", NOW).number
    with pytest.raises(IntegrityError):
        answers.record(ledger, run, [replace(OK, raw_hashes=("0" * 64,))], (), NOW)
    assert pulls.of_period(ledger, JUNE) == ()


def test_all_bodies_of_the_pull_that_carried_one(ledger: Ledger) -> None:
    first = record(ledger, READ, "page 1", "page 2")
    second = record(ledger, READ, "page 1", "page 2 broken since")
    assert pulls.bodies_with(ledger, JUNE, "D01", first[0]) == first
    assert pulls.bodies_with(ledger, JUNE, "D01", first[1]) == first
    assert pulls.bodies_with(ledger, JUNE, "D01", second[1]) == second


def test_a_pull_that_gave_no_row_gives_way(ledger: Ledger) -> None:
    """No figure can come from a partial one, which was never parsed, nor from an unreadable one."""
    record(ledger, replace(OK, outcome=PullOutcome.PARTIAL, rows=2), "page 1")
    record(ledger, OK, "page 1", "page 2 unreadable")
    good = record(ledger, READ, "page 1", "page 2")
    record(ledger, READ, "page 1", "page 3")
    assert pulls.bodies_with(ledger, JUNE, "D01", good[0]) == good


def test_a_partial_pull_alone_is_evidence_all_the_same(ledger: Ledger) -> None:
    cut = record(ledger, replace(OK, outcome=PullOutcome.PARTIAL), "page 0")
    assert pulls.bodies_with(ledger, JUNE, "D01", cut[0]) == cut


def test_nobody_elses_pull_carried_it(ledger: Ledger) -> None:
    hashes = record(ledger, OK, "a")
    assert pulls.bodies_with(ledger, JUNE, "D02", hashes[0]) == ()
    assert pulls.bodies_with(ledger, JULY, "D01", hashes[0]) == ()
    assert pulls.bodies_with(ledger, JUNE, "D01", "0" * 64) == ()
