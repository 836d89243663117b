"""The rule table that an official can read, line by line."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from checks.case import Case, Rules
from checks.judging import judge
from checks.lamps import PRESETS
from domain.figures import parse_figure, print_figure, print_number
from domain.period import Period
from domain.records import Progress
from domain.targets import Target
from domain.words import Form, Kind, MissingCause, Verdict

TABLE = Path(__file__).with_name("rules_judging.md")
NOTHING = "—"


def lines() -> Iterator[dict[str, str]]:
    heads: list[str] = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| 类型"):
            heads = cells
        elif line.startswith("| "):
            yield dict(zip(heads, cells, strict=True))


def timeline(text: str, annual: str) -> dict[str, object] | None:
    form, _, rest = text.partition(" ")
    if form in (NOTHING, "节点"):
        return None
    plan: dict[str, object] = {"form": next(f for f in Form if f.label == form)}
    if form in (Form.SHARES.label, Form.AMOUNTS.label):
        last = annual if form == Form.AMOUNTS.label else "100"
        month, value = rest.split("月=")
        plan["values"] = {f"2014-{int(month):02d}": value, "2014-12": last}
    if form == Form.STEPPED.label:
        plan["steps"] = rest.split("/")
    if form == Form.WINDOW.label:
        first, last = re.findall(r"\d+", rest)
        plan |= {"first": f"2014-{int(first):02d}", "last": f"2014-{int(last):02d}"}
    return plan


def target_of(line: dict[str, str]) -> Target:
    kind, _, base = line["类型"].partition("·")
    nodes = re.findall(r"([^\d\s]+)(\d+)月(\d+)", line["序时"].removeprefix("节点 "))
    lag = re.search(r"滞后(\d)月", line["情形"])
    return Target.model_validate(
        {
            "code": "A01",
            "name": "某项任务",
            "department": "D01",
            "track": "municipal",
            "kind": next(k for k in Kind if k.label == kind),
            "base_kind": next((k for k in Kind if k.label == base), None),
            "unit": line["单位"],
            "annual": line["年度目标"] or None,
            "lag_months": int(lag[1]) if lag else 0,
            "timeline": timeline(line["序时"], line["年度目标"]),
            "nodes": [
                {"name": name, "due": f"2014-{int(due):02d}", "weight": weight}
                for name, due, weight in (nodes if kind == "节点" else ())
            ],
        }
    )


def progress_of(line: dict[str, str], kind: Kind) -> Progress | None:
    text = line["实际"]
    if text in ("未报", "待核"):
        return None
    if kind is Kind.QUALITATIVE:
        return Progress(verdict=next(v for v in Verdict if v.label == text))
    if kind is Kind.MILESTONE:
        return Progress(nodes=frozenset(() if text == "无" else text.split("、")))
    return Progress(value=parse_figure(text))


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
        progress=progress_of(line, target.kind),
        report=1,
        cause=MissingCause.SOURCE_FAULT,
        rejected=line["实际"] == "待核",
        exempt="泰效能认〔2014〕3号" if "认可" in said else None,
        done_before=Period("2014-07") if "已完成" in said else None,
        contested="申诉" in said,
        suspect="存疑" in said,
    )


@pytest.mark.parametrize(
    "line", tuple(lines()), ids=lambda line: " ".join(filter(None, line.values()))
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
    told = list(lines())
    kinds = {line["类型"].partition("·")[0] for line in told}
    assert kinds == {kind.label for kind in Kind}
    assert {line["序时"].split()[0] for line in told} >= {form.label for form in Form}
    assert {line["类型"] for line in told if "·" in line["类型"]} == {
        f"年度指标·{base}" for base in ("累计量", "水平", "增幅", "控制类")
    }
    by_standing = {(line["类型"], line["结论"]) for line in told}
    for kind in ("累计量", "水平", "增幅", "控制类", "节点", "定性"):
        assert {(kind, "滞后"), (kind, "达到序时进度")} <= by_standing
