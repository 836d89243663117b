"""督办约谈情况: what was decided and told to the head; two lists by two tracks."""

from collections.abc import Sequence

from domain.snapshot import Decided, Snapshot
from domain.words import DecisionVerdict
from papers.cells import DROPPED, department_name
from papers.facts import count, day, name_of
from papers.measures import acts_on
from papers.sections.overview import track_heading
from papers.tally import Tally, tallies
from papers.tree import Block, Column, Line, Paragraph, Part, Table, joined, line


def told(snapshot: Snapshot, track: str) -> tuple[Decided, ...]:
    """The decisions of a track that a paper may name."""
    return tuple(
        one
        for one in snapshot.decided
        if one.proposal.track == track
        and one.verdict is not DecisionVerdict.DECLINE
        and one.told_on is not None
    )


def decisions(snapshot: Snapshot) -> tuple[Block, ...]:
    """For each track with told decisions: a sentence and a table."""
    found = [(tally, told(snapshot, tally.month.track)) for tally in tallies(snapshot)]
    blocks: list[Block] = []
    for number, (tally, ones) in enumerate((pair for pair in found if pair[1]), 1):
        blocks += [track_heading(number, tally), Paragraph(_opening(tally, ones))]
        blocks.append(_table(snapshot, ones))
    return tuple(blocks)


def _opening(tally: Tally, ones: Sequence[Decided]) -> Line:
    units = sorted({one.proposal.department for one in ones})
    name = f"{tally.month.track}.decided"
    return line(
        "经批准并已告知单位主要负责人的督办约谈决定",
        count(name, len(ones), units),
        "件，涉及",
        count(f"{name}.departments", len(units), units),
        "个单位：",
    )


def _table(snapshot: Snapshot, ones: Sequence[Decided]) -> Table:
    columns = (
        Column(line("决定"), 50, "left"),
        Column(line("涉及目标"), 46, "left"),
        Column(line("批准"), 28),
        Column(line("告知日期"), 32),
    )
    return Table(columns, tuple(_row(snapshot, one) for one in ones))


def _row(snapshot: Snapshot, one: Decided) -> tuple[Line, ...]:
    name = f"decision.{one.proposal.number}"
    if one.told_on is None:
        raise ValueError(f"proposal {one.proposal.number} is named before its head was told")
    return (
        acts_on(one.measure, department_name(snapshot.office, one.proposal.department)),
        joined(_targets(snapshot, one)),
        line(name_of(f"{name}.leader", one.leader)),
        line(day(f"{name}.told_on", one.told_on)),
    )


def _targets(snapshot: Snapshot, one: Decided) -> list[Part]:
    codes = dict.fromkeys(ground.target for ground in one.proposal.grounds)
    return [_name(snapshot, code) for code in codes]


def _name(snapshot: Snapshot, code: str) -> Line:
    target = snapshot.office.targets.get(code)
    if target is None:
        return line(name_of(f"target.{code}.code", code, code), DROPPED)
    return line(name_of(f"target.{code}.name", target.name, code))
