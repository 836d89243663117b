"""The gate at the door: tables of exactly this program's version, and how they get there."""

import re
import socket
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from ledger import Ledger, reports, upgrade
from ledger.refusals import NotUpgraded, Unreachable
from ledger.schema import HEAD
from ledger.tables import metadata
from tests.house.reading import ROOT
from tests.ledger.builders import JUNE, report
from tests.support.postgres import Cluster, program


@contextmanager
def of_version(url: str, other: str) -> Iterator[None]:
    """The tables say that they are of another version, for as long as the block runs."""
    engine = create_engine(url)
    change = text("UPDATE alembic_version SET version_num = :v")
    with engine.begin() as connection:
        connection.execute(change, {"v": other})
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(change, {"v": HEAD})
        engine.dispose()


def version(url: str) -> str:
    engine = create_engine(url)
    with engine.connect() as connection:
        found: str = connection.execute(
            text("SELECT version_num FROM alembic_version")
        ).scalar_one()
    engine.dispose()
    return found


def test_the_program_is_written_for_the_last_migration() -> None:
    steps = Path("ledger/migrations/versions")
    said = [p.read_text(encoding="utf-8") for p in (ROOT / steps).glob("v*.py")]
    revisions = [r for text_ in said for r in re.findall(r'^revision = "(\d{4})"$', text_, re.M)]
    assert len(revisions) == len(said)
    assert max(revisions) == HEAD


def test_an_empty_ledger_is_refused_with_what_to_do(empty_url: str, tmp_path: Path) -> None:
    with pytest.raises(NotUpgraded, match=r"台账(版本为空|尚未建立).*duban db upgrade"):
        Ledger.open(empty_url, tmp_path)


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # nobody listens there
        url = f"postgresql+psycopg://postgres:secret@127.0.0.1:{bound.getsockname()[1]}/duban"
        with pytest.raises(Unreachable, match=r"台账数据库（127\.0\.0\.1）无法连接") as caught:
            Ledger.open(url, tmp_path)
    assert "secret" not in str(caught.value)
    with pytest.raises(Unreachable):
        Ledger.open(f"sqlite:///{tmp_path}", tmp_path)


def test_an_older_ledger_is_refused(url: str, tmp_path: Path) -> None:
    refused = pytest.raises(NotUpgraded, match=f"台账版本为0000，本程序需要{HEAD}")
    with of_version(url, "0000"), refused:
        Ledger.open(url, tmp_path)


def test_a_newer_ledger_is_refused_and_left_alone(url: str, tmp_path: Path) -> None:
    with of_version(url, "9999"):
        with pytest.raises(NotUpgraded, match="请安装新版程序"):
            Ledger.open(url, tmp_path)
        with pytest.raises(NotUpgraded, match="请安装新版程序"):
            upgrade(url)
        assert version(url) == "9999"


def test_upgrading_again_keeps_everything(ledger: Ledger) -> None:
    reports.record(ledger, [report()])
    upgrade(ledger.url)
    assert set(reports.standing(ledger, [JUNE])) == {("T1", JUNE)}


UPGRADE = "import sys; from ledger import upgrade; upgrade(sys.argv[1])"


def test_two_upgrades_at_once_both_succeed(empty_url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", UPGRADE, empty_url]
    both = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(2)]
    assert [process.communicate()[1] for process in both] == [b"", b""]
    Ledger.open(empty_url, tmp_path).close()


def test_a_failed_upgrade_leaves_nothing(empty_url: str) -> None:
    """A table of the same name is in the way of the last one that the migration makes."""
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE attempt (other text)"))
    with pytest.raises(Exception, match="already exists"):
        upgrade(empty_url)
    with engine.connect() as connection:
        left = [t for t in metadata.tables if engine.dialect.has_table(connection, t)]
    engine.dispose()
    assert left == ["attempt"]


def test_writers_of_sqlite_survive_a_power_cut(ledger: Ledger) -> None:
    """WAL alone may lose the last commits; with synchronous FULL it loses none."""
    if ledger.writer.dialect.name == "sqlite":
        with ledger.writer.connect() as connection:
            pragmas = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
            said = [connection.execute(text(f"PRAGMA {p}")).scalar_one() for p in pragmas]
        assert said == ["wal", 2, 1, 1]
    else:
        with ledger.writer.connect() as connection:
            assert connection.execute(text("SHOW transaction_read_only")).scalar_one() == "off"


def test_an_error_names_no_values(ledger: Ledger) -> None:
    """Addresses and reasons must never stand in a log or exception."""
    phone = "13800000000"
    row = text("INSERT INTO raw (hash, name) VALUES (:h, 'n')")
    with ledger.writer.connect() as connection, pytest.raises(IntegrityError) as caught:
        connection.execute(row, {"h": phone})
    said = "".join(traceback.format_exception(caught.value))
    assert phone not in said
    assert "size" in said


def test_strict_tables_need_a_sqlite_that_knows_them() -> None:
    assert sqlite3.sqlite_version_info >= (3, 37)


def test_without_postgresql_the_tests_fail_with_a_sentence(postgres: Cluster) -> None:
    assert postgres.port > 0
    with pytest.raises(RuntimeError, match=r"need PostgreSQL \(no-such\): apt-get install"):
        program("no-such")
