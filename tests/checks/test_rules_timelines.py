"""The table of timelines that an official can read, line by line."""

from dataclasses import replace

import pytest

from checks.case import Case, Rules
from checks.judging import judge
from checks.lamps import PRESETS
from checks.timeline import planned
from domain.figures import print_figure
from domain.period import Period
from domain.records import Planned, Progress
from domain.targets import COUNTED_WHOLE, Target
from domain.words import Form
from tests.checks.tables import NOTHING, Line, lines, target_of

TABLE = "rules_timelines.md"
YEAR = tuple(lines(TABLE, "全年"))
LATE = tuple(lines(TABLE, "滞后月数"))


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


def test_a_figure_in_the_wrong_form_is_an_error() -> None:
    target = target_of(dict(YEAR[0]))
    case = Case(target, Rules(PRESETS["银川"], Period("2014-02")), Period("2014-08"), report=1)
    with pytest.raises(ValueError, match="has not the form that cumulative needs"):
        judge(replace(case, progress=Progress(nodes=frozenset())))
