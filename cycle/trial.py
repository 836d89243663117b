"""Try a source (试取): bytes → rows → findings of one department, and nothing recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import TypeVar

from checks.intake.suite import load
from connectors.sources.door import Fetched, Parsed
from cycle.check import intake, read_bodies
from cycle.collect import ask
from cycle.wiring import Parts
from domain.period import Period
from domain.records import Finding, Row
from domain.refusals import Refused
from domain.words import PullOutcome

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Size:
    """A body that came: its name and bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds of each stage of a trial."""

    fetch: float
    read: float
    check: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What one department's source gives now."""

    department: str
    outcome: PullOutcome
    error: str
    seconds: Timings
    bodies: tuple[Size, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    accepted: int

    @property
    def is_usable(self) -> bool:
        """Whether the source answered and anything of it would be judged."""
        return self.outcome is PullOutcome.OK and self.accepted > 0


def try_source(parts: Parts, department: str, period: Period, now: datetime) -> Trial:
    """Pull and check one department. Raises Refused for a stranger."""
    if department not in parts.office.departments:
        raise Refused(f"没有编号为{department}的单位")
    known = parts.office.departments[department]
    fetched, fetching = _timed(lambda: ask(parts, period, now, known))
    parsed, reading = _timed(lambda: _read(parts, period, department, fetched))
    load()  # the import is the house's own time, not the source's
    checked, checking = _timed(lambda: intake(parts, period, [parsed]))
    return Trial(
        department=known.name,
        outcome=fetched.outcome,
        error=fetched.error,
        seconds=Timings(fetching, reading, checking),
        bodies=tuple(Size(body.name, len(body.content)) for body in fetched.bodies),
        columns=parsed.columns,
        rows=parsed.rows,
        findings=tuple(f for f in checked.findings if f.department == department),
        accepted=len(checked.accepted),
    )


def _read(parts: Parts, period: Period, department: str, fetched: Fetched) -> Parsed:
    if fetched.outcome is not PullOutcome.OK:
        return Parsed()
    return read_bodies(parts, period, department, fetched.bodies)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    """What ``work`` gives, and how many seconds it took."""
    began = perf_counter()
    done = work()
    return done, round(perf_counter() - began, 3)
