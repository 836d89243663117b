"""呈批件: internal. What the office asks its leader to decide, with the grounds; two lists."""

from collections.abc import Sequence

from domain.records import Ground, Judgement, Place, Proposal
from domain.snapshot import Snapshot
from domain.words import Basis
from papers import cells
from papers.brief import office_name
from papers.facts import Audience, Fact, clean, count, day, month, name_of
from papers.measures import acts_on
from papers.numbering import numeral
from papers.sections.overview import track_label
from papers.tally import Tally, tallies
from papers.tree import (
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

SHORT_HASH = 12
"""Characters of a raw hash on paper: enough to find the bytes in the archive."""

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
    proposals = snapshot.proposals
    if not proposals:
        return line(month("period", snapshot.period), "没有需要提请决定的督办约谈事项。")
    return line(
        "根据",
        month("period", snapshot.period),
        "评判结果和督办规则，现提请决定下列",
        count("proposals", len(proposals), [str(one.number) for one in proposals]),
        "件事项。各轨道分别列出，依据、审核和异议情况逐项附后。",
        "依规应当在数据经审核、异议已办结后作出决定。",
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
    return blocks


def _proposal(tally: Tally, proposal: Proposal) -> list[Block]:
    name = f"proposal.{proposal.number}"
    department = cells.department_name(tally.office, proposal.department)
    number = count(f"{name}.number", proposal.number, [proposal.department])
    return [
        Heading(2, line("第", number, "号　拟", acts_on(proposal.measure, department))),
        _grounds(tally, proposal),
        Paragraph(_state(tally, proposal)),
        *_rules(proposal),
        Choices(tuple(line(option) for option in _OPTIONS), line(_SIGN)),
    ]


def _grounds(tally: Tally, proposal: Proposal) -> Table:
    columns = (
        Column(line("目标任务"), 38, "left"),
        Column(line("计划"), 18),
        Column(line("实际"), 18),
        Column(line("差距"), 24),
        Column(line("滞后"), 14),
        Column(line("数据认定"), 18),
        Column(line("数据出处"), 40, "left"),
    )
    rows = tuple(_ground(tally, ground, proposal.number) for ground in proposal.grounds)
    return Table(columns, rows)


def _ground(tally: Tally, ground: Ground, number: int) -> tuple[Line, ...]:
    target = tally.office.targets[ground.target]
    judgement = _judgement(tally, ground)
    months = count(f"proposal.{number}.{ground.target}.count", ground.months, [ground.target])
    return (
        cells.target_name(target),
        cells.planned(target, judgement),
        cells.actual(target, judgement),
        cells.gap(tally.office, target, judgement),
        line(months, "次"),
        line(_audited(tally, ground)),
        _source(ground, number),
    )


def _judgement(tally: Tally, ground: Ground) -> Judgement:
    """The ground's own figures in the judgement's shape, so that both print alike."""
    found = {judgement.target: judgement for judgement in tally.judgements}[ground.target]
    if (found.planned, found.progress) != (ground.planned, ground.progress):
        raise ValueError(f"target {ground.target}: the grounds are not this month's judgement")
    return found


def _audited(tally: Tally, ground: Ground) -> str:
    """Whether the figure was checked against evidence; a decision waits for it."""
    basis = tally.snapshot.reports[ground.report].basis
    return "已集中审核" if basis is Basis.AUDITED else f"{basis.label}，未经审核"


def _source(ground: Ground, number: int) -> Line:
    name = f"proposal.{number}.{ground.target}"
    place = _place(name, ground.place)
    if ground.raw_hash is None:
        return line(place)
    short = ground.raw_hash[:SHORT_HASH]
    archived = Fact(f"{name}.raw", ground.raw_hash, short, audience=Audience.INTERNAL)
    return line(place, "；原始数据 ", archived)


def _place(name: str, place: Place | None) -> Line:
    if place is None:
        return line("人工录入")
    text = clean(str(place))
    return line(Fact(f"{name}.place", text, text, audience=Audience.INTERNAL))


def _rules(proposal: Proposal) -> list[Block]:
    """The rules that the grounds rest on, as their documents word them."""
    rules = dict.fromkeys(clean(ground.rule) for ground in proposal.grounds)
    return [
        Paragraph(line("依据：", name_of(f"proposal.{proposal.number}.rule.{n}", rule), "。"))
        for n, rule in enumerate(rules, 1)
    ]


def _state(tally: Tally, proposal: Proposal) -> Line:
    """Open contests and unaudited figures, named: they stand in the way of a confirmation."""
    contested = [g for g in proposal.grounds if _judgement(tally, g).contested]
    unaudited = [g for g in proposal.grounds if _unaudited(tally, g)]
    return line(
        "审核：",
        _open(f"proposal.{proposal.number}.unaudited", unaudited, "项数据尚未集中审核"),
        "；异议：",
        _open(f"proposal.{proposal.number}.contested", contested, "项异议正在复核"),
        "。",
        "现阶段不宜作出同意的决定。" if contested or unaudited else "",
    )


def _unaudited(tally: Tally, ground: Ground) -> bool:
    return tally.snapshot.reports[ground.report].basis is not Basis.AUDITED


def _open(name: str, grounds: Sequence[Ground], words: str) -> Line:
    if not grounds:
        return line("无待办")
    return line(count(name, len(grounds), [ground.target for ground in grounds]), words)
