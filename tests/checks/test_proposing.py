"""Proposals: only ever proposed, with all evidence; and what never comes of doubtful data."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal

import pytest

from checks.counters import tally
from checks.ladder import accuses, automatic
from checks.proposing import grounds_hash, propose
from domain.office import Office
from domain.period import Period
from domain.records import Ground, Judgement, Place, Proposal
from domain.rules import Rung
from domain.snapshot import Decided
from domain.words import DecisionVerdict, Measure
from tests.checks.months import FIGURE, folded, judgement, office, reports, year


def rung(
    measure: Measure,
    at_least: int,
    subject: Literal["target", "department"] = "target",
    text: str = "",
) -> Rung:
    words = text or f"连续{at_least}个月滞后的，{measure.label}。"
    return Rung(measure=measure, at_least=at_least, subject=subject, text=words)


REMIND, URGE = rung(Measure.REMIND, 1), rung(Measure.URGE, 2)
INTERVIEW = rung(Measure.INTERVIEW, 3)
HOUSE = office(REMIND, URGE, INTERVIEW)


def proposed(history: list[Judgement], decided: tuple[Decided, ...] = ()) -> tuple[Proposal, ...]:
    now, counted = folded(history)
    return propose(HOUSE, now[0].period, now, counted, reports(now), decided=decided)


def by_itself(history: list[Judgement], house: Office = HOUSE) -> list[tuple[str, Measure]]:
    """What the last month's alert asks of each target."""
    found = automatic(house.tracks["municipal"], *folded(history))
    return [(judgement.target, rung.measure) for judgement, rung in found]


def confirmed(proposal: Proposal) -> Decided:
    verdict, on = DecisionVerdict.CONFIRM, date(2014, 5, 12)
    return Decided(proposal, verdict, proposal.measure, "李市长", "批示1号", on, None, "")


def test_fault_e20_a_proposal_carries_its_evidence() -> None:
    """Figure, plan, arithmetic, months, rule, report and place: all that a leader must see."""
    (found,) = proposed(year(A01="滞滞滞", A02="平滞滞"))
    assert (found.measure, found.subject_kind) == (Measure.INTERVIEW, "department")
    assert (found.subject_id, found.department) == ("D01", "D01")
    assert (found.period, found.track) == (Period("2014-04"), "municipal")
    assert found.grounds == (
        Ground(
            target="A01",
            figure_period=Period("2014-04"),
            planned=Fraction(20_000),
            progress=FIGURE,
            gap_points=Fraction(-10),
            months=3,
            rule="连续3个月滞后的，约谈。",
            report=104,
            place=Place("上报.xlsx", sheet="进度", row=2, column="完成数"),
            raw_hash="hash of 104",
        ),
    )
    assert found.grounds_hash == grounds_hash(found.grounds)


def test_fault_e20_nothing_but_remind_and_urge_goes_out_by_itself() -> None:
    history = year(A01="滞滞滞")
    now, counted = folded(history)
    for measure in Measure:
        house = office(rung(measure, 1))
        alone = by_itself(history, house)
        asked = propose(house, now[0].period, now, counted, reports(now))
        if measure in (Measure.REMIND, Measure.URGE):
            assert (alone, asked) == ([("A01", measure)], ())
        else:
            assert alone == []
            assert [proposal.measure for proposal in asked] == [measure]


@pytest.mark.parametrize("doubt", ["未", "核", "免", "前", "其"])
def test_fault_d12_doubtful_data_accuses_nobody(doubt: str) -> None:
    """Two months behind, then nothing to go by: no proposal until the figure is there."""
    assert proposed(year(A01=f"滞滞{doubt}")) == ()
    assert by_itself(year(A01=f"滞滞{doubt}")) == []
    _, counted = folded(year(A01=f"滞滞{doubt}"))
    assert counted.targets["A01"].running_months == 2
    (later,) = proposed(year(A01=f"滞滞{doubt}滞"))
    assert later.grounds[0].months == 3


def test_fault_d12_a_doubtful_target_is_no_ground_beside_a_sound_one() -> None:
    (found,) = proposed(year(A01="滞滞滞", A02="滞滞未", A03="滞滞核"))
    assert [ground.target for ground in found.grounds] == ["A01"]


def test_only_an_accepted_figure_accuses() -> None:
    behind = judgement("滞", Period("2014-04"))
    assert accuses(behind)
    assert not accuses(replace(behind, report=None))
    for standing in "平未核":
        assert not accuses(judgement(standing, Period("2014-04")))


def test_a_contested_target_stays_a_ground() -> None:
    """The contest stops the confirmation, not the proposal; the alert lists it as before."""
    (found,) = proposed(year(A01="滞滞议"))
    assert [ground.target for ground in found.grounds] == ["A01"]
    assert by_itself(year(A01="滞议")) == [("A01", Measure.URGE)]


def test_a_first_month_at_a_new_office_proposes_nothing() -> None:
    at_once = office(rung(Measure.EXPOSE, 1))
    now, counted = folded(year(A01="滞"))
    assert propose(at_once, now[0].period, now, counted, reports(now)) == ()
    now, counted = folded(year(A01="平滞"))
    assert len(propose(at_once, now[0].period, now, counted, reports(now))) == 1


def test_a_direct_jump_skips_what_lies_between() -> None:
    """The rung comes from the count: a corrected history may jump from no measure to the top."""
    steep = office(rung(Measure.SUPERVISE, 2), rung(Measure.INTERVIEW, 4))
    now, counted = folded(year(A01="滞滞滞滞"))
    (found,) = propose(steep, now[0].period, now, counted, reports(now))
    assert found.measure is Measure.INTERVIEW


