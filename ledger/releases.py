"""Releases of the breaker (熔断): who let it go, why, and which sentence it had tripped with."""

from datetime import datetime

from domain.matters import Event, Release
from domain.period import Period
from ledger import events
from ledger.store import Ledger

_SUBJECT = "breaker"


def release(
    ledger: Ledger, period: Period, *, actor: str, reason: str, tripped: str, now: datetime
) -> Release:
    """Let the period's breaker go for the trip that ``tripped`` describes."""
    detail = {"reason": reason, "tripped": tripped}
    happened = Event(actor, "breaker_released", _SUBJECT, str(period), now, detail)
    with ledger.write("release_breaker") as connection:
        events.note(connection, happened)
    return _release(happened)


def of_period(ledger: Ledger, period: Period) -> tuple[Release, ...]:
    """Every release in the period, in order. One for another sentence frees nothing."""
    return tuple(_release(each) for each in events.told(ledger, _SUBJECT, str(period)))


def _release(happened: Event) -> Release:
    return Release(
        period=Period(happened.subject_id),
        actor=happened.actor,
        reason=happened.detail["reason"],
        tripped=happened.detail["tripped"],
        released_at=happened.at,
    )
