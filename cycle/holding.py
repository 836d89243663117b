"""Hold a period while working on it: one run per period, and whoever comes second is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from cycle.wiring import Parts
from domain.period import Period
from domain.refusals import Held
from ledger import locks


@contextmanager
def held(parts: Parts, period: Period, holder: str, now: datetime) -> Iterator[None]:
    """Hold ``period`` for ``holder``. Raises Held naming who holds it already."""
    try:
        with locks.lock(parts.ledger, period, holder, now):
            yield
    except locks.Held as other:
        sentence = f"{period.label}正由“{other.holder}”处理,本次退出,请稍后再试"
        raise Held(sentence) from other
