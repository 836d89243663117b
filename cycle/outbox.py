"""Outbox (发件箱): what was sent and what waits; a person sends it on or settles it."""

from dataclasses import dataclass
from datetime import datetime

from cycle.breaker import tripped
from cycle.deliver import Delivered, deliver
from cycle.holding import holding
from cycle.progress import Progress
from cycle.refusal import refuse_blank
from cycle.wiring import Parts
from domain.matters import Message
from domain.period import Period
from domain.refusals import Refused, Tripped
from domain.words import MessageKind, MessageState
from ledger import assessments, outbox


@dataclass(frozen=True, slots=True)
class Listed:
    """One message of the outbox, without its address."""

    number: int
    period: Period
    kind: MessageKind
    department: str
    channel: str
    recipient: str
    subject: str
    state: MessageState
    attempts: int
    repeated: bool
    named: tuple[str, ...]
    message_id: str
    answer: str


def listed(parts: Parts, period: Period | None) -> tuple[Listed, ...]:
    """The outbox of one period, or all of it."""
    return tuple(
        Listed(
            number=one.number,
            period=one.envelope.period,
            kind=one.envelope.kind,
            department=one.envelope.department,
            channel=one.envelope.channel,
            recipient=one.envelope.recipient_key,
            subject=one.envelope.subject,
            state=one.state,
            attempts=one.attempts,
            repeated=one.repeated,
            named=tuple(sorted(one.envelope.named)),
            message_id=one.envelope.message_id,
            answer=_last_answer(parts, one),
        )
        for one in outbox.listed(parts.ledger, period)
    )


def send(parts: Parts, period: Period, now: datetime, progress: Progress) -> Delivered:
    """Send what waits for ``period``. Raises Held, and Tripped while the breaker holds it."""
    with holding(parts, period, "duban outbox send", now) as held:
        judged = tuple(assessments.latest(held.ledger, period).values())
        if sentence := tripped(held, period, judged):
            raise Tripped(sentence)
        return deliver(held, period, now, progress)


def resolve(parts: Parts, number: int, by: str, now: datetime, *, arrived: bool) -> str:
    """A person says whether an uncertain or failed message arrived; if not it is sent again.

    Raises NotStuck for any other message.
    """
    refuse_blank(经办人=by)
    settle = outbox.resolve_sent if arrived else outbox.resolve_not_sent
    period = _message(parts, number).envelope.period
    with holding(parts, period, f"duban outbox resolve {by}", now) as held:
        settle(held.ledger, number, by, now)
    return f"发件第{number}号：{'核实已送达' if arrived else '核实未送达，将重新发送'}"


def _message(parts: Parts, number: int) -> Message:
    for message in outbox.listed(parts.ledger):
        if message.number == number:
            return message
    raise Refused(f"没有第{number}号发件")


def _last_answer(parts: Parts, message: Message) -> str:
    tried = outbox.attempts(parts.ledger, message.number)
    return tried[-1].answer if tried else ""
