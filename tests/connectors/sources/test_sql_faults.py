"""What goes wrong at a database: cut off in time, one try, one snapshot, nothing written."""

import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from checks.intake import Checked, check
from connectors.sources import query as reading_of
from connectors.sources import statement
from connectors.sources.databases.database import Where
from connectors.sources.door import Asked, fetch
from connectors.sources.query import draw
from connectors.sources.wall_clock import Deadline
from domain.period import Period
from domain.records import Row
from domain.words import PullOutcome
from tests.checks.intake.builders import office as office_of
from tests.checks.intake.builders import target as target_of
from tests.connectors.sources.asking import ASKED, drawn, no_secret, secrets
from tests.connectors.sources.tables import (
    INSERT,
    QUERY,
    READING,
    SLACK_SECONDS,
    TABLE,
    At,
    session,
    write,
)
from tests.support.mariadb import MariaDB
from tests.support.postgres import Cluster
from tests.support.relay import Relay


def test_fault_b3_a_view_that_fans_out_gives_both_rows_and_neither_counts(place: At) -> None:
    """A join on an unclean table doubles a target; two figures for one month accuse nobody."""
    url, folder = place
    write(
        place,
        TABLE.format(type="text"),
        INSERT.format("T01", "'10'", "2014-06"),
        INSERT.format("T02", "'20'", "2014-06"),
        "create table amounts (code text, paid text)",
        "insert into amounts values ('T01', '4'), ('T01', '6'), ('T02', '20')",
        "create view fanned as select p.code, a.paid as done, p.unit, p.month, p.owner"
        " from progress p join amounts a on a.code = p.code",
    )
    reading = READING | {"query": QUERY.replace("from progress", "from fanned")}
    fetched, parsed = drawn("sql", {"url": url}, reading, folder=folder)
    assert fetched.outcome is PullOutcome.OK
    assert [(row.target, row.figure) for row in parsed.rows] == [
        ("T01", "4"),
        ("T01", "6"),
        ("T02", "20"),
    ]
    office = office_of([target_of("T01"), target_of("T02")])
    checked = check(parsed.rows, parsed.findings, office, ASKED.period, {}, frozenset())
    assert [one.target.code for one in checked.accepted] == ["T02"]
    refused = [found for found in checked.findings if found.rule == "not_unique"]
    assert [found.place.row for found in refused if found.place] == [1, 2]
    assert all("另见" in found.sentence for found in refused)


def test_fault_b1_a_locked_table_is_cut_off_in_time(filled: At) -> None:
    url, folder = filled
    address = {"url": url, "deadline_seconds": 2}
    assert fetch("sql", address, READING, ASKED, no_secret, folder).outcome is PullOutcome.OK
    with _locked(filled):
        start = time.monotonic()
        fetched = fetch("sql", address, READING, ASKED, no_secret, folder)
        seconds = time.monotonic() - start
    assert fetched.outcome is PullOutcome.FAULT
    assert seconds <= 2 + SLACK_SECONDS
    assert fetch("sql", address, READING, ASKED, no_secret, folder).outcome is PullOutcome.OK


def _locked(place: At) -> AbstractContextManager[Any]:
    url, folder = place
    if url.startswith("sqlite"):
        connection = sqlite3.connect(folder / "d01.db", isolation_level=None)
        connection.execute("begin exclusive")
        return closing(connection)
    lock = "lock table progress in access exclusive mode"
    return _held(place, "lock tables progress write" if "mysql" in url else lock)


@contextmanager
def _held(place: At, statement: str) -> Iterator[None]:
    with session(place) as run:
        run(statement)
        yield


SLOW = {
    "sqlite": "with recursive n(i) as (select 1 union all select i + 1 from n) select i, i from n",
    "mysql": "select sleep(60) as i, 1 as j",
    "postgresql": "select pg_sleep(60)::text as i, 1 as j",
}


