"""Each expectation catches its planted row, and that row slips through where it is taken out."""

import pytest

from checks.intake import Checked, expectations
from checks.intake.expectations import RULES, SUITE, Rule
from domain.records import Finding
from domain.words import Severity
from tests.checks.intake.builders import checked, doubts
from tests.checks.intake.planted import EXPECTED, PLANTED, PREVIOUS, ROWS, Planted, city

IDS = [f"{planted.rule}-{planted.code}" for planted in PLANTED]


@pytest.fixture(scope="module")
def whole() -> Checked:
    """The planted batch under the whole suite."""
    return checked(ROWS, city(), PREVIOUS)


def findings(found: Checked, planted: Planted) -> list[Finding]:
    places = [one.place for one in planted.rows]
    return [finding for finding in doubts(found) if finding.place in places]


def is_accepted(found: Checked, planted: Planted) -> bool:
    return any(one.row.place == planted.rows[0].place for one in found.accepted)


def severity_of(planted: Planted) -> Severity:
    return expectations.RULE[planted.rule].severity


def test_every_expectation_has_its_planted_row() -> None:
    assert {planted.rule for planted in PLANTED} == set(EXPECTED)
    assert len(EXPECTED) == len(set(EXPECTED)) >= 15


@pytest.mark.parametrize("planted", PLANTED, ids=IDS)
def test_the_planted_row_breaks_its_rule_and_no_other(whole: Checked, planted: Planted) -> None:
    found = findings(whole, planted)
    assert [finding.rule for finding in found] == [planted.rule] * len(planted.rows)
    assert {finding.severity for finding in found} == {severity_of(planted)}
    assert is_accepted(whole, planted) is (severity_of(planted) is Severity.NOTE)


@pytest.mark.parametrize("planted", PLANTED, ids=IDS)
def test_the_finding_says_where_and_what_to_do(whole: Checked, planted: Planted) -> None:
    first = findings(whole, planted)[0]
    source = planted.rows[0]
    assert first.sentence.startswith(planted.sentence)
    assert "请" in first.sentence
    assert (first.department, first.target) == (source.department, source.target)
    assert (first.place, first.raw_hash) == (source.place, source.raw_hash)
    assert first.raw_value == source.figure


@pytest.mark.parametrize("taken", SUITE, ids=EXPECTED)
def test_without_its_expectation_the_planted_row_slips_through(
    monkeypatch: pytest.MonkeyPatch, taken: Rule
) -> None:
    """The suite is data: the batch is checked again by all the others."""
    rest = tuple(rule for rule in SUITE if rule is not taken)
    monkeypatch.setattr("checks.intake.SUITE", rest)
    slipped = checked(ROWS, city(), PREVIOUS)
    for planted in PLANTED:
        expected = [] if planted.rule == taken.id else [planted.rule] * len(planted.rows)
        assert [finding.rule for finding in findings(slipped, planted)] == expected
        if planted.rule == taken.id and planted.target:
            assert is_accepted(slipped, planted)


def test_over_the_annual_value_is_a_note() -> None:
    notes = {rule.id for rule in SUITE if rule.severity is Severity.NOTE}
    assert notes == {
        "over_annual",
        "unknown_department_name",
        "corrected",
        "name_differs",
        "done_in_words",
    }


def test_every_sentence_is_chinese_and_names_its_subject() -> None:
    subjects = ("{target}", "{code}", "{department}")
    for rule in RULES:
        assert not set(",;:()") & set(rule.sentence), rule.id
        assert any(subject in rule.sentence for subject in subjects), rule.id
