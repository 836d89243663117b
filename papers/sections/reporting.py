"""报送情况: on time, late, missing, rejected. A source's fault is never its department's."""

from collections.abc import Callable, Sequence

from domain.snapshot import Reporting, Snapshot
from papers.cells import department_name
from papers.facts import count
from papers.shares import share
from papers.tree import Block, Column, Line, Paragraph, Part, Table, joined, line


def reporting(snapshot: Snapshot) -> tuple[Block, ...]:
    """Totals, the departments with something to answer for, and faults apart."""
    asked = [one for one in snapshot.reporting if one.asked]
    if not asked:
        return ()
    answering = [one for one in asked if not one.outcome.failed]
    open_ones = [one for one in answering if one.late or one.missing or one.rejected]
    blocks: list[Block] = [Paragraph(totals(snapshot))]
    if open_ones:
        blocks += [
            Paragraph(line("存在逾期、未报送或待核情形的单位如下：")),
            _table(snapshot, open_ones),
        ]
    faults = faulted(snapshot)
    if faults.leaves:
        blocks.append(Paragraph(line(faults, "，不作为单位未报送处理，不影响对单位的评判。")))
    return tuple(blocks)


def totals(snapshot: Snapshot) -> Line:
    """本期应报送几项, and what became of them; the parts add up."""
    rows = snapshot.reporting
    asked = _sum(rows, lambda one: one.asked)
    on_time = _sum(rows, lambda one: one.on_time)
    parts: list[Part] = [
        line(words, count(f"reporting.{name}", number, _where(rows, of)), "项")
        for name, words, of in _PARTS
        if (number := _sum(rows, of))
    ]
    everyone = [one.department for one in rows if one.asked]
    return line(
        "本期应报送",
        count("reporting.asked", asked, everyone),
        "项，按时报送",
        count("reporting.on_time", on_time, everyone),
        "项，占应报送项数的",
        share("reporting.on_time.share", on_time, asked, everyone),
        *(line("，", part) for part in parts),
        "。",
    )


def faulted(snapshot: Snapshot) -> Line:
    """The sources that failed, or an empty line."""
    failed = [one for one in snapshot.reporting if one.outcome.failed and one.missing]
    if not failed:
        return line()
    names: list[Part] = [department_name(snapshot.office, one.department) for one in failed]
    lost = sum(one.missing for one in failed)
    codes = [one.department for one in failed]
    several = line("等", count("reporting.faulted", len(failed), codes), "个单位")
    return line(
        "因数据源或网络故障未能采集",
        joined(names),
        several if len(failed) > 1 else "",
        "的",
        count("reporting.faulted.items", lost, codes),
        "项数据",
    )


Of = Callable[[Reporting], int]

_PARTS: Sequence[tuple[str, str, Of]] = (
    ("late", "逾期报送", lambda one: one.late),
    ("missing", "未报送", lambda one: 0 if one.outcome.failed else one.missing),
    ("rejected", "退回待核", lambda one: one.rejected),
    ("faulted.items", "因数据源故障未采集", lambda one: one.missing if one.outcome.failed else 0),
)


def _sum(rows: Sequence[Reporting], of: Of) -> int:
    return sum(of(one) for one in rows)


def _where(rows: Sequence[Reporting], of: Of) -> list[str]:
    return [one.department for one in rows if of(one)]


def _table(snapshot: Snapshot, rows: Sequence[Reporting]) -> Table:
    columns = (
        Column(line("单位"), 56, "left"),
        *(Column(line(t), 20) for t in ("应报送", "按时", "逾期", "未报送", "待核")),
    )
    return Table(columns, tuple(_row(snapshot, one) for one in rows))


def _row(snapshot: Snapshot, one: Reporting) -> tuple[Line, ...]:
    numbers = {
        "asked": one.asked,
        "on_time": one.on_time,
        "late": one.late,
        "missing": one.missing,
        "rejected": one.rejected,
    }
    facts = (
        count(f"reporting.{one.department}.{name}", number, [one.department])
        for name, number in numbers.items()
    )
    return (line(department_name(snapshot.office, one.department)), *(line(f) for f in facts))
