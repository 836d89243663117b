"""Reports: accepted figures as revisions, and which of them stands."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.period import Period
from domain.records import Body, Progress, Report
from domain.words import Basis, Verdict
from ledger import Ledger, archive, reports
from tests.ledger.builders import CELL, JULY, JUNE, NOW, NOW_UTC, report

MAY = Period("2014-05")


def record(ledger: Ledger, *some: Report) -> tuple[Report, ...]:
    return reports.record(ledger, some)


def standing_value(ledger: Ledger) -> int | None:
    return reports.standing(ledger, [JUNE])["T1", JUNE].progress.value


@pytest.mark.parametrize(
    "progress",
    [
        Progress(value=0),
        Progress(value=-450_000),
        Progress(verdict=Verdict.OTHER),
        Progress(nodes=frozenset()),
        Progress(nodes=frozenset({"开工", "竣工、验收"})),
    ],
    ids=["zero", "negative", "verdict", "no node yet", "nodes"],
)
def test_a_report_comes_back_whole(ledger: Ledger, progress: Progress) -> None:
    (raw_hash,) = archive.keep(ledger, [Body("进度.xlsx", b"a")], NOW)
    whole = report(
        progress=progress,
        place=CELL,
        raw_hash=raw_hash,
        raw_value="45万",
        reason_given="雨，停工",
        correction="笔误",
    )
    (new,) = record(ledger, whole)
    assert new == replace(whole, revision=1, number=new.number)
    stored = replace(new, known_at=NOW_UTC)
    assert reports.standing(ledger, [JUNE]) == {("T1", JUNE): stored}
    assert reports.by_number(ledger, [new.number, 999]) == {new.number: stored}
    assert reports.revisions(ledger, "T1", JUNE) == (stored,)


def test_the_same_again_records_nothing(ledger: Ledger) -> None:
    later = report(known_at=NOW + timedelta(days=1), actor="乙", raw_value="45.0")
    assert len(record(ledger, report(), later)) == 1
    assert record(ledger, later) == ()
    assert len(reports.revisions(ledger, "T1", JUNE)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"value": 1},
        {"reason_given": "雨"},
        {"correction": "笔误"},
        {"basis": Basis.ENTERED},
        {"basis": Basis.AUDITED},
    ],
    ids=["value", "reason", "correction", "entered", "audited"],
)
def test_something_else_is_a_further_revision(ledger: Ledger, other: dict[str, Any]) -> None:
    (first,), (second,) = record(ledger, report()), record(ledger, report(**other))
    assert (first.revision, second.revision) == (1, 2)
    assert reports.standing(ledger, [JUNE])["T1", JUNE].number == second.number
    assert [r.revision for r in reports.revisions(ledger, "T1", JUNE)] == [1, 2]


def test_going_back_is_a_further_revision(ledger: Ledger) -> None:
    for value in (45, 46, 45):
        assert len(record(ledger, report(value=value))) == 1
    assert standing_value(ledger) == 45


def test_a_pull_that_repeats_itself_displaces_nothing(ledger: Ledger) -> None:
    """It said 45 before and after somebody entered 50 by telephone: 50 stands."""
    record(ledger, report(value=45), report(value=50, basis=Basis.ENTERED))
    assert record(ledger, report(value=45)) == ()
    assert standing_value(ledger) == 50
    record(ledger, report(value=47))
    assert standing_value(ledger) == 47


def test_what_a_person_enters_again_stands_again(ledger: Ledger) -> None:
    """300 by telephone, then a pull of 195, then somebody insists on 300."""
    entered = report(value=300, basis=Basis.ENTERED)
    record(ledger, entered, report(value=195))
    assert len(record(ledger, entered)) == 1
    assert standing_value(ledger) == 300
    assert record(ledger, entered) == ()
    audited = report(value=280, basis=Basis.AUDITED)
    assert len(record(ledger, audited)) == 1
    assert record(ledger, entered, audited) == ()
    assert standing_value(ledger) == 280


def test_an_audited_value_stands_until_audited_again(ledger: Ledger) -> None:
    record(ledger, report(value=45), report(value=40, basis=Basis.AUDITED))
    record(ledger, report(value=60), report(value=61, basis=Basis.ENTERED))
    assert standing_value(ledger) == 40
    record(ledger, report(value=58, basis=Basis.AUDITED))
    assert standing_value(ledger) == 58


def test_figures_of_several_months_stand_side_by_side(ledger: Ledger) -> None:
    record(ledger, report(figure_period=MAY, value=4), report(value=5), report("T2", 6))
    held = reports.standing(ledger, [MAY, JUNE])
    assert {key: r.progress.value for key, r in held.items()} == {
        ("T1", MAY): 4,
        ("T1", JUNE): 5,
        ("T2", JUNE): 6,
    }
    assert set(reports.standing(ledger, {MAY})) == {("T1", MAY)}
    assert reports.standing(ledger, []) == {}


def test_previous_is_the_last_earlier_month_of_the_year(ledger: Ledger) -> None:
    march, last_year = Period("2014-03"), Period("2013-12")
    record(
        ledger,
        report("T1", 3, figure_period=march),
        report("T1", 5, figure_period=MAY),
        report("T1", 4, figure_period=MAY, basis=Basis.AUDITED),
        report("T1", 6),
        report("T2", 2, figure_period=march),
        report("T3", 1, figure_period=last_year),
    )
    before = reports.previous(ledger, dict.fromkeys(("T1", "T2", "T3"), JUNE))
    assert {code: (r.figure_period, r.progress.value) for code, r in before.items()} == {
        "T1": (MAY, 4),
        "T2": (march, 2),
    }
    assert reports.previous(ledger, {"T1": march}) == {}
    assert reports.previous(ledger, {}) == {}


def test_previous_is_before_the_targets_own_month(ledger: Ledger) -> None:
    """Beside a lagging target's own month, which is known already, the one before it counts."""
    april, january = Period("2014-04"), Period("2014-01")
    for month, value in ((april, 4), (MAY, 5)):
        record(
            ledger,
            report("T1", value, figure_period=month),
            report("T2", value, figure_period=month),
        )
    held = reports.previous(ledger, {"T1": MAY, "T2": JUNE, "T3": JUNE})
    assert {code: r.figure_period for code, r in held.items()} == {"T1": april, "T2": MAY}
    assert reports.previous(ledger, {"T1": january}) == {}


def test_the_first_revision_is_what_came_first(ledger: Ledger) -> None:
    record(ledger, report(value=45), report("T2"), report("T1", 7, figure_period=MAY))
    record(ledger, report(value=46), report(value=40, basis=Basis.AUDITED))
    came = reports.first(ledger, [JUNE, JULY])
    assert {key: (r.revision, r.progress.value) for key, r in came.items()} == {
        ("T1", JUNE): (1, 45),
        ("T2", JUNE): (1, 450_000),
    }
    assert reports.first(ledger, []) == {}


def test_numbers_follow_the_order_given(ledger: Ledger) -> None:
    many = [report(f"T{n % 500}", n) for n in range(1200)]
    new = reports.record(ledger, many)
    numbers = [each.number for each in new]
    assert numbers == sorted(numbers)
    assert [each.progress for each in new] == [each.progress for each in many]
    held = reports.by_number(ledger, numbers)
    assert all(held[each.number].progress == each.progress for each in new)
    assert record(ledger) == ()
