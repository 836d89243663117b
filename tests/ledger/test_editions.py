"""Editions: frozen whole in one transaction with number, bytes and letters, or not at all."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from domain.matters import Edition, Paper, Printed
from domain.words import MessageKind, MessageState, PaperKind
from ledger import Ledger, archive, assessments, editions, events, outbox
from ledger.refusals import AlreadyIssued, NumberTaken, Tampered
from tests.ledger.builders import JULY, JUNE, NOW, NOW_UTC, assessment, edition, letter
from tests.ledger.contents import contents

PRINTED = (Printed("docx", "通报.docx", b"docx"), Printed("html", "通报.html", b"html"))
LETTER = letter("brief/2014-06/P9/1", b"To: P9\r\n\r\n", kind=MessageKind.BRIEF, department="")


def freeze(ledger: Ledger, **other: object) -> Edition:
    made = replace(edition(), **other)  # type: ignore[arg-type]
    return editions.freeze(ledger, made, PRINTED, [LETTER], NOW)


def next_sequence(ledger: Ledger, year: int = 2014) -> int:
    return editions.next_sequence(ledger, "泰效能", year, PaperKind.BRIEF)


def test_an_edition_comes_back_whole(ledger: Ledger) -> None:
    judged = assessments.record(ledger, assessment(ledger))
    frozen = freeze(ledger, assessments=(judged.number,))
    docx, html = frozen.papers
    assert (frozen.revision, frozen.document_number) == (1, "泰效能〔2014〕1号")
    assert (docx, html.format) == (Paper("docx", "通报.docx", docx.raw_hash), "html")
    assert [archive.get(ledger, p.raw_hash) for p in frozen.papers] == [b"docx", b"html"]
    stored = replace(frozen, issued_at=NOW_UTC)
    assert editions.of_period(ledger, JUNE, PaperKind.BRIEF) == (stored,)
    assert editions.of_period(ledger, JULY, PaperKind.BRIEF) == ()
    assert editions.of_period(ledger, JUNE, PaperKind.DECISION_SHEET) == ()


def test_its_letters_and_its_event_go_with_it(ledger: Ledger) -> None:
    frozen = freeze(ledger)
    (message,) = outbox.listed(ledger)
    assert (message.envelope, message.state) == (LETTER.envelope, MessageState.PENDING)
    assert archive.get(ledger, message.raw_hash) == LETTER.content
    (issued,) = events.told(ledger, "edition", str(frozen.number))
    assert (issued.kind, issued.actor) == ("edition_issued", "甲市长")
    assert issued.detail == {"document": "签发单1号", "number": "泰效能〔2014〕1号"}


def test_the_same_inputs_are_issued_once(ledger: Ledger) -> None:
    freeze(ledger)
    held = contents(ledger)
    with pytest.raises(AlreadyIssued, match="2014年6月已按同样的数据签发泰效能〔2014〕1号"):
        freeze(ledger, sequence=2)
    assert contents(ledger) == held


def test_other_inputs_make_a_correction(ledger: Ledger) -> None:
    freeze(ledger)
    correction = freeze(ledger, inputs_hash="b", sequence=2)
    assert correction.revision == 2
    assert [e.revision for e in editions.of_period(ledger, JUNE, PaperKind.BRIEF)] == [1, 2]
    assert len(outbox.listed(ledger)) == 1


def test_numbers_run_through_the_year_of_one_kind(ledger: Ledger) -> None:
    assert next_sequence(ledger) == 1
    freeze(ledger)
    freeze(ledger, period=JULY, sequence=2)
    assert (next_sequence(ledger), next_sequence(ledger, 2015)) == (3, 1)
    assert editions.next_sequence(ledger, "泰效能", 2014, PaperKind.DECISION_SHEET) == 1
    assert editions.next_sequence(ledger, "泰督", 2014, PaperKind.BRIEF) == 1


@pytest.mark.parametrize("sequence", [1, 3])
def test_a_number_is_taken_in_its_turn_only(ledger: Ledger, sequence: int) -> None:
    """Neither twice nor with a gap: what is printed on the paper is what is frozen."""
    freeze(ledger)
    with pytest.raises(NumberTaken, match=f"泰效能〔2014〕{sequence}号"):
        freeze(ledger, period=JULY, sequence=sequence)
    assert editions.of_period(ledger, JULY, PaperKind.BRIEF) == ()


@pytest.mark.parametrize("name", ["signed_by", "document"])
def test_nothing_is_issued_without_a_signature(ledger: Ledger, name: str) -> None:
    """The database itself refuses it, and with it the letters."""
    held = contents(ledger)
    with pytest.raises(IntegrityError):
        freeze(ledger, **{name: ""})
    assert contents(ledger) == held


def test_a_changed_archive_stops_the_issue(ledger: Ledger) -> None:
    archive.keep(ledger, [], NOW)
    raw_hash = archive.lay_down(ledger.archive_folder, b"docx")
    (path,) = ledger.archive_folder.rglob(raw_hash)
    path.write_bytes(b"docy")
    with pytest.raises(Tampered):
        freeze(ledger)
    assert editions.of_period(ledger, JUNE, PaperKind.BRIEF) == ()
