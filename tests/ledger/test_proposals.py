"""Proposals keep number and decision while their grounds stay; a decision binds to what it saw."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from domain.matters import ProposalState
from domain.records import Proposal
from domain.words import DecisionVerdict, Measure
from ledger import Ledger, events, proposals
from ledger.refusals import AlreadyDecided, GroundsChanged, NotDecided, NotFound
from tests.ledger.builders import JULY, JUNE, NOW, NOW_UTC, decision, proposal

TOLD = date(2014, 7, 15)


def propose(ledger: Ledger, *some: Proposal) -> tuple[Proposal, ...]:
    return proposals.record(ledger, JUNE, some, NOW)


def state(ledger: Ledger, number: int) -> ProposalState:
    return {s.proposal.number: s for s in proposals.of_period(ledger, JUNE)}[number]


def test_a_proposal_comes_back_whole(ledger: Ledger) -> None:
    (made,) = propose(ledger, proposal())
    assert made == replace(proposal(), number=made.number)
    assert proposals.by_number(ledger, made.number) == made
    assert proposals.of_period(ledger, JUNE) == (ProposalState(made, NOW_UTC, None),)
    assert proposals.of_period(ledger, JULY) == ()


def test_the_same_grounds_keep_the_number_and_the_decision(ledger: Ledger) -> None:
    (made,) = propose(ledger, proposal())
    proposals.decide(ledger, [decision(made)])
    assert propose(ledger, proposal()) == (made,)
    assert state(ledger, made.number).decision is not None


def test_changed_grounds_void_the_decision(ledger: Ledger) -> None:
    (made,) = propose(ledger, proposal())
    proposals.decide(ledger, [decision(made)])
    (changed,) = propose(ledger, proposal(grounds_hash="g2"))
    (standing,) = proposals.of_period(ledger, JUNE)
    assert (standing.proposal, standing.decision) == (changed, None)
    assert changed.number != made.number
    assert proposals.by_number(ledger, made.number) == made


def test_grounds_that_change_back_were_decided_by_nobody(ledger: Ledger) -> None:
    (made,) = propose(ledger, proposal())
    proposals.decide(ledger, [decision(made)])
    propose(ledger, proposal(grounds_hash="g2"))
    (back,) = propose(ledger, proposal())
    assert back.number != made.number
    assert state(ledger, back.number).decision is None


def test_what_is_not_proposed_any_more_lapses(ledger: Ledger) -> None:
    first, second = propose(ledger, proposal("D01"), proposal("D02"))
    assert propose(ledger, proposal("D02")) == (second,)
    assert [s.proposal for s in proposals.of_period(ledger, JUNE)] == [second]
    (lapsed,) = events.told(ledger, "proposal", str(first.number))
    assert lapsed.kind == "proposal_lapsed"
    propose(ledger)
    assert proposals.of_period(ledger, JUNE) == ()


def test_other_periods_are_left_alone(ledger: Ledger) -> None:
    (june,) = propose(ledger, proposal())
    proposals.record(ledger, JULY, [proposal(period=JULY)], NOW)
    proposals.record(ledger, JULY, [], NOW)
    assert [s.proposal for s in proposals.of_period(ledger, JUNE)] == [june]


@pytest.mark.parametrize(
    "other",
    [{"track": "municipal"}, {"measure": Measure.EXPOSE}, {"subject_kind": "target"}],
    ids=lambda other: next(iter(other)),
)
def test_two_lists_are_never_one(ledger: Ledger, other: dict[str, Any]) -> None:
    assert len(propose(ledger, proposal(), proposal(**other))) == 2
    assert len(proposals.of_period(ledger, JUNE)) == 2


def test_a_decision_comes_back_whole(ledger: Ledger) -> None:
    (made,) = propose(ledger, proposal())
    amended = decision(
        made,
        verdict=DecisionVerdict.AMEND,
        measure=Measure.INTERNAL_TALK,
        reason="先行谈话",
        told_on=TOLD,
        told_how="当面",
    )
    proposals.decide(ledger, [amended])
    standing = state(ledger, made.number)
    assert standing.decision == replace(amended, recorded_at=NOW_UTC)
    assert standing.decided is not None
    assert (standing.decided.told_on, standing.decided.told_how) == (TOLD, "当面")


def test_the_same_decision_again_writes_nothing(ledger: Ledger) -> None:
    (made,) = propose(ledger, proposal())
    for _ in range(2):
        proposals.decide(ledger, [decision(made, told_on=TOLD, told_how="当面")])
    assert len(events.told(ledger, "decision", str(made.number))) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"verdict": DecisionVerdict.DECLINE},
        {"leader": "丙市长"},
        {"measure": Measure.CIRCULATE},
        {"document": "批示2号"},
        {"decided_on": TOLD},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_decision_is_refused(ledger: Ledger, other: dict[str, Any]) -> None:
    (made,) = propose(ledger, proposal())
    proposals.decide(ledger, [decision(made)])
    with pytest.raises(AlreadyDecided, match="呈批第1号已于2014-07-14由甲市长批示"):
        proposals.decide(ledger, [decision(made, **other)])
    standing = state(ledger, made.number).decision
    assert standing == replace(decision(made), recorded_at=NOW_UTC)


def test_of_several_decisions_one_refused_leaves_none(ledger: Ledger) -> None:
    first, second = propose(ledger, proposal("D01"), proposal("D02"))
    stale = decision(second, grounds_hash="g0")
    with pytest.raises(GroundsChanged):
        proposals.decide(ledger, [decision(first, told_on=TOLD, told_how="当面"), stale])
    assert state(ledger, first.number).decision is None
    assert events.told(ledger, "decision", str(first.number)) == ()
    proposals.decide(ledger, [decision(first), decision(second)])
    assert all(s.decision is not None for s in proposals.of_period(ledger, JUNE))


def test_a_decision_on_changed_grounds_is_refused(ledger: Ledger) -> None:
    (made,) = propose(ledger, proposal())
    with pytest.raises(GroundsChanged, match="依据已变化"):
        proposals.decide(ledger, [decision(made, grounds_hash="g0")])
    propose(ledger, proposal(grounds_hash="g2"))
    with pytest.raises(GroundsChanged):
        proposals.decide(ledger, [decision(made)])
    (standing,) = proposals.of_period(ledger, JUNE)
    assert standing.decision is None


@pytest.mark.parametrize("name", ["leader", "recorder", "document"])
def test_a_decision_names_who_and_where(ledger: Ledger, name: str) -> None:
    """The database itself refuses one that does not."""
    (made,) = propose(ledger, proposal())
    nameless = decision(made, **{name: ""})
    with pytest.raises(IntegrityError):
        proposals.decide(ledger, [nameless])
    assert state(ledger, made.number).decision is None


def test_strangers_are_not_found(ledger: Ledger) -> None:
    with pytest.raises(NotFound, match="没有呈批第7号"):
        proposals.by_number(ledger, 7)
    with pytest.raises(NotFound):
        proposals.decide(ledger, [decision(proposal(number=7))])
    with pytest.raises(NotFound):
        tell(ledger, 7)


def tell(ledger: Ledger, number: int, how: str = "当面") -> None:
    proposals.tell(ledger, number, told_on=TOLD, told_how=how, recorder="乙", now=NOW)


def test_the_head_is_told_after_a_decision_only(ledger: Ledger) -> None:
    (made,) = propose(ledger, proposal())
    with pytest.raises(NotDecided, match="呈批第1号尚无批示"):
        tell(ledger, made.number)
    proposals.decide(ledger, [decision(made)])
    tell(ledger, made.number)
    tell(ledger, made.number)
    said = state(ledger, made.number).decision
    assert said is not None
    assert (said.told_on, said.told_how) == (TOLD, "当面")
    assert len(events.told(ledger, "decision", str(made.number))) == 1
    tell(ledger, made.number, "电话")
    corrected = state(ledger, made.number).decision
    assert corrected is not None
    assert corrected.told_how == "电话"
