"""The mail to leaders that carries the brief: one screen, three numbers, the worst, what is new."""

from collections.abc import Iterable, Sequence

from domain.records import Judgement
from domain.snapshot import Snapshot
from domain.words import Measure
from papers import cells
from papers.brief import brief_title, office_name
from papers.facts import Audience, count, day, month, name_of
from papers.sections.decided import told
from papers.sections.overview import behind_count, track_label
from papers.sections.reporting import totals
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
            Paragraph(line("数据完整程度：", totals(snapshot))),
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
        beside=line("共", total, "项，", _change(tally)),
    )


def _laggard_figure(tally: Tally) -> KeyFigure:
    track = tally.month.track
    laggards = [code for code, _ in tally.laggards]
    of = count(f"{track}.departments", len(tally.departments), tally.departments)
    return KeyFigure(
        label=line(track_label(tally), "滞后单位（个）"),
        number=line(count(f"{track}.laggards", len(laggards), laggards)),
        beside=line("共", of, "个单位，", _laggard_change(tally)),
    )


def _change(tally: Tally) -> Line:
    before = codes(behind(tally.month.previous))
    now = codes(tally.behind)
    return _more(tally, "behind", len(now) - len(before), "项", (*now, *before))


def _laggard_change(tally: Tally) -> Line:
    before = {judgement.department for judgement in behind(tally.month.previous)}
    now = [code for code, _ in tally.laggards]
    return _more(tally, "laggards", len(now) - len(before), "个", (*now, *before))


def _more(tally: Tally, what: str, more: int, unit: str, rows: Iterable[str]) -> Line:
    """比上期增加几项, or 持平."""
    track, previous = tally.month.track, tally.month.previous_period
    if previous is None:
        return line("首次评判")
    when = month(f"{track}.previous_period", previous)
    if more == 0:
        return line("与", when, "持平")
    fact = count(f"{track}.{what}.change", abs(more), sorted(set(rows)))
    return line("比", when, "增加" if more > 0 else "减少", fact, unit)


def _worst(tally: Tally) -> list[Block]:
    """The largest gaps of one track, each track its own list."""
    worst = tally.behind[:WORST]
    if not worst:
        return []
    columns = (
        Column(line("单位"), 36, "left"),
        Column(line("目标任务"), 76, "left"),
        Column(line("差距"), 42),
        Column(line("连续滞后"), 17),
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
    """How many fell behind and how many caught up, and the departments that are new."""
    track, new, caught_up = tally.month.track, tally.newly_behind, tally.caught_up
    moves: list[Part] = [
        line(words, count(f"{track}.{name}", len(found), codes(found)), "项")
        for name, words, found in (("new", "新增滞后", new), ("caught_up", "赶上", caught_up))
        if found
    ]
    if tally.newly_laggard:
        moves.append(line("新增滞后单位：", _first_names(tally, tally.newly_laggard)))
    return line(track_label(tally), joined(moves, "，") if moves else "无变化")


def _decided(snapshot: Snapshot, found: Sequence[Tally]) -> list[Block]:
    """Only what was told; each track apart."""
    parts = [_decided_on(snapshot, tally) for tally in found]
    shown: list[Part] = [part for part in parts if part.leaves]
    return [Paragraph(line("已告知的决定：", joined(shown, "；"), "。"))] if shown else []


def _decided_on(snapshot: Snapshot, tally: Tally) -> Line:
    """By measure: how many, and the first of them by name."""
    ones = told(snapshot, tally.month.track)
    measures = [measure for measure in Measure if any(one.measure is measure for one in ones)]
    shown: list[Part] = [
        _named(tally, measure, [one.proposal.department for one in ones if one.measure is measure])
        for measure in measures
    ]
    return line(track_label(tally), joined(shown)) if shown else line()


def _named(tally: Tally, measure: Measure, departments: Sequence[str]) -> Line:
    number = count(f"{tally.month.track}.decided.{measure}", len(departments), departments)
    return line(measure.label, number, "件（", _first_names(tally, departments), "）")


def _first_names(tally: Tally, departments: Sequence[str]) -> Line:
    shown: list[Part] = [cells.department_name(tally.office, one) for one in departments[:NAMED]]
    return line(joined(shown), "等" if len(departments) > NAMED else "")
