"""A figure that takes back what was reported stands only with a reason, which excuses no more."""

from typing import Any

import pytest

from checks.intake import Checked
from checks.intake.corrections import reason_named
from domain.records import Progress, Report, Row
from domain.targets import Target
from domain.words import Severity, Verdict
from tests.checks.intake.builders import (
    accepted,
    before,
    checked,
    doubts,
    milestone,
    office,
    qualitative,
    row,
    rules,
    target,
    value,
)

WHY = "上月误把计划数当作完成数"
EVERY_NODE = frozenset(node.name for node in milestone("T01").nodes)
DONE = Progress(verdict=Verdict.DONE)


def told(one: Target, figure: str, last: Progress, **other: Any) -> Checked:
    said = row(one.code, figure, **({"unit": one.unit} | other))
    return checked([said], office([one]), [before(one.code, last)])


@pytest.mark.parametrize(
    ("one", "figure", "last", "said"),
    [
        (target("T01"), "49.5", value(50), "由上次报送的50万元更正为49.5万元"),
        (target("T01"), "119", value(120), "由上次报送的120万元更正为119万元"),
        (qualitative("T01"), "达进度", DONE, "由上次报送的已完成更正为达进度"),
        (milestone("T01"), "可研批复", Progress(nodes=EVERY_NODE), "更正为可研批复"),
        (milestone("T01"), "无", Progress(nodes=frozenset({"竣工"})), "由上次报送的竣工更正为无"),
    ],
)
def test_fault_d01_a_correction_that_names_its_reason_is_accepted_and_told(
    one: Target, figure: str, last: Progress, said: str
) -> None:
    assert rules(told(one, figure, last)) <= {"decreased", "reopened"}
    assert accepted(told(one, figure, last)) == {}
    found = told(one, figure, last, correction=WHY)
    (finding,) = doubts(found)
    assert (finding.rule, finding.severity) == ("corrected", Severity.NOTE)
    assert said in finding.sentence
    assert f"更正说明：{WHY}；" in finding.sentence
    assert [one.row.correction for one in found.accepted] == [WHY]


@pytest.mark.parametrize(
    "nothing", ["", " ", "无", "/", "—", "没有", "不涉及", "N/A", "12", "无。"]
)
def test_a_column_that_says_nothing_names_no_reason(nothing: str) -> None:
    assert reason_named(nothing) == ""
    assert rules(told(target("T01"), "49", value(50), correction=nothing)) == {"decreased"}


def test_a_reason_is_kept_as_it_was_written_on_one_line() -> None:
    assert reason_named(" 笔误\n见〔2014〕3号\u202e ") == "笔误 见〔2014〕3号"


@pytest.mark.parametrize(
    ("figure", "other", "rule"),
    [
        ("49", {"unit": "元"}, "wrong_unit"),
        ("49", {"stated_period": "2014-05"}, "stale_date"),
        ("49", {"stated_period": "2014-04"}, "wrong_period"),
        ("-1", {}, "below_range"),
        ("600", {}, "jumped_up"),
        ("约49", {}, "not_a_number"),
    ],
)
def test_fault_d02_a_correction_excuses_nothing_else(
    figure: str, other: dict[str, str], rule: str
) -> None:
    found = told(target("T01"), figure, value(50), correction=WHY, **other)
    assert accepted(found) == {}
    assert rule in rules(found)


def test_a_correction_beside_a_figure_that_rose_is_no_finding() -> None:
    found = told(target("T01"), "60", value(50), correction=WHY)
    assert (found.findings, [one.row.correction for one in found.accepted]) == ((), [WHY])


def test_of_two_rows_that_say_the_same_the_one_with_the_reason_is_kept() -> None:
    last: list[Report] = [before("T01", value(50))]
    twice: list[Row] = [
        row("T01", "49", reason_given="雨季影响施工"),
        row("T01", "49.0", 3, correction=WHY),
    ]
    found = checked(twice, office([target("T01")]), last)
    assert {finding.rule for finding in doubts(found)} == {"repeated", "corrected"}
    assert accepted(found) == {"T01": value(49)}