def test_fault_b1_a_query_without_an_end_is_cut_off_in_time(place: At) -> None:
    url, folder = place
    write(place, TABLE.format(type="text"))
    reading = {
        "query": SLOW[make_url(url).get_backend_name()],
        "columns": {"target": "i", "figure": "j"},
    }
    start = time.monotonic()
    fetched = fetch("sql", {"url": url, "deadline_seconds": 2}, reading, ASKED, no_secret, folder)
    assert fetched.outcome is PullOutcome.FAULT
    assert "规定时间" in fetched.error
    assert time.monotonic() - start <= 2 + SLACK_SECONDS


def test_fault_b1_the_server_itself_ends_what_nobody_waits_for(mariadb: MariaDB) -> None:
    """A query whose client is gone would go on and load the department's server."""
    url = mariadb.fresh()
    endless = "select count(*) as i, 1 as j from seq_1_to_1000000 a, seq_1_to_1000000 b"
    reading = {"query": endless, "columns": {"target": "i", "figure": "j"}}
    address = {"url": url, "deadline_seconds": 2}
    assert "规定时间" in fetch("sql", address, reading, ASKED, no_secret, Path()).error
    left = (
        f"select count(*) from information_schema.processlist where db = '{make_url(url).database}'"
    )
    end = time.monotonic() + 1 + SLACK_SECONDS
    with closing(mariadb.admin()) as server, server.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(left)
            if cursor.fetchall() == ((0,),):
                return
            time.sleep(0.05)
    raise AssertionError("the query runs on")


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
def test_fault_b1_a_server_that_takes_the_connection_and_says_nothing(kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"{kind}://duban@127.0.0.1:{silent.getsockname()[1]}/x"
        start = time.monotonic()
        address = {"url": url, "deadline_seconds": 2}
        fetched = fetch("sql", address, READING, ASKED, no_secret, Path())
        seconds = time.monotonic() - start
    assert fetched.outcome is PullOutcome.FAULT
    assert seconds <= 2 + SLACK_SECONDS


@pytest.mark.parametrize(
    ("kind", "plain"), [("postgres", "?sslmode=disable"), ("mariadb", "?ssl_disabled=true")]
)
def test_fault_b1_a_connection_that_dies_in_the_middle(
    kind: str, plain: str, request: pytest.FixtureRequest
) -> None:
    """The server's own limit is of no use to whoever never hears of it."""
    server = request.getfixturevalue(kind)
    url = server.fresh()
    write((url, Path()), TABLE.format(type="text"), INSERT.format("T01", "'1'", "2014-06"))
    with Relay(server.port, deaf_from=b"progress") as relay:
        through = url.replace(str(server.port), str(relay.port)) + plain
        start = time.monotonic()
        address = {"url": through, "deadline_seconds": 2}
        fetched = fetch("sql", address, READING, ASKED, no_secret, Path())
        seconds = time.monotonic() - start
    assert relay.heard.is_set()
    assert "规定时间" in fetched.error
    assert seconds <= 2 + SLACK_SECONDS


def _demand_passwords(admin: psycopg.Connection, database: str) -> None:
    """A role whose password this database asks for, in the server's own rule file."""
    admin.execute("create role clerk login password 'right'")
    admin.execute("create temporary table rules (line text)")
    admin.execute(
        "insert into rules select 'host %s clerk 127.0.0.1/32 scram-sha-256' union all"
        " select line from regexp_split_to_table(pg_read_file(current_setting('hba_file')), '\\n')"
        " as line where line !~ '^#' and line <> ''".replace("%s", database).encode()
    )
    (file,) = admin.execute("select current_setting('hba_file')").fetchone() or ()
    admin.execute(f"copy (select line from rules) to '{file}'".encode())
    admin.execute("select pg_reload_conf()")


def _until_refused(url: str) -> None:
    """Rules come into force a moment after they were read."""
    for _ in range(100):
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            return
        time.sleep(0.02)
    raise AssertionError("the server asks for no password")


def test_fault_b2_a_wrong_password_is_tried_once(postgres: Cluster) -> None:
    """A storm of tries with a password that has expired locks the account."""
    url = postgres.fresh()
    database = url.rpartition("/")[2]
    at = f"127.0.0.1:{postgres.port}/{database}"
    kept = secrets(
        RIGHT="postgresql://clerk:" + f"right@{at}", WRONG="postgresql://clerk:" + f"wr0ng@{at}"
    )
    with closing(psycopg.connect(url.replace("+psycopg", ""), autocommit=True)) as admin:
        admin.execute(TABLE.format(type="text").encode())
        _demand_passwords(admin, database)
        admin.execute("grant select on progress to clerk")
        _until_refused(kept("WRONG"))
    log = Path(postgres.folder) / "log"
    told = log.read_text().count("clerk")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(kept("WRONG"))
    told_once = log.read_text().count("clerk") - told
    fetched, _ = drawn("sql", {"url_secret": "WRONG"}, READING, kept)
    assert fetched.outcome is PullOutcome.FAULT
    assert "拒绝登录" in fetched.error
    assert "wr0ng" not in fetched.error
    assert log.read_text().count("clerk") == told + 2 * told_once > told
    right, _ = drawn("sql", {"url_secret": "RIGHT"}, READING, kept)
    assert right.outcome is PullOutcome.EMPTY


def _clerk(server: MariaDB, url: str, password: str) -> str:
    """A secret: the address with which a reader of this database alone logs in."""
    name = make_url(url).database
    return f"mysql://clerk_{name}:" + f"{password}@127.0.0.1:{server.port}/{name}"


def _with_clerk(server: MariaDB, url: str, *more: str) -> None:
    name = make_url(url).database
    with closing(server.admin(name)) as admin, admin.cursor() as cursor:
        cursor.execute(TABLE.format(type="text"))
        cursor.execute(f"create user clerk_{name}@'127.0.0.1' identified by 'right'")
        cursor.execute(f"grant select on progress to clerk_{name}@'127.0.0.1'")
        for statement in more:
            cursor.execute(f"alter user clerk_{name}@'127.0.0.1' {statement}")


def test_fault_b2_a_wrong_password_is_tried_once_on_mariadb(mariadb: MariaDB) -> None:
    url = mariadb.fresh()
    _with_clerk(mariadb, url)
    kept = secrets(RIGHT=_clerk(mariadb, url, "right"), WRONG=_clerk(mariadb, url, "wr0ng"))
    fetched, _ = drawn("sql", {"url_secret": "WRONG"}, READING, kept)
    assert fetched.outcome is PullOutcome.FAULT
    assert "拒绝登录" in fetched.error
    assert "wr0ng" not in fetched.error
    refused = f"Access denied for user 'clerk_{make_url(url).database}'"
    assert mariadb.log.read_text().count(refused) == 1
    right, _ = drawn("sql", {"url_secret": "RIGHT"}, READING, kept)
    assert right.outcome is PullOutcome.EMPTY


@pytest.mark.parametrize("state", ["password expire", "account lock"])
def test_fault_b2_an_expired_password_and_a_locked_account_too(
    state: str, mariadb: MariaDB
) -> None:
    url = mariadb.fresh()
    _with_clerk(mariadb, url, state)
    kept = secrets(RIGHT=_clerk(mariadb, url, "right"))
    fetched, _ = drawn("sql", {"url_secret": "RIGHT"}, READING, kept)
    assert "拒绝登录" in fetched.error


def test_a_server_that_is_away_is_tried_again_and_then_a_fault(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    at = f"duban@127.0.0.1:{port}/x"
    for url in (f"postgresql://{at}", f"mysql://{at}", "sqlite:///away.db"):
        address = {"url": url, "deadline_seconds": 2}
        fetched = fetch("sql", address, READING, ASKED, no_secret, tmp_path)
        assert fetched.outcome is PullOutcome.FAULT
        assert fetched.bodies == ()
        assert "127.0.0.1" not in fetched.error
        assert not (tmp_path / "away.db").exists()


def _checked(rows: tuple[Row, ...]) -> Checked:
    """What intake says of them where four targets are owed in four rows."""
    owed = [target_of(f"T0{number}") for number in range(1, 5)]
    office = office_of(owed, D01={"expected_rows": 4})
    return check(rows, (), office, ASKED.period, {}, frozenset())


def test_fault_b4_a_table_that_is_half_loaded_accuses_nobody(place: At) -> None:
    """A loader has committed two rows, written a third and stands still."""
    url, folder = place
    write(place, TABLE.format(type="text"))
    write(place, *(INSERT.format(code, "'60'", "2014-06") for code in ("T01", "T02")))
    with session(place) as loader:
        loader(INSERT.format("T03", "'6'", "2014-06"))
        fetched, parsed = drawn("sql", {"url": url}, READING, folder=folder)
    assert fetched.outcome is PullOutcome.OK
    checked = _checked(parsed.rows)
    assert [one.target.code for one in checked.accepted] == ["T01", "T02"]
    named = [(found.rule, found.target) for found in checked.findings]
    assert named == [("row_count", None), ("not_arrived", "T03"), ("not_arrived", "T04")]
    assert "应报4行，实收2行" in checked.findings[0].sentence
    _, later = drawn("sql", {"url": url}, READING, folder=folder)
    assert len(later.rows) == 3


def test_fault_b4_all_is_read_from_the_snapshot_in_which_the_columns_were_seen(
    place: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loader goes on after the house has begun to read."""
    url, folder = place
    if "sqlite" in url:
        write(place, "pragma journal_mode = wal")
    write(place, TABLE.format(type="text"), INSERT.format("T01", "'60'", "2014-06"))
    answer = statement.answer

    def meanwhile(*arguments: Any) -> Any:
        write(place, INSERT.format("T02", "'6'", "2014-06"))
        return answer(*arguments)

    monkeypatch.setattr(reading_of, "answer", meanwhile)
    assert len(drawn("sql", {"url": url}, READING, folder=folder)[1].rows) == 1
    assert len(drawn("sql", {"url": url}, READING, folder=folder)[1].rows) == 2


WRITES = [
    "with gone as (delete from progress returning *) select code, done, unit, month from gone",
    "select code, done, unit, month from progress; delete from progress",
    "select code from progress) as x; delete from progress; select * from (select 1 as code",
    "select code from progress) as x; set session characteristics as transaction read write;"
    " commit; delete from progress; commit; select * from (select 1 as code",
    "select code from progress) as x; set session transaction read write; commit;"
    " delete from progress; commit; select * from (select 1 as code",
]


@pytest.mark.parametrize("query", WRITES)
def test_fault_b6_a_query_that_writes_writes_nothing(query: str, filled: At) -> None:
    """Past the settings, which refuse all but the first: the session takes one statement."""
    url, folder = filled
    gone = draw(Where(make_url(url), folder, None, Deadline(2)), query, {})
    assert gone.trouble
    assert gone.rows == ()
    assert len(drawn("sql", {"url": url}, READING, folder=folder)[1].rows) == 2


def test_fault_b6_the_session_itself_is_read_only(filled: At) -> None:
    """A function may write inside a select: only the server can refuse that."""
    url, folder = filled
    if url.startswith("sqlite"):
        query = "select code, load_extension('x') as done, unit, month from progress"
    elif "mysql" in url:
        write(
            filled,
            "create function wipe() returns text begin delete from progress; return 'x'; end",
        )
        query = "select code, wipe() as done, unit, month from progress"
    else:
        write(
            filled,
            "create function wipe() returns text language sql as"
            " 'delete from progress returning code'",
        )
        query = "select code, wipe() as done, unit, month from progress"
    address = {"url": url, "deadline_seconds": 2}
    fetched, _ = drawn("sql", address, READING | {"query": query}, folder=folder)
    assert fetched.outcome is PullOutcome.FAULT
    assert len(drawn("sql", address, READING, folder=folder)[1].rows) == 2


def test_fault_b6_values_are_bound_and_never_pasted(filled: At) -> None:
    url, folder = filled
    asked = Asked("D01'; drop table progress; --", Period("2014-06"))
    fetched = fetch("sql", {"url": url}, READING, asked, no_secret, folder)
    assert fetched.outcome is PullOutcome.EMPTY
    assert drawn("sql", {"url": url}, READING, folder=folder)[0].outcome is PullOutcome.OK
