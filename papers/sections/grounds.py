"""依据: what one proposal rests on, target by target, with everything needed to check it."""

from collections.abc import Iterable, Sequence

from domain.records import Ground, Judgement, Place, Progress, Proposal, Report
from domain.snapshot import Snapshot
from domain.targets import Target
from domain.words import Basis
from papers import cells
from papers.facts import Audience, Fact, clean, count, name_of
from papers.numbering import numeral
from papers.tally import Tally
from papers.tree import Block, Column, Items, Line, Paragraph, Table, line

SHORT_HASH = 12
"""Characters of a raw hash on paper: enough to find the bytes in the archive."""


def grounds_table(tally: Tally, proposal: Proposal) -> Table:
    """One row for each ground: figures as reported and as audited, months, objection, rule."""
    columns = (
        Column(line("目标任务"), 34, "left"),
        Column(line("计划"), 18),
        Column(line("报送数"), 18),
        Column(line("审核数"), 18),
        Column(line("差距"), 24),
        Column(line("亮灯"), 11),
        Column(line("连续滞后"), 11),
        Column(line("异议"), 10),
        Column(line("条款计次"), 15),
    )
    cited = _texts(proposal)
    rows = tuple(_row(tally, ground, proposal.number, cited) for ground in proposal.grounds)
    return Table(columns, rows)


def _row(tally: Tally, ground: Ground, number: int, cited: Sequence[str]) -> tuple[Line, ...]:
    target, judgement = tally.office.targets[ground.target], judgement_of(tally, ground)
    reached = count(f"proposal.{number}.{ground.target}.count", ground.months, [ground.target])
    running = tally.month.counters[ground.target].running_months
    return (
        cells.target_name(target),
        cells.planned(target, judgement),
        _reported(tally.snapshot, ground, target),
        _audited(tally.snapshot, ground, target),
        cells.gap(tally.office, target, judgement),
        cells.lamp(judgement),
        cells.months_behind(target, running),
        line("复核中" if judgement.contested else "无"),
        line(f"条款{numeral(1 + cited.index(clean(ground.rule)))}，计", reached, "次"),
    )


def judgement_of(tally: Tally, ground: Ground) -> Judgement:
    """The month's judgement of the target. Raises ValueError when the grounds are not its own."""
    found = {judgement.target: judgement for judgement in tally.judgements}[ground.target]
    if (found.planned, found.progress) != (ground.planned, ground.progress):
        raise ValueError(f"target {ground.target}: the grounds are not this month's judgement")
    return found


def unaudited(snapshot: Snapshot, grounds: Iterable[Ground]) -> list[Ground]:
    """Those whose figure was not yet checked against evidence; a decision waits for it."""
    return [ground for ground in grounds if not _is_audited(snapshot, ground)]


def contested(tally: Tally, grounds: Iterable[Ground]) -> list[Ground]:
    """Those whose department objects and has no answer yet."""
    return [ground for ground in grounds if judgement_of(tally, ground).contested]


def _is_audited(snapshot: Snapshot, ground: Ground) -> bool:
    return snapshot.reports[ground.report].basis is Basis.AUDITED


def _reported(snapshot: Snapshot, ground: Ground, target: Target) -> Line:
    """The department's own figure, also where an audited value replaced it."""
    progress: Progress | None = ground.progress
    if _is_audited(snapshot, ground):
        own = snapshot.reported.get(ground.report)
        progress = own.progress if own else None
    return cells.progressed(f"target.{target.code}.reported", target, progress)


def _audited(snapshot: Snapshot, ground: Ground, target: Target) -> Line:
    if not _is_audited(snapshot, ground):
        return line("未审核")
    return cells.progressed(f"target.{target.code}.audited", target, ground.progress)


def rules(proposal: Proposal) -> tuple[Block, ...]:
    """The rules that the grounds rest on, as their documents word them."""
    name = f"proposal.{proposal.number}.rule"
    return tuple(
        Paragraph(
            line(f"条款{numeral(n)}：", name_of(f"{name}.{n}", text.rstrip("。")), "。"), "note"
        )
        for n, text in enumerate(_texts(proposal), 1)
    )


def _texts(proposal: Proposal) -> list[str]:
    return list(dict.fromkeys(clean(ground.rule) for ground in proposal.grounds))


def sources(snapshot: Snapshot, proposal: Proposal) -> tuple[Block, ...]:
    """Where each figure stands in its source, and who audited it against what."""
    found = tuple(_source(snapshot, ground, proposal.number) for ground in proposal.grounds)
    return (Items(found, "note"),)


def _source(snapshot: Snapshot, ground: Ground, number: int) -> Line:
    name = f"proposal.{number}.{ground.target}"
    report = snapshot.reports[ground.report]
    return line(
        name_of(f"target.{ground.target}.code", ground.target, ground.target),
        " 出处：",
        _place(name, ground.place),
        _archived(name, ground.raw_hash),
        _evidence(name, report),
        "。",
    )


def _place(name: str, place: Place | None) -> Line:
    return line("人工录入") if place is None else line(_internal(f"{name}.place", str(place)))


def _archived(name: str, raw_hash: str | None) -> Line:
    if raw_hash is None:
        return line()
    short = raw_hash[:SHORT_HASH]
    return line("，原始数据", Fact(f"{name}.raw", raw_hash, short, audience=Audience.INTERNAL))


def _evidence(name: str, report: Report) -> Line:
    match report.basis:
        case Basis.PULLED:
            return line()
        case Basis.ENTERED | Basis.AUDITED:
            actor = _internal(f"{name}.actor", report.actor)
            return line(f"；{report.basis.label}：", actor)


def _internal(name: str, text: str) -> Fact:
    plain = clean(text)
    return Fact(name, plain, plain, audience=Audience.INTERNAL)
