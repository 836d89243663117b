"""完成情况: a table for each track, kinds down, standings across, shares that add to 100."""

from fractions import Fraction

from domain.snapshot import Snapshot
from domain.words import Kind, Standing
from papers.facts import count
from papers.sections.overview import standing_count, track_heading
from papers.shares import half_up_share, printed_share, whole_shares
from papers.tally import STANDINGS, Tally, codes, tallies
from papers.tree import Block, Column, Line, Paragraph, Table, line

_WIDTHS = {"类型": 14, "合计": 13}


def completion(snapshot: Snapshot) -> tuple[Block, ...]:
    """One table for each track."""
    blocks: list[Block] = []
    for number, tally in enumerate(tallies(snapshot), 1):
        blocks += [track_heading(number, tally), _table(tally), _note(tally)]
    return tuple(blocks)


def _occurring(tally: Tally) -> list[Standing]:
    return [standing for standing in STANDINGS if tally.of(standing)]


def _table(tally: Tally) -> Table:
    standings = _occurring(tally)
    kinds = [k for k in Kind if any(tally.target(j).kind is k for j in tally.judgements)]
    columns = ("类型", "合计", *(standing.label for standing in standings))
    return Table(
        columns=tuple(Column(line(title), _WIDTHS.get(title, 11)) for title in columns),
        rows=(
            *(_kind_row(tally, kind, standings) for kind in kinds),
            _sum_row(tally, standings),
        ),
        total=_share_row(tally, standings),
    )


def _kind_row(tally: Tally, kind: Kind, standings: list[Standing]) -> tuple[Line, ...]:
    own = [j for j in tally.judgements if tally.target(j).kind is kind]
    name = f"{tally.month.track}.{kind}"
    cells = [
        count(f"{name}.{standing}", len(found), codes(found))
        for standing in standings
        for found in [[j for j in own if j.standing is standing]]
    ]
    total = count(f"{name}.total", len(own), codes(own))
    return (line(kind.label), line(total), *(line(cell) for cell in cells))


def _sum_row(tally: Tally, standings: list[Standing]) -> tuple[Line, ...]:
    track, judgements = tally.month.track, tally.judgements
    total = count(f"{track}.total", len(judgements), codes(judgements))
    return (
        line("合计"),
        line(total),
        *(line(standing_count(tally, standing)) for standing in standings),
    )


def _share_row(tally: Tally, standings: list[Standing]) -> tuple[Line, ...]:
    shares = whole_shares([len(tally.of(standing)) for standing in standings])
    track, whole = tally.month.track, len(tally.judgements)
    hundred = printed_share(f"{track}.column.total", Fraction(100), whole)
    cells = (
        printed_share(f"{track}.column.{standing}", value, whole)
        for standing, value in zip(standings, shares, strict=True)
    )
    return (line("占比"), line(hundred), *(line(cell) for cell in cells))


def _note(tally: Tally) -> Paragraph:
    """What the shares are of, and where rounding went."""
    standings = _occurring(tally)
    counts = [len(tally.of(standing)) for standing in standings]
    whole, largest = sum(counts), counts.index(max(counts))
    total = count(f"{tally.month.track}.total", whole, codes(tally.judgements))
    moved = whole_shares(counts)[largest] != half_up_share(counts[largest], whole)
    tail = f"；四舍五入的尾差计入最大项“{standings[largest].label}”" if moved else ""
    return Paragraph(line("注：占比的分母为全部", total, "项", tail, "。"), "note")