def test_the_ladder_gives_the_order_not_the_measure() -> None:
    upside_down = office(rung(Measure.INTERVIEW, 1), rung(Measure.CIRCULATE, 2))
    now, counted = folded(year(A01="滞滞", A02="平滞"))
    (found,) = propose(upside_down, now[0].period, now, counted, reports(now))
    assert found.measure is Measure.CIRCULATE
    assert [ground.target for ground in found.grounds] == ["A01"]


def test_two_rules_for_one_measure_make_one_ground() -> None:
    """One cause, one measure: the ground names the higher of the two rules."""
    lower, higher = (
        rung(Measure.INTERVIEW, 2, text="下款。"),
        rung(Measure.INTERVIEW, 3, text="上款。"),
    )
    house = office(lower, higher)
    now, counted = folded(year(A01="滞滞滞", A02="平滞滞"))
    (found,) = propose(house, now[0].period, now, counted, reports(now))
    assert [(ground.target, ground.rule) for ground in found.grounds] == [
        ("A01", "上款。"),
        ("A02", "下款。"),
    ]


def test_caught_up_steps_down() -> None:
    assert proposed(year(A01="滞滞滞平")) == ()
    assert proposed(year(A01="滞滞滞平滞")) == ()
    assert by_itself(year(A01="滞滞滞平滞")) == [("A01", Measure.REMIND)]


def test_each_target_is_reminded_or_urged_by_its_own_count() -> None:
    history = year(A01="滞滞滞", A02="平平滞", A03="滞滞平", A04="平滞滞", A05="滞滞未")
    assert sorted(by_itself(history)) == [
        ("A01", Measure.URGE),
        ("A02", Measure.REMIND),
        ("A04", Measure.URGE),
    ]


def test_one_lag_is_not_answered_twice() -> None:
    (april,) = proposed(year(A01="滞滞滞"))
    assert proposed(year(A01="滞滞滞滞"), (confirmed(april),)) == ()
    declined = replace(confirmed(april), verdict=DecisionVerdict.DECLINE)
    assert len(proposed(year(A01="滞滞滞滞"), (declined,))) == 1
    assert len(proposed(year(A01="滞滞滞平滞滞滞"), (confirmed(april),))) == 1


def test_a_month_run_again_keeps_the_proposal_that_was_confirmed() -> None:
    """Its own decision, or one of a later month, takes nothing from it."""
    (april,) = proposed(year(A01="滞滞滞"))
    assert proposed(year(A01="滞滞滞"), (confirmed(april),)) == (april,)
    (may,) = proposed(year(A01="滞滞滞滞"))
    assert proposed(year(A01="滞滞滞"), (confirmed(may),)) == (april,)


def test_a_measure_outside_the_ladder_answers_what_was_asked_for() -> None:
    (april,) = proposed(year(A01="滞滞滞"))
    amended = replace(confirmed(april), verdict=DecisionVerdict.AMEND, measure=Measure.RECTIFY)
    assert proposed(year(A01="滞滞滞滞"), (amended,)) == ()
    gone = replace(april, measure=Measure.CIRCULATE)
    assert len(proposed(year(A01="滞滞滞滞"), (replace(amended, proposal=gone),))) == 1


def test_each_department_and_track_has_its_own_proposal() -> None:
    house = office(INTERVIEW, departments=2)
    house = house.model_copy(update={"tracks": house.tracks | {"upper": house.tracks["municipal"]}})
    history = [
        replace(judgement("滞", Period.month_of(2014, month), target, department), track=track)
        for month in (2, 3, 4)
        for target, department, track in (
            ("A01", "D01", "municipal"),
            ("A02", "D01", "upper"),
            ("A03", "D02", "municipal"),
        )
    ]
    now, counted = folded(history)
    found = propose(house, now[0].period, now, counted, reports(now))
    assert [(p.track, p.department, p.grounds[0].target) for p in found] == [
        ("municipal", "D01", "A01"),
        ("municipal", "D02", "A03"),
        ("upper", "D01", "A02"),
    ]


def test_a_department_of_nobody_is_on_no_rung() -> None:
    assert automatic(HOUSE.tracks["municipal"], (), tally(())) == ()


def test_an_accusation_without_its_report_is_an_error() -> None:
    now, counted = folded(year(A01="滞滞滞"))
    broken = [replace(now[0], progress=None)]
    with pytest.raises(ValueError, match="A01: no report to rest an accusation on"):
        propose(HOUSE, now[0].period, broken, counted, reports(now))


def test_changed_grounds_have_another_hash() -> None:
    """A decision binds to what the leader saw: any part of it changed is another proposal."""
    (found,) = proposed(year(A01="滞滞滞", A02="滞滞滞"))
    first, second = found.grounds
    assert grounds_hash((second, first)) == found.grounds_hash
    changes: dict[str, Any] = {
        "target": "A09",
        "figure_period": Period("2014-03"),
        "planned": Fraction(20_001),
        "progress": replace(FIGURE, value=1),
        "gap_points": Fraction(-11),
        "months": 4,
        "rule": "另一条。",
        "report": 999,
        "place": Place("另一份.xlsx"),
        "raw_hash": "another",
    }
    assert set(changes) == set(Ground.__dataclass_fields__)
    hashes = {grounds_hash((replace(first, **{k: v}), second)) for k, v in changes.items()}
    assert len(hashes | {found.grounds_hash}) == len(changes) + 1
