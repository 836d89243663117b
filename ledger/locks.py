"""One run per period: a lock that dies with its holder, and an event that says who holds it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import make_url, text

from domain.matters import Event
from domain.period import Period
from domain.refusals import Held
from ledger import events
from ledger.engines import lock_engine
from ledger.store import Ledger

_LOCKS = 20150102
"""Names the period locks among PostgreSQL's advisory locks."""


@contextmanager
def lock(ledger: Ledger, period: Period, holder: str, now: datetime) -> Iterator[None]:
    """Hold the period, or raise Held at once, naming who holds it. Killing the holder frees it."""
    is_file = make_url(ledger.url).get_backend_name() == "sqlite"
    holding = _file_lock if is_file else _advisory_lock
    with holding(ledger.url, period) as is_held:
        if not is_held:
            raise Held(f"{period.label}正由{_last_holder(ledger, period)}处理，请待其结束后再运行")
        events.record(ledger, Event(holder, "lock_taken", "period", str(period), now, {}))
        yield


def _last_holder(ledger: Ledger, period: Period) -> str:
    told = events.told(ledger, "period", str(period))
    return told[-1].actor if told else "另一次运行"


@contextmanager
def _file_lock(url: str, period: Period) -> Iterator[bool]:
    """A lock file beside the SQLite file, held by the operating system for this process."""
    path = Path(f"{make_url(url).database}.{period}.lock")
    holding = FileLock(path, timeout=0, mode=0o600)
    try:
        holding.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        holding.release()


@contextmanager
def _advisory_lock(url: str, period: Period) -> Iterator[bool]:
    """A session lock on a connection of its own: the server drops it with the connection."""
    engine = lock_engine(url)
    key = {"locks": _LOCKS, "period": _key(period)}
    try:
        with engine.connect() as connection:
            yield bool(
                connection.execute(
                    text("SELECT pg_try_advisory_lock(:locks, :period)"), key
                ).scalar_one()
            )
    finally:
        engine.dispose()


def _key(period: Period) -> int:
    """A number of its own for every period: 201406 for June, 201402 with its length before it."""
    return len(period.months) * 1_000_000 + period.year * 100 + period.month
