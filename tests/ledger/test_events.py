"""Events: what happened to a subject, in order."""

from domain.matters import Event
from ledger import Ledger, events
from tests.ledger.builders import NOW, NOW_UTC


def noted(subject: str, kind: str = "noted") -> Event:
    return Event("甲", kind, "paper", subject, NOW, {"how": "当面", "why": "“急”"})


def test_events_of_one_subject_come_back_in_order(ledger: Ledger) -> None:
    numbers = [events.record(ledger, noted(s, k)) for s, k in (("1", "a"), ("2", "b"), ("1", "c"))]
    assert numbers == sorted(set(numbers))
    first, second = events.told(ledger, "paper", "1")
    assert (first.number, first.kind, first.at) == (numbers[0], "a", NOW_UTC)
    assert first.detail == {"how": "当面", "why": "“急”"}
    assert (second.number, second.kind) == (numbers[2], "c")


def test_another_kind_of_subject_is_another_subject(ledger: Ledger) -> None:
    events.record(ledger, noted("1"))
    assert events.told(ledger, "message", "1") == ()
