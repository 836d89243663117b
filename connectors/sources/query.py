"""One read-only query with bound parameters, cut off in time; every column comes as text."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from connectors.sources.databases.database import Database, Where
from connectors.sources.databases.known import database
from connectors.sources.http_client import DECODED_CAP_BYTES
from connectors.sources.safe_url import AddressRefusedError
from connectors.sources.statement import answer, everything
from connectors.sources.tries import Trouble
from domain.words import PullOutcome

_AT_ONCE = 500
_NAMED_TWICE = Trouble("查询结果中有重名的列，请在查询中为各列起不同的名称")
Rows = Sequence[tuple[str | None, ...]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Rows of texts and nulls under ``names``, as far as they came."""

    names: tuple[str, ...] = ()
    rows: Rows = ()
    trouble: Trouble | None = None


def draw(where: Where, query: str, bound: Mapping[str, str]) -> Drawn:
    """Run ``query`` once. Never raises for what the database or the network does.

    Raises Refused where it cannot be tried: no driver, no certificate file, unknown parameters.
    """
    kind = database(where.url, verified=where.ca_file is not None)
    try:
        with ExitStack() as session:
            connection = kind.connect(where, session)
            for command in kind.begin:
                with closing(connection.cursor()) as cursor:
                    cursor.execute(command)
            return _rows(kind, connection, query, bound)
    except AddressRefusedError:
        return Drawn(trouble=Trouble("数据库的主机名指向不得连接的地址，请核对数据源设置"))
    except (kind.driver.Error, OSError) as error:
        return Drawn(trouble=_broken(kind, error, where))
    except UnicodeDecodeError:
        return Drawn(trouble=Trouble("查询结果中有不是文本的内容，请在查询中转换为文本"))


def _rows(kind: Database, connection: Any, query: str, bound: Mapping[str, str]) -> Drawn:
    with _answered(kind, connection, everything(query), bound) as probe:
        probe.fetchall()  # there is none; now the connection is free
        columns = [(str(column[0]), column[1]) for column in probe.description]
    names = tuple(name for name, _ in columns)
    if len(set(names)) < len(names):
        return Drawn(trouble=_NAMED_TWICE)
    quoted = tuple(sa.quoted_name(name, quote=True) for name in names)
    table = answer(query, quoted)
    types = [of_type for _, of_type in columns]
    texts = sa.select(
        *(
            kind.as_text(table.c[name], of_type).label(name)
            for name, of_type in zip(quoted, types, strict=True)
        )
    )
    with _answered(kind, connection, texts, bound) as cursor:
        return _received(names, _as_read(kind, types, cursor))


def _answered(
    kind: Database, connection: Any, statement: sa.Select[Any], bound: Mapping[str, str]
) -> closing[Any]:
    """A cursor at the beginning of the answer."""
    written = statement.compile(dialect=kind.dialect)
    cursor = kind.cursor(connection)
    try:
        cursor.execute(str(written), {name: bound[name] for name in written.params})
    except BaseException:
        cursor.close()
        raise
    return closing(cursor)


def _as_read(kind: Database, types: Sequence[Any], cursor: Any) -> Iterator[Rows]:
    while part := cursor.fetchmany(_AT_ONCE):
        yield [
            tuple(kind.read(value, of) for value, of in zip(row, types, strict=True))
            for row in part
        ]


def _received(names: tuple[str, ...], parts: Iterator[Rows]) -> Drawn:
    """All rows, or those before the cap."""
    rows: list[tuple[str | None, ...]] = []
    size = 0
    for part in parts:
        rows += part
        size += sum(len(value.encode()) for row in part for value in row if value)
        if size > DECODED_CAP_BYTES:
            sentence = "查询结果超过20MB上限，已停止接收，请核对查询"
            return Drawn(names, rows, Trouble(sentence, PullOutcome.PARTIAL))
    return Drawn(names, rows)


def _broken(kind: Database, error: Exception, where: Where) -> Trouble:
    """Only the kind is told: the driver's own text may hold addresses and names."""
    if where.deadline.passed:
        return Trouble("数据库在规定时间内没有返回结果")
    if not isinstance(error, kind.driver.Error):
        return Trouble("数据库的主机连接不上，请核对地址和端口，以及网络是否畅通", passing=True)
    code = kind.code(error)
    if code == kind.named_twice:
        return _NAMED_TWICE
    if kind.refuses_login(error):
        # A second try with the same password would help to lock the account.
        return Trouble("数据库拒绝登录，请核对用户名、口令和库名")
    return Trouble(
        f"数据库查询失败（{code}），请核对数据库是否可用、查询与视图是否变更",
        passing=isinstance(error, kind.driver.OperationalError),
    )
