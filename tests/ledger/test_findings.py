"""Findings: each once, with its address, its life and whether the last answer still shows it."""

from dataclasses import replace
from typing import Any

import pytest

from domain.matters import StoredFinding
from domain.records import Body, Finding, Place, Pull
from domain.words import FindingState, PullOutcome, Severity
from ledger import Ledger, answers, archive, events, findings, runs
from ledger.findings import AddressError
from ledger.refusals import NotFound
from tests.ledger.builders import CELL, JULY, JUNE, NOW, NOW_UTC, finding


def record(ledger: Ledger, found: list[Finding]) -> tuple[StoredFinding, ...]:
    """What the last pull of each department turned out to show."""
    return answers.record(ledger, 0, (), found, NOW)


def pull(
    ledger: Ledger,
    department: str = "D01",
    content: str = "a",
    outcome: PullOutcome = PullOutcome.OK,
) -> str:
    (raw_hash,) = archive.keep(ledger, [Body("进度.xlsx", content.encode())], NOW)
    run = runs.start(ledger, JUNE, "甲", NOW).number
    answers.record(ledger, run, [Pull(department, JUNE, outcome, (raw_hash,))], (), NOW)
    return raw_hash


def in_cell(raw_hash: str, **other: Any) -> Finding:
    plain = finding(rule="unit", target="T1", place=CELL, raw_value="45万", raw_hash=raw_hash)
    plain = replace(plain, sentence="单位。", cause="单位为“元”。")
    return replace(plain, **other)


def test_a_finding_comes_back_whole(ledger: Ledger) -> None:
    found = in_cell(pull(ledger))
    (stored,) = record(ledger, [found])
    assert stored.finding == found
    assert (stored.key, stored.found_at) == (findings.finding_key(found), NOW_UTC)
    assert (stored.state, stored.current) == (FindingState.OPEN, True)
    assert findings.listed(ledger) == (stored,)


def test_the_same_finding_is_recorded_once(ledger: Ledger) -> None:
    found = in_cell(pull(ledger))
    assert len(record(ledger, [found, found])) == 1
    pull(ledger)
    reworded = replace(found, sentence="改过的句子。", severity=Severity.NOTE)
    assert record(ledger, [reworded]) == ()
    assert [each.finding for each in findings.listed(ledger)] == [found]


