"""How each kind of database is spoken to: drivers, limits, certificates, the untested ones."""

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import psycopg
import pytest
from psycopg import sql

from connectors.sources.door import fetch
from domain.words import PullOutcome
from tests.connectors.sources.asking import ASKED, drawn, no_secret, secrets
from tests.connectors.sources.tables import INSERT, READING, TABLE, write
from tests.support.certificates import self_signed
from tests.support.mariadb import MariaDB
from tests.support.postgres import Cluster

NAMED = {"columns": {"target": "name", "figure": "value"}}


def _settings(url: str, query: str) -> dict[str, str | None]:
    """What the session says of itself."""
    address = {"url": url, "deadline_seconds": 7}
    _, parsed = drawn("sql", address, NAMED | {"query": query})
    return {row.target: row.figure for row in parsed.rows}


def test_a_session_of_mariadb_knows_its_limits(mariadb: MariaDB) -> None:
    names = ("max_statement_time", "lock_wait_timeout", "tx_isolation", "tx_read_only")
    query = " union ".join(f"select '{name}' as name, @@{name} as value" for name in names)
    said = _settings(mariadb.fresh(), query)
    assert said == {
        "max_statement_time": "7",
        "lock_wait_timeout": "7",
        "tx_isolation": "REPEATABLE-READ",
        "tx_read_only": "1",
    }


def test_a_session_of_postgresql_knows_its_limits(postgres: Cluster) -> None:
    names = ("statement_timeout", "transaction_isolation", "transaction_read_only")
    query = " union ".join(
        f"select '{name}' as name, current_setting('{name}') as value" for name in names
    )
    said = _settings(postgres.fresh(), query)
    assert 6000 < int((said.pop("statement_timeout") or "").removesuffix("ms")) <= 7001
    assert said == {"transaction_isolation": "repeatable read", "transaction_read_only": "on"}


@pytest.fixture
def postgres_with_tls(postgres: Cluster) -> Iterator[tuple[Cluster, Path]]:
    """The session's server with a certificate for 127.0.0.1, as long as the test runs."""
    folder = Path(postgres.folder)
    files = self_signed(folder / "tls")
    owner = folder.stat()
    for each in (folder / "tls", *(folder / "tls").iterdir()):
        os.chown(each, owner.st_uid, owner.st_gid)
        each.chmod(0o700 if each.is_dir() else 0o600)
    on = {"ssl_cert_file": files.ca_file, "ssl_key_file": folder / "tls/key.pem", "ssl": "on"}
    server = f"host=127.0.0.1 port={postgres.port} user=postgres dbname=postgres"
    with closing(psycopg.connect(server, autocommit=True)) as admin:
        for name, value in on.items():
            command = sql.SQL("alter system set {} = {}")
            admin.execute(command.format(sql.Identifier(name), sql.Literal(str(value))))
        admin.execute("select pg_reload_conf()")
        yield postgres, files.ca_file
        for name in on:
            admin.execute(sql.SQL("alter system reset {}").format(sql.Identifier(name)))
        admin.execute("select pg_reload_conf()")


def test_a_certificate_is_verified_where_the_address_names_its_authority(
    request: pytest.FixtureRequest, tmp_path: Path, mariadb: MariaDB
) -> None:
    """Down to the name of the host, and before any password is told."""
    cluster, ca_file = request.getfixturevalue("postgres_with_tls")
    own = {cluster.fresh(): ca_file, mariadb.fresh(): mariadb.ca_file}
    (tmp_path / "other.pem").write_bytes(self_signed(tmp_path / "other").ca_file.read_bytes())
    for url, authority in own.items():
        write((url, tmp_path), TABLE.format(type="text"), INSERT.format("T01", "1", "2014-06"))
        (tmp_path / "ca.pem").write_bytes(authority.read_bytes())
        answers = {
            (host, file): _outcome(url.replace("127.0.0.1", host), file, tmp_path)
            for host in ("127.0.0.1", "localhost")
            for file in ("ca.pem", "other.pem")
        }
        assert answers == {
            ("127.0.0.1", "ca.pem"): PullOutcome.OK,
            ("127.0.0.1", "other.pem"): PullOutcome.FAULT,
            ("localhost", "ca.pem"): PullOutcome.FAULT,
            ("localhost", "other.pem"): PullOutcome.FAULT,
        }


def _outcome(url: str, ca_file: str, folder: Path) -> PullOutcome:
    address = {"url": url, "ca_file": ca_file, "deadline_seconds": 2}
    return fetch("sql", address, READING, ASKED, no_secret, folder).outcome


def test_a_certificate_of_no_public_authority_is_refused_where_the_url_asks(
    mariadb: MariaDB,
) -> None:
    url = mariadb.fresh()
    write((url, Path()), TABLE.format(type="text"))
    for asked, outcome in {
        "": PullOutcome.EMPTY,
        "?charset=utf8": PullOutcome.EMPTY,
        "?ssl_disabled=true": PullOutcome.EMPTY,
        "?ssl_verify_identity=true": PullOutcome.FAULT,
    }.items():
        address = {"url": url + asked, "deadline_seconds": 2}
        assert fetch("sql", address, READING, ASKED, no_secret, Path()).outcome is outcome


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"url": "mysql://duban@127.0.0.1:1/x?local_infile=1"}, "参数“local_infile”不在可用之列"),
        ({"url": "mysql://duban@127.0.0.1:1/x", "ca_file": "away.pem"}, "没有ca_file所指的证书"),
        ({"url": "postgresql://duban@127.0.0.1:1/x", "ca_file": "away.pem"}, "没有ca_file所指"),
        ({"url": "sqlite:///x.db", "ca_file": "ca.pem"}, "sqlite数据库不能用ca_file"),
        ({"url": "mysql://duban@169.254.169.254/x"}, "不得连接的地址"),
        ({"url": "postgresql://duban@169.254.169.254/x"}, "不得连接的地址"),
        ({"url_secret": "PLACE"}, "密钥PLACE的内容不合用：不是数据库地址"),
    ],
)
def test_what_cannot_be_tried_is_told_in_a_sentence(address: dict[str, str], said: str) -> None:
    kept = secrets(PLACE="s3cret words")
    fetched = fetch("sql", address, READING, ASKED, kept, Path())
    assert fetched.outcome is PullOutcome.FAULT
    assert said in fetched.error
    assert "s3cret" not in fetched.error


