"""Engines: one that writes, alone at any moment, and one that only reads, on either database."""

from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    ExceptionContext,
    NullPool,
    create_engine,
    event,
    make_url,
)

_ONE_WRITER = "SELECT pg_advisory_xact_lock(20150101)"


def writing_engine(url: str) -> Engine:
    """Transactions that queue for the one write lock before they read anything.

    So numbers are committed in their order and what a transaction read still holds when it
    writes, on both databases.
    """
    engine = _engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    else:
        event.listen(engine, "begin", _wait_for_turn)
    return engine


def reading_engine(url: str) -> Engine:
    """Transactions that see one unchanging view, wait for no writer and cannot write."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = _engine(url)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "connect", _forbid_writing)
        event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN"))
        return engine
    return _engine(url, isolation_level="REPEATABLE READ").execution_options(
        postgresql_readonly=True
    )


def lock_engine(url: str) -> Engine:
    """PostgreSQL without transactions or pool, for a lock that lives as its connection does."""
    return _engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)


def _engine(url: str, **options: Any) -> Engine:
    """``hide_parameters``: addresses and reasons must never stand in a log or exception."""
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    arguments: dict[str, Any] = (
        {"isolation_level": None, "timeout": 60}
        if is_sqlite
        else {"connect_timeout": 10, "application_name": "duban"}
    )
    engine = create_engine(url, hide_parameters=True, connect_args=arguments, **options)
    event.listen(engine, "handle_error", _hide_row)
    return engine


def _hide_row(context: ExceptionContext) -> None:
    """PostgreSQL quotes the whole refused row in the details of its message: keep its head only."""
    refused, shown = context.original_exception, context.sqlalchemy_exception
    head = getattr(getattr(refused, "diag", None), "message_primary", None)
    if head and shown is not None:
        shown.args = (str(shown.args[0]).replace(str(refused), head), *shown.args[1:])
        refused.args = (head,)


_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "recursive_triggers = ON",  # else INSERT OR REPLACE removes a row past its trigger
)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _forbid_writing(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only = ON")


def _wait_for_turn(connection: Connection) -> None:
    connection.exec_driver_sql(_ONE_WRITER)
