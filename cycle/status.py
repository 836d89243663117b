"""Status (进展): where a month stands, who is outstanding, and what waits for whom."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cycle.breaker import tripped
from cycle.decide import unaudited, untold
from cycle.found import Told, Wanted, listed, told
from cycle.judge import unheard
from cycle.sources import sources
from cycle.versions import in_period
from cycle.wiring import Parts
from domain.local_time import local_day
from domain.matters import Assessment, StoredFinding
from domain.period import Period
from domain.words import (
    FindingState,
    Measure,
    MessageState,
    PaperKind,
    PullOutcome,
    Severity,
    Standing,
)
from domain.workdays import due_day
from ledger import assessments, contests, editions, outbox, proposals, pulls

_UNSENT = (MessageState.PENDING, MessageState.RETRY, MessageState.SENDING)
_STUCK = (MessageState.UNCERTAIN, MessageState.FAILED)


@dataclass(frozen=True, slots=True)
class Outstanding:
    """A department of which figures are missing, and how its last pull ended."""

    department: str
    name: str
    outcome: PullOutcome | None
    error: str
    missing: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal without a decision. ``unaudited`` and ``contested``: targets in the way."""

    number: int
    track: str
    measure: Measure
    department: str
    name: str
    unaudited: tuple[str, ...]
    contested: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """A month's state. ``stage`` is derived, never stored: open, judged or issued."""

    period: Period
    stage: str
    number: str
    """发文字号 of the brief, empty while it is not issued."""
    asked_on: date
    judged_day: date
    contest_day: date
    """The first day on which anything is confirmed or issued."""
    brief_day: date
    outstanding: tuple[Outstanding, ...]
    sources_in_trouble: tuple[str, ...]
    """Departments whose source needs a person."""
    open_findings: tuple[int, ...]
    """Numbers of the rejections that wait for a person."""
    open_causes: tuple[Told, ...]
    """The same rejections, one line for each cause."""
    contested: tuple[str, ...]
    waiting: tuple[Waiting, ...]
    tripped: str
    messages: Mapping[str, int]
    """Count of the outbox by state."""
    untold: tuple[int, ...]
    """Decisions of which the head was not told: the brief leaves them out."""
    unsent: tuple[int, ...]
    """Messages that may be sent now."""
    paused: tuple[int, ...]
    """Messages that are tried again when their pause is over."""
    stuck: tuple[int, ...]
    """Messages that wait for a person's word."""

    @property
    def next_command(self) -> str:
        """What brings the month on, as it is typed."""
        steps = (
            (self.tripped, f"release {self.period} --by 姓名 --reason 理由"),
            (self.unsent, f"outbox send {self.period}"),
            (self.stuck, f"outbox --period {self.period}"),
            (self.stage == "issued", f"reissue {self.period} --to 文件夹"),
            (self.asked_on < self.judged_day, f"collect {self.period}"),
            (self.stage == "open", f"run {self.period}"),
            (self._unaudited, f"audit sheet {self.period} 审核表.csv --by 姓名"),
            (self.waiting, "decide sheet 批示.csv --leader 领导 --recorder 姓名 --document 文号"),
            (self.untold, f"decide told {self._first_untold} --on 日期 --how 方式 --recorder 姓名"),
            (True, f"issue {self.period} --signed-by 签发人 --document 文号"),
        )
        return "duban " + next(command for is_next, command in steps if is_next)

    @property
    def next_day(self) -> date:
        """The first day on which that command does its work."""
        is_held = self.next_command.startswith(("duban decide sheet", "duban issue"))
        return max(self.contest_day, self.asked_on) if is_held else self.asked_on

    @property
    def _first_untold(self) -> int:
        return self.untold[0] if self.untold else 0

    @property
    def _unaudited(self) -> bool:
        return any(one.unaudited for one in self.waiting)


def status(parts: Parts, period: Period | None, now: datetime) -> Status:
    """The state of ``period``, by default the month before this one."""
    asked = period or Period.month_of(now.year, now.month).plus(-1)
    chosen = in_period(parts, asked)
    judged = tuple(assessments.latest(parts.ledger, asked).values())
    issued = editions.of_period(parts.ledger, asked, PaperKind.BRIEF)
    messages = outbox.listed(parts.ledger, asked)
    due = tuple(message.number for message in outbox.due(parts.ledger, asked, now))
    days, calendar = chosen.office.days, chosen.office.calendar
    waiting = _open_findings(parts, asked, now)
    return Status(
        period=asked,
        stage="issued" if issued else "judged" if judged else "open",
        number=issued[-1].document_number if issued else "",
        asked_on=local_day(now),
        judged_day=due_day(asked, days.judged, calendar),
        contest_day=due_day(asked, days.contest, calendar),
        brief_day=due_day(asked, days.brief, calendar),
        outstanding=_outstanding(chosen, asked, judged),
        sources_in_trouble=_in_trouble(parts, asked),
        open_findings=tuple(one.number for one in waiting),
        open_causes=told(waiting),
        contested=tuple(sorted(contests.open_contests(parts.ledger, asked))),
        waiting=_waiting(chosen, asked),
        tripped=tripped(chosen, asked, judged),
        messages=Counter(str(message.state) for message in messages),
        untold=untold(parts, asked),
        unsent=due,
        paused=tuple(m.number for m in messages if m.state in _UNSENT and m.number not in due),
        stuck=tuple(message.number for message in messages if message.state in _STUCK),
    )


def _outstanding(
    parts: Parts, period: Period, judged: Sequence[Assessment]
) -> tuple[Outstanding, ...]:
    """Departments that owe figures, as judged; before the first run as the ledger stands."""
    latest = pulls.latest(parts.ledger, period)
    owed: dict[str, Counter[Standing]] = defaultdict(Counter)
    of_runs = [judgement for each in judged for judgement in each.judgements]
    for judgement in of_runs if judged else unheard(parts, period):
        if judgement.standing in (Standing.MISSING, Standing.REJECTED):
            owed[judgement.department][judgement.standing] += 1
    return tuple(
        Outstanding(
            department=code,
            name=department.name,
            outcome=latest[code].outcome if code in latest else None,
            error=latest[code].error if code in latest else "",
            missing=owed[code][Standing.MISSING],
            rejected=owed[code][Standing.REJECTED],
        )
        for code, department in parts.office.departments.items()
        if code in owed
    )


def _in_trouble(parts: Parts, period: Period) -> tuple[str, ...]:
    return tuple(one.department for one in sources(parts, period).in_trouble)


def _open_findings(parts: Parts, period: Period, now: datetime) -> tuple[StoredFinding, ...]:
    wanted = Wanted(period, severity=Severity.REJECT, state=FindingState.OPEN)
    return listed(parts, wanted, now)


def _waiting(parts: Parts, period: Period) -> tuple[Waiting, ...]:
    contested = contests.open_contests(parts.ledger, period)
    states = proposals.of_period(parts.ledger, period)
    return tuple(
        Waiting(
            number=proposal.number,
            track=proposal.track,
            measure=proposal.measure,
            department=proposal.department,
            name=parts.office.departments[proposal.department].name,
            unaudited=unaudited(parts, proposal),
            contested=tuple(g.target for g in proposal.grounds if g.target in contested),
        )
        for proposal in (state.proposal for state in states if state.decision is None)
    )
