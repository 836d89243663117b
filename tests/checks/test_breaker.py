"""The breaker: the table that an official can read, what a stepped plan excuses, a mass flip."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from checks.breaker import tripped
from checks.case import Case, Rules
from checks.judging import judge
from domain.office import Office
from domain.period import Period
from domain.records import Judgement, Progress
from domain.rules import Breaker
from domain.targets import Target
from domain.words import PullOutcome, Standing
from tests.checks.months import judgement, office
from tests.checks.tables import NOTHING, Line, lines

MAY, JUNE = Period("2014-05"), Period("2014-06")
TABLE = tuple(lines("rules_breaker.md"))
ONE = Breaker(newly_behind_at_least=1)
STEPPED = {"form": "stepped", "steps": ["20", "50", "75", "100"]}
NODES = [{"name": "开工", "due": "2014-06", "weight": "100"}]
EVEN = {"kind": "cumulative", "annual": "12", "timeline": {"form": "linear"}}
IN_STEPS = EVEN | {"timeline": STEPPED}
AT_YEARS_END = {"kind": "annual_only", "base_kind": "cumulative", "annual": "12"}


def target(number: int, **fields: Any) -> Target:
    document = {"code": f"A{number:02d}", "name": "某项任务", "department": f"D{number:02d}"}
    return Target.model_validate(document | {"track": "municipal", "unit": "公里"} | fields)


def months(number: int, signs: str, planned: tuple[int | None, ...] = (5, 6)) -> list[Judgement]:
    """May's and June's judgement of one department's only target, with what was planned."""
    return [
        replace(
            judgement(sign, period, f"A{number:02d}", f"D{number:02d}"),
            planned=None if plan is None else Fraction(plan),
        )
        for sign, period, plan in zip(signs, (MAY, JUNE), planned, strict=True)
    ]


def split(found: Sequence[Judgement]) -> tuple[list[Judgement], list[Judgement]]:
    return [j for j in found if j.period == JUNE], [j for j in found if j.period == MAY]


def city(line: Line) -> tuple[Office, list[Judgement]]:
    everyone, before = int(line["单位"]), int(line["上月滞后"])
    newly, stepped = int(line["新滞后"]), int(line["分档"])
    signs = ["滞滞"] * before + ["平滞"] * (newly + stepped)
    signs += ["平平"] * (everyone - len(signs))
    forms = [IN_STEPS] * everyone
    forms[before : before + newly] = [EVEN] * newly
    targets = [target(number, **form) for number, form in enumerate(forms, 1)]
    found = [j for number, sign in enumerate(signs, 1) for j in months(number, sign)]
    return office(targets=targets, departments=everyone), found


@pytest.mark.parametrize("line", TABLE, ids=lambda x: " ".join(x.values()))
def test_fault_d13_the_breaker_trips_where_the_table_says(line: Line) -> None:
    failed, before, newly = (int(line[name]) for name in ("失败", "上月滞后", "新滞后"))
    house, found = city(line)
    sentence = tripped(house, sources(int(line["数据源"]), failed), *split(found))
    if line["语句"] == NOTHING:
        assert sentence is None
    else:
        said = line["语句"].replace("失败单位", codes(1, failed))
        said = said.replace("新滞后单位", codes(before + 1, before + newly))
        assert sentence == f"{said}。已暂停提醒和提请，请核实后由专人放行。"


def sources(asked: int, failed: int) -> dict[str, PullOutcome]:
    """The first ones failed; asked in no order."""
    every = range(asked, 0, -1)
    return {f"D{n:02d}": PullOutcome.FAULT if n <= failed else PullOutcome.OK for n in every}


def codes(first: int, last: int) -> str:
    return "、".join(f"D{n:02d}" for n in range(first, last + 1))


def test_an_accident_of_the_same_size_elsewhere_is_another() -> None:
    """A release is given for a sentence: it must not fit where other sources failed."""
    failing = sources(9, 3)
    other = {f"D{10 - int(code[1:]):02d}": outcome for code, outcome in failing.items()}
    first, second = (tripped(office(), each, (), ()) or "" for each in (failing, other))
    assert "（D01、D02、D03）" in first
    assert "（D07、D08、D09）" in second


