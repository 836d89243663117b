"""The kinds of databases by the beginning of their address."""

from dataclasses import dataclass
from importlib import import_module
from typing import cast

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from connectors.sources.databases.database import Database
from domain.refusals import Refused


@dataclass(frozen=True, slots=True)
class Kind:
    """Where a kind is written down, and the extra of this package that brings its driver."""

    module: str
    extra: str | None = None
    verifies: bool = False
    """Whether ``ca_file`` is understood."""


KINDS = {
    "sqlite": Kind("sqlite"),
    "postgresql": Kind("postgresql", verifies=True),
    "mysql": Kind("mysql", "mysql", verifies=True),
    "mariadb": Kind("mysql", "mysql", verifies=True),
    "oracle": Kind("oracle", "oracle"),
    "mssql": Kind("sqlserver", "sqlserver"),
}


def database_url(text: str) -> URL:
    """A database's address of a known kind. Raises ValueError with a sentence."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise ValueError(
            "不是数据库地址，须如postgresql://用户@主机/库名、mysql://用户@主机/库名或sqlite:///文件"
        ) from error
    if url.get_backend_name() not in KINDS:
        raise ValueError(f"没有这种数据库，可用：{'、'.join(KINDS)}")
    return url


def database(url: URL, *, verified: bool) -> Database:
    """How the database at ``url`` is read. Raises Refused if that cannot be here."""
    name = url.get_backend_name()
    kind = KINDS[name]
    if verified and not kind.verifies:
        raise Refused(f"{name}数据库不能用ca_file，请删去该项")
    try:
        module = import_module(f"connectors.sources.databases.{kind.module}")
    except ImportError as error:
        raise Refused(
            f'这里没有安装{name}数据库的驱动，请先执行 pip install "duban[{kind.extra}]"'
        ) from error
    return cast("Database", module.DATABASE)
