"""The outbox: queued once, claimed by one, sent with nothing open, marked; a crash is uncertain."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.matters import Attempt, Message
from domain.words import MessageKind, MessageState
from ledger import Ledger, archive, assessments, events, outbox
from ledger.refusals import LostClaim, NotFound, NotStuck
from tests.ledger.builders import JULY, JUNE, NOW, NOW_UTC, assessment, letter

MINUTE = timedelta(minutes=1)
ENDS = [MessageState.SENT, MessageState.FAILED, MessageState.UNCERTAIN, MessageState.WITHDRAWN]
ABOVE = [kind for kind in MessageKind if not kind.repeatable]


def queue(ledger: Ledger, **other: object) -> Message:
    (queued,) = outbox.enqueue(ledger, [letter(**other)], NOW)  # type: ignore[arg-type]
    return queued


def claim(ledger: Ledger, number: int = 1) -> Attempt:
    claimed = outbox.claim(ledger, number, "甲", NOW)
    assert claimed is not None
    return claimed


def end(ledger: Ledger, outcome: MessageState, answer: str = "250 ok") -> None:
    """Bring message 1 to its end."""
    if outcome is MessageState.WITHDRAWN:
        assert outbox.withdraw(ledger, 1, "甲", "已变", NOW)
    else:
        outbox.mark(ledger, claim(ledger), outcome, answer=answer, now=NOW)


def message(ledger: Ledger, number: int = 1) -> Message:
    return {each.number: each for each in outbox.listed(ledger)}[number]


def test_a_letter_comes_back_whole(ledger: Ledger) -> None:
    judged = assessments.record(ledger, assessment(ledger))
    queued = queue(ledger, assessment=judged.number, expires_at=NOW_UTC + MINUTE)
    assert queued == Message(
        number=queued.number,
        envelope=letter(assessment=judged.number, expires_at=NOW_UTC + MINUTE).envelope,
        raw_hash=queued.raw_hash,
        state=MessageState.PENDING,
        queued_at=NOW_UTC,
        retry_at=None,
        attempts=0,
        repeated=False,
    )
    assert archive.get(ledger, queued.raw_hash) == letter().content
    assert outbox.listed(ledger) == outbox.due(ledger, JUNE, NOW) == (queued,)


@pytest.mark.parametrize("outcome", ENDS)
def test_a_dedupe_key_never_expires(ledger: Ledger, outcome: MessageState) -> None:
    queue(ledger)
    end(ledger, outcome)
    assert outbox.enqueue(ledger, [letter(content=b"other", channel="folder")], NOW) == ()
    assert [each.state for each in outbox.listed(ledger)] == [outcome]


def test_one_letter_twice_in_a_batch_is_one(ledger: Ledger) -> None:
    three = [letter("a"), letter("a", b"other"), letter("b")]
    assert [m.envelope.dedupe_key for m in outbox.enqueue(ledger, three, NOW)] == ["a", "b"]


def test_a_claim_writes_its_attempt_first(ledger: Ledger) -> None:
    queue(ledger)
    claimed = claim(ledger)
    assert outbox.attempts(ledger, 1) == (claimed,)
    assert (claimed.started_at, claimed.ended_at, claimed.outcome) == (NOW_UTC, None, None)
    assert (message(ledger).state, message(ledger).attempts) == (MessageState.SENDING, 1)
    assert outbox.claim(ledger, 1, "乙", NOW) is None
    assert outbox.due(ledger, JUNE, NOW) == ()


@pytest.mark.parametrize("outcome", ENDS)
def test_what_ended_is_not_claimed(ledger: Ledger, outcome: MessageState) -> None:
    queue(ledger)
    end(ledger, outcome)
    assert outbox.due(ledger, JUNE, NOW + timedelta(days=400)) == ()
    assert outbox.claim(ledger, 1, "乙", NOW + timedelta(days=400)) is None
    assert outbox.claim(ledger, 7, "乙", NOW) is None


@pytest.mark.parametrize("outcome", ENDS[:3])
def test_a_mark_ends_the_attempt(ledger: Ledger, outcome: MessageState) -> None:
    queue(ledger)
    end(ledger, outcome, "550 no such user")
    (attempt,) = outbox.attempts(ledger, 1)
    assert (attempt.outcome, attempt.ended_at) == (outcome, NOW_UTC)
    assert attempt.answer == "550 no such user"
    assert message(ledger).state is outcome


def test_a_retry_waits_for_its_time(ledger: Ledger) -> None:
    queue(ledger)
    first = claim(ledger)
    later = NOW + 15 * MINUTE
    outbox.mark(ledger, first, MessageState.RETRY, answer="451", now=NOW, retry_at=later)
    assert outbox.due(ledger, JUNE, later - MINUTE) == ()
    assert outbox.claim(ledger, 1, "甲", later - MINUTE) is None
    (due,) = outbox.due(ledger, JUNE, later)
    assert (due.state, due.retry_at) == (MessageState.RETRY, NOW_UTC + 15 * MINUTE)
    second = outbox.claim(ledger, 1, "甲", later)
    assert second is not None
    assert (message(ledger).attempts, message(ledger).retry_at) == (2, None)


def test_what_has_expired_is_not_sent(ledger: Ledger) -> None:
    queue(ledger, expires_at=NOW + MINUTE)
    assert len(outbox.due(ledger, JUNE, NOW)) == 1
    assert outbox.due(ledger, JUNE, NOW + MINUTE) == ()
    assert outbox.claim(ledger, 1, "甲", NOW + MINUTE) is None


def test_an_attempt_ends_once(ledger: Ledger) -> None:
    queue(ledger)
    claimed = claim(ledger)
    outbox.mark(ledger, claimed, MessageState.SENT, answer="250", now=NOW)
    with pytest.raises(LostClaim):
        outbox.mark(ledger, claimed, MessageState.FAILED, answer="", now=NOW)
    assert message(ledger).state is MessageState.SENT
    assert outbox.attempts(ledger, 1)[0].answer == "250"


def test_a_swept_claim_is_lost_to_its_holder(ledger: Ledger) -> None:
    queue(ledger)
    claimed = claim(ledger)
    (swept,) = outbox.sweep(ledger, JUNE, NOW)
    assert swept == message(ledger)
    assert swept.state is MessageState.UNCERTAIN
    with pytest.raises(LostClaim):
        outbox.mark(ledger, claimed, MessageState.SENT, answer="250", now=NOW)
    assert message(ledger).state is MessageState.UNCERTAIN
    assert outbox.attempts(ledger, 1)[0].ended_at is None


def test_a_holder_believed_dead_marks_nothing_of_its_successor(ledger: Ledger) -> None:
    queue(ledger)
    lost = claim(ledger)
    outbox.sweep(ledger, JUNE, NOW)
    outbox.resolve_not_sent(ledger, 1, "甲", NOW)
    second = claim(ledger)
    with pytest.raises(LostClaim, match="发件第1号已不在第1次发送中"):
        outbox.mark(ledger, lost, MessageState.SENT, answer="250", now=NOW)
    assert message(ledger).state is MessageState.SENDING
    outbox.mark(ledger, second, MessageState.FAILED, answer="550", now=NOW)
    assert [each.answer for each in outbox.attempts(ledger, 1)] == ["", "550"]


def test_sweeping_takes_only_what_was_being_sent_in_the_period(ledger: Ledger) -> None:
    queue(ledger)
    outbox.enqueue(ledger, [letter("july", period=JULY), letter("waiting")], NOW)
    claim(ledger, 1)
    claim(ledger, 2)
    assert [each.number for each in outbox.sweep(ledger, JUNE, NOW)] == [1]
    assert [each.state for each in outbox.listed(ledger)] == [
        MessageState.UNCERTAIN,
        MessageState.SENDING,
        MessageState.PENDING,
    ]
    assert outbox.sweep(ledger, JUNE, NOW) == ()
    (told,) = events.told(ledger, "message", "1")
    assert told.kind == "message_uncertain"


@pytest.mark.parametrize("kind", [k for k in MessageKind if k.repeatable])
def test_fault_h3_an_uncertain_reminder_goes_once_more(ledger: Ledger, kind: MessageKind) -> None:
    """Marked bytes, the same Message-ID; when that is uncertain too, a person is asked."""
    queue(ledger, kind=kind)
    end(ledger, MessageState.UNCERTAIN)
    assert outbox.repeat(ledger, 1, "可能重复".encode(), NOW)
    (again,) = outbox.due(ledger, JUNE, NOW)
    assert again.envelope == letter(kind=kind).envelope
    assert archive.get(ledger, again.raw_hash) == "可能重复".encode()
    assert again.repeated
    assert not outbox.repeat(ledger, 1, b"third", NOW)
    end(ledger, MessageState.UNCERTAIN)
    assert not outbox.repeat(ledger, 1, b"third", NOW)
    assert outbox.due(ledger, JUNE, NOW) == ()
    assert message(ledger).attempts == 2


@pytest.mark.parametrize("kind", ABOVE)
def test_fault_h3_anything_else_waits_for_a_person(ledger: Ledger, kind: MessageKind) -> None:
    queue(ledger, kind=kind)
    end(ledger, MessageState.UNCERTAIN)
    assert not outbox.repeat(ledger, 1, b"again", NOW)
    assert outbox.due(ledger, JUNE, NOW + timedelta(days=400)) == ()
    outbox.resolve_not_sent(ledger, 1, "甲", NOW)
    (again,) = outbox.due(ledger, JUNE, NOW)
    assert archive.get(ledger, again.raw_hash) == letter().content


@pytest.mark.parametrize("state", [MessageState.PENDING, *ENDS[:2], ENDS[3]])
def test_only_the_uncertain_is_repeated(ledger: Ledger, state: MessageState) -> None:
    queue(ledger)
    if state is not MessageState.PENDING:
        end(ledger, state)
    assert not outbox.repeat(ledger, 1, b"again", NOW)
    assert (message(ledger).state, message(ledger).repeated) == (state, False)


@pytest.mark.parametrize("stuck", [MessageState.UNCERTAIN, MessageState.FAILED])
def test_a_person_resolves_what_is_stuck(ledger: Ledger, stuck: MessageState) -> None:
    queue(ledger)
    end(ledger, stuck)
    outbox.resolve_not_sent(ledger, 1, "甲", NOW)
    assert len(outbox.due(ledger, JUNE, NOW)) == 1
    end(ledger, stuck)
    outbox.resolve_sent(ledger, 1, "乙", NOW)
    assert message(ledger).state is MessageState.SENT
    told = events.told(ledger, "message", "1")
    assert [(each.actor, each.detail["reason"]) for each in told] == [
        ("甲", "retry"),
        ("乙", "sent"),
    ]


def test_what_is_not_stuck_needs_nobody(ledger: Ledger) -> None:
    queue(ledger)
    for resolve in (outbox.resolve_sent, outbox.resolve_not_sent):
        with pytest.raises(NotStuck, match="发件第1号不是“不明”或“失败”状态"):
            resolve(ledger, 1, "甲", NOW)
        with pytest.raises(NotFound, match="没有第7号发件"):
            resolve(ledger, 7, "甲", NOW)
    end(ledger, MessageState.SENT)
    with pytest.raises(NotStuck):
        outbox.resolve_not_sent(ledger, 1, "甲", NOW)
    assert message(ledger).state is MessageState.SENT


def test_a_waiting_message_is_withdrawn(ledger: Ledger) -> None:
    queue(ledger)
    retry = claim(ledger)
    outbox.mark(ledger, retry, MessageState.RETRY, answer="451", now=NOW, retry_at=NOW + MINUTE)
    assert outbox.withdraw(ledger, 1, "duban", "目标已赶上", NOW)
    assert message(ledger).state is MessageState.WITHDRAWN
    (told,) = events.told(ledger, "message", "1")
    assert (told.kind, told.actor, told.detail["reason"]) == (
        "message_withdrawn",
        "duban",
        "目标已赶上",
    )


@pytest.mark.parametrize("state", [MessageState.SENDING, *ENDS])
def test_it_is_too_late_to_withdraw(ledger: Ledger, state: MessageState) -> None:
    queue(ledger)
    if state is MessageState.SENDING:
        claim(ledger)
    else:
        end(ledger, state)
    assert not outbox.withdraw(ledger, 1, "甲", "晚了", NOW)
    assert message(ledger).state is state


def test_messages_are_listed_by_period_and_state(ledger: Ledger) -> None:
    outbox.enqueue(ledger, [letter("a"), letter("b"), letter("c", period=JULY)], NOW)
    end(ledger, MessageState.SENT)
    assert [m.number for m in outbox.listed(ledger)] == [1, 2, 3]
    assert [m.number for m in outbox.listed(ledger, JUNE)] == [1, 2]
    assert [m.number for m in outbox.listed(ledger, state=MessageState.PENDING)] == [2, 3]
    assert [m.number for m in outbox.listed(ledger, JUNE, MessageState.SENT)] == [1]


def test_alerts_say_what_they_named_whatever_became_of_them(ledger: Ledger) -> None:
    correction = letter("b", kind=MessageKind.ALERT_CORRECTION, named=frozenset())
    brief = letter("c", kind=MessageKind.BRIEF)
    others = [letter("d", department="D02"), letter("e", period=JULY)]
    outbox.enqueue(ledger, [letter("a"), correction, brief, *others], NOW)
    outbox.withdraw(ledger, 1, "duban", "目标已赶上", NOW)
    named = [m.envelope.named for m in outbox.alerts(ledger, JUNE, "D01")]
    assert named == [frozenset({"T1", "T2"}), frozenset()]


def test_attempts_of_a_message_are_in_order(ledger: Ledger) -> None:
    queue(ledger)
    for answer in ("450", "451"):
        outbox.mark(ledger, claim(ledger), MessageState.RETRY, answer=answer, now=NOW)
    assert [each.answer for each in outbox.attempts(ledger, 1)] == ["450", "451"]
    assert outbox.attempts(ledger, 7) == ()
    assert replace(message(ledger), attempts=2) == message(ledger)
