"""What is asked of a source, what came back, and what could be read in it."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.period import Period
from domain.records import Body, Finding, Row
from domain.words import PullOutcome, Severity


@dataclass(frozen=True, slots=True)
class Asked:
    """One department's data for one period. ``at`` is when it is asked."""

    department: str
    period: Period
    at: datetime | None = None
    senders: frozenset[str] = field(default=frozenset(), repr=False)
    """Mail addresses, in lower case, of the department's people: whose mail is its."""
    others: frozenset[str] = field(default=frozenset(), repr=False)
    """Those of everybody else in office: their mail is not, and no stranger's either."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes of one pull, all of them; ``error`` is a Chinese sentence without secrets.

    ``requests`` are the lines that were sent: method, path, names of headers and no value of one.
    Beside ``ok`` and ``silent`` it is a note to the office, and changes nothing.
    """

    outcome: PullOutcome
    bodies: tuple[Body, ...] = ()
    error: str = ""
    requests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """Rows in the order of the source, and what was wrong with it."""

    rows: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()
    columns: tuple[str, ...] = ()
    """Every name that the source showed, in its order; also where they made it refused."""

    @property
    def refused(self) -> bool:
        """Nothing could be read at all: the source is at fault, the department is not silent."""
        return not self.rows and any(f.severity is Severity.REJECT for f in self.findings)
