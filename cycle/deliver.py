"""Deliver (发送): claim, write the attempt, send with no transaction open, mark."""

from collections.abc import Collection
from contextlib import suppress
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


EVERYTHING = frozenset(MessageKind)
ANSWERS = frozenset(kind for kind in MessageKind if kind.answer)
"""They accuse nobody and leave while a month is held or not judged yet."""


def deliver(
    parts: Parts,
    period: Period,
    now: datetime,
    progress: Progress,
    kinds: Collection[MessageKind] = EVERYTHING,
) -> Delivered:
    """Send what waits for ``period`` on this channel, of ``kinds``; letters of another one stay.

    The caller holds the period, so old claims are dead.
    """
    _settle_dead_claims(parts, period, now)
    due = outbox.due(parts.ledger, period, now)
    ours = [message for message in due if message.envelope.channel == parts.channel.name]
    waiting = [message for message in ours if message.envelope.kind in kinds]
    ended = dict.fromkeys(("sent", "retry", "failed", "uncertain"), 0)
    for done, message in enumerate(waiting, 1):
        claimed = outbox.claim(parts.ledger, message.number, "deliver", now)
        if claimed is not None:
            ended[_send(parts, message, claimed, now)] += 1
        progress("发送 deliver", done, len(waiting))
    return Delivered(**ended)


def _settle_dead_claims(parts: Parts, period: Period, now: datetime) -> None:
    """A crash between send and mark leaves it uncertain: what is repeatable goes once more, marked.

    Not one that was corrected since, nor one whose bytes have changed: they wait for a person.
    """
    outbox.sweep(parts.ledger, period, now)
    for message in outbox.listed(parts.ledger, period, MessageState.UNCERTAIN):
        kind = message.envelope.kind
        if not kind.repeatable or message.repeated or _corrected(parts, message):
            continue
        with suppress(Tampered):
            again = possible_duplicate(archive.get(parts.ledger, message.raw_hash))
            outbox.repeat(parts.ledger, message.number, again, now)


def _corrected(parts: Parts, message: Message) -> bool:
    """Whether a later letter told the department something else."""
    about = message.envelope
    if not about.kind.reminder:
        return False
    later = outbox.alerts(parts.ledger, about.period, about.department)
    return any(one.number > message.number and one.envelope.named != about.named for one in later)


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
