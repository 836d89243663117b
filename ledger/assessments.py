"""Assessments: all judgements on a track in a period, by revision, with what they rested on."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select

from domain.matters import Assessment
from domain.period import Period
from domain.records import Judgement
from ledger.refusals import NotFound
from ledger.rows import progress_of, progress_values
from ledger.store import Ledger
from ledger.tables import assessment, edition, edition_assessment, judgement


def record(ledger: Ledger, made: Assessment) -> Assessment:
    """Write a further revision, unless the latest has the same inputs; return which stands."""
    with ledger.write("record_assessment") as connection:
        latest = _last_row(connection, made.period, made.track)
        if latest is not None and latest.inputs_hash == made.inputs_hash:
            return _with_judgements(connection, [latest])[0]
        return _insert(connection, replace(made, revision=latest.revision + 1 if latest else 1))


def latest(ledger: Ledger, period: Period) -> dict[str, Assessment]:
    """The last assessment of each track in the period."""
    query = _latest().where(assessment.c.period == period)
    with ledger.read() as connection:
        found = _with_judgements(connection, connection.execute(query).all())
    return {each.track: each for each in found}


def by_number(ledger: Ledger, number: int) -> Assessment:
    """One assessment, as a message or an edition cites it. Raises NotFound."""
    with ledger.read() as connection:
        rows = connection.execute(select(assessment).where(assessment.c.number == number)).all()
        if not rows:
            raise NotFound(f"没有第{number}号评判")
        return _with_judgements(connection, rows)[0]


def history(
    ledger: Ledger, track: str, before: Period, until: datetime | None = None
) -> tuple[Assessment, ...]:
    """One assessment of the track for each earlier month of the year, in order.

    Where the month is issued, the one its last edition rests on; else the latest. ``until``
    leaves out what was made or issued after that moment.
    """
    query = _latest(until).where(
        assessment.c.track == track,
        assessment.c.period < before,
        assessment.c.period >= Period.month_of(before.year, 1),
    )
    with ledger.read() as connection:
        standing = {row.period: row for row in connection.execute(query)}
        standing |= {
            row.period: row
            for row in connection.execute(_issued(track, until))
            if row.period in standing
        }
        rows = [standing[period] for period in sorted(standing)]
        return tuple(_with_judgements(connection, rows))


def _latest(until: datetime | None = None) -> Select[Any]:
    last = select(func.max(assessment.c.number)).group_by(assessment.c.period, assessment.c.track)
    if until is not None:
        last = last.where(assessment.c.made_at <= until)
    return select(assessment).where(assessment.c.number.in_(last)).order_by(assessment.c.number)


def _issued(track: str, until: datetime | None) -> Select[Any]:
    """The track's assessments that editions rest on, the last edition of a period last."""
    query = (
        select(assessment)
        .join(edition_assessment, edition_assessment.c.assessment == assessment.c.number)
        .join(edition, edition.c.number == edition_assessment.c.edition)
        .where(assessment.c.track == track)
        .order_by(edition.c.number)
    )
    return query if until is None else query.where(edition.c.issued_at <= until)


def _last_row(connection: Connection, period: Period, track: str) -> Row[Any] | None:
    query = (
        select(assessment)
        .where(assessment.c.period == period, assessment.c.track == track)
        .order_by(assessment.c.revision.desc())
        .limit(1)
    )
    return connection.execute(query).one_or_none()


def _insert(connection: Connection, made: Assessment) -> Assessment:
    values = {
        "period": made.period,
        "track": made.track,
        "revision": made.revision,
        "office_version": made.office_version,
        "watermark": made.watermark,
        "inputs_hash": made.inputs_hash,
        "made_at": made.made_at,
    }
    statement = insert(assessment).values(values).returning(assessment.c.number)
    number: int = connection.execute(statement).scalar_one()
    if made.judgements:
        rows = [{"assessment": number, **_values(each)} for each in made.judgements]
        connection.execute(insert(judgement), rows)
    return replace(made, number=number)


def _with_judgements(connection: Connection, rows: Iterable[Row[Any]]) -> list[Assessment]:
    """The assessments of ``rows``, each with its judgements by target code."""
    found = list(rows)
    query = (
        select(judgement, assessment.c.period, assessment.c.track)
        .join(assessment, assessment.c.number == judgement.c.assessment)
        .where(judgement.c.assessment.in_([row.number for row in found]))
        .order_by(judgement.c.target)
    )
    judged: dict[int, list[Judgement]] = {row.number: [] for row in found}
    for row in connection.execute(query):
        judged[row.assessment].append(_judgement(row))
    return [_assessment(row, judged[row.number]) for row in found]


def _assessment(row: Row[Any], judgements: list[Judgement]) -> Assessment:
    return Assessment(
        period=row.period,
        track=row.track,
        office_version=row.office_version,
        watermark=row.watermark,
        inputs_hash=row.inputs_hash,
        judgements=tuple(judgements),
        made_at=row.made_at,
        revision=row.revision,
        number=row.number,
    )


def _values(each: Judgement) -> dict[str, Any]:
    return {
        "target": each.target,
        "department": each.department,
        "figure_period": each.figure_period,
        "standing": each.standing,
        "reason": each.reason,
        "cause": each.cause,
        "planned": each.planned,
        **progress_values(each.progress),
        "gap_points": each.gap_points,
        "lamp": each.lamp,
        "lamp_number": each.lamp_number,
        "nodes_missed": each.nodes_missed,
        "report": each.report,
        "contested": int(each.contested),
    }


def _judgement(row: Row[Any]) -> Judgement:
    return Judgement(
        target=row.target,
        department=row.department,
        track=row.track,
        period=row.period,
        figure_period=row.figure_period,
        standing=row.standing,
        reason=row.reason,
        cause=row.cause,
        planned=row.planned,
        progress=progress_of(row),
        gap_points=row.gap_points,
        lamp=row.lamp,
        lamp_number=row.lamp_number,
        nodes_missed=row.nodes_missed,
        report=row.report,
        contested=bool(row.contested),
    )
