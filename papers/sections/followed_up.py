"""上期事项办理: what became of the targets that were behind in the last judged month."""

from domain.snapshot import Snapshot
from domain.words import Standing
from papers.facts import count, month
from papers.sections.overview import track_heading
from papers.tally import Tally, behind, codes, tallies
from papers.tree import Block, Line, Paragraph, Part, joined, line


def followed_up(snapshot: Snapshot) -> tuple[Block, ...]:
    """One paragraph for each track that had targets behind; the parts add up to them."""
    earlier = [tally for tally in tallies(snapshot) if behind(tally.month.previous)]
    blocks: list[Block] = []
    for number, tally in enumerate(earlier, 1):
        blocks += [track_heading(number, tally), Paragraph(_became(tally))]
    return tuple(blocks)


def _became(tally: Tally) -> Line:
    track, previous = tally.month.track, tally.month.previous_period
    before = codes(behind(tally.month.previous))
    if previous is None:
        raise ValueError(f"track {track} was behind in a month that has no name")
    late = [one.target for one in tally.behind if one.target in before]
    caught_up = codes(tally.caught_up)
    rest = [code for code in before if code not in {*late, *caught_up}]
    done = [one.target for one in tally.of(Standing.DONE) if one.target in caught_up]
    parts: list[Part] = [
        line(words, count(f"{track}.{name}", len(found), found), "项")
        for name, words, found in (
            ("caught_up", "本期赶上", caught_up),
            ("caught_up.done", "其中已完成", done),
            ("still_behind", "仍然滞后", late),
            ("unsettled", "本期未作评判或不再列入", rest),
        )
        if found
    ]
    total = count(f"{track}.previous.behind", len(before), before)
    return line(
        month(f"{track}.previous_period", previous),
        "滞后",
        total,
        "项，",
        joined(parts, "，"),
        "。",
    )