@pytest.mark.parametrize(
    "other",
    [
        {"rule": "range"},
        {"department": "D02"},
        {"period": JULY},
        {"target": "T2"},
        {"place": replace(CELL, row=8)},
        {"raw_value": "46万"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_place_or_value_is_another_finding(ledger: Ledger, other: dict[str, Any]) -> None:
    found = in_cell(pull(ledger))
    assert len(record(ledger, [found, replace(found, **other)])) == 2


def test_parts_of_a_key_do_not_run_together() -> None:
    one, other = finding(rule="a", department="bc"), finding(rule="ab", department="c")
    assert findings.finding_key(one) != findings.finding_key(other)


def test_a_finding_is_current_while_the_latest_pull_shows_it(ledger: Ledger) -> None:
    found = in_cell(pull(ledger))
    record(ledger, [found])
    pull(ledger, content="corrected")
    assert [each.current for each in findings.listed(ledger)] == [False]
    pull(ledger)
    assert record(ledger, [found]) == ()
    assert [each.current for each in findings.listed(ledger)] == [True]
    pull(ledger, "D02")
    assert [each.current for each in findings.listed(ledger)] == [True]


@pytest.mark.parametrize("outcome", [each for each in PullOutcome if each is not PullOutcome.OK])
def test_a_pull_without_an_answer_leaves_it_current(ledger: Ledger, outcome: PullOutcome) -> None:
    """What was rejected is not made good by a network that fails, nor by silence."""
    found = in_cell(pull(ledger))
    record(ledger, [found])
    pull(ledger, content="cut", outcome=outcome)
    assert [each.current for each in findings.listed(ledger)] == [True]
    pull(ledger, content="corrected")
    assert [each.current for each in findings.listed(ledger)] == [False]


def test_a_finding_of_a_department_never_pulled_is_not_current(ledger: Ledger) -> None:
    (stored,) = record(ledger, [finding()])
    assert not stored.current


def test_findings_are_listed_by_period_department_and_state(ledger: Ledger) -> None:
    some = [finding(), finding(department="D02"), finding(period=JULY)]
    first, second, third = record(ledger, some)
    findings.accept(ledger, [second.number], "甲", "属实", NOW)
    assert [f.number for f in findings.listed(ledger, JUNE)] == [first.number, second.number]
    assert [f.number for f in findings.listed(ledger, department="D01")] == [
        first.number,
        third.number,
    ]
    assert [f.number for f in findings.listed(ledger, state=FindingState.ACCEPTED)] == [
        second.number
    ]
    assert findings.listed(ledger, JULY, "D02") == ()


def test_a_person_accepts_and_returns(ledger: Ledger) -> None:
    (stored,) = record(ledger, [finding()])
    (accepted,) = findings.accept(ledger, [stored.number], "甲", "经核属实", NOW)
    assert (accepted.state, accepted.actor, accepted.reason) == (
        FindingState.ACCEPTED,
        "甲",
        "经核属实",
    )
    (returned,) = findings.give_back(ledger, [stored.number], "乙", "请重报", NOW)
    assert (returned.state, returned.actor, returned.reason) == (
        FindingState.RETURNED,
        "乙",
        "请重报",
    )
    told = events.told(ledger, "finding", str(stored.number))
    assert [each.kind for each in told] == ["finding_accepted", "finding_returned"]


def test_an_accepted_finding_stays_accepted_when_seen_again(ledger: Ledger) -> None:
    found = in_cell(pull(ledger))
    (stored,) = record(ledger, [found])
    findings.accept(ledger, [stored.number], "甲", "属实", NOW)
    pull(ledger)
    record(ledger, [found])
    (listed,) = findings.listed(ledger)
    assert (listed.state, listed.current) == (FindingState.ACCEPTED, True)


@pytest.mark.parametrize("move", [findings.accept, findings.give_back])
def test_what_comes_back_after_a_correction_opens_anew(ledger: Ledger, move: Any) -> None:
    """100 was accepted, 400 corrected it; then 100 is sent again: a person looks again."""
    found = in_cell(pull(ledger))
    (stored,) = record(ledger, [found])
    move(ledger, [stored.number], "甲", "属实", NOW)
    pull(ledger, content="corrected")
    assert findings.listed(ledger)[0].state is not FindingState.OPEN
    pull(ledger)
    assert record(ledger, [found, found]) == ()
    (again,) = findings.listed(ledger)
    assert (again.state, again.current) == (FindingState.OPEN, True)
    assert (again.actor, again.reason) == ("", "")
    told = [each.kind for each in events.told(ledger, "finding", str(stored.number))]
    assert told[1:] == ["finding_reopened"]
    assert move(ledger, [stored.number], "乙", "再核", NOW)[0].state is not FindingState.OPEN
    record(ledger, [found])
    assert findings.listed(ledger)[0].actor == "乙"


def test_a_pull_without_an_answer_opens_nothing_anew(ledger: Ledger) -> None:
    found = in_cell(pull(ledger))
    (stored,) = record(ledger, [found])
    findings.accept(ledger, [stored.number], "甲", "属实", NOW)
    pull(ledger, content="cut", outcome=PullOutcome.PARTIAL)
    pull(ledger, "D02")
    pull(ledger)
    record(ledger, [found])
    assert findings.listed(ledger)[0].state is FindingState.ACCEPTED


def test_a_stranger_is_not_found_and_then_nobody_is_moved(ledger: Ledger) -> None:
    (stored,) = record(ledger, [finding()])
    for move in (findings.accept, findings.give_back):
        with pytest.raises(NotFound, match="没有校验发现第7号"):
            move(ledger, [stored.number, 7], "甲", "属实", NOW)
    assert events.told(ledger, "finding", str(stored.number)) == ()


def test_many_are_moved_in_one_transaction_each_with_its_event(ledger: Ledger) -> None:
    some = record(ledger, [finding(), finding(department="D02")])
    moved = findings.accept(ledger, [one.number for one in some], "甲", "属实", NOW)
    assert [one.state for one in moved] == [FindingState.ACCEPTED] * 2
    told = [events.told(ledger, "finding", str(one.number)) for one in some]
    assert [[each.kind for each in of_one] for of_one in told] == [["finding_accepted"]] * 2


@pytest.mark.parametrize(
    "other",
    [
        {"department": ""},
        {"place": CELL, "raw_hash": None},
        {"place": Place("进度.xlsx"), "target": None},
        {"place": Place("进度.xlsx", row=7), "raw_value": ""},
        {"place": Place("进度.xlsx", column="完成额"), "raw_value": ""},
    ],
    ids=["department", "bytes", "row of a value", "column of a target", "row of a target"],
)
def test_a_finding_without_its_address_is_refused(ledger: Ledger, other: dict[str, Any]) -> None:
    raw_hash = pull(ledger)
    with pytest.raises(AddressError):
        record(ledger, [finding(), replace(in_cell(raw_hash), **other)])
    assert findings.listed(ledger) == ()


def test_an_item_on_a_page_is_an_address(ledger: Ledger) -> None:
    place = Place("page-1.json", page=1, item=3, column="done")
    found = in_cell(pull(ledger), place=place)
    (stored,) = record(ledger, [found])
    assert stored.finding.place == place
