"""The breaker (熔断): too much at once stops alerts and proposals until a person releases it."""

from collections.abc import Sequence
from datetime import datetime

from checks import breaker
from cycle.history import history
from cycle.wiring import Parts
from domain.matters import Assessment
from domain.period import Period
from domain.refusals import Refused
from ledger import assessments, pulls, releases


def tripped(parts: Parts, period: Period, assessed: Sequence[Assessment]) -> str:
    """The sentence with which the breaker holds the month; empty when nothing holds it.

    A release frees only the trip it was given for: another accident trips it again.
    """
    sentence = breaker.tripped(
        parts.office,
        [pull.outcome for pull in pulls.latest(parts.ledger, period).values()],
        [j for each in assessed for j in each.judgements],
        [j for each in assessed for j in history(parts, each.track, period).previous],
    )
    released = {release.tripped for release in releases.of_period(parts.ledger, period)}
    return "" if sentence is None or sentence in released else sentence


def release(parts: Parts, period: Period, actor: str, reason: str, now: datetime) -> None:
    """Let one month go on. Raises Refused when nothing holds it."""
    assessed = tuple(assessments.latest(parts.ledger, period).values())
    sentence = tripped(parts, period, assessed)
    if not sentence:
        raise Refused(f"{period.label}没有熔断，无需解除")
    releases.release(parts.ledger, period, actor=actor, reason=reason, tripped=sentence, now=now)
