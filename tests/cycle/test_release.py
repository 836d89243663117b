"""The breaker: a flood of laggards waits for a named person; another accident trips it again."""

import pytest

from cycle.month import run
from cycle.progress import silent
from cycle.release import release
from cycle.wiring import Parts
from domain.refusals import Refused
from ledger import outbox, proposals, releases
from tests.support.small_office import SmallOffice, at, month, on_pace

FEBRUARY, MARCH = month("2014-02"), month("2014-03")
DAY_6 = at("2014-04-09 09:00")


@pytest.fixture
def tripped(office: SmallOffice, parts: Parts) -> Parts:
    """Every figure of March is February's and a hair."""
    office.drop("2014-02", on_pace(2))
    run(parts, FEBRUARY, at("2014-03-10 09:00"), silent)
    office.drop("2014-03", dict.fromkeys(on_pace(3), "201"))
    assert run(parts, MARCH, DAY_6, silent).assessed.tripped
    return parts


def test_fault_d13_a_mass_flip_stops_alerts_and_proposals(tripped: Parts) -> None:
    assert outbox.listed(tripped.ledger, MARCH) == ()
    assert proposals.of_period(tripped.ledger, MARCH) == ()


def test_fault_d13_a_named_person_lets_it_go(tripped: Parts) -> None:
    assessed = release(tripped, MARCH, "丙", "已逐项核实", DAY_6)
    assert (assessed.tripped, assessed.alerted.letters) == ("", 8)
    (given,) = releases.of_period(tripped.ledger, MARCH)
    assert (given.actor, given.reason) == ("丙", "已逐项核实")


def test_a_release_frees_only_the_trip_it_was_given_for(
    office: SmallOffice, tripped: Parts
) -> None:
    release(tripped, MARCH, "丙", "已逐项核实", DAY_6)
    office.drop("2014-03", dict.fromkeys(on_pace(3), "201") | {"M4": "300"})
    assert "（D01、D02、D03）" in run(tripped, MARCH, DAY_6, silent).assessed.tripped


def test_a_release_frees_no_accident_of_the_same_size_elsewhere(
    office: SmallOffice, tripped: Parts
) -> None:
    flipped = dict.fromkeys(on_pace(3), "201")
    office.drop("2014-03", flipped | {"M4": "300"})
    assert "有3个" in run(tripped, MARCH, DAY_6, silent).assessed.tripped
    release(tripped, MARCH, "丙", "已逐项核实", DAY_6)
    assert not run(tripped, MARCH, DAY_6, silent).assessed.tripped
    office.drop("2014-03", flipped | {"M1": "300", "U1": "300"})
    assert "（D02、D03、D04）" in run(tripped, MARCH, DAY_6, silent).assessed.tripped


def test_there_is_nothing_to_release_in_a_quiet_month(march: Parts) -> None:
    with pytest.raises(Refused, match="没有熔断"):
        release(march, MARCH, "丙", "无", DAY_6)
