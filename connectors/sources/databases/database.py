"""What a kind of database must say of itself to be read."""

import os
import socket
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from connectors.sources.wall_clock import Deadline
from domain.refusals import Refused


@dataclass(frozen=True, slots=True)
class Where:
    """One department's database: where it is and until when it may take."""

    url: URL
    folder: Path
    """Relative paths are taken from here."""
    ca_file: str | None
    """Whoever signed the server's certificate; with it nothing is said to another server."""
    deadline: Deadline

    @property
    def authority(self) -> str | None:
        """The path of ``ca_file``. Raises Refused if there is none."""
        path = self.folder / self.ca_file if self.ca_file else None
        if path and not path.is_file():
            raise Refused("没有ca_file所指的证书文件，请核对数据源设置")
        return str(path) if path else None


Column = sa.ColumnElement[Any]


def as_it_is(value: Any, _kind: Any) -> str | None:
    """The cast at the source made it text already."""
    return value if value is None else str(value)


def speech(driver: str, paramstyle: Literal["named", "pyformat"]) -> sa.Dialect:
    """What writes statements as SQLAlchemy's ``driver`` takes them."""
    dialect: Any = make_url(f"{driver}://").get_dialect()
    written: sa.Dialect = dialect(paramstyle=paramstyle)
    return written


@dataclass(frozen=True, slots=True)
class Database:
    """Driver and manners of one kind of database."""

    driver: ModuleType
    dialect: sa.Dialect
    connect: Callable[[Where, ExitStack], Any]
    """A connection that the stack closes, with every limit that this database knows."""
    begin: tuple[str, ...]
    """Opens the one read-only snapshot that everything is read from."""
    cursor: Callable[[Any], Any]
    """A cursor that takes rows as they come."""
    as_text: Callable[[Column, Any], Column]
    """The exact text of a column, by the driver's code of its type."""
    code: Callable[[Any], object]
    """The database's own code of an error."""
    refuses_login: Callable[[Any], bool]
    """Whether trying again would help to lock the account."""
    named_twice: object = None
    """The code that refuses a result with two columns of one name, where it is refused."""
    read: Callable[[Any, Any], str | None] = as_it_is
    """A value as the driver gives it, by the code of its column's type, made text.

    Raises UnicodeDecodeError for bytes that are no text.
    """


def cut_off(line: int, deadline: Deadline, session: ExitStack) -> None:
    """End the talk over the socket ``line`` at the deadline, even if the server is silent."""
    handle = session.enter_context(socket.socket(fileno=os.dup(line)))

    def cut() -> None:
        with suppress(OSError):  # the other side was faster
            handle.shutdown(socket.SHUT_RDWR)

    session.enter_context(deadline.cutting(cut))


def options(url: URL, known: Mapping[str, str]) -> dict[str, str]:
    """The address's parameters. Raises Refused for one that is not in ``known``."""
    strangers = sorted(url.query.keys() - known)
    if strangers:
        raise Refused(f"数据库地址中的参数“{strangers[0]}”不在可用之列：{'、'.join(known) or '无'}")
    return {name: str(value) for name, value in url.query.items()}
