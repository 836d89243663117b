"""Exact figures: on the line is on pace; nought is a figure, nothing is not; no float comes in."""

import random
from dataclasses import replace
from fractions import Fraction
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.case import Case, Rules
from checks.judging import judge
from checks.lamps import PRESETS
from domain.period import Period
from domain.records import Progress
from domain.targets import Target
from domain.words import MissingCause, Standing

RULES = Rules(PRESETS["银川"], Period("2014-02"))
CASES = 3_000


def running_total(annual: int, timeline: dict[str, Any]) -> Target:
    """A cumulative target; ``annual`` in ten-thousandths."""
    whole, part = divmod(annual, 10_000)
    document = {"code": "A01", "name": "某项任务", "department": "D01", "track": "municipal"}
    return Target.model_validate(
        document
        | {"kind": "cumulative", "unit": "万元", "annual": f"{whole}.{part:04d}"}
        | {"timeline": timeline}
    )


def judged(target: Target, value: int, month: int = 8) -> Standing:
    case = Case(target, RULES, Period.month_of(2014, month), Progress(value=value), report=1)
    return judge(case).standing


def test_fault_d05_exactly_on_the_line_is_on_pace() -> None:
    """Figures exactly at k % of the plan's amount; floats would accuse hundreds of them."""
    dice = random.Random(68)
    by_float = 0
    for _ in range(CASES):
        percent, annual = dice.randint(1, 99), dice.randint(1, 10**9) * 100
        value = annual * percent // 100
        target = running_total(
            annual, {"form": "shares", "values": {"2014-08": str(percent), "2014-12": "100"}}
        )
        assert judged(target, value) is Standing.ON_PACE
        assert judged(target, value - 1) is Standing.BEHIND
        by_float += value / 10_000 < annual / 10_000 * (percent / 100)
    assert by_float > CASES // 50


def test_fault_d05_twelve_equal_parts_add_up() -> None:
    """A total of exact monthly parts meets every month's line, thirds and sevenths among them."""
    dice = random.Random(23)
    for _ in range(CASES // 10):
        part = dice.randint(1, 10**8)
        target = running_total(part * 12, {"form": "linear"})
        for month in range(2, 12):
            assert judged(target, part * month, month) is Standing.ON_PACE
            assert judged(target, part * month - 1, month) is Standing.BEHIND


def test_fault_d08_over_a_hundred_per_cent_is_done() -> None:
    target = running_total(1_000_000, {"form": "linear"})
    assert judged(target, 1_000_000) is Standing.DONE
    assert judged(target, 5_000_000) is Standing.DONE


def test_fault_d08_done_and_reopened_stays_done() -> None:
    """A later figure below the annual amount is a finding, never a lag."""
    target = running_total(1_000_000, {"form": "linear"})
    assert judged(target, 100) is Standing.BEHIND
    case = Case(target, RULES, Period("2014-08"), Progress(value=100), report=1)
    reopened = judge(replace(case, done_before=Period("2014-05")))
    assert reopened.standing is Standing.DONE
    assert (reopened.gap_points, reopened.lamp) == (None, None)


def test_fault_d03_nought_is_a_figure_and_nothing_is_not() -> None:
    target = running_total(1_000_000, {"form": "linear"})
    case = Case(target, RULES, Period("2014-08"), Progress(value=0), report=1)
    silent = replace(
        case, progress=None, report=None, cause=MissingCause.DEPARTMENT_SILENT, rejected=False
    )
    assert judge(case).standing is Standing.BEHIND
    assert judge(silent).standing is Standing.MISSING
    assert judge(replace(silent, rejected=True)).standing is Standing.REJECTED


@pytest.mark.parametrize("month", range(2, 13))
@pytest.mark.parametrize("cause", MissingCause)
def test_fault_d12_a_rejected_figure_is_never_behind(cause: MissingCause, month: int) -> None:
    """Whatever else is known, a target without an accepted figure is not behind."""
    target = running_total(1_000_000, {"form": "linear"})
    silent = Case(target, RULES, Period.month_of(2014, month), cause=cause)
    for contested in (False, True):
        missing = judge(replace(silent, contested=contested))
        rejected = judge(replace(silent, contested=contested, rejected=True))
        assert (missing.standing, missing.cause) == (Standing.MISSING, cause)
        assert (rejected.standing, rejected.cause) == (Standing.REJECTED, None)
        assert {missing.lamp, rejected.lamp, missing.gap_points, rejected.gap_points} == {None}


def test_fault_d12_a_rejected_revision_takes_nothing_from_the_accepted_figure() -> None:
    """It neither clears a target that is behind nor accuses one on pace."""
    target = running_total(1_000_000, {"form": "linear"})
    for value, standing in ((666_666, Standing.BEHIND), (666_667, Standing.ON_PACE)):
        case = Case(target, RULES, Period("2014-08"), Progress(value=value), report=1)
        assert judge(case).standing is standing
        assert judge(replace(case, rejected=True)) == judge(case)


@given(st.one_of(st.floats(), st.fractions(), st.decimals(), st.text(), st.booleans()))
def test_fault_d04_only_whole_numbers_are_figures(value: object) -> None:
    """NaN, infinity and every float stop at the boundary of the house, loudly."""
    with pytest.raises(TypeError):
        Progress(value=cast("int", value))


@given(st.integers(1, 10**12), st.integers(-(10**12), 10**12), st.integers(2, 12))
def test_behind_means_below_the_exact_line(annual: int, value: int, month: int) -> None:
    behind = judged(running_total(annual, {"form": "linear"}), value, month) is Standing.BEHIND
    assert behind is (Fraction(value) < Fraction(annual) * month / 12)
