"""The table of timelines that an official can read, line by line."""

from typing import Any

import pytest

from checks.case import Case, Rules
from checks.judging import judge
from checks.lamps import PRESETS
from checks.timeline import planned
from domain.figures import print_figure
from domain.period import Period
from domain.records import Planned, Progress
from domain.targets import COUNTED_WHOLE, Target, Timeline
from domain.words import Form, Verdict
from tests.checks.tables import NOTHING, Line, lines, target_of

TABLE = "rules_timelines.md"
YEAR = tuple(lines(TABLE, "全年"))
LATE = tuple(lines(TABLE, "滞后月数"))
YEAR_OF = {line["类型"]: line for line in reversed(YEAR)}
"""The first line of each kind."""


def shown(plan: Planned) -> str:
    if plan.value is None:
        return "无" if plan.due else NOTHING
    return print_figure(plan.value)


@pytest.mark.parametrize("line", YEAR, ids=lambda x: " ".join(list(x.values())[:4]))
def test_the_year_runs_as_the_table_says(line: Line) -> None:
    target = target_of(line)
    whole = target.unit in COUNTED_WHOLE
    found = {
        f"{month}月": shown(planned(target, Period.month_of(2014, month), counts_whole=whole))
        for month in range(1, 13)
    }
    assert found == {month: line[month] for month in found}


def test_every_form_and_every_unit_counted_whole_stands_in_the_table() -> None:
    assert {line["序时"].split()[0] for line in YEAR} >= {form.label for form in Form}
    assert {line["单位"] for line in YEAR} >= COUNTED_WHOLE


@pytest.mark.parametrize("line", LATE, ids=lambda x: " ".join(x.values()))
def test_a_late_figure_is_judged_by_its_own_month(line: Line) -> None:
    target = Target.model_validate(
        {
            "code": "A01",
            "name": "某项任务",
            "department": "D01",
            "track": "municipal",
            "kind": "cumulative",
            "unit": "万元",
            "annual": "1200",
            "lag_months": int(line["滞后月数"]),
            "timeline": {"form": "linear"},
        }
    )
    rules = Rules(PRESETS["银川"], Period.month_of(2014, int(line["首评月"])))
    case = Case(target, rules, Period(line["通报月份"]), Progress(value=0), report=1)
    judgement = judge(case)
    assert judgement.period == case.period
    assert judgement.figure_period == Period(line["数据月份"])
    assert shown(Planned(judgement.planned, due=False)) == line["计划"]
    assert judgement.standing.label == line["结论"]


def test_a_month_that_an_explicit_plan_leaves_out_is_an_error() -> None:
    line = dict(YEAR[0], 序时="分月数额 8月=66.7", 年度目标="100")
    with pytest.raises(ValueError, match="no value for 2014-07"):
        planned(target_of(line), Period("2014-07"), counts_whole=False)


@pytest.mark.parametrize(
    ("kind", "progress"),
    [
        ("累计量", Progress(nodes=frozenset())),
        ("累计量", Progress(verdict=Verdict.DONE)),
        ("节点", Progress(value=1)),
        ("节点", Progress(verdict=Verdict.DONE)),
        ("定性", Progress(value=1)),
        ("定性", Progress(nodes=frozenset())),
    ],
)
def test_a_figure_in_the_wrong_form_is_an_error(kind: str, progress: Progress) -> None:
    target = target_of(YEAR_OF[kind])
    case = Case(target, Rules(PRESETS["银川"], Period("2014-02")), Period("2014-08"), progress, 1)
    with pytest.raises(ValueError, match=f"has not the form that {target.kind} needs"):
        judge(case)


def test_a_plan_may_reach_over_the_years_end() -> None:
    """Nodes and windows are dates, not months of one year."""
    early = replaced(YEAR_OF["节点"], nodes=[{"name": "立项", "due": "2013-12", "weight": "100"}])
    late = replaced(YEAR_OF["节点"], nodes=[{"name": "立项", "due": "2015-01", "weight": "100"}])
    assert shown(planned(early, Period("2014-01"), counts_whole=False)) == "100"
    assert shown(planned(late, Period("2014-12"), counts_whole=False)) == "0"
    window = {"form": "window", "first": "2013-11", "last": "2014-02"}
    open_before = replaced(YEAR_OF["累计量"], timeline=window)
    assert shown(planned(open_before, Period("2014-01"), counts_whole=False)) == "900"


@pytest.mark.parametrize("given", [{}, {"first": Period("2014-03")}, {"last": Period("2014-08")}])
def test_a_window_without_its_ends_is_an_error(given: dict[str, Period]) -> None:
    """The register refuses it; a document that slipped by is an error, not a guess."""
    open_ended = Timeline.model_construct(
        form=Form.WINDOW, first=given.get("first"), last=given.get("last"), values={}, steps=()
    )
    target = target_of(YEAR_OF["累计量"]).model_copy(update={"timeline": open_ended})
    with pytest.raises(ValueError, match="a window needs first and last"):
        planned(target, Period("2014-05"), counts_whole=False)


def replaced(line: Line, **fields: Any) -> Target:
    """The line's target with other fields, through the same door."""
    return Target.model_validate(target_of(line).model_dump() | fields)
