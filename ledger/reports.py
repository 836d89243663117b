"""Reports: accepted figures as revisions, and which of them stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, case, func, insert, select

from domain.period import Period
from domain.records import Progress, Report
from domain.words import Basis
from ledger.rows import progress_values
from ledger.store import Ledger
from ledger.tables import report

_AUDITED_FIRST = case((report.c.basis == Basis.AUDITED, 0), else_=1)


def record(ledger: Ledger, reports: Sequence[Report]) -> tuple[Report, ...]:
    """Write reports as further revisions and return those newly recorded, numbered.

    The same progress with the same reasons again records nothing. Pulls are compared with pulls,
    so one that repeats itself never displaces what was entered or audited since. What a person
    says is compared with what stands, so it stands again after a pull that displaced it.
    """
    with ledger.write("record_reports") as connection:
        fresh = _fresh(_known(connection, reports), reports)
        return _insert(connection, fresh)


def standing(
    ledger: Ledger, figure_periods: Collection[Period]
) -> dict[tuple[str, Period], Report]:
    """The report that stands for each target and figure period.

    An audited value stands before any reported one; of one kind the last revision stands.
    """
    query = select(report).where(report.c.figure_period.in_(list(figure_periods)))
    order = (_AUDITED_FIRST, report.c.revision.desc())
    by = (report.c.target, report.c.figure_period)
    with ledger.read() as connection:
        rows = connection.execute(_first(query, by, order))
        return {(row.target, row.figure_period): _report(row) for row in rows}


def previous(ledger: Ledger, months: Mapping[str, Period]) -> dict[str, Report]:
    """The standing report of the last earlier figure period of the year, by target.

    ``months``: each target's own figure month, which lags for some.
    """
    found = {}
    with ledger.read() as connection:
        for month in set(months.values()):
            for row in connection.execute(_before(month)):
                if months.get(row.target) == month:
                    found[row.target] = _report(row)
    return found


def by_number(ledger: Ledger, numbers: Collection[int]) -> dict[int, Report]:
    """Reports by number, as judgements and grounds cite them; strangers are left out."""
    query = select(report).where(report.c.number.in_(list(numbers)))
    with ledger.read() as connection:
        return {row.number: _report(row) for row in connection.execute(query)}


def first(ledger: Ledger, figure_periods: Collection[Period]) -> dict[tuple[str, Period], Report]:
    """The first revision for each target and figure period: what came first, on time or late."""
    query = select(report).where(
        report.c.figure_period.in_(list(figure_periods)), report.c.revision == 1
    )
    with ledger.read() as connection:
        rows = connection.execute(query)
        return {(row.target, row.figure_period): _report(row) for row in rows}


def revisions(ledger: Ledger, target: str, figure_period: Period) -> tuple[Report, ...]:
    """Every revision of one figure, in order."""
    query = (
        select(report)
        .where(report.c.target == target, report.c.figure_period == figure_period)
        .order_by(report.c.revision)
    )
    with ledger.read() as connection:
        return tuple(_report(row) for row in connection.execute(query))


def _before(month: Period) -> Select[Any]:
    """Every target's standing report of the last figure period before ``month`` in its year."""
    query = select(report).where(
        report.c.figure_period < month,
        report.c.figure_period >= Period.month_of(month.year, 1),
    )
    order = (report.c.figure_period.desc(), _AUDITED_FIRST, report.c.revision.desc())
    return _first(query, (report.c.target,), order)


def _first(query: Select[Any], by: Iterable[Any], order: Iterable[Any]) -> Select[Any]:
    """The first row in ``order`` of every group ``by``."""
    rank = func.row_number().over(partition_by=list(by), order_by=list(order)).label("rank")
    ranked = query.add_columns(rank).subquery()
    return select(*(ranked.c[column.name] for column in report.c)).where(ranked.c.rank == 1)


def _known(
    connection: Connection, reports: Sequence[Report]
) -> dict[tuple[str, Period], list[Report]]:
    """Every revision so far of the figure periods at hand, in order."""
    periods = {each.figure_period for each in reports}
    query = select(report).where(report.c.figure_period.in_(periods)).order_by(report.c.revision)
    known: dict[tuple[str, Period], list[Report]] = {}
    for row in connection.execute(query):
        known.setdefault((row.target, row.figure_period), []).append(_report(row))
    return known


def _fresh(
    known: Mapping[tuple[str, Period], list[Report]], reports: Sequence[Report]
) -> list[Report]:
    so_far = {key: list(revisions) for key, revisions in known.items()}
    fresh = []
    for each in reports:
        earlier = so_far.setdefault((each.target, each.figure_period), [])
        rivals = [old for old in earlier if _rival(each, old)]
        if rivals and _says(rivals[-1]) == _says(each):
            continue
        numbered = replace(each, revision=len(earlier) + 1)
        earlier.append(numbered)
        fresh.append(numbered)
    return fresh


def _rival(new: Report, old: Report) -> bool:
    """Whether ``new`` is held against ``old``: an entered figure against pulled ones too."""
    is_reported = old.basis is not Basis.AUDITED
    return is_reported if new.basis is Basis.ENTERED else old.basis is new.basis


def _says(each: Report) -> tuple[object, ...]:
    return each.basis, each.progress, each.reason_given, each.correction


def _insert(connection: Connection, fresh: Sequence[Report]) -> tuple[Report, ...]:
    if not fresh:
        return ()
    statement = insert(report).returning(report.c.number, sort_by_parameter_order=True)
    numbers = connection.execute(statement, [_values(each) for each in fresh]).scalars()
    return tuple(replace(each, number=n) for each, n in zip(fresh, numbers, strict=True))


def _values(each: Report) -> dict[str, Any]:
    return {
        "target": each.target,
        "figure_period": each.figure_period,
        "revision": each.revision,
        "basis": each.basis,
        **progress_values(each.progress),
        "reason_given": each.reason_given,
        "correction": each.correction,
        "actor": each.actor,
        "known_at": each.known_at,
        "place": each.place,
        "raw_hash": each.raw_hash,
        "raw_value": each.raw_value,
    }


def _report(row: Row[Any]) -> Report:
    return Report(
        target=row.target,
        figure_period=row.figure_period,
        progress=Progress(row.value, row.verdict, row.nodes),
        basis=row.basis,
        actor=row.actor,
        known_at=row.known_at,
        reason_given=row.reason_given,
        correction=row.correction,
        place=row.place,
        raw_hash=row.raw_hash,
        raw_value=row.raw_value,
        revision=row.revision,
        number=row.number,
    )
