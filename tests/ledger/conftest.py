"""Every test of this folder that asks for a ledger runs on both databases."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import Ledger, upgrade
from tests.support.postgres import Cluster, empty


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("upgraded") / "ledger.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def upgraded_database(postgres: Cluster) -> str:
    """A PostgreSQL database with all tables, emptied for every test."""
    url = postgres.fresh()
    upgrade(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An upgraded, empty ledger's URL on each database."""
    if request.param == "sqlite":
        path = tmp_path / "ledger.db"
        shutil.copy(request.getfixturevalue("upgraded_file"), path)
        return f"sqlite:///{path}"
    database: str = request.getfixturevalue("upgraded_database")
    empty(database)
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table, on each."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    running: Cluster = request.getfixturevalue("postgres")
    return running.fresh()


@pytest.fixture
def ledger(url: str, tmp_path: Path) -> Iterator[Ledger]:
    """An open ledger."""
    opened = Ledger.open(url, tmp_path / "archive")
    yield opened
    opened.close()
