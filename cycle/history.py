"""The year so far: earlier months as they were issued or last assessed; counters folded afresh."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from checks.counters import Tally, tally
from cycle.wiring import Parts
from domain.matters import Assessment
from domain.period import Period
from domain.records import Judgement
from domain.words import Standing
from ledger import assessments


@dataclass(frozen=True, slots=True)
class History:
    """One track's judged months of the year before a period, oldest first."""

    months: tuple[Assessment, ...]

    @property
    def previous_period(self) -> Period | None:
        """The last judged month."""
        return self.months[-1].period if self.months else None

    @property
    def previous(self) -> tuple[Judgement, ...]:
        """Its judgements."""
        return self.months[-1].judgements if self.months else ()

    def done(self) -> Mapping[str, Period]:
        """The month in which each target was first judged done: done stays done."""
        first: dict[str, Period] = {}
        for month in self.months:
            for judgement in month.judgements:
                if judgement.standing is Standing.DONE:
                    first.setdefault(judgement.target, month.period)
        return first

    def tally(self, judgements: Sequence[Judgement]) -> Tally:
        """All counters, the ``judgements`` of the period at hand counted in."""
        earlier = (judgement for month in self.months for judgement in month.judgements)
        return tally([*earlier, *judgements])


def history(parts: Parts, track: str, period: Period, until: datetime | None = None) -> History:
    """The judged months of ``track`` in the year before ``period``, as known ``until`` then."""
    return History(assessments.history(parts.ledger, track, period, until))
