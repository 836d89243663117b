"""One read-only query with bound parameters, cut off in time; every column comes as text."""

import os
import socket
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from connectors.sources.http_client import DECODED_CAP_BYTES
from connectors.sources.tries import Trouble
from connectors.sources.wall_clock import Deadline
from domain.words import PullOutcome

_AT_ONCE = 500
_STEPS_BETWEEN_LOOKS = 10_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """Rows of texts and nulls under ``names``, as far as they came."""

    names: tuple[str, ...] = ()
    rows: Sequence[tuple[str | None, ...]] = ()
    trouble: Trouble | None = None


def draw(url: str, query: str, bound: Mapping[str, str], folder: Path, deadline: Deadline) -> Drawn:
    """Run ``query`` once. Never raises for what the database or the network does."""
    engine = _engine(make_url(url), folder, deadline)
    try:
        with engine.connect() as connection, _cut_off(connection, deadline):
            return _rows(connection, query, bound)
    except sa.exc.SQLAlchemyError as error:
        return Drawn(trouble=_broken(error, deadline))
    finally:
        engine.dispose()


def _engine(url: URL, folder: Path, deadline: Deadline) -> sa.Engine:
    if url.get_backend_name() == "sqlite":
        return sa.create_engine("sqlite://", creator=lambda: _sqlite(url, folder, deadline))
    if url.get_backend_name() == "postgresql":
        return _postgresql(url, deadline)
    raise ValueError("only sqlite and postgresql are read")


def _postgresql(url: URL, deadline: Deadline) -> sa.Engine:
    """An engine whose sessions cannot write; the server ends them after the deadline itself."""
    limits = {
        "default_transaction_read_only": "on",
        "statement_timeout": str(ceil(deadline.remaining * 1000) + 1),
        "datestyle": "ISO",
    }
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=sa.NullPool,
        connect_args={
            "connect_timeout": max(2, int(deadline.remaining)),
            "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
            # Under a device no file can be: nothing is read, and libpq does not warn.
            "passfile": f"{os.devnull}/none",
        },
    )
    sa.event.listen(engine, "handle_error", _close_cursor)
    return engine


def _close_cursor(context: sa.ExceptionContext) -> None:
    """SQLAlchemy leaves it open where the connection was cut."""
    cursor = getattr(context.execution_context, "cursor", None)
    if cursor:
        cursor.close()


def _sqlite(url: URL, folder: Path, deadline: Deadline) -> sqlite3.Connection:
    """A connection that cannot write and stops computing at the deadline."""
    path = quote(str((folder / (url.database or "")).resolve()))
    connection = sqlite3.connect(
        f"file:{path}?mode=ro", uri=True, timeout=deadline.remaining, check_same_thread=False
    )
    connection.set_progress_handler(lambda: int(deadline.passed), _STEPS_BETWEEN_LOOKS)
    return connection


@contextmanager
def _cut_off(connection: sa.Connection, deadline: Deadline) -> Iterator[None]:
    """End the query at the deadline from another thread, even if the server has gone silent."""
    driver: Any = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        with deadline.cutting(driver.interrupt):
            yield
        return
    with (
        socket.socket(fileno=os.dup(driver.fileno())) as handle,
        deadline.cutting(partial(handle.shutdown, socket.SHUT_RDWR)),
    ):
        yield


def _rows(connection: sa.Connection, query: str, bound: Mapping[str, str]) -> Drawn:
    names = _names(connection, query, bound)
    if len(set(names)) < len(names):
        return Drawn(trouble=Trouble("查询结果中有重名的列，请在查询中为各列起不同的名称"))
    answer = _subquery(query, names)
    texts = sa.select(*(sa.cast(answer.c[name], sa.Text).label(name) for name in names))
    with connection.execution_options(yield_per=_AT_ONCE).execute(texts, bound) as result:
        rows, trouble = _received(result.partitions())
    return Drawn(names, rows, trouble)


def _received(
    parts: Iterable[Sequence[Sequence[str | None]]],
) -> tuple[list[tuple[str | None, ...]], Trouble | None]:
    """All rows, or those before the cap."""
    rows: list[tuple[str | None, ...]] = []
    size = 0
    for part in parts:
        rows += (tuple(row) for row in part)
        size += sum(len(value.encode()) for row in part for value in row if value)
        if size > DECODED_CAP_BYTES:
            sentence = "查询结果超过20MB上限，已停止接收，请核对查询"
            return rows, Trouble(sentence, PullOutcome.PARTIAL)
    return rows, None


def _names(connection: sa.Connection, query: str, bound: Mapping[str, str]) -> tuple[str, ...]:
    """The columns of the result, without its rows."""
    everything: sa.ColumnElement[Any] = sa.literal_column("*")
    probe = sa.select(everything).select_from(_subquery(query, ())).where(sa.false())
    return tuple(connection.execute(probe, bound).keys())


def _subquery(query: str, names: Sequence[str]) -> sa.Subquery:
    # The line end closes a comment in which the query may end.
    return sa.text(f"{query}\n").columns(*(sa.column(name) for name in names)).subquery("answer")


def _asked_for_password(original: object) -> bool:
    """Whether the connection failed after the server had asked for a password."""
    connecting = getattr(original, "pgconn", None)
    return connecting is not None and (connecting.used_password or connecting.needs_password)


def _broken(error: sa.exc.SQLAlchemyError, deadline: Deadline) -> Trouble:
    """Only the kind is told: the driver's own text may hold addresses and names."""
    if deadline.passed:
        return Trouble("数据库在规定时间内没有返回结果")
    original = getattr(error, "orig", None)
    if _asked_for_password(original):
        # A second try with the same password would help to lock the account.
        return Trouble("数据库拒绝登录，请核对用户名、口令和库名")
    kind = getattr(original, "sqlstate", None) or type(original or error).__name__
    passing = isinstance(error, sa.exc.OperationalError)
    return Trouble(
        f"数据库查询失败（{kind}），请核对数据库是否可用、查询与视图是否变更", passing=passing
    )
