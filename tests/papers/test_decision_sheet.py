"""呈批件: every ground with its figures as reported and as audited, months, rule and place."""

import pytest

from domain.snapshot import Snapshot
from domain.words import Measure, Standing
from papers.decision_sheet import decision_sheet
from papers.printers.as_text import print_text
from papers.tree import Annex, Heading, Table
from tests.papers.builders import (
    SEPTEMBER,
    Arrived,
    Year,
    department,
    office,
    replace_in,
    snapshot,
    target,
)
from tests.papers.city import city
from tests.papers.small import small, small_year


def grounds(made: Snapshot) -> list[Table]:
    """The grounds of each proposal, in order."""
    (annex,) = [block for block in decision_sheet(made).blocks if isinstance(block, Annex)]
    return [block for block in annex.blocks if isinstance(block, Table)]


def row_of(made: Snapshot, target: str) -> list[str]:
    for table in grounds(made):
        for row in table.rows:
            if row[0].text.startswith(target):
                return [cell.text for cell in row]
    raise AssertionError(f"no ground {target}")


def test_the_audited_value_stands_beside_the_reported() -> None:
    assert row_of(small(), "M001")[1:4] == ["900万元", "640万元", "500万元"]
    assert row_of(small(), "M002")[1:4] == ["2个节点", "1个节点", "未审核"]


def test_an_audited_value_of_which_nothing_was_reported() -> None:
    assert row_of(small(reported={}), "M001")[1:4] == ["900万元", "—", "500万元"]


def test_each_ground_shows_gap_lamp_months_and_rule() -> None:
    made = small()
    assert row_of(made, "M001")[4:] == [
        "慢于序时进度33.3个百分点", "红灯", "1个月", "无", "条款一，计1次",
    ]  # fmt: skip
    assert row_of(made, "U001")[6:] == ["3个月", "无", "条款一，计3次"]
    printed = print_text(decision_sheet(made))
    assert "条款一：连续3个月滞后的，约谈责任单位主要负责人。" in printed


def test_each_ground_names_its_place_in_the_source_and_the_evidence() -> None:
    printed = print_text(decision_sheet(small()))
    assert "M002 出处：D01-2014-09.csv第" in printed
    assert "行“本月累计”列，原始数据" in printed
    assert "集中审核：效能办孙丽（依据：发票和验收单）。" in printed


def test_open_ends_stand_in_the_way() -> None:
    printed = print_text(decision_sheet(small()))
    assert "审核：1项数据尚未集中审核；异议：无待办。现阶段不宜作出同意的决定。" in printed


def test_a_contested_ground_is_marked() -> None:
    contested = snapshot(small_year(M001=Arrived("500", reported="640", contested=True)))
    assert row_of(contested, "M001")[7] == "复核中"
    assert row_of(contested, "M002")[7] == "无"
    printed = print_text(decision_sheet(contested))
    assert "异议：1项异议正在复核。现阶段不宜作出同意的决定。" in printed


def test_two_tracks_are_two_lists() -> None:
    titles = [b.line.text for b in decision_sheet(city()).blocks if isinstance(b, Heading)]
    assert titles == ["一、市级个性目标", "二、上级考核目标"]
    overviews = [b for b in decision_sheet(city()).blocks if isinstance(b, Table)]
    assert [len(table.rows) for table in overviews] == [23, 7]
    assert all(row[1].text.startswith("约谈") for row in overviews[1].rows)


def test_nothing_to_decide_is_said() -> None:
    printed = print_text(decision_sheet(small(proposals=(), decided=())))
    assert "2014年9月没有需要提请决定的督办约谈事项。\n" in printed


def test_the_first_judged_month_says_why_nothing_is_proposed() -> None:
    year = Year(office([department("D01", "教育局")], [target("M001", "D01")]))
    year.judge(SEPTEMBER, {"M001": Arrived("100")})
    printed = print_text(decision_sheet(snapshot(year, proposals=())))
    assert "没有需要提请决定的督办约谈事项。本年度首个评判月不提请督办约谈事项。\n" in printed


def test_grounds_of_another_judgement_are_refused() -> None:
    stale = small().proposals
    with pytest.raises(ValueError, match="the grounds are not"):
        decision_sheet(replace_in(snapshot(small_year(M001=Arrived("501"))), proposals=stale))


def test_fault_e20_a_referral_is_only_proposed_with_its_evidence() -> None:
    """Raw hash, row, plan, arithmetic, rule text, the day until which to object, and a blank."""
    made = small()
    interview = next(one for one in made.proposals if one.measure is Measure.INTERVIEW)
    (ground,) = interview.grounds
    printed = print_text(decision_sheet(made))
    assert ground.raw_hash is not None
    assert ground.raw_hash[:12] in printed
    assert str(ground.place) in printed
    assert ground.rule in printed
    assert "900套 | 600套 | 未审核 | 慢于序时进度25.0个百分点" in printed
    assert "单位可于2014年10月16日前提出异议" in printed
    assert printed.count("□ 同意") == len(made.proposals)


def test_every_ground_of_a_city_is_on_the_sheet() -> None:
    made = city()
    named = {row[0].text.split()[0] for table in grounds(made) for row in table.rows}
    behind = {
        one.target
        for month in made.tracks
        for one in month.judgements
        if one.standing is Standing.BEHIND
    }
    assert {ground.target for one in made.proposals for ground in one.grounds} == named
    assert named <= behind
    assert len(named) == 68 + 7
