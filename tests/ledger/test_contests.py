"""Contests: one open at most for each target and period."""

import pytest

from domain.matters import Contest
from ledger import Ledger, contests, events
from ledger.refusals import NotContested
from tests.ledger.builders import JULY, JUNE, NOW, NOW_UTC


def contest(ledger: Ledger, target: str = "T1", actor: str = "D01") -> bool:
    return contests.open_contest(ledger, target, JUNE, actor=actor, reason="少计3项", now=NOW)


def close(ledger: Ledger, target: str = "T1") -> None:
    contests.close_contest(ledger, target, JUNE, actor="甲", reason="已核", now=NOW)


def test_an_open_contest_says_who_and_why(ledger: Ledger) -> None:
    assert contest(ledger)
    assert contests.open_contests(ledger, JUNE) == {
        "T1": Contest("T1", JUNE, "D01", "少计3项", NOW_UTC)
    }
    assert contests.open_contests(ledger, JULY) == {}


def test_a_second_one_leaves_the_first(ledger: Ledger) -> None:
    contest(ledger)
    assert not contest(ledger, actor="D02")
    assert contests.open_contests(ledger, JUNE)["T1"].actor == "D01"


def test_closed_it_may_be_opened_again(ledger: Ledger) -> None:
    contest(ledger)
    contest(ledger, "市/2")
    close(ledger)
    assert set(contests.open_contests(ledger, JUNE)) == {"市/2"}
    assert contest(ledger, actor="D02")
    assert contests.open_contests(ledger, JUNE)["T1"].actor == "D02"
    told = events.told(ledger, "contest", "2014-06/T1")
    assert [each.kind for each in told] == ["contest_opened", "contest_closed", "contest_opened"]


def test_only_an_open_one_is_closed(ledger: Ledger) -> None:
    with pytest.raises(NotContested, match="T1在2014年6月没有未办结的异议"):
        close(ledger)
    contest(ledger)
    close(ledger)
    with pytest.raises(NotContested):
        close(ledger)
