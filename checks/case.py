"""The one record a judgement looks at."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Self

from domain.figures import SCALE
from domain.office import Office
from domain.period import Period
from domain.records import Progress
from domain.rules import LampRules
from domain.targets import Target
from domain.words import MissingCause


@dataclass(frozen=True, slots=True)
class Rules:
    """What of an office's rules a judgement needs. Points are percentage points."""

    lamps: LampRules
    first_judged: Period
    """Months before it have no figures (1–2月合并)."""
    counts_whole: bool = False
    tolerance_points: Fraction = Fraction(0)
    ahead_points: Fraction = Fraction(5)
    decimals: Literal[0, 1, 2] = 1

    @classmethod
    def of(cls, office: Office, target: Target) -> Self:
        """The rules under which ``office`` judges ``target``."""
        track = office.tracks[target.track]
        return cls(
            lamps=office.lamps[track.lamps],
            first_judged=Period.month_of(office.year, office.first_judged_month),
            counts_whole=office.counts_whole(target.unit),
            tolerance_points=Fraction(track.tolerance_points, SCALE),
            ahead_points=Fraction(track.ahead_points, SCALE),
            decimals=track.decimals,
        )


@dataclass(frozen=True, slots=True)
class Case:
    """One target in one month, with everything known about it and nothing else."""

    target: Target
    rules: Rules
    period: Period
    """The month of the brief; the figure's month follows from the target's ``lag_months``."""
    progress: Progress | None = None
    """The accepted figure; None if nothing, or an empty cell, or only a rejected one arrived."""
    report: int | None = None
    """Number of the report that ``progress`` comes from."""
    cause: MissingCause = MissingCause.NOT_ASKED
    """Why nothing arrived; looked at only where nothing did."""
    rejected: bool = False
    """A figure failed a check; an accepted one stands all the same."""
    exempt: str | None = None
    """Number of the document that recognises an exemption covering the period."""
    done_before: Period | None = None
    """The month of the same year in which the target was judged done."""
    contested: bool = False
