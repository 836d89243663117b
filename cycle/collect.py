"""Collect (采集): ask every department's source and keep its bytes before anything reads them."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter

from config.people import in_office
from connectors.sources.door import Asked, Fetched, fetch
from cycle.progress import Progress
from cycle.wiring import Parts
from domain.local_time import local_day
from domain.office import Department
from domain.period import Period
from domain.records import Body, Pull
from domain.words import PullOutcome
from ledger import archive

SIDE_BY_SIDE = 128
"""More than a city has departments: pulls wait on the network, not on a core, threads are cheap,
and so the slowest source decides, not the sum of those that hang."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """One department's answer: its pull row and the bytes that came."""

    pull: Pull
    bodies: tuple[Body, ...]


Spread = Callable[[Callable[[Department], Pulled], Sequence[Department]], Iterable[Pulled]]
"""How pulls run side by side: in threads here, as one task per department in a Prefect flow."""


def in_threads(
    work: Callable[[Department], Pulled], departments: Sequence[Department]
) -> Iterable[Pulled]:
    """Yield each answer as it comes."""
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for done in as_completed([pool.submit(work, department) for department in departments]):
            yield done.result()


def collect(
    parts: Parts,
    period: Period,
    departments: Sequence[Department],
    now: datetime,
    *,
    spread: Spread,
    progress: Progress,
) -> tuple[Pulled, ...]:
    """Pull ``departments`` side by side; each answer is archived as soon as it is there."""
    kept = []
    for pulled in spread(partial(pull_one, parts, period, now), departments):
        hashes = archive.keep(parts.ledger, pulled.bodies, now)
        kept.append(Pulled(replace(pulled.pull, raw_hashes=hashes), pulled.bodies))
        progress("采集 collect", len(kept), len(departments))
    return tuple(sorted(kept, key=lambda one: one.pull.department))


def pull_one(parts: Parts, period: Period, now: datetime, department: Department) -> Pulled:
    """Pull one department. A fault of the other side is an outcome, never an exception.

    All pulls of a run are of its moment ``now``; how long each took is told by its end.
    """
    began = perf_counter()
    parts.checkpoint("fetch:before")
    fetched = ask(parts, period, now, department)
    parts.checkpoint("fetch:after")
    pull = Pull(
        department=department.code,
        period=period,
        outcome=fetched.outcome,
        error=fetched.error,
        started_at=now,
        ended_at=now + timedelta(seconds=perf_counter() - began),
    )
    return Pulled(pull, fetched.bodies)


def ask(parts: Parts, period: Period, now: datetime, department: Department) -> Fetched:
    """Fetch from the department's live address, read as its versioned settings say."""
    address = parts.live.addresses.get(department.code)
    if address is None:  # an old month's department that the folder no longer has
        return Fetched(PullOutcome.FAULT, (), f"配置中已没有{department.code}的数据源")
    asked = _asked(parts, period, now, department.code)
    return fetch(
        department.dialect, address, department.reading, asked, parts.secret, parts.live.folder
    )


def _asked(parts: Parts, period: Period, now: datetime, code: str) -> Asked:
    """What is asked, with the addresses by which a mailbox tells whose a message is."""
    days = (local_day(now), period.last_day)  # who sends a figure may leave before it is read
    terms = [t for t in parts.live.people.terms if t.email and any(in_office(t, d) for d in days)]
    own = frozenset(t.email.lower() for t in terms if t.unit == code)
    everybody = frozenset(t.email.lower() for t in terms)
    return Asked(code, period, now, own, everybody - own)
