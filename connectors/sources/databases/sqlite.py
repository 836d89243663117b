"""SQLite: a file that is opened read-only."""

import sqlite3
from contextlib import ExitStack, closing
from urllib.parse import quote

import sqlalchemy as sa

from connectors.sources.databases.database import Database, Where, speech

_STEPS_BETWEEN_LOOKS = 10_000


def _connect(where: Where, session: ExitStack) -> sqlite3.Connection:
    """A connection that cannot write and stops computing at the deadline."""
    path = quote(str((where.folder / (where.url.database or "")).resolve()))
    deadline = where.deadline
    connection = sqlite3.connect(
        f"file:{path}?mode=ro",
        uri=True,
        timeout=deadline.remaining,
        isolation_level=None,  # the transaction is begun by hand: a select alone would begin none
        check_same_thread=False,
    )
    session.enter_context(closing(connection))
    connection.set_progress_handler(lambda: int(deadline.passed), _STEPS_BETWEEN_LOOKS)
    session.enter_context(deadline.cutting(connection.interrupt))
    return connection


DATABASE = Database(
    driver=sqlite3,
    dialect=speech("sqlite", "named"),
    connect=_connect,
    begin=("BEGIN",),
    cursor=sqlite3.Connection.cursor,
    as_text=lambda column, _kind: sa.cast(column, sa.Text),
    code=lambda error: type(error).__name__,
    refuses_login=lambda _error: False,
)
