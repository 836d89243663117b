"""The outbox: one row per message, channel and recipient; written, claimed, sent, marked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import Connection, Row, Select, func, insert, or_, select, update

from domain.matters import Attempt, Envelope, Event, Letter, Message
from domain.period import Period
from domain.records import Body
from domain.words import MessageKind, MessageState
from ledger import archive, events
from ledger.refusals import LostClaim, NotFound, NotStuck
from ledger.rows import insert_new
from ledger.store import Ledger
from ledger.tables import attempt, message

_WAITING = (MessageState.PENDING, MessageState.RETRY)
_REMINDERS = [kind for kind in MessageKind if kind.reminder]
_REPEATABLE = [kind for kind in MessageKind if kind.repeatable]


def enqueue(ledger: Ledger, letters: Sequence[Letter], now: datetime) -> tuple[Message, ...]:
    """Archive and queue letters; return those newly queued.

    A dedupe key that was ever used queues nothing, whatever the bytes.
    """
    lay_down(ledger, letters)
    with ledger.write("enqueue") as connection:
        return note(connection, letters, now)


def due(ledger: Ledger, period: Period, now: datetime) -> tuple[Message, ...]:
    """Messages of the period that may be sent now, in order of queueing."""
    query = _messages().where(message.c.period == period, _may_be_sent(now))
    with ledger.read() as connection:
        return tuple(_message(row) for row in connection.execute(query))


def claim(ledger: Ledger, number: int, holder: str, now: datetime) -> Attempt | None:
    """Take one message to send it: None when another took it or it may not be sent now.

    The attempt's row is committed before the caller sends anything.
    """
    statement = (
        update(message)
        .where(message.c.number == number, _may_be_sent(now))
        .values(state=MessageState.SENDING, retry_at=None)
    )
    values = {"message": number, "holder": holder, "started_at": now, "answer": ""}
    with ledger.write("claim") as connection:
        if connection.execute(statement).rowcount != 1:
            return None
        row = connection.execute(insert(attempt).values(values).returning(attempt)).one()
        return _attempt(row)


def mark(
    ledger: Ledger,
    claimed: Attempt,
    outcome: MessageState,
    *,
    answer: str,
    now: datetime,
    retry_at: datetime | None = None,
) -> None:
    """Note how a claimed attempt ended: sent, retry (from ``retry_at``), failed or uncertain.

    Raises LostClaim when the attempt was ended or swept meanwhile.
    """
    last = select(func.max(attempt.c.number)).where(attempt.c.message == claimed.message)
    moved = (
        update(message)
        .where(
            message.c.number == claimed.message,
            message.c.state == MessageState.SENDING,
            last.scalar_subquery() == claimed.number,
        )
        .values(state=outcome, retry_at=retry_at)
    )
    ended = update(attempt).where(attempt.c.number == claimed.number)
    with ledger.write(f"mark_{outcome}") as connection:
        if connection.execute(moved).rowcount != 1:
            raise LostClaim(f"发件第{claimed.message}号已不在第{claimed.number}次发送中")
        connection.execute(ended.values(ended_at=now, outcome=outcome, answer=answer))


def sweep(ledger: Ledger, period: Period, now: datetime) -> tuple[Message, ...]:
    """Declare what a dead holder was sending uncertain; return those messages.

    The caller holds the period's lock, so whoever claimed them is dead. Their attempts stay
    without an end: nobody knows it.
    """
    dead = (message.c.period == period, message.c.state == MessageState.SENDING)
    with ledger.write("sweep") as connection:
        rows = connection.execute(_messages().where(*dead)).all()
        connection.execute(update(message).where(*dead).values(state=MessageState.UNCERTAIN))
        for row in rows:
            _tell(connection, row.number, "message_uncertain", actor="duban", reason="", now=now)
        return tuple(replace(_message(row), state=MessageState.UNCERTAIN) for row in rows)


def repeat(ledger: Ledger, number: int, content: bytes, now: datetime) -> bool:
    """Queue an uncertain letter once more with ``content`` (marked 可能重复, same Message-ID).

    False when its kind is not repeatable, it is not uncertain, or was repeated before: then it
    waits for a person.
    """
    body = Body(f"message-{number}-repeat.eml", content)
    raw_hash = archive.lay_down(ledger.archive_folder, content)
    statement = (
        update(message)
        .where(
            message.c.number == number,
            message.c.state == MessageState.UNCERTAIN,
            message.c.kind.in_(_REPEATABLE),
            message.c.repeat_hash.is_(None),
        )
        .values(state=MessageState.RETRY, repeat_hash=raw_hash)
    )
    with ledger.write("repeat") as connection:
        archive.note(connection, [body], now)
        return connection.execute(statement).rowcount == 1


def withdraw(ledger: Ledger, number: int, actor: str, reason: str, now: datetime) -> bool:
    """Take back a message that was not sent yet; False when it is too late for that."""
    statement = (
        update(message)
        .where(message.c.number == number, message.c.state.in_(_WAITING))
        .values(state=MessageState.WITHDRAWN)
    )
    with ledger.write("withdraw") as connection:
        if connection.execute(statement).rowcount != 1:
            return False
        _tell(connection, number, "message_withdrawn", actor=actor, reason=reason, now=now)
        return True


def resolve_sent(ledger: Ledger, number: int, actor: str, now: datetime) -> None:
    """A person found out that an uncertain or failed message arrived. Raises NotFound, NotStuck."""
    _resolve(ledger, number, MessageState.SENT, actor, now)


def resolve_not_sent(ledger: Ledger, number: int, actor: str, now: datetime) -> None:
    """A person found out that it did not arrive: it is sent again. Raises NotFound, NotStuck."""
    _resolve(ledger, number, MessageState.RETRY, actor, now)


def listed(
    ledger: Ledger, period: Period | None = None, state: MessageState | None = None
) -> tuple[Message, ...]:
    """Messages in order, of one period or state where it is given."""
    query = _messages()
    if period is not None:
        query = query.where(message.c.period == period)
    if state is not None:
        query = query.where(message.c.state == state)
    with ledger.read() as connection:
        return tuple(_message(row) for row in connection.execute(query))


def alerts(ledger: Ledger, period: Period, department: str) -> tuple[Message, ...]:
    """The department's alerts and their corrections in order, whatever became of them.

    ``envelope.named`` holds the behind targets that each one named.
    """
    query = _messages().where(
        message.c.period == period,
        message.c.department == department,
        message.c.kind.in_(_REMINDERS),
    )
    with ledger.read() as connection:
        return tuple(_message(row) for row in connection.execute(query))


def attempts(ledger: Ledger, number: int) -> tuple[Attempt, ...]:
    """Every try to send one message, in order."""
    query = select(attempt).where(attempt.c.message == number).order_by(attempt.c.number)
    with ledger.read() as connection:
        return tuple(_attempt(row) for row in connection.execute(query))


def lay_down(ledger: Ledger, letters: Sequence[Letter]) -> None:
    """Make the letters' bytes durable, before any transaction that queues them."""
    for letter in letters:
        archive.lay_down(ledger.archive_folder, letter.content)


