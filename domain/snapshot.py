"""What papers are made from: one period as one assessment of each track sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

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
    reported: Mapping[int, Report]
    """By number of an audited report that was judged: what its department had reported."""
    reporting: tuple[Reporting, ...]
    proposals: tuple[Proposal, ...]
    decided: tuple[Decided, ...]
    city_leaders: Mapping[str, str]
    """Key to name and title, as papers print them."""


@dataclass(frozen=True, slots=True)
class BehindItem:
    """One target an alert is about: its verdict, the report judged and the rule applied."""

    judgement: Judgement
    report: Report
    months: int
    """Judged months behind in a row, this one counted in."""
    rule: str
    """The ladder rung as its document words it."""


@dataclass(frozen=True, slots=True)
class AlertCase:
    """Everything that one department's alert may print. Unreported targets stand apart."""

    office: Office
    period: Period
    made_on: date
    department: str
    addressee: str
    """Name of the person written to."""
    addressee_title: str
    measure: Measure
    behind: tuple[BehindItem, ...]
    unreported: tuple[Judgement, ...]
    """Missing or rejected; a source fault among them is never put to the department."""
    reply_by: date
    contest_by: date
    brief_on: date
    officer: str
    liaison: str
    """Name of the department's liaison in office on ``made_on``; empty if it has none."""
    corrects: date | None = None
    """Day of the alert that this one corrects: then it is titled 更正提醒."""
    entered: tuple[str, ...] = ()
    """Targets behind now that were not in the alert being corrected."""
    left: tuple[str, ...] = ()
    """Targets of the corrected alert that are no longer behind."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What one answer of a department brought, in targets that were asked for.

    ``asked`` = accepted + refused + before + what is unreported.
    """

    files: tuple[str, ...]
    at: datetime
    asked: int
    accepted: int
    refused: int
    before: int
    """Figures that stand from an earlier answer or a telephone call."""
    unreported: tuple[str, ...]
    """Codes of the targets that were asked and for which no figure is known."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong, where, and what to do about it; one for all that have one cause."""

    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ReceiptCase:
    """Everything that a receipt may print, or a figure's return: then ``arrived`` is None."""

    office: Office
    period: Period
    made_on: date
    department: str
    addressee: str
    addressee_title: str
    arrived: Arrived | None
    refusals: tuple[Remark, ...]
    notes: tuple[Remark, ...]
    due: date
    """The day on which figures are due."""
    officer: str
    marked: bool
    """Whether the workbook goes back with it, marked."""
    reason: str = ""
    """Why the office returns it; empty on a receipt."""
