"""One month: gather what departments say, then assess what the ledger holds. Safe to repeat."""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from checks.intake.suite import load
from cycle.alert import Alerted, alert
from cycle.breaker import tripped
from cycle.check import check
from cycle.collect import Spread, collect, in_threads
from cycle.deliver import Delivered, deliver
from cycle.draft import draft
from cycle.judge import judge
from cycle.printing import print_sheet
from cycle.progress import Progress, silent
from cycle.propose import propose
from cycle.refusal import not_yet, refuse_unjudged
from cycle.snapshot import snapshot
from cycle.submit import Submitted, submit
from cycle.versions import judging
from cycle.wiring import Parts
from domain.matters import Assessment
from domain.office import Department
from domain.period import Period
from domain.refusals import Refused
from domain.words import PaperKind, PullOutcome
from ledger import assessments, editions, locks, proposals, runs


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came: departments asked, failed and silent, figures newly recorded, findings."""

    departments: int
    failed: Mapping[str, str]
    """Departments whose source failed, each with the reason."""
    silent: tuple[str, ...]
    new_figures: int
    findings: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What now lies before the leader."""

    submitted: Submitted
    undecided: tuple[int, ...]
    """Numbers of the proposals that wait for a decision."""
    drafts: tuple[Path, ...]


NOTHING = Asked(Submitted(), (), ())


@dataclass(frozen=True, slots=True)
class Assessed:
    """What the ledger's figures mean now."""

    standings: Mapping[str, Mapping[str, int]]
    """Count of targets by track and standing."""
    reassessed: tuple[str, ...]
    """Tracks whose inputs changed, so that a new assessment was made."""
    tripped: str
    """The breaker's sentence; empty when nothing is held."""
    alerted: Alerted
    asked: Asked
    delivered: Delivered
    issued: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of a month did."""

    period: Period
    gathered: Gathered
    assessed: Assessed


def run(
    parts: Parts,
    period: Period,
    now: datetime,
    progress: Progress,
    *,
    only: str | None = None,
    present_rules: bool = False,
    spread: Spread = in_threads,
    holder: str = "duban run",
) -> Outcome:
    """Run the month up to the point where a person must decide. Raises Refused or Held."""
    refuse_unjudged(parts.office, period)
    if early := not_yet(parts.office, period, now.date()):
        raise Refused(early)
    with locks.lock(parts.ledger, period, holder, now):
        chosen = judging(parts, period, now, present_rules=present_rules)
        departments = _asked(chosen, only)
        number = runs.start(parts.ledger, period, holder, now).number
        gathered = _gather(
            chosen, period, departments, number, now, spread=spread, progress=progress
        )
        assessed = assess(chosen, period, now, progress)
        runs.end(parts.ledger, number, _word(assessed), now)
    return Outcome(period, gathered, assessed)


def assess_again(held: Parts, period: Period, now: datetime) -> None:
    """Assess once more after a person's act, if the month was judged before.

    ``held`` comes from ``holding``: the caller is alone with the month.
    """
    if assessments.latest(held.ledger, period):
        assess(held, period, now, silent)


def assess(held: Parts, period: Period, now: datetime, progress: Progress) -> Assessed:
    """Judge, and do what follows from what the ledger holds; pulls nothing.

    A tripped breaker holds everything that follows. An issued month keeps its proposals and
    papers: later figures only correct alerts.
    """
    judged = judge(held, period, now)
    assessed = tuple(assessment for assessment, _ in judged)
    stopped = tripped(held, period, assessed)
    issued = bool(editions.of_period(held.ledger, period, PaperKind.BRIEF))
    alerted = Alerted() if stopped else alert(held, period, assessed, now)
    asked = NOTHING if stopped or issued else _ask(held, period, assessed, now)
    return Assessed(
        standings={each.track: _counted(each) for each in assessed},
        reassessed=tuple(each.track for each, is_new in judged if is_new),
        tripped=stopped,
        alerted=alerted,
        asked=asked,
        delivered=Delivered() if stopped else deliver(held, period, now, progress),
        issued=issued,
    )


def _ask(held: Parts, period: Period, assessed: Sequence[Assessment], now: datetime) -> Asked:
    """Propose, submit the decision sheet to who decides, and draft the papers."""
    propose(held, period, assessed, now)
    seen = snapshot(held, period, assessed, now)
    sheet = print_sheet(seen)
    waiting = [s for s in proposals.of_period(held.ledger, period) if s.decision is None]
    return Asked(
        submitted=submit(held, seen, sheet, now),
        undecided=tuple(state.proposal.number for state in waiting),
        drafts=draft(held, seen, sheet),
    )


def _gather(
    parts: Parts,
    period: Period,
    departments: tuple[Department, ...],
    number: int,
    now: datetime,
    *,
    spread: Spread,
    progress: Progress,
) -> Gathered:
    with ThreadPoolExecutor(1) as ahead:
        ahead.submit(load)  # the intake's heavy import runs while the pulls wait
        pulled = collect(parts, period, departments, now, spread=spread, progress=progress)
    checked = check(parts, period, pulled, number, now)
    outcomes = {one.pull.department: one.pull.outcome for one in pulled}
    return Gathered(
        departments=len(departments),
        failed={p.pull.department: p.pull.error for p in pulled if p.pull.outcome.failed},
        silent=tuple(c for c, outcome in outcomes.items() if outcome is PullOutcome.SILENT),
        new_figures=len(checked.new_reports),
        findings=len(checked.findings),
    )


def _asked(parts: Parts, only: str | None) -> tuple[Department, ...]:
    if only is None:
        return tuple(parts.office.departments.values())
    if only not in parts.office.departments:
        raise Refused(f"没有编号为{only}的单位")
    return (parts.office.departments[only],)


def _counted(assessment: Assessment) -> Mapping[str, int]:
    return Counter(str(judgement.standing) for judgement in assessment.judgements)


def _word(assessed: Assessed) -> str:
    if assessed.tripped:
        return "tripped"
    return "issued" if assessed.issued else "waiting"
