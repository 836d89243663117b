"""滞后事项: laggards by department and by city leader; every target behind stands in an annex."""

from collections.abc import Sequence

from domain.records import Judgement
from domain.snapshot import Snapshot
from papers import cells
from papers.facts import count, name_of
from papers.sections.overview import behind_count, track_heading, track_label
from papers.shares import ranks
from papers.tally import Tally, codes, most_first, tallies
from papers.tree import Annex, Block, Column, Line, Paragraph, Table, joined, line


def lag(snapshot: Snapshot) -> tuple[Block, ...]:
    """For each track with targets behind: who, how many, under which city leader."""
    late = [tally for tally in tallies(snapshot) if tally.behind]
    blocks: list[Block] = []
    for number, tally in enumerate(late, 1):
        blocks += [track_heading(number, tally), Paragraph(_opening(tally)), _by_department(tally)]
        blocks += [Paragraph(line("按分管市领导统计如下：")), _by_city_leader(tally)]
    return tuple(blocks)


def annexes(snapshot: Snapshot) -> tuple[Annex, ...]:
    """One list of targets behind for each track."""
    late = [tally for tally in tallies(snapshot) if tally.behind]
    return tuple(
        Annex(
            mark=line("附件", count(f"annex.{number}", number)),
            title=annex_title(tally),
            blocks=(_items(tally), Paragraph(_legend(), "note")),
            lies="across",
        )
        for number, tally in enumerate(late, 1)
    )


def annex_title(tally: Tally) -> Line:
    """What an annex is called, there and in the list of annexes."""
    return line(track_label(tally), "滞后事项明细表")


def _opening(tally: Tally) -> Line:
    counters = tally.month.counters
    long = [j for j in tally.behind if counters[j.target].running_months > 1]
    name = f"{tally.month.track}.running"
    again: Line = (
        line("，其中连续两个月以上滞后", count(name, len(long), codes(long)), "项")
        if long
        else line()
    )
    return line("滞后", behind_count(tally), "项", again, "，责任单位按滞后项数排列如下：")


def _by_department(tally: Tally) -> Table:
    rows = []
    for rank, (code, _) in _ranked(tally.laggards):
        own = [j for j in tally.behind if j.department == code]
        name = f"{tally.month.track}.{code}"
        led = [j.target for j in tally.judgements if j.department == code]
        rows.append(
            (
                line(count(f"{name}.rank", rank, [code])),
                line(cells.department_name(tally.office, code)),
                line(count(f"{name}.led", len(led), led)),
                line(count(f"{name}.behind", len(own), codes(own))),
                line(_worst(tally, own)),
            )
        )
    columns = (
        Column(line("位次"), 10),
        Column(line("责任单位"), 40, "left"),
        Column(line("承担项数"), 16),
        Column(line("滞后项数"), 16),
        Column(line("差距最大的一项"), 74, "left"),
    )
    return Table(columns, tuple(rows))


def _ranked(pairs: Sequence[tuple[str, int]]) -> list[tuple[int, tuple[str, int]]]:
    return list(zip(ranks([number for _, number in pairs]), pairs, strict=True))


def _worst(tally: Tally, own: Sequence[Judgement]) -> Line:
    """The department's largest gap: its list is already the worst first."""
    target = tally.target(own[0])
    gap = cells.gap(tally.office, target, own[0])
    name = name_of(f"target.{target.code}.name", target.name, target.code)
    return line(name) if gap.text == cells.DASH else line(name, "，", gap)


def _by_city_leader(tally: Tally) -> Table:
    departments = tally.office.departments
    leader_of = {j.target: departments[j.department].city_leader for j in tally.behind}
    pairs = most_first(leader_of.values())
    rows = tuple(
        (
            line(name_of(f"leader.{key}", tally.snapshot.city_leaders[key])),
            line(count(f"{tally.month.track}.leader.{key}", number, _of(leader_of, key))),
            joined([cells.department_name(tally.office, code) for code in _units(tally, key)]),
        )
        for key, number in pairs
    )
    columns = (
        Column(line("分管市领导"), 40),
        Column(line("滞后项数"), 22),
        Column(line("涉及单位"), 94, "left"),
    )
    return Table(columns, rows)


def _of(leader_of: dict[str, str], key: str) -> list[str]:
    return sorted(target for target, leader in leader_of.items() if leader == key)


def _units(tally: Tally, leader: str) -> list[str]:
    departments = tally.office.departments
    return [code for code, _ in tally.laggards if departments[code].city_leader == leader]


def _items(tally: Tally) -> Table:
    columns = (
        Column(line("序号"), 10),
        Column(line("责任单位"), 35, "left"),
        Column(line("目标任务"), 46, "left"),
        Column(line("计划"), 23),
        Column(line("实际"), 23),
        Column(line("差距"), 28),
        Column(line("连续滞后"), 15),
        Column(line("亮灯"), 12),
        Column(line("单位说明的原因"), 46, "left"),
    )
    rows = tuple(_item(tally, number, one) for number, one in enumerate(_by_unit(tally), 1))
    return Table(columns, rows)


def _by_unit(tally: Tally) -> list[Judgement]:
    """Departments in their rank, each one's targets the worst first."""
    return [j for code, _ in tally.laggards for j in tally.behind if j.department == code]


def _item(tally: Tally, number: int, judgement: Judgement) -> tuple[Line, ...]:
    office, target = tally.office, tally.target(judgement)
    report = tally.snapshot.reports[_report_number(judgement)]
    contested = "（有异议，复核中）" if judgement.contested else ""
    return (
        line(count(f"target.{target.code}.line", number, [target.code])),
        line(cells.department_name(office, judgement.department)),
        line(cells.target_name(target), contested),
        cells.planned(target, judgement),
        cells.actual(target, judgement),
        cells.gap(office, target, judgement),
        cells.months_behind(target, tally.month.counters[target.code].running_months),
        cells.lamp(judgement),
        line(cells.reason_given(target, report.reason_given)),
    )


def _report_number(judgement: Judgement) -> int:
    """A target is behind only by a report; without one the paper must not be made."""
    if judgement.report is None:
        raise ValueError(f"target {judgement.target} is behind without a report")
    return judgement.report


def _legend() -> Line:
    return line(
        "注：差距按未取整的准确数计算，取整一次；连续滞后为连续评判为滞后的月数；"
        "单位说明的原因为责任单位自行填报，未经核实。"
    )
