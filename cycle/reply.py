"""The right of reply: what a department was told of, and until when it may object."""

from datetime import date

from cycle.wiring import Parts
from domain.local_time import local_day
from domain.matters import Message
from domain.office import Office
from domain.period import Period
from domain.words import MessageState
from domain.workdays import due_day, workdays_later
from ledger import outbox


def contest_day(office: Office, period: Period, told_on: date) -> date:
    """Objections are heard before this day: a department told late has as many working days."""
    days, calendar = office.days, office.calendar
    usual = due_day(period, days.contest, calendar)
    return max(usual, workdays_later(told_on, days.contest - days.judged, calendar))


def told_of(parts: Parts, period: Period, department: str) -> dict[str, date]:
    """Targets that letters which arrived name as behind, each with the day of the first one.

    A correction that leaves a target out takes it back.
    """
    told: dict[str, date] = {}
    for message in outbox.alerts(parts.ledger, period, department):
        if message.state is MessageState.SENT:
            on, named = _sent_on(parts, message), message.envelope.named
            told = {target: told.get(target, on) for target in named}
    return told


def _sent_on(parts: Parts, message: Message) -> date:
    """The day of the last attempt; of queueing, if a person only said that it arrived."""
    tried = outbox.attempts(parts.ledger, message.number)
    ended = tried[-1].ended_at if tried else None
    return local_day(ended or message.queued_at)
