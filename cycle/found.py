"""What the checks found (校验发现), as an officer asks for it: chosen, and one cause told once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from checks.intake.causes import Group, grouped
from cycle.wiring import Parts
from domain.local_time import local_day
from domain.matters import StoredFinding
from domain.period import Period
from domain.records import Place
from domain.refusals import Refused
from domain.words import FindingState, Severity
from ledger import findings


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings: None is any. ``period`` is by default the month before this one.

    Those that a department's last answer no longer shows are history: only ``gone`` shows them.
    """

    period: Period | None = None
    department: str | None = None
    target: str | None = None
    rule: str | None = None
    severity: Severity | None = None
    state: FindingState | None = None
    gone: bool = False

    def fits(self, one: StoredFinding) -> bool:
        """Whether ``one`` is asked for, whatever its period."""
        found = one.finding
        pairs = (
            (self.department, found.department),
            (self.target, found.target),
            (self.rule, found.rule),
            (self.severity, found.severity),
            (self.state, one.state),
        )
        is_shown = self.gone or one.current
        return is_shown and all(asked in {None, has} for asked, has in pairs)


@dataclass(frozen=True, slots=True)
class Told:
    """One cause in one state. ``numbers`` are those of its findings, in order."""

    group: Group
    state: FindingState
    numbers: tuple[int, ...]

    @property
    def ranges(self) -> str:
        """The numbers as the commands take them: ``12-14 18``."""
        ends = [n for n in self.numbers if n + 1 not in self.numbers]
        starts = [n for n in self.numbers if n - 1 not in self.numbers]
        pairs = zip(starts, ends, strict=True)
        return " ".join(f"{a}-{b}" if a < b else str(a) for a, b in pairs)

    @property
    def places(self) -> str:
        """Where it stands: the place of one finding, the files and sheets of many."""
        every = [one.place for one in self.group.findings if one.place]
        if len(self.numbers) > 1:
            every = [Place(one.file, one.sheet) for one in every]
        return "；".join(dict.fromkeys(map(str, every)))


def listed(parts: Parts, wanted: Wanted, now: datetime) -> tuple[StoredFinding, ...]:
    """The findings asked for, by number. Raises Refused for a department nobody knows."""
    if wanted.department not in {None, *parts.office.departments}:
        raise Refused(f"没有编号为{wanted.department}的单位")
    today = local_day(now)
    period = wanted.period or Period.month_of(today.year, today.month).plus(-1)
    return tuple(one for one in findings.listed(parts.ledger, period) if wanted.fits(one))


def told(found: Iterable[StoredFinding]) -> tuple[Told, ...]:
    """One line for each cause and state, in the order of their first numbers."""
    by_state: dict[FindingState, list[StoredFinding]] = {}
    for one in found:
        by_state.setdefault(one.state, []).append(one)
    lines = (line for state, members in by_state.items() for line in _told(state, members))
    return tuple(sorted(lines, key=lambda line: line.numbers))


def _told(state: FindingState, members: Sequence[StoredFinding]) -> Iterable[Told]:
    numbers = {one.finding: one.number for one in members}
    for group in grouped(one.finding for one in members):
        yield Told(group, state, tuple(sorted(numbers[one] for one in group.findings)))
