"""PostgreSQL, and what speaks its protocol."""

import os
from contextlib import ExitStack, closing
from math import ceil
from typing import Any

import psycopg
import sqlalchemy as sa

from connectors.sources.databases.database import Database, Where, cut_off, speech
from connectors.sources.safe_url import reachable

_PORT = 5432
_LEAST_SECONDS = 2
"""libpq waits no less for a connection."""


def _connect(where: Where, session: ExitStack) -> psycopg.Connection:
    """A connection whose server ends what outlives the deadline, read-only from the start."""
    deadline = where.deadline
    limits = {
        "default_transaction_read_only": "on",
        "statement_timeout": str(ceil(deadline.remaining * 1000) + 1),
        "datestyle": "ISO",
    }
    settings: dict[str, Any] = {
        **where.url.translate_connect_args(username="user", database="dbname"),
        **where.url.query,
        "client_encoding": "utf8",
        "connect_timeout": max(_LEAST_SECONDS, int(deadline.remaining)),
        "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
        # Under a device no file can be: nothing is read, and libpq does not warn.
        "passfile": f"{os.devnull}/none",
    }
    if where.authority:
        settings |= {"sslmode": "verify-full", "sslrootcert": where.authority}
    connection = session.enter_context(closing(psycopg.connect(**_checked(settings))))
    cut_off(connection.fileno(), deadline, session)
    return connection


def _checked(settings: dict[str, Any]) -> dict[str, Any]:
    """With the addresses that the host has now, each of them looked at; they share the time."""
    host = str(settings.get("host", "/"))
    if host.startswith("/") or "," in host:  # a socket in a folder; several servers
        return settings
    seconds = settings["connect_timeout"]
    addresses = reachable(host, int(settings.get("port", _PORT)))[: seconds // _LEAST_SECONDS]
    return settings | {
        "host": ",".join([host] * len(addresses)),
        "hostaddr": ",".join(addresses),
        "connect_timeout": seconds // len(addresses),
    }


def _refuses_login(error: Any) -> bool:
    """Whether the connection failed after the server had asked for a password."""
    connecting = getattr(error, "pgconn", None)
    return connecting is not None and (connecting.used_password or connecting.needs_password)


DATABASE = Database(
    driver=psycopg,
    dialect=speech("postgresql+psycopg", "pyformat"),
    connect=_connect,
    begin=("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",),
    # A cursor of the server takes one statement only, whether or not it has parameters.
    cursor=lambda connection: connection.cursor("answer"),
    as_text=lambda column, _kind: sa.cast(column, sa.Text),
    code=lambda error: error.sqlstate or type(error).__name__,
    refuses_login=_refuses_login,
)
