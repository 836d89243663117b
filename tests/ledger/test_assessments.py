"""Assessments: a new revision only when the inputs changed, and history as it was issued."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from domain.matters import Assessment
from domain.period import Period
from domain.records import Progress
from domain.words import Lamp, MissingCause, Standing, Verdict
from ledger import Ledger, assessments, editions
from ledger.refusals import NotFound
from tests.ledger.builders import JULY, JUNE, NOW, NOW_UTC, assessment, edition, judgement

MAY = Period("2014-05")


def record(ledger: Ledger, inputs_hash: str, **other: object) -> Assessment:
    period = other.get("period", JUNE)
    assert isinstance(period, Period)
    judged = (judgement(period=period),)
    plain = assessment(ledger, inputs_hash=inputs_hash, judgements=judged)
    return assessments.record(ledger, replace(plain, **other))  # type: ignore[arg-type]


def issue(ledger: Ledger, made: Assessment, sequence: int, now: datetime = NOW) -> None:
    paper = edition(
        period=made.period,
        assessments=(made.number,),
        inputs_hash=made.inputs_hash,
        sequence=sequence,
        issued_at=now,
    )
    editions.freeze(ledger, paper, [], [], now)


def test_every_judgement_comes_back_whole(ledger: Ledger) -> None:
    judged = (
        judgement("T1"),
        judgement(
            "T2",
            standing=Standing.MISSING,
            cause=MissingCause.SOURCE_FAULT,
            planned=None,
            progress=None,
            gap_points=None,
            lamp=None,
            lamp_number=None,
            nodes_missed=(),
        ),
        judgement("T3", progress=Progress(nodes=frozenset()), contested=True, lamp=Lamp.RED),
        judgement("T4", progress=Progress(verdict=Verdict.BEHIND)),
        judgement("T5", figure_period=MAY, planned=Fraction(1, 3), gap_points=Fraction(0)),
    )
    made = assessment(ledger, judgements=judged[::-1], watermark=3)
    recorded = assessments.record(ledger, made)
    assert (recorded.revision, recorded.judgements) == (1, judged[::-1])
    stored = replace(recorded, judgements=judged, made_at=NOW_UTC)
    assert assessments.by_number(ledger, recorded.number) == stored
    assert assessments.latest(ledger, JUNE) == {"municipal": stored}


def test_an_assessment_without_targets_is_one(ledger: Ledger) -> None:
    recorded = assessments.record(ledger, assessment(ledger, judgements=()))
    assert assessments.by_number(ledger, recorded.number).judgements == ()


def test_the_same_inputs_make_no_new_revision(ledger: Ledger) -> None:
    first = record(ledger, "a")
    same = record(ledger, "a")
    assert same == replace(first, made_at=NOW_UTC)
    assert record(ledger, "b").revision == 2
    assert record(ledger, "a").revision == 3
    assert assessments.latest(ledger, JUNE)["municipal"].revision == 3


def test_tracks_and_periods_have_their_own(ledger: Ledger) -> None:
    record(ledger, "a")
    upper = record(ledger, "a", track="upper")
    july = record(ledger, "a", period=JULY)
    assert (upper.revision, july.revision) == (1, 1)
    assert set(assessments.latest(ledger, JUNE)) == {"municipal", "upper"}
    assert assessments.latest(ledger, MAY) == {}


def test_a_stranger_is_not_found(ledger: Ledger) -> None:
    with pytest.raises(NotFound, match="没有第7号评判"):
        assessments.by_number(ledger, 7)


def test_history_is_the_latest_of_every_earlier_month_of_the_year(ledger: Ledger) -> None:
    record(ledger, "z", period=Period("2013-12"))
    record(ledger, "a", period=JUNE)
    may = record(ledger, "a", period=MAY)
    june = record(ledger, "b", period=JUNE)
    record(ledger, "a", period=JULY)
    record(ledger, "a", period=MAY, track="upper")
    history = assessments.history(ledger, "municipal", JULY)
    assert [each.number for each in history] == [may.number, june.number]
    assert [each.judgements[0].period for each in history] == [MAY, JUNE]
    assert assessments.history(ledger, "municipal", MAY) == ()


def test_an_issued_month_stays_as_it_was_issued_or_corrected(ledger: Ledger) -> None:
    issued = record(ledger, "a")
    issue(ledger, issued, 1)
    late = record(ledger, "b")
    (june,) = assessments.history(ledger, "municipal", JULY)
    assert june.number == issued.number
    issue(ledger, late, 2)
    (june,) = assessments.history(ledger, "municipal", JULY)
    assert june.number == late.number
    assert assessments.latest(ledger, JUNE)["municipal"].number == late.number


def test_history_is_told_as_it_was_known_at_a_moment(ledger: Ledger) -> None:
    """Paper 1 went out after a later judgement was made, and was corrected later still."""
    days = [NOW + timedelta(days=n) for n in range(5)]
    first = record(ledger, "a", made_at=days[0])
    late = record(ledger, "b", made_at=days[1])
    issue(ledger, first, 1, days[2])
    last = record(ledger, "c", made_at=days[3])
    issue(ledger, last, 2, days[4])

    def known(until: datetime) -> list[int]:
        return [each.number for each in assessments.history(ledger, "municipal", JULY, until)]

    before = days[0] - timedelta(microseconds=1)
    assert [known(day) for day in (before, *days)] == [
        [],
        [first.number],
        [late.number],
        [first.number],
        [first.number],
        [last.number],
    ]
