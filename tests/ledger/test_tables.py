"""The tables are what the migrations make, and the databases themselves keep their promises."""

from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from typing import TypeGuard
from zoneinfo import ZoneInfo

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    CheckConstraint,
    Connection,
    Constraint,
    UniqueConstraint,
    insert,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from domain.matters import Event
from domain.records import Progress
from ledger import Ledger, assessments, events, reports, tables
from ledger.tables import metadata
from tests.ledger.builders import JUNE, assessment, judgement, report
from tests.ledger.scenes import BY_NAME

ALIVE = {"run", "message", "attempt"}
"""What has a life of its own; every other table only grows."""


@pytest.fixture
def writing(ledger: Ledger) -> Iterator[Connection]:
    """A connection that may write whatever it likes, past every function of the ledger."""
    with ledger.writer.connect() as connection:
        yield connection
        connection.rollback()


def test_the_migrations_make_these_tables(writing: Connection) -> None:
    context = MigrationContext.configure(writing, opts={"compare_type": True})
    assert compare_metadata(context, metadata) == []


def test_the_comparison_sees_a_difference(writing: Connection) -> None:
    """Planted: a column, an index and a key fewer than the tables say."""
    writing.execute(text("DROP INDEX ix_report_figure_period"))
    writing.execute(text("ALTER TABLE attempt DROP COLUMN answer"))
    context = MigrationContext.configure(writing)
    found = {change[0] for change in compare_metadata(context, metadata)}
    assert found == {"add_index", "add_column"}


def test_checks_are_in_the_database(writing: Connection) -> None:
    """Alembic compares no check constraints, so they are counted by name."""
    named = {
        str(c.name)
        for table in metadata.tables.values()
        for c in table.constraints
        if isinstance(c, CheckConstraint)
    }
    if writing.dialect.name == "sqlite":
        rows = writing.execute(text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))
        made = " ".join(rows.scalars())
    else:
        rows = writing.execute(text("SELECT conname FROM pg_constraint WHERE contype = 'c'"))
        made = " ".join(rows.scalars())
    assert len(named) == 5
    assert {name for name in named if name not in made} == set()


def test_no_column_of_a_key_may_be_null() -> None:
    """Two NULLs are never the same, so a key that may be NULL holds nothing together."""
    for table in metadata.tables.values():
        unique = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
        for key in (table.primary_key, *unique):
            assert [c.name for c in key.columns if c.nullable] == [], key


def test_sqlite_tables_are_strict(ledger: Ledger) -> None:
    if ledger.writer.dialect.name != "sqlite":
        assert ledger.writer.dialect.name == "postgresql"
        return
    with ledger.reader.connect() as connection:
        strict = text("SELECT name FROM pragma_table_list WHERE strict")
        assert set(metadata.tables) == set(connection.execute(strict).scalars())


def test_text_is_no_number(writing: Connection) -> None:
    statement = text("INSERT INTO raw VALUES ('h', '12万', 'n', '2014-07-08T01:30:00+00:00')")
    with pytest.raises(DBAPIError):
        writing.execute(statement)


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """A ledger with at least one row in every table."""
    for scene in BY_NAME.values():
        if scene.name in {"freeze_edition", "record_decisions", "record_answers", "claim"}:
            scene.before(ledger)
            scene.act(ledger)
    reports.record(ledger, [report()])
    return ledger


def changes(table: str, dialect: str) -> Iterator[str]:
    """Every statement that the database must refuse for ``table``."""
    yield f"DELETE FROM {table}"
    if table not in ALIVE:
        column = next(iter(metadata.tables[table].c)).name
        yield f"UPDATE {table} SET {column} = {column}"
    if dialect == "postgresql":
        yield f"TRUNCATE {table} CASCADE"


def is_refused(ledger: Ledger, change: str) -> bool:
    with ledger.writer.connect() as connection:
        try:
            connection.execute(text(change))
        except DBAPIError as error:
            return "is refused" in str(error)
        return False


def test_rows_stay(filled: Ledger) -> None:
    """No row of any table is removed, and none of what only grows is changed."""
    dialect = filled.writer.dialect.name
    with filled.read() as connection:
        empty = [
            n for n in metadata.tables if not connection.execute(text(f"SELECT 1 FROM {n}")).first()
        ]
    assert empty == [], "a trigger of a row is tried on a row"
    tried = [change for table in metadata.tables for change in changes(table, dialect)]
    assert len(tried) > 30
    assert [change for change in tried if not is_refused(filled, change)] == []


def test_no_row_is_replaced(filled: Ledger) -> None:
    """SQLite's REPLACE would remove a row past its trigger; PostgreSQL's upsert is an UPDATE."""
    dialect = filled.writer.dialect.name
    replacing = {
        "sqlite": "INSERT OR REPLACE INTO raw SELECT hash, 0, name, stored_at FROM raw",
        "postgresql": "INSERT INTO raw SELECT * FROM raw ON CONFLICT (hash) DO UPDATE SET size = 0",
    }
    with filled.writer.connect() as connection, pytest.raises(DBAPIError, match="is refused"):
        connection.execute(text(replacing[dialect]))


