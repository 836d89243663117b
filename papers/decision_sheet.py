"""呈批件: internal. What the office asks its leader to decide, with the grounds; two lists."""

from collections.abc import Sequence

from domain.records import Ground, Proposal
from domain.snapshot import Snapshot
from domain.workdays import due_day
from papers import cells
from papers.brief import office_name
from papers.facts import Audience, count, day, month
from papers.measures import acts_on
from papers.numbering import numeral
from papers.sections.grounds import grounds_table, is_audited, judgement_of, rules, sources
from papers.sections.overview import track_label
from papers.tally import Tally, codes, tallies
from papers.tree import (
    Block,
    Choices,
    Document,
    Head,
    Heading,
    Line,
    Paragraph,
    Signature,
    joined,
    line,
)

_OPTIONS = ("□ 同意", "□ 不同意", "□ 变更为：＿＿＿＿＿＿")
_SIGN = "批示：　　　　　　　　　　　签名：　　　　　　　　　年　　月　　日"


def decision_sheet(snapshot: Snapshot) -> Document:
    """The sheet of a period. It asks; the brief reports what was answered."""
    return Document(
        title=line("关于", month("period", snapshot.period), "督办约谈事项的请示"),
        head=Head(line("呈　批　件"), line("内部呈批，不得外传")),
        blocks=(
            Paragraph(_opening(snapshot)),
            *_lists(snapshot),
            Signature(office_name(snapshot), line(day("made_on", snapshot.made_on))),
        ),
        audience=Audience.INTERNAL,
    )


def _opening(snapshot: Snapshot) -> Line:
    proposals, office = snapshot.proposals, snapshot.office
    if not proposals:
        return line(month("period", snapshot.period), "没有需要提请决定的督办约谈事项。")
    return line(
        "根据",
        month("period", snapshot.period),
        "评判结果和督办规则，现提请决定下列",
        count("proposals", len(proposals), [str(one.number) for one in proposals]),
        "件事项。各轨道分别列出，依据、审核和异议情况逐项附后。单位可于",
        day("contest_by", due_day(snapshot.period, office.days.contest, office.calendar)),
        "前提出异议；依规应当在异议期满、数据经集中审核、异议已办结后作出决定。",
    )


def _lists(snapshot: Snapshot) -> list[Block]:
    found = [
        (tally, [one for one in snapshot.proposals if one.track == tally.month.track])
        for tally in tallies(snapshot)
    ]
    blocks: list[Block] = []
    for place, (tally, ones) in enumerate((pair for pair in found if pair[1]), 1):
        blocks.append(Heading(1, line(f"{numeral(place)}、", track_label(tally))))
        for proposal in ones:
            blocks += _proposal(tally, proposal)
        blocks += _left_out(tally)
    return blocks


def _proposal(tally: Tally, proposal: Proposal) -> list[Block]:
    name = f"proposal.{proposal.number}"
    department = cells.department_name(tally.office, proposal.department)
    number = count(f"{name}.number", proposal.number, [proposal.department])
    return [
        Heading(2, line("第", number, "号　拟", acts_on(proposal.measure, department))),
        grounds_table(tally, proposal),
        *rules(proposal),
        *sources(tally.snapshot, proposal),
        Paragraph(_state(tally, proposal)),
        Choices(tuple(line(option) for option in _OPTIONS), line(_SIGN)),
    ]


def _state(tally: Tally, proposal: Proposal) -> Line:
    """Open contests and unaudited figures, counted: they stand in the way of a confirmation."""
    contested = [g for g in proposal.grounds if judgement_of(tally, g).contested]
    unaudited = [g for g in proposal.grounds if not is_audited(tally.snapshot, g)]
    return line(
        "审核：",
        _open(f"proposal.{proposal.number}.unaudited", unaudited, "项数据尚未集中审核"),
        "；异议：",
        _open(f"proposal.{proposal.number}.contested", contested, "项异议正在复核"),
        "。",
        "现阶段不宜作出同意的决定。" if contested or unaudited else "",
    )


def _open(name: str, grounds: Sequence[Ground], words: str) -> Line:
    if not grounds:
        return line("无待办")
    return line(count(name, len(grounds), [ground.target for ground in grounds]), words)


def _left_out(tally: Tally) -> list[Block]:
    """Targets behind that are no ground while their department's objection is open."""
    open_ones = [judgement for judgement in tally.behind if judgement.contested]
    if not open_ones:
        return []
    names = joined([cells.target_name(tally.target(one)) for one in open_ones])
    number = count(f"{tally.month.track}.contested", len(open_ones), codes(open_ones))
    return [
        Paragraph(line("另有", number, "项滞后事项异议正在复核，复核期间不作为依据：", names, "。"))
    ]
