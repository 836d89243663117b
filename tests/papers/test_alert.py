"""提醒 and 催办: what one department is told, and what no alert may ever say."""

from datetime import date

import pytest

from domain.snapshot import BehindItem
from domain.words import Basis, Measure, MissingCause
from papers.alert import alert
from papers.facts import Audience
from papers.printers.as_text import print_text
from tests.papers.builders import Arrived, replace_in, snapshot
from tests.papers.city import city
from tests.papers.small import alert_case, small, small_year

AUTOMATIC = (Measure.REMIND, Measure.URGE)


@pytest.mark.parametrize("measure", [one for one in Measure if one not in AUTOMATIC])
def test_fault_d13_no_alert_above_urge_can_be_written(measure: Measure) -> None:
    """Whatever flips, what leaves by itself stays a reminder."""
    with pytest.raises(ValueError, match="named leader's decision"):
        alert(alert_case(small(), measure=measure))


@pytest.mark.parametrize("measure", AUTOMATIC)
def test_an_alert_says_that_it_is_no_decision(measure: Measure) -> None:
    printed = print_text(alert(alert_case(small(), measure=measure)))
    assert printed.startswith(f"进度{measure.label}：2014年9月目标任务进度\n")
    assert f"本件为系统自动{measure.label}，不是处理决定，不作为考核或问责依据。" in printed


def test_who_owes_figures_is_told_until_when_they_count() -> None:
    told = "本期通报定于2014年10月21日印发，此前补报并通过校验的数据，计入本期通报。"
    assert told in print_text(alert(alert_case(small(), "D02")))
    assert told not in print_text(alert(alert_case(small(), "D01", unreported=())))
    assert told not in print_text(alert(alert_case(small(), "D02", made_on=date(2014, 10, 21))))


def test_an_alert_says_all_that_the_office_owes_a_department() -> None:
    printed = print_text(alert(alert_case(small())))
    for owed in (
        "住房和城乡建设局 王建国 局长：",
        "900万元 | 500万元 | 慢于序时进度33.3个百分点 | 1个月 | 红灯 | 我办2014年10月6日集中审核",
        "2014年10月6日采自贵单位数据源（联络员李明）",
        "适用规则：当月滞后的，提醒责任单位。",
        "于2014年10月22日前倒排时间节点、书面反馈滞后原因和整改措施",
        "有异议的，请于2014年10月17日前向我办提出",
        "联系人：孙丽　值班电话：0000-87600110",
    ):
        assert owed in printed


def test_unreported_targets_stand_apart_and_count_for_nothing() -> None:
    printed = print_text(alert(alert_case(small(), "D02")))
    before, apart = printed.split("以下目标任务暂无可用数据，未作评判，不计为滞后")
    assert not before.endswith("另：")
    assert "M008" in apart
    assert "M008" not in before
    assert "滞后：" not in printed
    assert "补报或核实有关数据" in apart


def test_what_was_not_reported_is_added_to_what_is_behind() -> None:
    printed = print_text(alert(alert_case(small(), "D03")))
    before, _ = printed.split("另：以下目标任务暂无可用数据")
    assert "超出控制目标0.3个百分点" in before


def test_a_fault_of_ours_is_not_put_to_the_department() -> None:
    printed = print_text(alert(alert_case(small(), "D03", behind=())))
    assert "M006 空气质量优良率 | 数据源故障 | 我办未能采集到数据，非贵单位原因" in printed
    assert "请贵单位于" not in printed


def test_silence_is_asked_for() -> None:
    silent = Arrived(None, cause=MissingCause.DEPARTMENT_SILENT)
    printed = print_text(alert(alert_case(snapshot(small_year(M006=silent)), "D03", behind=())))
    assert (
        "M006 空气质量优良率 | 未报 | 未取得本期数据（未报送或填报栏为空），请尽快补报。" in printed
    )
    assert "请贵单位于2014年10月22日前补报或核实有关数据。" in printed


def test_a_contested_target_is_marked() -> None:
    contested = snapshot(small_year(M001=Arrived("500", contested=True)))
    assert "M001 新建1-2-3工程安置房（有异议，复核中）" in print_text(alert(alert_case(contested)))


def test_a_correction_says_what_it_corrects() -> None:
    case = alert_case(
        small(), corrects=date(2014, 10, 14), entered=("M001",), left=("M002", "U001")
    )
    printed = print_text(alert(case))
    assert printed.startswith("更正提醒：2014年9月目标任务进度")
    assert "我办2014年10月14日发出的提醒更正如下，以本件为准。" in printed
    assert "新列入滞后：M001 新建1-2-3工程安置房。" in printed
    assert "不再列为滞后：M002 城区道路改造、U001 新开工保障房。" in printed


def test_a_correction_names_a_target_that_the_register_dropped_by_its_code() -> None:
    case = alert_case(small(), corrects=date(2014, 10, 14), left=("M002", "M099"))
    printed = print_text(alert(case))
    assert "不再列为滞后：M002 城区道路改造、M099（已不在目标任务清单）。" in printed


def test_a_figure_of_a_department_without_a_liaison_names_nobody() -> None:
    printed = print_text(alert(alert_case(small(), liaison="")))
    assert "黄灯 | 2014年10月6日采自贵单位数据源\n" in printed
    assert "联络员" not in printed


def test_a_telephone_entry_names_who_gave_it() -> None:
    made = small()
    case = alert_case(made)
    item = case.behind[0]
    names = item.report.__dataclass_fields__
    report = type(item.report)(
        **{name: getattr(item.report, name) for name in names}
        | {"basis": Basis.ENTERED, "actor": "联络员李明"}
    )
    entered = BehindItem(item.judgement, report, item.months, item.rule)
    document = alert(alert_case(made, behind=(entered,)))
    assert "联络员李明2014年10月6日电话补录" in print_text(document)
    assert document.audience is Audience.DEPARTMENT


def test_a_department_reads_nothing_of_another() -> None:
    made = city()
    names = {one.name for one in made.office.departments.values()}
    for code in {one.department for one in made.proposals}:
        printed = print_text(alert(alert_case(made, code)))
        own = made.office.departments[code].name
        assert {name for name in names if name in printed} == {own}


def test_a_rule_that_ends_a_sentence_is_not_ended_twice() -> None:
    case = alert_case(small())
    item = case.behind[0]
    ended = BehindItem(item.judgement, item.report, item.months, "滞后即提醒。")
    printed = print_text(alert(alert_case(replace_in(small()), behind=(ended,))))
    assert "适用规则：滞后即提醒。\n" in printed
