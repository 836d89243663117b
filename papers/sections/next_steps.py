"""下一步要求: what departments are asked for, and by which day."""

from domain.snapshot import Snapshot
from domain.workdays import workdays_later
from papers.facts import day
from papers.numbering import numeral
from papers.tally import tallies
from papers.tree import Block, Line, Paragraph, line


def requests(snapshot: Snapshot) -> tuple[Block, ...]:
    """Only what this month gives cause to ask."""
    asked = [*_behind(snapshot), *_reporting(snapshot), _everyone()]
    if len(asked) == 1:
        return (Paragraph(asked[0]),)
    return tuple(Paragraph(line(f"{numeral(n)}是", one)) for n, one in enumerate(asked, 1))


def _behind(snapshot: Snapshot) -> list[Line]:
    if not any(tally.behind for tally in tallies(snapshot)):
        return []
    office = snapshot.office
    by = workdays_later(snapshot.made_on, office.days.reply_within, office.calendar)
    return [
        line(
            "倒排时间节点。请滞后事项责任单位逐项分析原因，明确措施、责任人和完成时限，于",
            day("reply_by", by),
            "前书面反馈。",
        )
    ]


def _reporting(snapshot: Snapshot) -> list[Line]:
    answering = [one for one in snapshot.reporting if not one.outcome.failed]
    asked = [
        *(["未报送的单位及时补报"] if any(one.missing for one in answering) else []),
        *(["数据待核的单位及时核实更正"] if any(one.rejected for one in answering) else []),
        *(["逾期报送的单位今后按时报送"] if any(one.late for one in answering) else []),
    ]
    return [line(f"规范进度报送。请{'，'.join(asked)}。")] if asked else []


def _everyone() -> Line:
    return line("压实工作责任。请各单位对照年度目标和序时进度加强调度，确保按期完成各项目标任务。")
