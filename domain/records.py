"""Typed records that cross the walls of the house. Figures are ten-thousandths of the unit."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from domain.period import Period
from domain.units import UnitEquation
from domain.words import (
    Basis,
    Lamp,
    Measure,
    MissingCause,
    PullOutcome,
    Severity,
    Standing,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands in the source: a file and cell, or a page and item. Rows are 1-based."""

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    page: int | None = None
    item: int | None = None

    def __str__(self) -> str:
        parts = (
            self.file,
            f"工作表“{self.sheet}”" if self.sheet else "",
            f"第{self.page}页" if self.page is not None else "",
            f"第{self.item}条" if self.item is not None else "",
            f"第{self.row}行" if self.row is not None else "",
            f"“{self.column}”列" if self.column else "",
        )
        return "".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Body:
    """One answer of a source, kept whole. ``name`` holds no secret; ``stated_on`` if it says so."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a source, still text: meaning is given by the checks, never by a connector."""

    department: str
    """The department that was asked; ``stated_department`` is what the row itself says."""
    target: str
    figure: str | None
    """The reported text as written; None for an empty cell. Empty is not zero."""
    place: Place
    raw_hash: str
    stated_department: str | None = None
    stated_period: str | None = None
    unit: str | None = None
    reason_given: str = ""
    correction: str = ""
    """更正说明: why the figure takes back what was reported before."""
    decimals: int | None = None
    percent_format: bool | None = None
    """Workbooks only: whether the cell's number format shows a percentage."""
    name: str | None = None
    """What the row calls its target: it cross-checks the code, and never stands for it."""
    unit_equations: tuple[UnitEquation, ...] = ()
    """What the source's settings say of units that differ from the register's."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule with its address. ``sentence`` is Chinese and says what to do."""

    rule: str
    severity: Severity
    department: str
    period: Period
    sentence: str
    target: str | None = None
    place: Place | None = None
    raw_value: str = ""
    raw_hash: str | None = None
    cause: str = ""
    """What findings of one cause share, in Chinese; empty where each stands alone."""


@dataclass(frozen=True, slots=True)
class Progress:
    """进度: what a report says, in the form its kind needs. Exactly one field is not None."""

    value: int | None = None
    verdict: Verdict | None = None
    nodes: frozenset[str] | None = None
    """Names of the nodes reached; empty means none yet, which is a report, not silence."""

    def __post_init__(self) -> None:
        """The boundary of the house: no float, NaN or half-read figure gets past it."""
        if sum(field is not None for field in (self.value, self.verdict, self.nodes)) != 1:
            raise TypeError("progress is exactly one of value, verdict and nodes")
        if self.value is not None and type(self.value) is not int:
            raise TypeError(f"a figure is a whole number of ten-thousandths, not {self.value!r}")


@dataclass(frozen=True, slots=True)
class Report:
    """An accepted figure: one revision of (target, figure_period) in the ledger.

    ``revision`` and ``number`` (the ledger's running number) are 0 until recorded.
    """

    target: str
    figure_period: Period
    progress: Progress
    basis: Basis
    actor: str
    known_at: datetime
    reason_given: str = ""
    correction: str = ""
    """Why it takes back what was reported before; empty where it does not."""
    place: Place | None = None
    raw_hash: str | None = None
    raw_value: str = ""
    revision: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Pull:
    """How one department's pull ended: one per department and run, also on failure."""

    department: str
    period: Period
    outcome: PullOutcome
    raw_hashes: tuple[str, ...] = ()
    rows: int = 0
    error: str = ""
    """A Chinese sentence without secrets; empty when nothing went wrong."""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    columns: tuple[str, ...] = ()
    """The names that the source showed, in its order."""

    @property
    def duration(self) -> timedelta | None:
        """How long the source took; None where nobody measured it."""
        if self.started_at is None or self.ended_at is None:
            return None
        return self.ended_at - self.started_at


@dataclass(frozen=True, slots=True)
class Planned:
    """What should be done by now: a value in ten-thousandths, or nothing due yet."""

    value: Fraction | None
    due: bool = True


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one target in one period, with its reason. Points are exact fractions."""

    target: str
    department: str
    track: str
    period: Period
    figure_period: Period
    standing: Standing
    reason: str
    """A Chinese sentence that names the rule and the numbers it used."""
    cause: MissingCause | None = None
    planned: Fraction | None = None
    progress: Progress | None = None
    gap_points: Fraction | None = None
    lamp: Lamp | None = None
    lamp_number: Fraction | None = None
    nodes_missed: tuple[str, ...] = ()
    report: int | None = None
    """Number of the report that was judged."""
    contested: bool = False


@dataclass(frozen=True, slots=True)
class Counters:
    """月数: folded from judgements in order, never stored (DOMAIN §3)."""

    running_months: int = 0
    months: int = 0
    running_quarter_ends: int = 0
    quarter_ends: int = 0
    running_reds: int = 0
    reds: int = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """One target on which a proposal rests, with everything needed to check it."""

    target: str
    figure_period: Period
    planned: Fraction | None
    progress: Progress
    gap_points: Fraction | None
    months: int
    """The count that reached the rung."""
    rule: str
    report: int
    place: Place | None
    raw_hash: str | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """An interview, exposure … the office asks its leader to decide. Subject is (kind, id)."""

    period: Period
    track: str
    measure: Measure
    subject_kind: str
    subject_id: str
    department: str
    grounds: tuple[Ground, ...]
    grounds_hash: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """One term of office. ``unit`` is a department code, or empty for leaders and officers."""

    key: str
    name: str
    role: str
    unit: str
    title: str
    email: str
    phone: str
    first_day: date
    last_day: date | None
