"""Contests (异议): a department objects to a figure; open until the office closes it."""

from datetime import datetime

from sqlalchemy import Connection

from domain.matters import Contest, Event
from domain.period import Period
from ledger import events
from ledger.refusals import NotContested
from ledger.store import Ledger

_SUBJECT = "contest"


def open_contest(
    ledger: Ledger, target: str, period: Period, *, actor: str, reason: str, now: datetime
) -> bool:
    """Open a contest; False when one is open already, which then stays as it is."""
    detail = {"reason": reason}
    with ledger.write("open_contest") as connection:
        if target in _open(connection, period):
            return False
        subject = _subject(target, period)
        events.note(connection, Event(actor, "contest_opened", _SUBJECT, subject, now, detail))
    return True


def close_contest(
    ledger: Ledger, target: str, period: Period, *, actor: str, reason: str, now: datetime
) -> None:
    """Close the open contest. Raises NotContested."""
    detail = {"reason": reason}
    with ledger.write("close_contest") as connection:
        if target not in _open(connection, period):
            raise NotContested(f"{target}在{period.label}没有未办结的异议")
        subject = _subject(target, period)
        events.note(connection, Event(actor, "contest_closed", _SUBJECT, subject, now, detail))


def open_contests(ledger: Ledger, period: Period) -> dict[str, Contest]:
    """The period's open contests by target code."""
    with ledger.read() as connection:
        return _open(connection, period)


def _subject(target: str, period: Period) -> str:
    return f"{period}/{target}"


def _open(connection: Connection, period: Period) -> dict[str, Contest]:
    found = {}
    for subject, last in events.latest_of_kind(connection, _SUBJECT).items():
        written, _, target = subject.partition("/")
        if written == str(period) and last.kind == "contest_opened":
            found[target] = Contest(target, period, last.actor, last.detail["reason"], last.at)
    return found
