"""The breaker (熔断): too much at once holds a month's letters and proposals."""

from collections.abc import Sequence

from checks import breaker
from cycle.history import history
from cycle.wiring import Parts
from domain.matters import Assessment
from domain.period import Period
from ledger import pulls, releases


def tripped(parts: Parts, period: Period, assessed: Sequence[Assessment]) -> str:
    """The sentence with which the breaker holds the month; empty when nothing holds it.

    A release frees only the trip it was given for: another accident trips it again.
    """
    sentence = breaker.tripped(
        parts.office,
        {code: pull.outcome for code, pull in pulls.latest(parts.ledger, period).items()},
        [j for each in assessed for j in each.judgements],
        [j for each in assessed for j in history(parts, each.track, period).previous],
    )
    released = {release.tripped for release in releases.of_period(parts.ledger, period)}
    return "" if sentence is None or sentence in released else sentence
