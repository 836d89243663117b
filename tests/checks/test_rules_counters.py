"""The table of counters that an official can read, line by line."""

import pytest

from checks.counters import count, count_department, tally
from domain.period import Period
from domain.records import Counters, Judgement
from tests.checks.months import judgement, year
from tests.checks.tables import Line, lines

TABLE = "rules_counters.md"


def expected(line: Line) -> Counters:
    return Counters(
        running_months=int(line["连续月"]),
        months=int(line["累计月"]),
        running_quarter_ends=int(line["连续季末"]),
        quarter_ends=int(line["累计季末"]),
        running_reds=int(line["连续红"]),
        reds=int(line["累计红"]),
    )


def months_of(line: Line, signs: list[str], lag: int = 0) -> list[Judgement]:
    first = Period(line["起"])
    return [
        judgement(sign, first.plus(place + lag), f"A{number:02d}", lag=lag)
        for place, month in enumerate(signs)
        for number, sign in enumerate(month, 1)
    ]


@pytest.mark.parametrize("lag", [0, 1])
@pytest.mark.parametrize("line", tuple(lines(TABLE, "一项任务")), ids=lambda x: x["各月"])
def test_a_target_counts_as_the_table_says(line: Line, lag: int) -> None:
    """A lagging figure counts in its own month: quarter and year are the figure's."""
    judgements = months_of(line, list(line["各月"]), lag)
    assert count(judgements) == expected(line)
    assert tally(judgements).targets == {"A01": expected(line)}


@pytest.mark.parametrize("line", tuple(lines(TABLE, "一个单位")), ids=lambda x: x["各月"])
def test_a_department_counts_as_the_table_says(line: Line) -> None:
    judgements = months_of(line, line["各月"].split())
    assert count_department(judgements) == expected(line)
    assert tally(judgements).departments == {("municipal", "D01"): expected(line)}


def test_a_tally_knows_since_when_a_lag_runs() -> None:
    found = tally(
        year(
            A01="滞滞", A02="滞平滞未滞", A03="滞平", A04="滞完", A05="未免", A06="滞未", A07="滞超"
        )
    )
    assert found.since == {
        "A01": Period("2014-02"),
        "A02": Period("2014-04"),
        "A06": Period("2014-02"),
    }
    assert found.periods == 5


def test_nothing_judged_counts_nothing() -> None:
    assert count(()) == Counters()
    assert tally(()).periods == 0
