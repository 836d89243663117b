"""The tables' own version: upgrade by Alembic, and the gate at the door."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from ledger.engines import writing_engine
from ledger.refusals import NotUpgraded, Unreachable

HEAD = "0001"
"""The revision this program is written for (a test compares it with the migrations)."""


def upgrade(url: str) -> None:
    """Bring the tables to this program's version; makes them in an empty database.

    All or nothing, and safe to repeat. Raises NotUpgraded when the tables are newer.
    """
    from alembic import command  # noqa: PLC0415 - heavy, and only an upgrade needs it
    from alembic.config import Config  # noqa: PLC0415

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    engine = writing_engine(url)
    try:
        with engine.begin() as connection:
            _refuse_newer(_version(connection))
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")
    finally:
        engine.dispose()


def require_head(engine: Engine) -> None:
    """Raise NotUpgraded unless the tables are exactly of this program's version.

    Raises Unreachable when the database does not answer.
    """
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        raise NotUpgraded("台账尚未建立，请先运行 duban db upgrade")
    try:
        with engine.connect() as connection:
            found = _version(connection)
    except OperationalError as error:
        server = f"{engine.url.host or engine.url.database}"
        raise Unreachable(f"台账数据库（{server}）无法连接，请检查后重试") from error
    _refuse_newer(found)
    if found < HEAD:
        raise NotUpgraded(f"台账版本为{found or '空'}，本程序需要{HEAD}，请先运行 duban db upgrade")


def _version(connection: Connection) -> str:
    """Revision of the tables, empty before the first."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found or ""


def _refuse_newer(found: str) -> None:
    if found > HEAD:
        raise NotUpgraded(f"台账版本{found}比本程序（{HEAD}）新，请安装新版程序")
