"""What an officer asks for on day 6: what the last answers show, one line for each cause."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from cycle.findings import accept
from cycle.found import Wanted, listed, told
from cycle.month import run
from cycle.progress import silent
from cycle.wiring import Parts
from domain.refusals import Refused
from domain.words import FindingState, Severity
from tests.support.small_office import SmallOffice, at, month, on_pace

FEBRUARY = month("2014-02")
DAY_6, DAY_7 = at("2014-03-10 09:00"), at("2014-03-11 09:00")


@pytest.fixture
def wrong(office: SmallOffice, parts: Parts) -> Parts:
    """All files are in 元, and two figures are none."""
    office.drop("2014-02", on_pace(2, M3="x", U2="x"))
    for drop in (office.folder / "drops").glob("*/2014-02.csv"):
        drop.write_text(drop.read_text("utf-8").replace("万元", "元"), encoding="utf-8")
    run(parts, FEBRUARY, DAY_6, silent)
    return parts


def rules(parts: Parts, **wanted: Any) -> list[str]:
    return [one.finding.rule for one in listed(parts, Wanted(**wanted), DAY_7)]


def test_last_month_is_meant_where_none_is_named(wrong: Parts) -> None:
    assert rules(wrong) == rules(wrong, period=FEBRUARY) != []
    assert rules(wrong, period=month("2014-03")) == []


def test_each_filter_narrows(wrong: Parts) -> None:
    every = listed(wrong, Wanted(), DAY_7)
    for asked, of in (
        ({"department": "D01"}, lambda one: one.finding.department == "D01"),
        ({"target": "M1"}, lambda one: one.finding.target == "M1"),
        ({"rule": "wrong_unit"}, lambda one: one.finding.rule == "wrong_unit"),
        ({"severity": Severity.REJECT}, lambda one: one.finding.severity is Severity.REJECT),
        ({"state": FindingState.OPEN}, lambda one: one.state is FindingState.OPEN),
    ):
        chosen = listed(wrong, Wanted(**asked), DAY_7)
        assert chosen == tuple(filter(of, every)) != (), asked
    assert rules(wrong, state=FindingState.ACCEPTED) == []
    with pytest.raises(Refused, match="没有编号为D99的单位"):
        rules(wrong, department="D99")


def test_what_the_last_answer_no_longer_shows_is_history(wrong: Parts, office: SmallOffice) -> None:
    office.drop("2014-02", on_pace(2))
    run(wrong, FEBRUARY, DAY_7, silent)
    assert rules(wrong) == []
    assert "wrong_unit" in rules(wrong, gone=True)


def test_one_cause_is_one_line_with_the_numbers_to_type(wrong: Parts) -> None:
    of_unit = listed(wrong, Wanted(department="D01", rule="wrong_unit"), DAY_7)
    (line,) = told(of_unit)
    assert line.numbers == tuple(one.number for one in of_unit)
    assert len(line.numbers) > 1
    assert "报送的计量单位为“元”" in line.group.sentence
    assert line.places.count("2014-02.csv") == 1


def test_an_accepted_one_leaves_the_line_of_those_that_wait(wrong: Parts) -> None:
    first, *rest = listed(wrong, Wanted(department="D01", rule="wrong_unit"), DAY_7)
    accept(wrong, [first.number], "丙", "属实", DAY_7)
    lines = told(listed(wrong, Wanted(department="D01", rule="wrong_unit"), DAY_7))
    assert {line.state: line.numbers for line in lines} == {
        FindingState.ACCEPTED: (first.number,),
        FindingState.OPEN: tuple(one.number for one in rest),
    }


@pytest.mark.parametrize(
    ("numbers", "typed"),
    [((7,), "7"), ((7, 8, 9), "7-9"), ((1, 3, 4, 9), "1 3-4 9")],
)
def test_numbers_are_written_as_the_commands_take_them(
    wrong: Parts, numbers: Sequence[int], typed: str
) -> None:
    (line, *_) = told(listed(wrong, Wanted(), DAY_7))
    assert replace(line, numbers=tuple(numbers)).ranges == typed
