"""Oracle, by the driver's thin mode. Never run against a server here."""

import re
from contextlib import ExitStack, closing
from typing import Any

import oracledb
import sqlalchemy as sa

from connectors.sources.databases.database import Database, Where, as_it_is, options, speech
from connectors.sources.safe_url import reachable

_PORT = 1521
_LOGIN = frozenset({"ORA-01017", "ORA-28000", "ORA-28001", "ORA-01005"})


def _connect(where: Where, session: ExitStack) -> Any:
    url, deadline = where.url, where.deadline
    named = options(url, {"service_name": "…"})
    host, port = url.host or "localhost", url.port or _PORT
    reachable(host, port)
    connection = oracledb.connect(
        user=url.username,
        password=url.password,
        host=host,
        port=port,
        service_name=named.get("service_name", url.database),
        tcp_connect_timeout=deadline.remaining,
    )
    session.enter_context(closing(connection))
    connection.call_timeout = int(deadline.remaining * 1000) + 1
    session.enter_context(deadline.cutting(connection.cancel))
    return connection


def _code(error: Any) -> object:
    told = error.args[0] if error.args else None
    return getattr(told, "full_code", type(error).__name__)


def _read(value: Any, kind: Any) -> str | None:
    """The same text, but for a number below one: Oracle writes .5."""
    text = as_it_is(value, kind)
    if text and kind is oracledb.DB_TYPE_NUMBER:
        return re.sub(r"^(-?)\.", r"\g<1>0.", text)
    return text


DATABASE = Database(
    driver=oracledb,
    dialect=speech("oracle+oracledb", "named"),
    connect=_connect,
    begin=(
        "ALTER SESSION SET NLS_NUMERIC_CHARACTERS = '.,' NLS_DATE_FORMAT = 'YYYY-MM-DD'"
        " NLS_TIMESTAMP_FORMAT = 'YYYY-MM-DD HH24:MI:SS'",
        "SET TRANSACTION READ ONLY",
    ),
    cursor=lambda connection: connection.cursor(),
    as_text=lambda column, _kind: sa.cast(column, sa.VARCHAR(4000)),
    code=_code,
    refuses_login=lambda error: _code(error) in _LOGIN,
    named_twice="ORA-00918",
    read=_read,
)
