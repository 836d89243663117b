"""SQL Server, by pymssql. Never run against a server here."""

from contextlib import ExitStack, closing
from math import ceil
from typing import Any

import pymssql
import sqlalchemy as sa

from connectors.sources.databases.database import Column, Database, Where, options, speech
from connectors.sources.safe_url import reachable

_PORT = 1433
_LOGIN = frozenset({18456, 18486, 18487, 18488, 4060})
_STYLES = {3: "3", 5: "2"}
"""CONVERT's lossless styles by the driver's code of a type: FLOAT with 17 digits, MONEY with four.
Whole numbers, which share the first, and decimals, which share the second, know no style."""
_ISO_DATES = "121"


def _connect(where: Where, session: ExitStack) -> Any:
    url, seconds = where.url, max(1, ceil(where.deadline.remaining))
    options(url, {})
    host, port = url.host or "localhost", url.port or _PORT
    reachable(host, port)
    connection = pymssql.connect(
        server=host,
        port=str(port),
        user=url.username,
        password=url.password,
        database=url.database or "",
        login_timeout=seconds,
        timeout=seconds,
        charset="UTF-8",
        autocommit=True,  # the transaction is begun by hand: SNAPSHOT must be said before
    )
    return session.enter_context(closing(connection))


def _as_text(column: Column, kind: Any) -> Column:
    style: Column = sa.literal_column(_STYLES.get(kind, _ISO_DATES))
    return sa.func.convert(sa.literal_column("NVARCHAR(4000)"), column, style)


def _code(error: Any) -> object:
    number = error.args[0] if error.args else None
    number = number[0] if isinstance(number, tuple) else number
    return number if isinstance(number, int) else type(error).__name__


DATABASE = Database(
    driver=pymssql,
    dialect=speech("mssql+pymssql", "pyformat"),
    connect=_connect,
    begin=("SET TRANSACTION ISOLATION LEVEL SNAPSHOT", "BEGIN TRANSACTION"),
    cursor=lambda connection: connection.cursor(),
    as_text=_as_text,
    code=_code,
    refuses_login=lambda error: _code(error) in _LOGIN,
    named_twice=8156,
)
