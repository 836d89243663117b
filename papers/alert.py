"""提醒 / 催办: one letter to one department about its own targets. A reminder, not a decision."""

from collections.abc import Sequence

from domain.local_time import local_day
from domain.records import Judgement
from domain.snapshot import AlertCase, BehindItem
from domain.words import Basis, Measure, MissingCause, Standing
from papers import cells
from papers.facts import Audience, Fact, clean, count, day, month, name_of
from papers.to_department import addressee, contact, private, signed
from papers.tree import (
    Block,
    Column,
    Document,
    Heading,
    Items,
    Line,
    Paragraph,
    Part,
    Table,
    joined,
    line,
)

_MEASURES = (Measure.REMIND, Measure.URGE)


def alert(case: AlertCase) -> Document:
    """The letter. Raises ValueError for a measure that needs a leader's decision."""
    if case.measure not in _MEASURES:
        raise ValueError(f"{case.measure} never leaves without a named leader's decision")
    return Document(
        title=_title(case),
        blocks=(
            Paragraph(_banner(case), "banner"),
            Paragraph(
                addressee(case.office, case.department, case.addressee, case.addressee_title),
                "addressee",
            ),
            *_corrected(case),
            *_behind(case),
            *_unreported(case),
            *_asked(case),
            signed(case.office, case.made_on),
        ),
        audience=Audience.DEPARTMENT,
    )


def _title(case: AlertCase) -> Line:
    kind = "更正提醒" if case.corrects else f"进度{case.measure.label}"
    return line(kind, "：", month("period", case.period), "目标任务进度")


def _banner(case: AlertCase) -> Line:
    return line(f"本件为系统自动{case.measure.label}，不是处理决定，不作为考核或问责依据。")


def _corrected(case: AlertCase) -> list[Block]:
    """What changed since the alert that this one corrects."""
    if case.corrects is None:
        return []
    changes: list[Line] = []
    if case.entered:
        changes.append(line("新列入滞后：", _names(case, case.entered), "。"))
    if case.left:
        changes.append(line("不再列为滞后：", _names(case, case.left), "。"))
    opening = line(
        "经数据更新，我办", day("corrects", case.corrects), "发出的提醒更正如下，以本件为准。"
    )
    return [Paragraph(opening), Items(tuple(changes))]


def _names(case: AlertCase, targets: Sequence[str]) -> Line:
    return joined([_name(case, code) for code in targets])


def _name(case: AlertCase, code: str) -> Line:
    """Code and name; of a target that the register has dropped since only the code is known."""
    target = case.office.targets.get(code)
    if target is None:
        return line(name_of(f"target.{code}.code", code, code), cells.DROPPED)
    return cells.target_name(target)


def _behind(case: AlertCase) -> list[Block]:
    if not case.behind:
        return []
    codes = [item.judgement.target for item in case.behind]
    opening = line(
        "截至",
        month("period", case.period),
        "底，贵单位牵头的下列",
        count("behind", len(codes), codes),
        "项目标任务进度滞后：",
    )
    rules = dict.fromkeys(clean(item.rule).rstrip("。") for item in case.behind)
    cited = [line("适用规则：", name_of(f"rule.{n}", rule), "。") for n, rule in enumerate(rules)]
    return [Paragraph(opening), _items(case), Items(tuple(cited))]


def _items(case: AlertCase) -> Table:
    columns = (
        Column(line("目标任务"), 40, "left"),
        Column(line("计划"), 20),
        Column(line("实际"), 20),
        Column(line("差距"), 30),
        Column(line("连续滞后"), 15),
        Column(line("亮灯"), 12),
        Column(line("数据来源"), 38, "left"),
    )
    return Table(columns, tuple(_item(case, item) for item in case.behind))


def _item(case: AlertCase, item: BehindItem) -> tuple[Line, ...]:
    judgement, office = item.judgement, case.office
    target = office.targets[judgement.target]
    return (
        line(cells.target_name(target), "（有异议，复核中）" if judgement.contested else ""),
        cells.planned(target, judgement),
        cells.actual(target, judgement),
        cells.gap(office, target, judgement),
        cells.months_behind(target, item.months),
        cells.lamp(judgement),
        _source(case, item),
    )


def _source(case: AlertCase, item: BehindItem) -> Line:
    """Where the figure comes from and since when it is known, and no act that nobody saw."""
    report, name = item.report, f"target.{item.report.target}"
    on = day(f"{name}.reported_on", local_day(report.known_at))
    match report.basis:
        case Basis.PULLED:
            return _pulled(case.liaison, on)
        case Basis.ENTERED:
            return line(private(f"{name}.actor", report.actor), on, "电话补录")
        case Basis.AUDITED:
            return line("我办", on, "集中审核")


def _pulled(liaison: str, on: Fact) -> Line:
    named = line("（联络员", private("liaison", liaison), "）") if liaison else line()
    return line(on, "采自贵单位数据源", named)


def _unreported(case: AlertCase) -> list[Block]:
    if not case.unreported:
        return []
    columns = (
        Column(line("目标任务"), 60, "left"),
        Column(line("情形"), 25),
        Column(line("说明"), 90, "left"),
    )
    rows = tuple(_gap_in_reporting(case, judgement) for judgement in case.unreported)
    also = "另：" if case.behind else ""
    heading = Heading(1, line(also, "以下目标任务暂无可用数据，未作评判，不计为滞后"))
    return [heading, Table(columns, rows)]


def _gap_in_reporting(case: AlertCase, judgement: Judgement) -> tuple[Line, ...]:
    target = case.office.targets[judgement.target]
    return (line(cells.target_name(target)), line(_state(judgement)), _explained(judgement))


def _state(judgement: Judgement) -> str:
    """未报 or 待核; a fault of ours or of the network is called that."""
    if judgement.cause is MissingCause.SOURCE_FAULT:
        return MissingCause.SOURCE_FAULT.label
    return judgement.standing.label


def _explained(judgement: Judgement) -> Line:
    if judgement.cause is MissingCause.SOURCE_FAULT:
        return line("我办未能采集到数据，非贵单位原因，正在处理。")
    if judgement.standing is Standing.MISSING:
        return line("未取得本期数据（未报送或填报栏为空），请尽快补报。")
    return line(name_of(f"target.{judgement.target}.why", judgement.reason, judgement.target))


def _asked(case: AlertCase) -> list[Block]:
    """What is asked and by when, how to contest, whom to call."""
    asked: list[Part] = []
    if case.behind:
        asked.append("倒排时间节点、书面反馈滞后原因和整改措施")
    is_owing = any(j.cause is not MissingCause.SOURCE_FAULT for j in case.unreported)
    if is_owing:
        asked.append("补报或核实有关数据")
    blocks: list[Block] = []
    if asked:
        reply_by = day("reply_by", case.reply_by)
        blocks.append(Paragraph(line("请贵单位于", reply_by, "前", joined(asked, "，并"), "。")))
    if is_owing and case.made_on < case.brief_on:
        brief_on = day("brief_on", case.brief_on)
        counts = "前补报并通过校验的数据，计入本期通报。"
        blocks.append(Paragraph(line("本期通报定于", brief_on, "印发，此", counts)))
    contest_by = day("contest_by", case.contest_by)
    contest = line(
        "对数据或评判有异议的，请于", contest_by, "前向我办提出并附依据，复核期间标注“有异议”。"
    )
    return [*blocks, Paragraph(contest), contact(case.office, case.officer)]
