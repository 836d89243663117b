"""A department's own table on each kind of database, for the tests of the sql dialect."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pymysql
from sqlalchemy.engine import make_url

COLUMNS = {"target": "code", "figure": "done", "unit": "unit", "period": "month"}
QUERY = "select code, done, unit, month from progress where month = :period and owner = :department"
READING: dict[str, Any] = {"query": QUERY, "columns": COLUMNS}
TABLE = "create table progress (code text, done {type}, unit text, month text, owner text)"
INSERT = "insert into progress values ('{0}', {1}, '万元', '{2}', 'D01')"
SLACK_SECONDS = 1.0
At = tuple[str, Path]
"""A database's URL without a password, and the office folder."""


def write(place: At, *statements: str) -> None:
    """Run statements, and commit them together."""
    with session(place) as run:
        for statement in statements:
            run(statement)


@contextmanager
def session(place: At) -> Iterator[Any]:
    """A session of the department's own, which commits at its end; it yields what runs SQL."""
    url, folder = place
    connection = _connected(url, folder)
    with closing(connection):
        cursor = connection.cursor()
        yield cursor.execute
        connection.commit()
        cursor.close()


def _connected(url: str, folder: Path) -> Any:
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        return sqlite3.connect(folder / "d01.db")
    if parts.get_backend_name() == "postgresql":
        return psycopg.connect(url.replace("+psycopg", ""))
    return pymysql.connect(
        host=parts.host,
        port=parts.port or 0,
        user="root",
        database=parts.database,
        init_command="set sql_mode = concat(@@sql_mode, ',NO_BACKSLASH_ESCAPES')",
    )
