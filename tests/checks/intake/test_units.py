"""Declared conversions: exact, of declared units only, never finer than four decimals unasked."""

from typing import Any

import pytest

from domain.records import Progress
from domain.units import parse_equation
from tests.checks.intake.builders import accepted, checked, office, row, rules, target, value

EQUATIONS = (parse_equation("10000元=1万元"), parse_equation("15亩=1公顷"))


def came(figure: str, unit: str | None, registered: str = "万元", **other: Any) -> Any:
    one = row("T01", figure, unit=unit, unit_equations=EQUATIONS, **other)
    return checked([one], office([target("T01", unit=registered)]))


@pytest.mark.parametrize(
    ("figure", "unit", "registered", "ten_thousandths"),
    [
        ("600,000", "元", "万元", 600_000),
        ("60.5", "万元", "万元", 605_000),
        ("60.5万元", "万元", "万元", 605_000),
        ("６０．５ 万元", "万元", "万元", 605_000),
        ("600000元", "元", "万元", 600_000),
        ("0.006", "万元", "元", 600_000),
        ("900", "亩", "公顷", 600_000),
        ("0", "元", "万元", 0),
    ],
)
def test_a_declared_unit_is_converted_exactly(
    figure: str, unit: str, registered: str, ten_thousandths: int
) -> None:
    found = came(figure, unit, registered)
    assert accepted(found) == {"T01": Progress(value=ten_thousandths)}
    assert rules(found) <= {"newly_behind"}


@pytest.mark.parametrize("unit", ["亿元", "千元", "", None])
def test_fault_d02_a_unit_that_is_not_declared_is_refused_as_before(unit: str | None) -> None:
    assert rules(came("60", unit)) == {"wrong_unit"}


@pytest.mark.parametrize("figure", ["60万", "60元", "60万元（含结转）", "约60万元", "6 0万元"])
def test_fault_d04_what_stands_behind_a_number_is_the_rows_own_unit_or_refused(figure: str) -> None:
    assert rules(came(figure, "万元")) == {"not_a_number"}


def test_what_becomes_finer_than_four_decimals_is_refused_unless_rounding_is_declared() -> None:
    found = came("600000.5", "元")
    assert rules(found) == {"not_a_number"}
    assert "“600000.5”换算后的小数超过4位" in found.findings[0].sentence
    assert accepted(came("600000.5", "元", decimals=2)) == {"T01": value(60)}
    assert rules(came("100", "亩", "公顷")) == {"not_a_number"}


def test_a_figure_in_the_wrong_unit_is_still_held_against_the_plan() -> None:
    """60 that was said to be in 元 is 0.006 万元: a ten-thousandth of what is planned."""
    assert rules(came("60", "元")) == {"jumped_down"}
