"""Try a source (试取): bytes → rows → findings of one department, and nothing recorded."""

from dataclasses import dataclass
from datetime import datetime

from connectors.sources.door import Parsed
from cycle.check import intake, read_bodies
from cycle.collect import ask
from cycle.wiring import Parts
from domain.period import Period
from domain.records import Finding, Row
from domain.refusals import Refused
from domain.words import PullOutcome


@dataclass(frozen=True, slots=True)
class Size:
    """A body that came: its name and bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What one department's source gives now."""

    department: str
    outcome: PullOutcome
    error: str
    bodies: tuple[Size, ...]
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
    fetched = ask(parts, period, now, parts.office.departments[department])
    parsed = Parsed()
    if fetched.outcome is PullOutcome.OK:
        parsed = read_bodies(parts, period, department, fetched.bodies)
    checked = intake(parts, period, [parsed])
    return Trial(
        department=parts.office.departments[department].name,
        outcome=fetched.outcome,
        error=fetched.error,
        bodies=tuple(Size(body.name, len(body.content)) for body in fetched.bodies),
        rows=parsed.rows,
        findings=tuple(f for f in checked.findings if f.department == department),
        accepted=len(checked.accepted),
    )