@pytest.mark.parametrize(
    ("outcome", "is_failure"),
    [
        (PullOutcome.OK, False),
        (PullOutcome.SILENT, False),
        (PullOutcome.EMPTY, True),
        (PullOutcome.PARTIAL, True),
        (PullOutcome.FAULT, True),
    ],
)
def test_a_silent_department_is_no_failed_source(outcome: PullOutcome, is_failure: bool) -> None:
    outcomes = dict.fromkeys(("D01", "D02", "D03"), outcome)
    assert (tripped(office(), outcomes, (), ()) is not None) is is_failure


@pytest.mark.parametrize(
    ("fields", "signs", "planned", "counts"),
    [
        (EVEN, "平滞", (5, 6), True),
        (EVEN, "滞滞", (5, 6), False),
        (EVEN, "未滞", (5, 6), True),
        (IN_STEPS, "平滞", (2, 5), False),
        (IN_STEPS, "平滞", (5, 5), True),
        ({"kind": "milestone", "nodes": NODES}, "平滞", (0, 100), False),
        ({"kind": "milestone", "nodes": NODES}, "平滞", (100, 100), True),
        (
            {"kind": "annual_only", "base_kind": "cumulative", "annual": "12"},
            "前滞",
            (None, 12),
            False,
        ),
        ({"kind": "qualitative"}, "平滞", (None, None), True),
    ],
)
def test_a_plan_that_stepped_excuses_and_nothing_else(
    fields: dict[str, Any], signs: str, planned: tuple[int | None, ...], counts: bool
) -> None:
    house = office(targets=[target(1, **fields)], breaker=ONE)
    assert (tripped(house, {}, *split(months(1, signs, planned))) is not None) is counts


def test_the_first_judged_month_has_nobody_newly_behind() -> None:
    house = office(targets=[target(1, **EVEN)], breaker=ONE)
    assert tripped(house, {}, months(1, "平滞")[1:], ()) is None


@pytest.mark.parametrize(("fields", "counts"), [(EVEN, True), (IN_STEPS, False)])
def test_a_target_added_this_month_is_newly_behind(fields: dict[str, Any], counts: bool) -> None:
    """Unless it came with a step: then nobody can say whether the plan moved or the work."""
    house = office(targets=[target(1, **EVEN), target(2, **fields)], departments=2, breaker=ONE)
    found = [*months(1, "平平"), months(2, "平滞")[1]]
    assert (tripped(house, {}, *split(found)) is not None) is counts


def test_a_laggard_with_one_more_target_behind_is_not_newly_behind() -> None:
    house = office(targets=[target(1, **EVEN), target(2, **EVEN)], departments=2, breaker=ONE)
    second = [replace(j, department="D01") for j in months(2, "平滞")]
    assert tripped(house, {}, *split([*months(1, "滞平"), *second])) is None
    assert tripped(house, {}, *split([*months(1, "平平"), *second])) is not None


def test_fault_d13_a_mass_flip_stops_everything() -> None:
    """All inputs a tenth of what they are: an accident of data, not of ninety departments."""
    targets = [target(number, **EVEN) for number in range(1, 91)]
    house = office(targets=targets, departments=90)

    def assessed(period: Period, tenths: int) -> list[Judgement]:
        value = period.month * 1_000 * tenths
        return [
            judge(Case(t, Rules.of(house, t), period, Progress(value=value), report=1))
            for t in targets
        ]

    may, june, flipped = assessed(MAY, 10), assessed(JUNE, 10), assessed(JUNE, 1)
    assert {j.standing for j in june} == {Standing.ON_PACE}
    assert tripped(house, {}, june, may) is None
    assert {j.standing for j in flipped} == {Standing.BEHIND}
    assert "90个单位中有90个" in (tripped(house, {}, flipped, may) or "")