DRIVERS = {
    "mysql": ("pymysql", "mysql"),
    "mariadb": ("pymysql", "mysql"),
    "oracle": ("oracledb", "oracle"),
    "mssql": ("pymssql", "sqlserver"),
}


@pytest.mark.parametrize("kind", DRIVERS)
def test_a_driver_that_is_not_installed_is_named_with_its_extra(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver, extra = DRIVERS[kind]
    module = {"mssql": "sqlserver", "mariadb": "mysql"}.get(kind, kind)
    monkeypatch.delitem(sys.modules, f"connectors.sources.databases.{module}", raising=False)
    monkeypatch.setitem(sys.modules, driver, None)
    address = {"url": f"{kind}://duban@127.0.0.1:1/x", "deadline_seconds": 2}
    fetched = fetch("sql", address, READING, ASKED, no_secret, Path())
    assert f'pip install "duban[{extra}]"' in fetched.error


class Recorder:
    """Stands in for a server that nobody could start here: it shows what would be sent."""

    def __init__(self, kind: int, figure: str) -> None:
        self.sent: list[tuple[str, Any]] = []
        self.arguments: dict[str, Any] = {}
        self.description: Any = [("CODE", 1), ("DONE", kind)]
        self._rows = [("T01", figure)]

    def connect(self, **arguments: Any) -> "Recorder":
        self.arguments = arguments
        return self

    def cursor(self) -> "Recorder":
        return self

    def execute(self, statement: str, bound: Any = None) -> None:
        self.sent.append((" ".join(statement.split()), bound))

    def fetchall(self) -> None:
        """The probe has no rows."""

    def fetchmany(self, _size: int) -> list[tuple[str, str]]:
        rows, self._rows = self._rows, []
        return rows

    def cancel(self) -> None:
        raise AssertionError("in time")

    def close(self) -> None:
        self.description = self.description


ASKS = {
    "query": "select code, done from progress where month = :period and code like 'T%'",
    "columns": {"target": "code", "figure": "done"},
}
FROM = "FROM (select code, done from progress where month = {} and code like 'T%' )"


def _recorded(
    driver: str, kind: str, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> list[str | None]:
    """The figures that come of it."""
    stand_in = ModuleType(driver)
    stand_in.__dict__.update(
        vars(SimpleNamespace(Error=Exception, OperationalError=OSError, DB_TYPE_NUMBER=2))
    )
    stand_in.__dict__["connect"] = recorder.connect
    monkeypatch.setitem(sys.modules, driver, stand_in)
    module = f"connectors.sources.databases.{kind}"
    monkeypatch.delitem(sys.modules, module, raising=False)
    url = {"oracle": "oracle", "sqlserver": "mssql"}[kind]
    try:
        fetched, parsed = drawn("sql", {"url": f"{url}://duban@127.0.0.1/zjj"}, ASKS)
    finally:
        sys.modules.pop(module, None)
    assert fetched.error == ""
    return [row.figure for row in parsed.rows]


def test_what_oracle_would_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder(2, "-.5")
    assert _recorded("oracledb", "oracle", recorder, monkeypatch) == ["-0.5"]
    assert recorder.arguments["service_name"] == "zjj"
    settings, begin, probe, answer = recorder.sent
    assert settings[0].startswith("ALTER SESSION SET NLS_NUMERIC_CHARACTERS = '.,'")
    assert begin[0] == "SET TRANSACTION READ ONLY"
    source = FROM.format(":period") + " answer"
    assert probe == (f"SELECT * {source} WHERE 1 = 0", {"period": "2014-06"})
    assert answer == (
        'SELECT CAST(answer."CODE" AS VARCHAR2(4000 CHAR)) AS "CODE",'
        f' CAST(answer."DONE" AS VARCHAR2(4000 CHAR)) AS "DONE" {source}',
        {"period": "2014-06"},
    )


def test_what_sql_server_would_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder(5, "1234.5678")
    assert _recorded("pymssql", "sqlserver", recorder, monkeypatch) == ["1234.5678"]
    assert recorder.arguments["autocommit"] is True
    isolation, begin, probe, answer = recorder.sent
    assert isolation[0] == "SET TRANSACTION ISOLATION LEVEL SNAPSHOT"
    assert begin[0] == "BEGIN TRANSACTION"
    source = FROM.format("%(period)s") + " AS answer"
    assert probe == (f"SELECT * {source} WHERE 1 = 0", {"period": "2014-06"})
    assert answer == (
        "SELECT convert(NVARCHAR(4000), answer.[CODE], 121) AS [CODE],"
        f" convert(NVARCHAR(4000), answer.[DONE], 2) AS [DONE] {source}",
        {"period": "2014-06"},
    )
