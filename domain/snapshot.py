"""What papers are made from: one period as one assessment of each track sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.office import Office
from domain.period import Period
from domain.records import Counters, Judgement, Proposal, Report
from domain.words import DecisionVerdict, Measure, PullOutcome


@dataclass(frozen=True, slots=True)
class TrackMonth:
    """One track's judgements, with last judged month's beside them and the folded counters."""

    track: str
    judgements: tuple[Judgement, ...]
    previous_period: Period | None
    previous: tuple[Judgement, ...]
    counters: Mapping[str, Counters]
    """By target code, this period counted in."""


@dataclass(frozen=True, slots=True)
class Reporting:
    """报送情况 of one department; the four counts add up to ``asked``."""

    department: str
    outcome: PullOutcome
    asked: int
    on_time: int
    late: int
    missing: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision on a proposal. A paper names it only after the head was told."""

    proposal: Proposal
    verdict: DecisionVerdict
    measure: Measure
    leader: str
    document: str
    decided_on: date
    told_on: date | None
    told_how: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that a paper of one period may print."""

    office: Office
    period: Period
    made_on: date
    tracks: tuple[TrackMonth, ...]
    reports: Mapping[int, Report]
    """By number: the reports that were judged."""
    reporting: tuple[Reporting, ...]
    proposals: tuple[Proposal, ...]
    decided: tuple[Decided, ...]
    city_leaders: Mapping[str, str]
    """Key to name and title, as papers print them."""
