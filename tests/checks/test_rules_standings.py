"""The table of the order of standings: each line with the whole sentence of its reason."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from checks.case import Case, Rules
from checks.judging import judge
from checks.lamps import PRESETS
from domain.period import Period
from domain.words import MissingCause, Standing
from tests.checks.tables import Line, lines, progress_of, target_of

TABLE = tuple(lines("rules_standings.md"))
CAUSES = {
    "单位": MissingCause.DEPARTMENT_SILENT,
    "故障": MissingCause.SOURCE_FAULT,
    "未要求": MissingCause.NOT_ASKED,
}


def case_of(line: Line) -> Case:
    target, given = target_of(line), line["情形"]
    tolerance = re.search(r"容差(\d+)", given)
    rules = Rules(
        PRESETS["银川"],
        Period("2014-02"),
        counts_whole=target.unit == "个",
        tolerance_points=Fraction(tolerance[1]) if tolerance else Fraction(0),
    )
    progress = progress_of(line["实际"], target.kind)
    return Case(
        target=target,
        rules=rules,
        period=Period.month_of(2014, int(line["月份"])),
        progress=progress,
        report=None if progress is None else 7,
        cause=CAUSES.get(given, MissingCause.SOURCE_FAULT),
        rejected=line["实际"] == "待核" or "又退回" in given,
        exempt="泰效能认〔2014〕3号" if "认可" in given else None,
        done_before=Period("2014-07") if "已完成" in given else None,
    )


@pytest.mark.parametrize("line", TABLE, ids=lambda x: " ".join(list(x.values())[:-1]))
def test_the_standing_and_its_whole_reason(line: Line) -> None:
    case = case_of(line)
    judgement = judge(case)
    assert judgement.standing.label == line["结论"]
    assert judgement.reason == line["理由"]
    is_missing = judgement.standing is Standing.MISSING
    assert judgement.cause is (case.cause if is_missing else None)
    assert (judgement.report, judgement.progress) == (case.report, case.progress)
    assert judgement.lamp is None or judgement.standing is Standing.BEHIND


def test_every_standing_stands_in_the_table() -> None:
    assert {line["结论"] for line in TABLE} == {standing.label for standing in Standing}


@pytest.mark.parametrize("line", TABLE, ids=lambda x: " ".join(list(x.values())[:-1]))
def test_a_contest_is_a_flag_beside_the_standing(line: Line) -> None:
    case = case_of(line)
    contested = judge(replace(case, contested=True))
    assert contested == replace(judge(case), contested=True)
