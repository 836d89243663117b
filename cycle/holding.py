"""Hold a month: whoever changes it is alone with it and sees the office it is judged by."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from cycle.versions import judging
from cycle.wiring import Parts
from domain.period import Period
from ledger import locks


@contextmanager
def holding(parts: Parts, period: Period, holder: str, now: datetime) -> Iterator[Parts]:
    """Yield the parts with the period's office. Raises Held when another works on the period."""
    with locks.lock(parts.ledger, period, holder, now):
        yield judging(parts, period, now)
