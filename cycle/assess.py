"""Assess (评估): judge what the ledger holds, and do what follows from it; pulls nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cycle.alert import Alerted, alert
from cycle.breaker import tripped
from cycle.deliver import ANSWERS, EVERYTHING, Delivered, deliver
from cycle.draft import draft
from cycle.judge import judge
from cycle.printing import print_sheet
from cycle.progress import Progress, silent
from cycle.propose import propose
from cycle.snapshot import snapshot
from cycle.submit import Submitted, submit
from cycle.wiring import Parts
from domain.matters import Assessment
from domain.period import Period
from domain.words import PaperKind
from ledger import assessments, editions, proposals


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


def assess(held: Parts, period: Period, now: datetime, progress: Progress) -> Assessed:
    """Judge, and do what follows from what the ledger holds.

    A tripped breaker holds everything that follows but answers to reports. An issued month keeps
    its proposals and papers: later figures only correct alerts.
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
        delivered=deliver(held, period, now, progress, ANSWERS if stopped else EVERYTHING),
        issued=issued,
    )


def assess_again(held: Parts, period: Period, now: datetime) -> None:
    """Assess once more after a person's act, if the month was judged before.

    ``held`` comes from ``holding``: the caller is alone with the month.
    """
    if assessments.latest(held.ledger, period):
        assess(held, period, now, silent)


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


def _counted(assessment: Assessment) -> Mapping[str, int]:
    return Counter(str(judgement.standing) for judgement in assessment.judgements)
