"""Small turns between rows and domain records that several modules share."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

from domain.records import Progress


def insert_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> Any:
    """Insert unless a unique key is taken; the new row's (first) primary key, or None."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    key = next(iter(table.primary_key.columns))
    statement = insert(table).values(values).on_conflict_do_nothing().returning(key)
    return connection.execute(statement).scalar_one_or_none()


def progress_values(progress: Progress | None) -> dict[str, Any]:
    """The three progress columns."""
    names = ("value", "verdict", "nodes")
    return {name: getattr(progress, name, None) for name in names}


def progress_of(row: Row[Any]) -> Progress | None:
    """The progress of a row that has the three columns, None when nothing is said."""
    said = (row.value, row.verdict, row.nodes)
    return None if said == (None, None, None) else Progress(*said)
