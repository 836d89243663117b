"""What one track's month shows: who is behind, is new, has caught up. Counting, no words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.office import Office
from domain.records import Judgement
from domain.rules import Track
from domain.snapshot import Snapshot, TrackMonth
from domain.targets import Target
from domain.words import Standing

JUDGED = (Standing.DONE, Standing.AHEAD, Standing.ON_PACE, Standing.BEHIND)
ON_TIME = (Standing.DONE, Standing.AHEAD, Standing.ON_PACE)
STANDINGS = (
    *JUDGED,
    Standing.MISSING,
    Standing.REJECTED,
    Standing.EXEMPT,
    Standing.NOT_DUE,
    Standing.NOT_JUDGED,
)
"""Every standing, in the order in which papers list them."""


def codes(judgements: Iterable[Judgement]) -> tuple[str, ...]:
    """Their target codes, in order."""
    return tuple(sorted(judgement.target for judgement in judgements))


def behind(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The targets behind, the largest gap first; those without a number last."""
    found = (judgement for judgement in judgements if judgement.standing is Standing.BEHIND)
    return tuple(sorted(found, key=_worst_first))


def _worst_first(judgement: Judgement) -> tuple[bool, Fraction, str]:
    gap = judgement.gap_points
    return gap is None, gap if gap is not None else Fraction(0), judgement.target


@dataclass(frozen=True, slots=True)
class Tally:
    """One track of one snapshot."""

    snapshot: Snapshot
    month: TrackMonth

    @property
    def office(self) -> Office:
        """The office document that was judged by."""
        return self.snapshot.office

    @property
    def rules(self) -> Track:
        """The track's own rules."""
        return self.office.tracks[self.month.track]

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """Every target of the track, judged or not."""
        return self.month.judgements

    @property
    def behind(self) -> tuple[Judgement, ...]:
        """Behind now, the worst first."""
        return behind(self.judgements)

    @property
    def departments(self) -> tuple[str, ...]:
        """Codes of the departments that lead a target of the track."""
        return tuple(sorted({judgement.department for judgement in self.judgements}))

    @property
    def laggards(self) -> tuple[tuple[str, int], ...]:
        """Departments with targets behind and how many, most first."""
        return most_first(judgement.department for judgement in self.behind)

    @property
    def newly_behind(self) -> tuple[Judgement, ...]:
        """Behind now and not in the last judged month."""
        before = set(codes(behind(self.month.previous)))
        return tuple(judgement for judgement in self.behind if judgement.target not in before)

    @property
    def caught_up(self) -> tuple[Judgement, ...]:
        """Behind in the last judged month, judged now and no longer behind."""
        before = set(codes(behind(self.month.previous)))
        return tuple(j for j in self.of(*ON_TIME) if j.target in before)

    @property
    def newly_laggard(self) -> tuple[str, ...]:
        """Departments behind now that had nothing behind in the last judged month."""
        before = {judgement.department for judgement in behind(self.month.previous)}
        return tuple(code for code, _ in self.laggards if code not in before)

    def of(self, *standings: Standing) -> tuple[Judgement, ...]:
        """The judgements whose standing is one of ``standings``."""
        return tuple(j for j in self.judgements if j.standing in standings)

    def target(self, judgement: Judgement) -> Target:
        """The registered target. Raises KeyError when the register does not know it."""
        return self.office.targets[judgement.target]


def most_first(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Names with how often they occur, most first, then by name."""
    return tuple(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))


def tallies(snapshot: Snapshot) -> Sequence[Tally]:
    """One tally for each track, in the snapshot's order: never one list of two tracks."""
    return tuple(Tally(snapshot, month) for month in snapshot.tracks if month.judgements)
