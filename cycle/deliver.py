"""Deliver (发送): claim, write the attempt, send with no transaction open, mark."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.channels.duplicate import possible_duplicate
from connectors.channels.refusals import SendRefused, SendUncertain
from cycle.progress import Progress
from cycle.wiring import Parts
from domain.matters import Attempt, Message
from domain.period import Period
from domain.words import MessageKind, MessageState
from ledger import Tampered, archive, outbox

TRIES = 4
"""After so many temporary refusals a message has failed and waits for a person."""
PAUSE = timedelta(minutes=15)
"""Wait after the first temporary refusal; it doubles each time."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many messages ended how in this run."""

    sent: int = 0
    retry: int = 0
    failed: int = 0
    uncertain: int = 0

    @property
    def sentence(self) -> str:
        """One line for people."""
        parts = (
            f"已发{self.sent}封",
            f"待重试{self.retry}封" if self.retry else "",
            f"失败{self.failed}封" if self.failed else "",
            f"不明{self.uncertain}封（duban outbox 查看）" if self.uncertain else "",
        )
        return "，".join(part for part in parts if part)


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


def deliver(parts: Parts, period: Period, now: datetime, progress: Progress) -> Delivered:
    """Send what waits for ``period``. The caller holds the period, so old claims are dead."""
    _settle_dead_claims(parts, period, now)
    waiting = outbox.due(parts.ledger, period, now)
    ended = dict.fromkeys(("sent", "retry", "failed", "uncertain"), 0)
    for done, message in enumerate(waiting, 1):
        claimed = outbox.claim(parts.ledger, message.number, "deliver", now)
        if claimed is not None:
            ended[_send(parts, message, claimed, now)] += 1
        progress("发送 deliver", done, len(waiting))
    return Delivered(**ended)


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


def resolve(parts: Parts, number: int, by: str, now: datetime, *, arrived: bool) -> str:
    """A person says whether an uncertain or failed message arrived; if not it is sent again.

    Raises NotStuck for any other message.
    """
    settle = outbox.resolve_sent if arrived else outbox.resolve_not_sent
    settle(parts.ledger, number, by, now)
    return f"发件第{number}号：{'核实已送达' if arrived else '核实未送达，下次运行时重发'}"


def _last_answer(parts: Parts, message: Message) -> str:
    tried = outbox.attempts(parts.ledger, message.number)
    return tried[-1].answer if tried else ""


def _settle_dead_claims(parts: Parts, period: Period, now: datetime) -> None:
    """A crash between send and mark leaves it uncertain: a reminder goes once more, marked."""
    outbox.sweep(parts.ledger, period, now)
    for message in outbox.listed(parts.ledger, period, MessageState.UNCERTAIN):
        if message.envelope.kind.reminder and not message.repeated:
            again = possible_duplicate(archive.get(parts.ledger, message.raw_hash))
            outbox.repeat(parts.ledger, message.number, again, now)


def _send(parts: Parts, message: Message, claimed: Attempt, now: datetime) -> MessageState:
    try:
        content = archive.get(parts.ledger, message.raw_hash)
    except Tampered as tampered:
        outbox.mark(parts.ledger, claimed, MessageState.FAILED, answer=str(tampered), now=now)
        return MessageState.FAILED
    parts.checkpoint("send:before")
    try:
        answer = parts.channel.send(content, message.envelope.address)
    except SendRefused as refused:
        return _refused(parts, message, claimed, refused, now)
    except SendUncertain as unknown:
        outbox.mark(parts.ledger, claimed, MessageState.UNCERTAIN, answer=str(unknown), now=now)
        return MessageState.UNCERTAIN
    parts.checkpoint("send:after")
    outbox.mark(parts.ledger, claimed, MessageState.SENT, answer=answer, now=now)
    return MessageState.SENT


def _refused(
    parts: Parts, message: Message, claimed: Attempt, refused: SendRefused, now: datetime
) -> MessageState:
    tries = message.attempts + 1
    if not refused.temporary or tries >= TRIES:
        outbox.mark(parts.ledger, claimed, MessageState.FAILED, answer=str(refused), now=now)
        return MessageState.FAILED
    retry_at = now + PAUSE * 2 ** (tries - 1)
    outbox.mark(
        parts.ledger, claimed, MessageState.RETRY, answer=str(refused), now=now, retry_at=retry_at
    )
    return MessageState.RETRY
