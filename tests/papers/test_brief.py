"""The brief of odd months: nothing behind, nothing arrived, one department, no history."""

import re
from dataclasses import replace

from domain.snapshot import Snapshot
from domain.words import DecisionVerdict, Measure, Standing
from papers.brief import brief
from papers.brief_mail import brief_mail
from papers.printers.as_text import print_text
from papers.tree import Heading, Table
from tests.papers.builders import (
    AUGUST,
    SEPTEMBER,
    Arrived,
    Year,
    decided,
    department,
    office,
    replace_in,
    snapshot,
    target,
)
from tests.papers.city import city
from tests.papers.small import small, small_year


def headings(made: Snapshot) -> list[str]:
    return [
        block.line.text
        for block in brief(made).blocks
        if isinstance(block, Heading) and block.level == 1
    ]


def one_department(*values: str | None) -> Snapshot:
    """One department with one target, a value for each month up to September."""
    year = Year(office([department("D01", "教育局")], [target("M001", "D01")]))
    for back, value in zip(range(len(values) - 1, -1, -1), values, strict=True):
        year.judge(SEPTEMBER.plus(-back), {"M001": Arrived(value)})
    return snapshot(year)


def test_sections_stand_in_the_order_of_the_office() -> None:
    assert headings(small()) == [
        "一、总体情况",
        "二、完成情况",
        "三、滞后事项",
        "四、报送情况",
        "五、上期事项办理",
        "六、督办约谈情况",
        "七、下一步要求",
    ]


def test_a_heading_without_data_is_left_out_and_leaves_no_hole() -> None:
    assert headings(one_department("1000")) == [
        "一、总体情况",
        "二、完成情况",
        "三、报送情况",
        "四、下一步要求",
    ]


def test_the_parts_of_those_in_time_are_counted_only_where_they_say_more() -> None:
    assert "达到序时进度1项，占全部目标的100.0%" in print_text(brief(one_department("900")))
    assert "达到序时进度0项，占全部目标的0.0%" in print_text(brief(one_department("100")))
    done = print_text(brief(one_department("1200")))
    assert "达到序时进度1项（已完成1项），占全部目标的100.0%" in done


def test_no_laggards() -> None:
    printed = print_text(brief(one_department("800", "900")))
    assert "没有滞后项目" in printed
    assert "附件" not in printed
    assert "滞后项目数与2014年8月持平。" in printed
    mail = print_text(brief_mail(one_department("800", "900")))
    assert "差距最大" not in mail
    assert "本期新增：市级个性目标无变化。" in mail


def test_a_fault_of_a_source_is_said_only_where_there_is_one() -> None:
    sentence = "不作为单位未报送处理，不影响对单位的评判。"
    assert f"因数据源或网络故障未能采集环境保护局的1项数据，{sentence}" in print_text(
        brief(small())
    )
    assert sentence not in print_text(brief(one_department("900")))


def test_a_month_in_which_nothing_arrived_accuses_nobody() -> None:
    printed = print_text(brief(one_department("850", None)))
    assert "另有未报1项，不作滞后评判" in printed
    assert "没有滞后项目" in printed
    assert "本期应报送1项，按时报送0项，占应报送项数的0.0%，未报送1项。" in printed


def test_an_office_without_any_target_still_has_a_brief() -> None:
    year = Year(office([department("D01", "教育局")], []))
    year.judge(SEPTEMBER, {})
    assert headings(snapshot(year)) == ["一、下一步要求"]


def test_the_first_judged_month_is_compared_with_none() -> None:
    printed = print_text(brief(one_department("850")))
    assert "本期为首次评判，不与上期比较。" in printed
    assert "上期事项办理" not in printed
    assert "首次评判" in print_text(brief_mail(one_department("850")))


def test_a_draft_has_no_number() -> None:
    assert "（送审稿）" in print_text(brief(small()))
    assert "泰效能〔2014〕9号" in print_text(brief(small(), 9))


def test_a_city_counts_as_the_office_counted() -> None:
    printed = print_text(brief(city(), 9))
    assert "滞后68项，占全部目标的6.25%" in printed
    assert "涉及23个单位，占承担单位的25.6%" in printed


def test_excused_is_not_completed_and_both_denominators_are_printed() -> None:
    printed = print_text(brief(small()))
    assert (
        "除1项经认可因客观因素不作评判外，其余1项中达到序时进度0项，占其余目标的0.0%。" in printed
    )


def test_departments_with_as_many_targets_behind_share_a_rank() -> None:
    table = next(
        block
        for block in brief(city()).blocks
        if isinstance(block, Table) and block.columns[0].title.text == "位次"
    )
    numbers = [(int(row[0].text), int(row[3].text)) for row in table.rows]
    assert len(numbers) == 23
    for rank, count in numbers:
        assert rank == 1 + sum(other > count for _, other in numbers)


def test_what_became_of_last_month_adds_up() -> None:
    printed = print_text(brief(city()))
    section = printed.split("上期事项办理")[1].split("督办约谈情况")[0]
    for sentence in re.findall(r"2014年8月滞后(.*)。", section):
        total, *parts = [int(n) for n in re.findall(r"(\d+)项", sentence)]
        assert total == sum(parts)


def test_shares_of_all_standings_add_to_a_hundred_on_paper() -> None:
    tables = [b for b in brief(city()).blocks if isinstance(b, Table) and b.total]
    assert len(tables) == 2
    for table in tables:
        whole, *parts = [cell.text.rstrip("%").replace(".", "") for cell in table.total[1:]]
        assert sum(map(int, parts)) == int(whole)


def test_an_amended_measure_is_printed_as_decided() -> None:
    made = small()
    proposal = made.proposals[0]
    amended = decided(proposal, verdict=DecisionVerdict.AMEND, measure=Measure.CIRCULATE)
    printed = print_text(brief(replace_in(made, decided=(amended,))))
    assert "对住房和城乡建设局予以通报批评" in printed
    assert "曝光" not in printed


def test_a_decision_on_a_target_that_the_register_dropped_names_its_code() -> None:
    made = small()
    proposal = made.proposals[0]
    dropped = replace(proposal, grounds=(replace(proposal.grounds[0], target="M099"),))
    printed = print_text(brief(replace_in(made, decided=(decided(dropped),))))
    assert "对住房和城乡建设局予以曝光 | M099（已不在目标任务清单） | " in printed


def test_a_rejected_figure_is_listed_as_waiting() -> None:
    year = Year(office([department("D01", "教育局")], [target("M001", "D01")]))
    year.judge(AUGUST, {"M001": Arrived("800")})
    year.judge(SEPTEMBER, {"M001": Arrived(None, rejected=True)})
    made = snapshot(year)
    assert made.tracks[0].judgements[0].standing is Standing.REJECTED
    assert "另有待核1项，不作滞后评判" in print_text(brief(made))


def test_the_small_year_is_judged_by_the_house() -> None:
    standings = {j.target: j.standing for j in small_year().months[SEPTEMBER]}
    assert standings["M001"] is Standing.BEHIND
    assert standings["U002"] is Standing.EXEMPT
    assert len(set(standings.values())) == 6
