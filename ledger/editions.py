"""Editions: issued papers, frozen whole in one transaction with their numbers and letters."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from domain.matters import Edition, Event, Letter, Paper, Printed
from domain.period import Period
from domain.records import Body
from domain.words import PaperKind
from ledger import archive, events, outbox
from ledger.refusals import AlreadyIssued, NumberTaken
from ledger.store import Ledger
from ledger.tables import edition, edition_assessment, paper


def next_sequence(ledger: Ledger, code_word: str, year: int, kind: PaperKind) -> int:
    """The next number of the year's papers of one kind, to be printed on the paper."""
    with ledger.read() as connection:
        return _next_sequence(connection, code_word, year, kind)


def freeze(
    ledger: Ledger,
    made: Edition,
    printed: Sequence[Printed],
    letters: Sequence[Letter],
    now: datetime,
) -> Edition:
    """Issue a paper: its edition, formats, archived bytes, letters and event, all or nothing.

    ``made.sequence`` is the number printed on the paper, from ``next_sequence``. Revisions after
    the first are corrections. Raises AlreadyIssued, NumberTaken.
    """
    bodies = [Body(each.name, each.content) for each in printed]
    hashes = [archive.lay_down(ledger.archive_folder, body.content) for body in bodies]
    outbox.lay_down(ledger, letters)
    papers = tuple(
        Paper(each.format, each.name, raw_hash)
        for each, raw_hash in zip(printed, hashes, strict=True)
    )
    with ledger.write("freeze_edition") as connection:
        numbered = _numbered(connection, replace(made, papers=papers))
        archive.note(connection, bodies, now)
        frozen = _insert(connection, numbered)
        outbox.note(connection, letters, now)
        detail = {"document": made.document, "number": made.document_number}
        subject = str(frozen.number)
        events.note(
            connection, Event(made.signed_by, "edition_issued", "edition", subject, now, detail)
        )
        return frozen


def of_period(ledger: Ledger, period: Period, kind: PaperKind) -> tuple[Edition, ...]:
    """The period's editions of one kind in order of revision; empty while it is not issued."""
    with ledger.read() as connection:
        return _of_period(connection, period, kind)


def _next_sequence(connection: Connection, code_word: str, year: int, kind: PaperKind) -> int:
    query = select(func.max(edition.c.sequence)).where(
        edition.c.code_word == code_word, edition.c.year == year, edition.c.kind == kind
    )
    return (connection.execute(query).scalar_one() or 0) + 1


def _numbered(connection: Connection, made: Edition) -> Edition:
    """The edition with its revision, refused where it may not be issued."""
    earlier = _of_period(connection, made.period, made.kind)
    if earlier and earlier[-1].inputs_hash == made.inputs_hash:
        raise AlreadyIssued(f"{made.period.label}已按同样的数据签发{earlier[-1].document_number}")
    if made.sequence != _next_sequence(connection, made.code_word, made.year, made.kind):
        raise NumberTaken(f"{made.document_number}已被占用，请重新编号印制")
    return replace(made, revision=len(earlier) + 1)


def _insert(connection: Connection, made: Edition) -> Edition:
    values = {
        "kind": made.kind,
        "period": made.period,
        "revision": made.revision,
        "tracks": made.tracks,
        "inputs_hash": made.inputs_hash,
        "facts": made.facts,
        "code_word": made.code_word,
        "year": made.year,
        "sequence": made.sequence,
        "signed_by": made.signed_by,
        "document": made.document,
        "issued_at": made.issued_at,
    }
    statement = insert(edition).values(values).returning(edition.c.number)
    number: int = connection.execute(statement).scalar_one()
    for rests_on in made.assessments:
        connection.execute(insert(edition_assessment).values(edition=number, assessment=rests_on))
    for each in made.papers:
        connection.execute(
            insert(paper).values(
                edition=number, format=each.format, name=each.name, raw_hash=each.raw_hash
            )
        )
    return replace(made, number=number)


def _of_period(connection: Connection, period: Period, kind: PaperKind) -> tuple[Edition, ...]:
    query = (
        select(edition)
        .where(edition.c.period == period, edition.c.kind == kind)
        .order_by(edition.c.revision)
    )
    return tuple(_edition(connection, row) for row in connection.execute(query).all())


def _edition(connection: Connection, row: Row[Any]) -> Edition:
    rests_on = connection.execute(
        select(edition_assessment.c.assessment)
        .where(edition_assessment.c.edition == row.number)
        .order_by(edition_assessment.c.assessment)
    ).scalars()
    papers = connection.execute(
        select(paper).where(paper.c.edition == row.number).order_by(paper.c.format)
    )
    return Edition(
        kind=row.kind,
        period=row.period,
        tracks=row.tracks,
        assessments=tuple(rests_on),
        inputs_hash=row.inputs_hash,
        facts=row.facts,
        code_word=row.code_word,
        year=row.year,
        sequence=row.sequence,
        signed_by=row.signed_by,
        document=row.document,
        issued_at=row.issued_at,
        papers=tuple(Paper(each.format, each.name, each.raw_hash) for each in papers),
        revision=row.revision,
        number=row.number,
    )