KEYS = {
    "finding": {("key",)},
    "pull": {("run", "department")},
    "report": {("target", "figure_period", "revision")},
    "assessment": {("period", "track", "revision")},
    "proposal": {
        ("period", "track", "measure", "subject_kind", "subject_id", "revision"),
        ("number", "grounds_hash"),
    },
    "edition": {("kind", "period", "revision"), ("code_word", "year", "kind", "sequence")},
    "message": {("dedupe_key",)},
}
"""What is there once, beside the primary keys."""


def test_unique_keys_are_these() -> None:
    found = {
        name: {tuple(key.columns.keys()) for key in table.constraints if is_unique(key)}
        for name, table in metadata.tables.items()
    }
    assert {name: keys for name, keys in found.items() if keys} == KEYS


def is_unique(key: Constraint) -> TypeGuard[UniqueConstraint]:
    return isinstance(key, UniqueConstraint)


def test_the_same_row_is_not_written_twice(filled: Ledger) -> None:
    """Whatever runs above: the database itself has the last word."""
    may_be_alike = {"event", "run", "attempt"}
    for name in set(metadata.tables) - may_be_alike:
        table = metadata.tables[name]
        with filled.writer.connect() as connection:
            row = connection.execute(select(table)).mappings().first()
            assert row is not None
            copy = insert(table).values({k: v for k, v in row.items() if k != "number"})
            with pytest.raises(IntegrityError, match=r"(?i)unique"):
                connection.execute(copy)


def test_a_row_cites_only_what_is_there(writing: Connection) -> None:
    stranger = insert(metadata.tables["pull_raw"]).values(pull=7, position=0, raw_hash="0" * 64)
    with pytest.raises(IntegrityError):
        writing.execute(stranger)


def test_readers_cannot_write(ledger: Ledger) -> None:
    with ledger.read() as connection, pytest.raises(DBAPIError, match=r"read-?only"):
        connection.execute(text("INSERT INTO office_version VALUES ('a', 'b', '2014-07-08')"))


def test_a_reader_sees_one_unchanging_view_and_waits_for_no_writer(ledger: Ledger) -> None:
    with ledger.read() as view:
        count = text("SELECT count(*) FROM report")
        assert view.execute(count).scalar_one() == 0
        with ledger.write("slow") as writing:
            writing.execute(text("SELECT 1"))
            assert reports.standing(ledger, [JUNE]) == {}
        reports.record(ledger, [report()])
        assert view.execute(count).scalar_one() == 0
    assert len(reports.standing(ledger, [JUNE])) == 1


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/New_York"])
def test_a_moment_comes_back_as_the_same_moment(ledger: Ledger, zone: str) -> None:
    there = ZoneInfo(zone)
    moments = [
        datetime(2014, 6, 30, 23, 59, 59, 999_999, tzinfo=there),
        datetime(2014, 7, 1, 0, 0, tzinfo=there),
        datetime(2014, 11, 2, 1, 30, fold=1, tzinfo=there),
    ]
    for moment in moments:
        events.record(ledger, Event("甲", "noted", "paper", zone, moment, {}))
    back = [each.at for each in events.told(ledger, "paper", zone)]
    assert back == [moment.astimezone(UTC) for moment in moments]
    assert {at.tzinfo for at in back} == {UTC}
    assert [at.astimezone(there).day for at in back] == [30, 1, 2]


def test_moments_sort_by_time_whatever_their_zone(ledger: Ledger) -> None:
    early = datetime(2014, 7, 8, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    late = datetime(2014, 7, 8, 1, 0, 0, 1, tzinfo=UTC)
    reports.record(ledger, [report(known_at=late), report(value=7, known_at=early)])
    with ledger.read() as connection:
        in_order = select(tables.report.c.known_at).order_by(tables.report.c.known_at)
        assert list(connection.execute(in_order).scalars()) == [early, late]


def test_a_moment_without_zone_is_refused(ledger: Ledger) -> None:
    naive = datetime(2014, 7, 8, 9, 30)  # noqa: DTZ001 - what must be refused
    with pytest.raises(StatementError, match="needs its zone"):
        events.record(ledger, Event("甲", "noted", "paper", "1", naive, {}))


def test_figures_come_back_exact(ledger: Ledger) -> None:
    """Where a float would already have lost the last digit."""
    value = 10**14 * 10_000 - 1
    third = Fraction(10**18 + 1, 3)
    reports.record(ledger, [report(value=value), report("T2", -value)])
    made = assessment(ledger, judgements=(judgement(planned=third, gap_points=-third),))
    assessments.record(ledger, made)
    held = reports.standing(ledger, [JUNE])
    assert [held[code, JUNE].progress for code in ("T1", "T2")] == [
        Progress(value=value),
        Progress(value=-value),
    ]
    (judged,) = assessments.latest(ledger, JUNE)["municipal"].judgements
    assert (judged.planned, judged.gap_points) == (third, -third)
