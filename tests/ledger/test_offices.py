"""Office versions: each document once and for ever; the one in use is the one last adopted."""

from datetime import timedelta

import pytest

from domain.office import document_hash
from domain.records import Progress
from ledger import Ledger, assessments, events, offices, reports
from ledger.refusals import NotFound
from tests.ledger.builders import JUNE, NOW, NOW_UTC, assessment, judgement, report

AUGUST, NOVEMBER = '{"tolerance_points":"0"}', '{"tolerance_points":"5"}'


def test_a_new_ledger_has_no_version(ledger: Ledger) -> None:
    assert offices.latest(ledger) is None


def test_a_document_comes_back_under_its_hash(ledger: Ledger) -> None:
    name = offices.store(ledger, AUGUST, "config", NOW)
    assert name == document_hash(AUGUST)
    version = offices.read(ledger, name)
    assert (version.document, version.learned_at) == (AUGUST, NOW_UTC)
    assert offices.latest(ledger) == version


def test_a_stranger_is_not_found(ledger: Ledger) -> None:
    with pytest.raises(NotFound, match="没有版本为ab的机关配置"):
        offices.read(ledger, "ab")


def test_going_back_only_notes_that_it_is_in_use_again(ledger: Ledger) -> None:
    later = NOW + timedelta(days=90)
    august = offices.store(ledger, AUGUST, "config", NOW)
    offices.store(ledger, NOVEMBER, "config", later)
    assert offices.store(ledger, AUGUST, "config", later) == august
    assert offices.store(ledger, AUGUST, "config", later) == august
    latest = offices.latest(ledger)
    assert latest is not None
    assert (latest.hash, latest.learned_at) == (august, NOW_UTC)
    assert [each.kind for each in events.told(ledger, "office", august)] == ["office_adopted"] * 2


def test_fault_e4_august_stays_what_it_was_in_november(ledger: Ledger) -> None:
    """Its assessment names August's document and the reports that were known then."""
    august = offices.store(ledger, AUGUST, "config", NOW)
    (seen,) = reports.record(ledger, [report()])
    known = reports.by_number(ledger, [seen.number])
    made = assessment(
        ledger,
        office_version=august,
        watermark=seen.number,
        judgements=(judgement(report=seen.number),),
    )
    judged = assessments.record(ledger, made)

    later = NOW + timedelta(days=90)
    offices.store(ledger, NOVEMBER, "config", later)
    reports.record(ledger, [report(value=1, known_at=later), report("T3", known_at=later)])

    again = assessments.by_number(ledger, judged.number)
    assert offices.read(ledger, again.office_version).document == AUGUST
    assert reports.by_number(ledger, [again.watermark]) == known
    assert again.judgements == made.judgements
    assert reports.standing(ledger, [JUNE])["T1", JUNE].progress == Progress(value=1)
