"""MySQL and MariaDB, and what speaks their protocol."""

import socket
import ssl
import struct
from contextlib import ExitStack, closing
from decimal import Decimal
from math import ceil
from typing import Any

import pymysql
import sqlalchemy as sa
from pymysql.constants import ER, FIELD_TYPE
from pymysql.converters import encoders
from pymysql.cursors import SSCursor

from connectors.sources.databases.database import Column, Database, Where, cut_off, options, speech
from connectors.sources.safe_url import reachable
from connectors.sources.wall_clock import Deadline

_PORT = 3306
_OPTIONS = {
    "charset": "always utf8mb4: the server turns GBK tables into it",
    "ssl_disabled": "true: for servers whose TLS is too old",
    "ssl_verify_identity": "true: as with ca_file, by the authorities that this machine trusts",
}
_PER_SECOND = {"max_statement_time": 1, "max_execution_time": 1000, "lock_wait_timeout": 1}
"""The limits of MariaDB and of MySQL, each in its own unit; a server is asked which it knows."""

_LOGIN = frozenset(
    {
        ER.DBACCESS_DENIED_ERROR,
        ER.ACCESS_DENIED_ERROR,
        ER.HOST_IS_BLOCKED,
        ER.HOST_NOT_PRIVILEGED,
        1698,  # no password was given
        1820,  # the password has expired
        1862,
        3118,  # the account is locked, by MySQL
        4151,  # and by MariaDB
    }
)


class _Answer(SSCursor):
    """Rows as they come. What nobody wants any more is dropped, not read to its end."""

    def close(self) -> None:
        """Leave the rest where it is: the connection ends with it."""
        result: Any = getattr(self, "_result", None)
        if result:
            result.unbuffered_active = False
        self.connection = None  # type: ignore[assignment] # as the driver does it

    __del__ = close


def _connect(where: Where, session: ExitStack) -> Any:
    url, deadline = where.url, where.deadline
    given = options(url, _OPTIONS)
    host = url.host or "localhost"
    verified = where.authority or given.get("ssl_verify_identity") == "true"
    connection = pymysql.connect(
        host=host,
        user=url.username,
        password=(url.password or "").encode(),  # text would be latin-1
        database=url.database,
        charset="utf8mb4",
        conv=encoders,  # type: ignore[arg-type] # no decoders: the protocol carries exact text
        read_timeout=deadline.seconds,
        write_timeout=deadline.seconds,
        ssl=ssl.create_default_context(cafile=where.authority) if verified else None,
        ssl_disabled=given.get("ssl_disabled") == "true",
        local_infile=False,
        defer_connect=True,
    )
    session.enter_context(closing(connection))
    line = _line(host, url.port or _PORT, deadline)
    cut_off(line.fileno(), deadline, session)
    connection.connect(line)
    _limit(connection, deadline.remaining)
    return connection


def _line(host: str, port: int, deadline: Deadline) -> socket.socket:
    """A connection to the first address of ``host`` that takes it. Raises OSError."""
    failed = OSError()
    for address in reachable(host, port):
        try:
            return socket.create_connection((address, port), max(deadline.remaining, 0.01))
        except OSError as error:
            failed = error
    raise failed


def _limit(connection: Any, seconds: float) -> None:
    """Let the server itself end what outlives the deadline, and no later than a second after."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW VARIABLES WHERE variable_name IN %s", (tuple(_PER_SECOND),))
        for name, _ in cursor.fetchall():
            cursor.execute(f"SET SESSION {name} = {ceil(seconds) * _PER_SECOND[name]}")


def _as_text(column: Column, kind: Any) -> Column:
    """Every value travels as its own text, but for FLOAT, of which six digits would travel.

    CAST … AS CHAR would put question marks for bytes that are no text.
    """
    if kind == FIELD_TYPE.FLOAT:
        return column + sa.literal_column("0e0")
    return column + sa.literal_column("0") if kind == FIELD_TYPE.BIT else column


def _read(value: Any, kind: Any) -> str | None:
    text = value.decode() if isinstance(value, bytes) else value
    return _shortest(text) if text and kind == FIELD_TYPE.FLOAT else text


def _shortest(text: str) -> str:
    """The shortest decimal that is this number of single precision: what was written into it."""
    stored = struct.pack("f", float(text))
    shorter = (f"{float(text):.{digits}g}" for digits in range(6, 9))
    found = next((each for each in shorter if struct.pack("f", float(each)) == stored), text)
    return format(Decimal(found), "f")


def _code(error: Any) -> object:
    number = error.args[0] if error.args else None
    return number if isinstance(number, int) else type(error).__name__


DATABASE = Database(
    driver=pymysql,
    dialect=speech("mysql+pymysql", "pyformat"),
    connect=_connect,
    begin=(
        "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        "START TRANSACTION WITH CONSISTENT SNAPSHOT",
    ),
    cursor=_Answer,
    as_text=_as_text,
    code=_code,
    refuses_login=lambda error: _code(error) in _LOGIN,
    named_twice=ER.DUP_FIELDNAME,
    read=_read,
)
