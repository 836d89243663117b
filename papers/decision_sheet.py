"""呈批件: internal. What the office asks its leader to decide, with the grounds; two lists."""

from collections.abc import Sequence

from domain.records import Ground, Proposal
from domain.snapshot import Snapshot
from domain.workdays import due_day
from papers import cells
from papers.brief import office_name
from papers.facts import Audience, Fact, count, day, month
from papers.measures import acts_on
from papers.numbering import numeral
from papers.sections.grounds import contested, grounds_table, rules, sources, unaudited
from papers.sections.overview import track_label
from papers.tally import Tally, tallies
from papers.tree import (
    Annex,
    Block,
    Choices,
    Column,
    Document,
    Head,
    Heading,
    Line,
    Paragraph,
    Signature,
    Table,
    line,
)

_OPTIONS = ("□ 同意", "□ 不同意", "□ 变更为：＿＿＿＿＿＿")
_SIGN = "批示：　　　　　　　签名：　　　　　年　　月　　日"


def decision_sheet(snapshot: Snapshot) -> Document:
    """The sheet of a period. It asks; the brief reports what was answered."""
    return Document(
        title=line("关于", month("period", snapshot.period), "督办约谈事项的请示"),
        head=Head(line("呈　批　件"), line("内部呈批，不得外传")),
        blocks=(
            Paragraph(_opening(snapshot)),
            *_lists(snapshot),
            *([Paragraph(line("妥否，请批示。"))] if snapshot.proposals else []),
            Signature(office_name(snapshot), line(day("made_on", snapshot.made_on))),
            *_annex(snapshot),
        ),
        audience=Audience.INTERNAL,
    )


def _opening(snapshot: Snapshot) -> Line:
    proposals, office = snapshot.proposals, snapshot.office
    if not proposals:
        return _nothing(snapshot)
    return line(
        "根据",
        month("period", snapshot.period),
        "评判结果和督办规则，现提请决定下列",
        count("proposals", len(proposals), [str(one.number) for one in proposals]),
        "件事项。各轨道分别列出，依据、审核和异议情况见附件。单位可于",
        day("contest_by", due_day(snapshot.period, office.days.contest, office.calendar)),
        "前提出异议；依规应当在异议期满、数据经集中审核、异议已办结后作出决定。",
    )


def _nothing(snapshot: Snapshot) -> Line:
    """That nothing is asked; in a year's first judged month nothing ever is."""
    is_first = {one.previous_period for one in snapshot.tracks} == {None}
    return line(
        month("period", snapshot.period),
        "没有需要提请决定的督办约谈事项。",
        "本年度首个评判月不提请督办约谈事项。" if is_first else "",
    )


def _by_track(snapshot: Snapshot) -> list[tuple[Tally, list[Proposal]]]:
    """Each track with its own proposals: two tracks are two lists."""
    found = [
        (tally, [one for one in snapshot.proposals if one.track == tally.month.track])
        for tally in tallies(snapshot)
    ]
    return [(tally, ones) for tally, ones in found if ones]


def _lists(snapshot: Snapshot) -> list[Block]:
    """What is proposed, one line each."""
    blocks: list[Block] = []
    for place, (tally, ones) in enumerate(_by_track(snapshot), 1):
        blocks.append(Heading(1, line(f"{numeral(place)}、", track_label(tally))))
        blocks.append(_overview(tally, ones))
    return blocks


def _overview(tally: Tally, ones: Sequence[Proposal]) -> Table:
    columns = (
        Column(line("呈批号"), 14),
        Column(line("拟采取的措施"), 58, "left"),
        Column(line("依据（项）"), 24),
        Column(line("未审核（项）"), 28),
        Column(line("异议复核中（项）"), 32),
    )
    return Table(columns, tuple(_line(tally, one) for one in ones))


def _line(tally: Tally, proposal: Proposal) -> tuple[Line, ...]:
    name, grounds = f"proposal.{proposal.number}", proposal.grounds
    return (
        line(_number(proposal)),
        acts_on(proposal.measure, cells.department_name(tally.office, proposal.department)),
        line(_counted(f"{name}.grounds", grounds)),
        line(_counted(f"{name}.unaudited", unaudited(tally.snapshot, grounds))),
        line(_counted(f"{name}.contested", contested(tally, grounds))),
    )


def _number(proposal: Proposal) -> Fact:
    return count(f"proposal.{proposal.number}.number", proposal.number, [proposal.department])


def _counted(name: str, grounds: Sequence[Ground]) -> Fact:
    return count(name, len(grounds), [ground.target for ground in grounds])


def _annex(snapshot: Snapshot) -> list[Block]:
    """Every proposal with its grounds, and room for the leader's decision."""
    blocks: list[Block] = []
    for tally, ones in _by_track(snapshot):
        blocks.append(Heading(1, line(track_label(tally))))
        for proposal in ones:
            blocks += _proposal(tally, proposal)
    return [Annex(line("附件"), line("提请事项的依据和批示"), tuple(blocks))] if blocks else []


def _proposal(tally: Tally, proposal: Proposal) -> list[Block]:
    department = cells.department_name(tally.office, proposal.department)
    return [
        Heading(2, line("第", _number(proposal), "号　拟", acts_on(proposal.measure, department))),
        grounds_table(tally, proposal),
        *rules(proposal),
        *sources(tally.snapshot, proposal),
        Paragraph(_state(tally, proposal)),
        Choices(tuple(line(option) for option in _OPTIONS), line(_SIGN)),
    ]


def _state(tally: Tally, proposal: Proposal) -> Line:
    """Open contests and unaudited figures, counted: they stand in the way of a confirmation."""
    name, grounds = f"proposal.{proposal.number}", proposal.grounds
    unchecked, objected = unaudited(tally.snapshot, grounds), contested(tally, grounds)
    return line(
        "审核：",
        _open(f"{name}.unaudited", unchecked, "项数据尚未集中审核"),
        "；异议：",
        _open(f"{name}.contested", objected, "项异议正在复核"),
        "。",
        "现阶段不宜作出同意的决定。" if unchecked or objected else "",
    )


def _open(name: str, grounds: Sequence[Ground], words: str) -> Line:
    return line(_counted(name, grounds), words) if grounds else line("无待办")
