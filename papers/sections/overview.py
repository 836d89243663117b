"""总体情况: how each track stands, its shares with their denominators, and what is new."""

from collections.abc import Iterable

from domain.snapshot import Snapshot
from domain.words import Lamp, Standing
from papers.cells import department_name
from papers.facts import count, month, name_of
from papers.numbering import numeral
from papers.shares import share
from papers.tally import ON_TIME, Tally, behind, codes, tallies
from papers.tree import Block, Heading, Line, Paragraph, Part, joined, line

_REST = (
    Standing.MISSING,
    Standing.REJECTED,
    Standing.EXEMPT,
    Standing.NOT_DUE,
    Standing.NOT_JUDGED,
)


def overview(snapshot: Snapshot) -> tuple[Block, ...]:
    """One heading and its paragraphs for each track."""
    blocks: list[Block] = []
    for number, tally in enumerate(tallies(snapshot), 1):
        blocks.append(track_heading(number, tally))
        blocks += [Paragraph(one) for one in (_standing(tally), _change(tally)) if one.leaves]
    return tuple(blocks)


def track_heading(number: int, tally: Tally) -> Heading:
    """（一）轨道名称."""
    return Heading(2, line(f"（{numeral(number)}）", track_label(tally)))


def track_label(tally: Tally) -> Part:
    """The track as the office names it."""
    return name_of(f"{tally.month.track}.label", tally.rules.label)


def _standing(tally: Tally) -> Line:
    """The sentence of counts: all, in time, behind, and what is not judged."""
    track, total = tally.month.track, len(tally.judgements)
    in_time = tally.of(*ON_TIME)
    return line(
        "截至",
        month("period", tally.snapshot.period),
        "底，共",
        count(f"{track}.total", total, codes(tally.judgements)),
        "项，涉及",
        count(f"{track}.departments", len(tally.departments), tally.departments),
        "个单位。达到序时进度",
        count(f"{track}.in_time", len(in_time), codes(in_time)),
        "项",
        _of_which(tally),
        "，占全部目标的",
        share(f"{track}.in_time.share", len(in_time), total, codes(in_time)),
        "；",
        _behind(tally),
        _others(tally),
        "。",
        _exempt(tally),
    )


def counted(tally: Tally, standings: Iterable[Standing]) -> Line:
    """Counts of the standings that occur: 已完成三项、达到序时进度两项."""
    found = [(standing, tally.of(standing)) for standing in standings]
    return joined(
        [
            line(standing.label, standing_count(tally, standing), "项")
            for standing, judgements in found
            if judgements
        ]
    )


def _of_which(tally: Tally) -> Line:
    """The parts of those in time, unless the one part would only say the same again."""
    if all(one.standing is Standing.ON_PACE for one in tally.of(*ON_TIME)):
        return line()
    return line("（", counted(tally, ON_TIME), "）")


def standing_count(tally: Tally, standing: Standing) -> Part:
    """How many targets stand so."""
    judgements = tally.of(standing)
    return count(f"{tally.month.track}.{standing}", len(judgements), codes(judgements))


def behind_count(tally: Tally) -> Part:
    """How many targets are behind."""
    return standing_count(tally, Standing.BEHIND)


def _behind(tally: Tally) -> Line:
    track, late = tally.month.track, tally.behind
    if not late:
        return line("没有滞后项目")
    laggards = [code for code, _ in tally.laggards]
    return line(
        "滞后",
        behind_count(tally),
        "项，占全部目标的",
        share(f"{track}.behind.share", len(late), len(tally.judgements), codes(late)),
        _lamps(tally),
        "，涉及",
        count(f"{track}.laggards", len(laggards), laggards),
        "个单位，占承担单位的",
        share(f"{track}.laggards.share", len(laggards), len(tally.departments), laggards),
    )


def _lamps(tally: Tally) -> Line:
    """亮红灯、黄灯 of the targets behind, if any."""
    lit = [(lamp, [j for j in tally.behind if j.lamp is lamp]) for lamp in (Lamp.RED, Lamp.YELLOW)]
    shown: list[Part] = [
        line("亮", lamp.label, count(f"{tally.month.track}.{lamp}", len(found), codes(found)), "项")
        for lamp, found in lit
        if found
    ]
    return line("（其中", joined(shown), "）") if shown else line()


def _others(tally: Tally) -> Line:
    """The targets that are neither in time nor behind: the remainder is printed, never hidden."""
    if not tally.of(*_REST):
        return line()
    return line("；另有", counted(tally, _REST), "，不作滞后评判")


def _exempt(tally: Tally) -> Line:
    """Excused is not completed: both denominators are printed."""
    excused, in_time = tally.of(Standing.EXEMPT), tally.of(*ON_TIME)
    rest = len(tally.judgements) - len(excused)
    if not excused or not rest:
        return line()
    track = tally.month.track
    return line(
        "除",
        standing_count(tally, Standing.EXEMPT),
        "项经认可因客观因素不作评判外，其余",
        count(f"{track}.without_exempt", rest),
        "项中达到序时进度",
        count(f"{track}.in_time", len(in_time), codes(in_time)),
        "项，占其余目标的",
        share(f"{track}.without_exempt.share", len(in_time), rest, codes(in_time)),
        "。",
    )


def _change(tally: Tally) -> Line:
    """Against the last judged month: more or fewer, who is new, who caught up."""
    if tally.month.previous_period is None:
        return line("本期为首次评判，不与上期比较。")
    return line(change(tally), "。", _moves(tally), _new_departments(tally))


def change(tally: Tally) -> Line:
    """比上期增加几项, counted in targets behind."""
    previous = tally.month.previous_period
    if previous is None:
        return line("首次评判")
    before = behind(tally.month.previous)
    more = len(tally.behind) - len(before)
    asked = month(f"{tally.month.track}.previous_period", previous)
    if more == 0:
        return line("滞后项目数与", asked, "持平")
    rows = sorted({*codes(tally.behind), *codes(before)})
    fact = count(f"{tally.month.track}.behind.change", abs(more), rows)
    return line("滞后项目比", asked, "增加" if more > 0 else "减少", fact, "项")


def _moves(tally: Tally) -> Line:
    new, caught_up = tally.newly_behind, tally.caught_up
    track = tally.month.track
    moves: list[Part] = []
    if new:
        moves.append(line("新增滞后", count(f"{track}.new", len(new), codes(new)), "项"))
    if caught_up:
        fact = count(f"{track}.caught_up", len(caught_up), codes(caught_up))
        moves.append(line("上期滞后、本期赶上", fact, "项"))
    return line(joined(moves, "，"), "。") if moves else line()


def _new_departments(tally: Tally) -> Line:
    names: list[Part] = [department_name(tally.office, code) for code in tally.newly_laggard]
    return line("本期新增滞后单位：", joined(names), "。") if names else line()
