"""One month: gather what departments say, then assess what the ledger holds. Safe to repeat."""

from dataclasses import dataclass
from datetime import datetime

from cycle.assess import Assessed, assess
from cycle.collect import Spread, in_threads
from cycle.deliver import ANSWERS, Delivered, deliver
from cycle.gather import Gathered, gather
from cycle.holding import holding
from cycle.progress import Progress
from cycle.refusal import not_yet, refuse_unfinished, refuse_unjudged
from cycle.versions import judging
from cycle.wiring import Parts
from domain.period import Period
from domain.refusals import Refused
from ledger import locks, runs


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of a month did."""

    period: Period
    gathered: Gathered
    assessed: Assessed


@dataclass(frozen=True, slots=True)
class Collected:
    """What one round of collecting did, and the answers that left."""

    period: Period
    gathered: Gathered
    delivered: Delivered


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
        raise Refused(f"{early}；先行采集请用 duban collect {period}")
    with locks.lock(parts.ledger, period, holder, now):
        held = judging(parts, period, now, present_rules=present_rules)
        number = runs.start(held.ledger, period, holder, now).number
        gathered = gather(held, period, only, number, now, spread=spread, progress=progress)
        assessed = assess(held, period, now, progress)
        runs.end(held.ledger, number, _word(assessed), now)
    return Outcome(period, gathered, assessed)


def collect_only(
    parts: Parts,
    period: Period,
    now: datetime,
    progress: Progress,
    *,
    only: str | None = None,
    spread: Spread = in_threads,
    holder: str = "duban collect",
) -> Collected:
    """Gather and answer as ``run`` does, from the day after the month's last on; judge nothing.

    Raises Refused or Held.
    """
    refuse_unjudged(parts.office, period)
    refuse_unfinished(period, now.date())
    with holding(parts, period, holder, now) as held:
        number = runs.start(held.ledger, period, holder, now).number
        gathered = gather(held, period, only, number, now, spread=spread, progress=progress)
        delivered = deliver(held, period, now, progress, ANSWERS)
        runs.end(held.ledger, number, "collected", now)
    return Collected(period, gathered, delivered)


def _word(assessed: Assessed) -> str:
    if assessed.tripped:
        return "tripped"
    return "issued" if assessed.issued else "waiting"
