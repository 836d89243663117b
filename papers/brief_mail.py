"""The mail to leaders that carries the brief: one screen, three numbers, the worst, what is new."""

from collections.abc import Sequence

from domain.records import Judgement
from domain.snapshot import Snapshot
from papers import cells
from papers.brief import brief_title, office_name
from papers.facts import Audience, count, day, month, name_of
from papers.measures import acts_on
from papers.sections.decided import told
from papers.sections.overview import behind_count, change, track_label
from papers.sections.reporting import faulted, totals
from papers.tally import Tally, behind, codes, tallies
from papers.tree import (
    Block,
    Column,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Line,
    Paragraph,
    Part,
    Table,
    joined,
    line,
)

WORST = 5
NAMED = 4
"""Names that a line of the mail has room for; the brief has them all."""


def brief_mail(snapshot: Snapshot) -> Document:
    """The letter; the brief itself is attached to it."""
    found = tallies(snapshot)
    return Document(
        title=brief_title(snapshot),
        blocks=(
            KeyFigures(tuple(_key_figures(found))),
            *(block for tally in found for block in _worst(tally)),
            Paragraph(line("本期新增：", joined([_new(tally) for tally in found], "；"), "。")),
            *_decided(snapshot, found),
            Paragraph(line("数据完整程度：", totals(snapshot), faulted(snapshot))),
            Paragraph(
                line(
                    office_name(snapshot),
                    "　",
                    day("made_on", snapshot.made_on),
                    "　详见所附通报。",
                ),
                "note",
            ),
        ),
        audience=Audience.CIRCULATED,
    )


def _key_figures(found: Sequence[Tally]) -> list[KeyFigure]:
    """Targets behind on each track, and the first track's laggards: three at most."""
    figures = [_behind_figure(tally) for tally in found]
    figures[1:1] = [_laggard_figure(tally) for tally in found[:1]]
    return figures[:3]


def _behind_figure(tally: Tally) -> KeyFigure:
    total = count(f"{tally.month.track}.total", len(tally.judgements), codes(tally.judgements))
    return KeyFigure(
        label=line(track_label(tally), "滞后（项）"),
        number=line(behind_count(tally)),
        beside=line("共", total, "项；", change(tally)),
    )


def _laggard_figure(tally: Tally) -> KeyFigure:
    track = tally.month.track
    laggards = [code for code, _ in tally.laggards]
    of = count(f"{track}.departments", len(tally.departments), tally.departments)
    return KeyFigure(
        label=line(track_label(tally), "滞后单位（个）"),
        number=line(count(f"{track}.laggards", len(laggards), laggards)),
        beside=line("共", of, "个单位；", _laggard_change(tally)),
    )


def _laggard_change(tally: Tally) -> Line:
    previous = tally.month.previous_period
    if previous is None:
        return line("首次评判")
    before = {judgement.department for judgement in behind(tally.month.previous)}
    more = len(tally.laggards) - len(before)
    when = month(f"{tally.month.track}.previous_period", previous)
    if more == 0:
        return line("与", when, "持平")
    fact = count(f"{tally.month.track}.laggards.change", abs(more), sorted(before))
    return line("比", when, "增加" if more > 0 else "减少", fact, "个")


def _worst(tally: Tally) -> list[Block]:
    """The largest gaps of one track, each track its own list."""
    worst = tally.behind[:WORST]
    if not worst:
        return []
    columns = (
        Column(line("单位"), 40, "left"),
        Column(line("目标任务"), 64, "left"),
        Column(line("差距"), 44),
        Column(line("连续滞后"), 18),
        Column(line("亮灯"), 12),
    )
    heading = Heading(1, line(track_label(tally), "差距最大的", _shown(tally, worst), "项"))
    return [heading, Table(columns, tuple(_row(tally, one) for one in worst))]


def _shown(tally: Tally, worst: Sequence[Judgement]) -> Part:
    return count(f"{tally.month.track}.worst", len(worst), [one.target for one in worst])


def _row(tally: Tally, judgement: Judgement) -> tuple[Line, ...]:
    target = tally.target(judgement)
    return (
        line(cells.department_name(tally.office, judgement.department)),
        line(name_of(f"target.{target.code}.name", target.name, target.code)),
        cells.gap(tally.office, target, judgement),
        cells.months_behind(target, tally.month.counters[target.code].running_months),
        cells.lamp(judgement),
    )


def _new(tally: Tally) -> Line:
    track, new, caught_up = tally.month.track, tally.newly_behind, tally.caught_up
    return line(
        track_label(tally),
        "新增滞后",
        count(f"{track}.new", len(new), codes(new)),
        "项、赶上",
        count(f"{track}.caught_up", len(caught_up), codes(caught_up)),
        "项",
        _names(tally, tally.newly_laggard),
    )


def _names(tally: Tally, departments: Sequence[str]) -> Line:
    if not departments:
        return line()
    shown: list[Part] = [cells.department_name(tally.office, one) for one in departments[:NAMED]]
    return line("，新增单位", joined(shown), "等" if len(departments) > NAMED else "")


def _decided(snapshot: Snapshot, found: Sequence[Tally]) -> list[Block]:
    """Only what was told; each track apart."""
    parts = [_decided_on(snapshot, tally) for tally in found]
    shown: list[Part] = [part for part in parts if part.leaves]
    return [Paragraph(line("作出决定：", joined(shown, "；"), "。"))] if shown else []


def _decided_on(snapshot: Snapshot, tally: Tally) -> Line:
    ones = told(snapshot, tally.month.track)
    if not ones:
        return line()
    name = f"{tally.month.track}.decided"
    units = sorted({one.proposal.department for one in ones})
    shown: list[Part] = [
        acts_on(one.measure, cells.department_name(snapshot.office, one.proposal.department))
        for one in ones[:NAMED]
    ]
    more = "等" if len(ones) > NAMED else "共"
    return line(track_label(tally), joined(shown), more, count(name, len(ones), units), "件")
