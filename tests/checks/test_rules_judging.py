"""The rule table that an official can read, line by line."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from checks.case import Case, Rules
from checks.judging import judge
from checks.lamps import PRESETS
from domain.figures import print_figure, print_number
from domain.period import Period
from domain.words import Form, Kind, MissingCause
from tests.checks.tables import NOTHING, lines, progress_of, target_of

TABLE = "rules_judging.md"


def case_of(line: dict[str, str]) -> Case:
    target = target_of(line)
    said = line["情形"]
    rules = Rules(PRESETS["银川"], Period("2014-02"), counts_whole=target.unit == "个", decimals=1)
    if tolerance := re.search(r"容差(\d+)", said):
        rules = replace(rules, tolerance_points=Fraction(tolerance[1]))
    if "超前0" in said:
        rules = replace(rules, ahead_points=Fraction(0))
    return Case(
        target=target,
        rules=rules,
        period=Period.month_of(2014, int(line["月份"])).plus(target.lag_months),
        progress=progress_of(line["实际"], target.kind),
        report=1,
        cause=MissingCause.SOURCE_FAULT,
        rejected=line["实际"] == "待核" or "又退回" in said,
        exempt="泰效能认〔2014〕3号" if "认可" in said else None,
        done_before=Period("2014-07") if "已完成" in said else None,
        contested="申诉" in said,
    )


@pytest.mark.parametrize(
    "line", tuple(lines(TABLE)), ids=lambda line: " ".join(filter(None, line.values()))
)
def test_the_office_reads_what_the_house_does(line: dict[str, str]) -> None:
    judgement = judge(case_of(line))
    gap = judgement.gap_points
    found = {
        "计划": NOTHING if judgement.planned is None else print_figure(judgement.planned),
        "差距": NOTHING if gap is None else print_number(gap, 1),
        "结论": judgement.standing.label,
        "亮灯": judgement.lamp.label if judgement.lamp else "无",
    }
    assert found == {name: line[name] for name in found}, judgement.reason
    assert line["理由"] in judgement.reason
    assert judgement.reason.endswith("。")


def test_fault_d06_every_kind_and_form_stands_in_the_table() -> None:
    """Ceilings, growth, annual-only and plans of nought each by their own rule."""
    told = list(lines(TABLE))
    kinds = {line["类型"].partition("·")[0] for line in told}
    assert kinds == {kind.label for kind in Kind}
    assert {line["序时"].split()[0] for line in told} >= {form.label for form in Form}
    assert {line["类型"] for line in told if "·" in line["类型"]} == {
        f"年度指标·{base}" for base in ("累计量", "水平", "增幅", "控制类")
    }
    by_standing = {(line["类型"], line["结论"]) for line in told}
    for kind in ("累计量", "水平", "增幅", "控制类", "节点", "定性"):
        assert {(kind, "滞后"), (kind, "达到序时进度")} <= by_standing
