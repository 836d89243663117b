"""Real servers for the sources' tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.sources.tables import INSERT, TABLE, At, write
from tests.support.certificates import Certificate, self_signed
from tests.support.mariadb import MariaDB, shared_mariadb
from tests.support.postgres import Cluster


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate that is good for 127.0.0.1."""
    return self_signed(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MariaDB]:
    """One MariaDB for the session, shared by its workers."""
    own = tmp_path_factory.getbasetemp()
    with shared_mariadb(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> At:
    """A department's empty database, of each kind."""
    if request.param == "sqlite":
        return "sqlite:///d01.db", tmp_path
    if request.param == "postgresql":
        cluster: Cluster = request.getfixturevalue("postgres")
        return cluster.fresh(), tmp_path
    server: MariaDB = request.getfixturevalue("mariadb")
    return server.fresh(), tmp_path


@pytest.fixture
def filled(place: At) -> At:
    """With two lines of June and one of May."""
    lines = [("T02", "7", "2014-06"), ("T01", "120.50", "2014-06"), ("T01", "99", "2014-05")]
    write(place, TABLE.format(type="numeric(12, 2)"), *(INSERT.format(*line) for line in lines))
    return place
