"""The narrative says done and the number is behind: a person looks, the number stands."""

from typing import Any

import pytest

from checks.intake.claims import claim_of_done
from domain.records import Progress
from domain.targets import Target
from domain.words import Severity, Verdict
from tests.checks.intake.builders import (
    accepted,
    checked,
    doubts,
    level,
    milestone,
    office,
    qualitative,
    row,
    rules,
    target,
    value,
)

CEILING: dict[str, Any] = {"kind": "ceiling", "unit": "件", "annual": "120"}


@pytest.mark.parametrize(
    "narrative",
    [
        "已完成",
        "已办结。",
        "该项目已竣工",
        "目标任务已全部完成，正在整理档案",
        "受雨季影响前期滞后，现已全面完工",
        "已完成全年任务",
        "全部完成",
        "已建成并投入使用",
        "已经办理完毕",
    ],
)
def test_a_claim_is_a_whole_clause_that_says_done(narrative: str) -> None:
    assert claim_of_done(narrative)
    assert claim_of_done(narrative) in narrative


@pytest.mark.parametrize(
    "narrative",
    [
        "",
        "已完成60%",
        "未完成",
        "尚未全部完成",
        "征地拆迁已完成",
        "已完成投资3000万元",
        "年底前全部完成",
        "预计12月全部完成",
        "将按期完成",
        "已完成前期工作",
        "力争提前完成",
        "完成",
    ],
)
def test_a_part_a_plan_and_a_denial_are_no_claim(narrative: str) -> None:
    assert claim_of_done(narrative) == ""


def test_fault_d10_a_narrative_that_says_done_never_changes_the_number() -> None:
    """June: 60 of 120 is owed; 40 is reported, and the words say all is done."""
    found = checked([row("T01", "40", reason_given="已办结")], office([target("T01")]))
    (finding,) = doubts(found)
    assert (finding.rule, finding.severity) == ("done_in_words", Severity.NOTE)
    assert accepted(found) == {"T01": value(40)}


@pytest.mark.parametrize(
    ("of", "figure", "unit"),
    [
        (level("T01"), "80", "%"),
        (milestone("T01"), "可研批复", None),
        (qualitative("T01"), "欠进度", None),
    ],
)
def test_fault_d10_every_kind_that_can_be_done(of: Target, figure: str, unit: str | None) -> None:
    found = checked([row("T01", figure, unit=unit, reason_given="已完成")], office([of]))
    assert rules(found) - {"newly_behind"} == {"done_in_words"}


@pytest.mark.parametrize(
    ("of", "figure", "unit"),
    [
        (target("T01"), "60", "万元"),
        (target("T01", **CEILING), "100", "件"),
        (milestone("T01"), "可研批复、主体封顶、验收", None),
        (qualitative("T01"), Verdict.ON_PACE.label, None),
    ],
)
def test_what_is_not_behind_may_say_what_it_likes(of: Target, figure: str, unit: str) -> None:
    found = checked([row("T01", figure, unit=unit, reason_given="已完成")], office([of]))
    assert rules(found) <= {"newly_behind"}
    assert [type(one) for one in accepted(found).values()] == [Progress]