def note(connection: Connection, letters: Sequence[Letter], now: datetime) -> tuple[Message, ...]:
    """Queue letters, whose bytes are durable, inside the caller's transaction."""
    numbers = [_insert(connection, letter, now) for letter in letters]
    new = [number for number in numbers if number is not None]
    rows = connection.execute(_messages().where(message.c.number.in_(new)))
    return tuple(_message(row) for row in rows)


def _insert(connection: Connection, letter: Letter, now: datetime) -> int | None:
    envelope = letter.envelope
    known = select(message.c.number).where(message.c.dedupe_key == envelope.dedupe_key)
    if connection.execute(known).one_or_none() is not None:
        return None
    body = Body(f"{envelope.dedupe_key}.eml", letter.content)
    (raw_hash,) = archive.note(connection, [body], now)
    values = {
        "dedupe_key": envelope.dedupe_key,
        "kind": envelope.kind,
        "period": envelope.period,
        "department": envelope.department,
        "channel": envelope.channel,
        "recipient_key": envelope.recipient_key,
        "address": envelope.address,
        "subject": envelope.subject,
        "message_id": envelope.message_id,
        "assessment": envelope.assessment,
        "expires_at": envelope.expires_at,
        "named": envelope.named,
        "raw_hash": raw_hash,
        "state": MessageState.PENDING,
        "queued_at": now,
    }
    number: int | None = insert_new(connection, message, values)
    return number


def _may_be_sent(now: datetime) -> Any:
    return (
        message.c.state.in_(_WAITING)
        & or_(message.c.retry_at.is_(None), message.c.retry_at <= now)
        & or_(message.c.expires_at.is_(None), message.c.expires_at > now)
    )


def _resolve(ledger: Ledger, number: int, state: MessageState, actor: str, now: datetime) -> None:
    stuck = (MessageState.UNCERTAIN, MessageState.FAILED)
    statement = (
        update(message)
        .where(message.c.number == number, message.c.state.in_(stuck))
        .values(state=state, retry_at=None)
    )
    with ledger.write("resolve") as connection:
        if connection.execute(statement).rowcount != 1:
            _refuse_to_resolve(connection, number)
        _tell(connection, number, "message_resolved", actor=actor, reason=str(state), now=now)


def _refuse_to_resolve(connection: Connection, number: int) -> NoReturn:
    known = select(message.c.number).where(message.c.number == number)
    if connection.execute(known).one_or_none() is None:
        raise NotFound(f"没有第{number}号发件")
    raise NotStuck(f"发件第{number}号不是“不明”或“失败”状态，不需要人工认定")


def _tell(
    connection: Connection, number: int, kind: str, *, actor: str, reason: str, now: datetime
) -> None:
    detail = {"reason": reason}
    events.note(connection, Event(actor, kind, "message", str(number), now, detail))


def _messages() -> Select[Any]:
    tries = (
        select(func.count())
        .where(attempt.c.message == message.c.number)
        .scalar_subquery()
        .label("attempts")
    )
    return select(message, tries).order_by(message.c.number)


def _message(row: Row[Any]) -> Message:
    return Message(
        number=row.number,
        envelope=Envelope(
            dedupe_key=row.dedupe_key,
            kind=row.kind,
            period=row.period,
            department=row.department,
            channel=row.channel,
            recipient_key=row.recipient_key,
            address=row.address,
            subject=row.subject,
            message_id=row.message_id,
            assessment=row.assessment,
            expires_at=row.expires_at,
            named=row.named,
        ),
        raw_hash=row.repeat_hash or row.raw_hash,
        state=row.state,
        queued_at=row.queued_at,
        retry_at=row.retry_at,
        attempts=row.attempts,
        repeated=row.repeat_hash is not None,
    )


def _attempt(row: Row[Any]) -> Attempt:
    return Attempt(
        number=row.number,
        message=row.message,
        holder=row.holder,
        started_at=row.started_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        answer=row.answer,
    )
