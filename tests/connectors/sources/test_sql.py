"""The sql dialect on real SQLite files and a real PostgreSQL: read-only, bound, cut off in time."""

import json
import socket
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from checks.intake import check
from connectors.sources.door import Asked, fetch, settings_errors
from domain.period import Period
from domain.words import PullOutcome
from tests.checks.intake.builders import office as office_of
from tests.checks.intake.builders import target as target_of
from tests.connectors.sources.asking import ASKED, drawn, no_secret, read, rules, secrets
from tests.support.postgres import Cluster

COLUMNS = {"target": "code", "figure": "done", "unit": "unit", "period": "month"}
QUERY = "select code, done, unit, month from progress where month = :period and owner = :department"
READING: dict[str, Any] = {"query": QUERY, "columns": COLUMNS}
TABLE = "create table progress (code text, done {type}, unit text, month text, owner text)"
INSERT = "insert into progress values ('{0}', {1}, '万元', '{2}', 'D01')"
SLACK_SECONDS = 1.0
Place = tuple[str, Path]


def _write(place: Place, *statements: str) -> None:
    url, folder = place
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(folder / "d01.db")) as file, file:
            for statement in statements:
                file.execute(statement)
        return
    with psycopg.connect(url.replace("+psycopg", "")) as server:
        for statement in statements:
            server.execute(statement.encode())


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A department's database: its URL without a password, and the office folder."""
    if request.param == "sqlite":
        return "sqlite:///d01.db", tmp_path
    cluster: Cluster = request.getfixturevalue("postgres")
    return cluster.fresh(), tmp_path


@pytest.fixture
def filled(place: Place) -> Place:
    """With two lines of June and one of May."""
    lines = [("T02", "7", "2014-06"), ("T01", "120.50", "2014-06"), ("T01", "99", "2014-05")]
    _write(place, TABLE.format(type="numeric(12, 2)"), *(INSERT.format(*line) for line in lines))
    return place


def test_the_month_s_lines_arrive_as_text_in_the_order_of_targets(filled: Place) -> None:
    url, folder = filled
    fetched, parsed = drawn("sql", {"url": url}, READING, folder=folder)
    assert fetched.outcome is PullOutcome.OK
    assert [row.target for row in parsed.rows] == ["T01", "T02"]
    first = "120.5" if url.startswith("sqlite") else "120.50"
    assert [row.figure for row in parsed.rows] == [first, "7" if "lite" in url else "7.00"]
    assert {row.stated_period for row in parsed.rows} == {"2014-06"}
    assert str(parsed.rows[1].place) == "查询结果第2行“done”列"
    (body,) = fetched.bodies
    lines = [json.loads(line) for line in body.content.decode().splitlines()]
    assert [list(line) for line in lines] == [["code", "done", "month", "unit"]] * 2


def test_the_same_rows_give_the_same_bytes_whatever_order_they_lie_in(
    place: Place, tmp_path: Path
) -> None:
    url, folder = place
    _write(place, TABLE.format(type="text"))
    lines = [("T1", "null", "2014-06"), ("T1", "''", "2014-06"), ("t0", "'2'", "2014-06")]
    given = []
    for order in (lines, lines[::-1]):
        _write(place, "delete from progress", *(INSERT.format(*line) for line in order))
        given.append(fetch("sql", {"url": url}, READING, ASKED, no_secret, folder).bodies)
    assert given[0] == given[1]


def test_no_row_is_empty_and_an_unknown_period_too(filled: Place) -> None:
    url, folder = filled
    asked = Asked("D01", Period("2014-07"))
    fetched = fetch("sql", {"url": url}, READING, asked, no_secret, folder)
    assert fetched.outcome is PullOutcome.EMPTY


TEXTS = [
    "001",
    "NA",
    "NULL",
    " 7 ",
    "1,234",
    "12万",
    "a\tb",
    "two\nlines",
    "a\u2028b",
    "a\x85b",
    "𠮷",
    '"\\',
]


def test_texts_arrive_exactly(place: Place) -> None:
    url, folder = place
    _write(place, TABLE.format(type="text"))
    for number, text in enumerate(TEXTS):
        _write(place, INSERT.format(f"T{number:02}", f"'{text}'", "2014-06"))
    _, parsed = drawn("sql", {"url": url}, READING, folder=folder)
    assert [row.figure for row in parsed.rows] == TEXTS


@pytest.mark.parametrize(
    ("kind", "written", "text"),
    [
        ("double precision", "0.1", "0.1"),
        ("double precision", "0.1::float8 + 0.2", "0.30000000000000004"),
        ("double precision", "1e20", "1e+20"),
        ("double precision", "'NaN'", "NaN"),
        ("numeric(30, 10)", "12345678901234567890.0123456789", "12345678901234567890.0123456789"),
        ("char(10)", "'7'", "7"),
        ("boolean", "true", "true"),
        ("date", "'2014-06-30'", "2014-06-30"),
        ("bytea", "'\\x3132'", "\\x3132"),
        ("integer", "null", None),
    ],
)
def test_fault_b5_every_type_is_made_text_at_the_source(
    kind: str, written: str, text: str | None, postgres: Cluster
) -> None:
    url = postgres.fresh()
    _write((url, Path()), TABLE.format(type=kind), INSERT.format("T01", written, "2014-06"))
    _, parsed = drawn("sql", {"url": url}, READING)
    assert [row.figure for row in parsed.rows] == [text]


def test_fault_b5_bytes_that_are_no_text_are_a_fault_of_the_source(tmp_path: Path) -> None:
    place = ("sqlite:///d01.db", tmp_path)
    gbk = "万".encode("gbk").hex()
    _write(place, TABLE.format(type="blob"), INSERT.format("T01", f"x'{gbk}'", "2014-06"))
    address = {"url": place[0], "deadline_seconds": 2}
    fetched, parsed = drawn("sql", address, READING, folder=tmp_path)
    assert fetched.outcome is PullOutcome.FAULT
    assert parsed.rows == ()


def test_fault_b5_a_nul_inside_a_value_is_refused(tmp_path: Path) -> None:
    place = ("sqlite:///d01.db", tmp_path)
    _write(place, TABLE.format(type="text"), INSERT.format("T01", "'1' || char(0)", "2014-06"))
    _, parsed = drawn("sql", {"url": place[0]}, READING, folder=tmp_path)
    assert (parsed.rows, rules(parsed)) == ((), ["characters_refused"])


def test_fault_b3_a_view_that_fans_out_gives_both_rows_and_neither_counts(place: Place) -> None:
    """A join on an unclean table doubles a target; two figures for one month accuse nobody."""
    url, folder = place
    _write(
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


def test_fault_b1_a_locked_table_is_cut_off_in_time(filled: Place) -> None:
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


def _locked(place: Place) -> Any:
    url, folder = place
    if url.startswith("sqlite"):
        connection = sqlite3.connect(folder / "d01.db", isolation_level=None)
        connection.execute("begin exclusive")
        return closing(connection)
    server = psycopg.connect(url.replace("+psycopg", ""))
    server.execute("lock table progress in access exclusive mode")
    return closing(server)


SLOW = {
    "sqlite": "with recursive n(i) as (select 1 union all select i + 1 from n) select i, i from n",
    "postgresql": "select pg_sleep(60)::text as i, 1 as j",
}


def test_fault_b1_a_query_without_an_end_is_cut_off_in_time(place: Place) -> None:
    url, folder = place
    _write(place, TABLE.format(type="text"))
    reading = {
        "query": SLOW["sqlite" if "sqlite" in url else "postgresql"],
        "columns": {"target": "i", "figure": "j"},
    }
    start = time.monotonic()
    fetched = fetch("sql", {"url": url, "deadline_seconds": 2}, reading, ASKED, no_secret, folder)
    assert fetched.outcome is PullOutcome.FAULT
    assert "规定时间" in fetched.error
    assert time.monotonic() - start <= 2 + SLACK_SECONDS


def test_fault_b1_a_server_that_takes_the_connection_and_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://duban@127.0.0.1:{silent.getsockname()[1]}/x"
        start = time.monotonic()
        address = {"url": url, "deadline_seconds": 2}
        fetched = fetch("sql", address, READING, ASKED, no_secret, Path())
        seconds = time.monotonic() - start
    assert fetched.outcome is PullOutcome.FAULT
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


def test_a_server_that_is_away_is_tried_again_and_then_a_fault(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    for url in (f"postgresql://duban@127.0.0.1:{port}/x", "sqlite:///away.db"):
        address = {"url": url, "deadline_seconds": 2}
        fetched = fetch("sql", address, READING, ASKED, no_secret, tmp_path)
        assert fetched.outcome is PullOutcome.FAULT
        assert fetched.bodies == ()
        assert "127.0.0.1" not in fetched.error
        assert not (tmp_path / "away.db").exists()


WRITES = [
    "with gone as (delete from progress returning *) select code, done, unit, month from gone",
    "select code, done, unit, month from progress; delete from progress",
    "select code, done, unit, month from progress) as x; delete from progress; --",
]


@pytest.mark.parametrize("query", WRITES)
def test_fault_b6_a_query_that_writes_writes_nothing(query: str, filled: Place) -> None:
    url, folder = filled
    address = {"url": url, "deadline_seconds": 2}
    fetched, _ = drawn("sql", address, READING | {"query": query}, folder=folder)
    assert fetched.outcome is PullOutcome.FAULT
    still, _ = drawn("sql", address, READING, folder=folder)
    assert still.outcome is PullOutcome.OK


def test_fault_b6_the_session_itself_is_read_only(filled: Place) -> None:
    """A function may write inside a select: only the server can refuse that."""
    url, folder = filled
    if url.startswith("sqlite"):
        query = "select code, load_extension('x') as done, unit, month from progress"
    else:
        _write(
            filled,
            "create function wipe() returns text language sql as"
            " 'delete from progress returning code'",
        )
        query = "select code, wipe() as done, unit, month from progress"
    address = {"url": url, "deadline_seconds": 2}
    fetched, _ = drawn("sql", address, READING | {"query": query}, folder=folder)
    assert fetched.outcome is PullOutcome.FAULT
    assert len(drawn("sql", address, READING, folder=folder)[1].rows) == 2


def test_fault_b6_values_are_bound_and_never_pasted(filled: Place) -> None:
    url, folder = filled
    asked = Asked("D01'; drop table progress; --", Period("2014-06"))
    fetched = fetch("sql", {"url": url}, READING, asked, no_secret, folder)
    assert fetched.outcome is PullOutcome.EMPTY
    assert drawn("sql", {"url": url}, READING, folder=folder)[0].outcome is PullOutcome.OK


def test_all_four_parameters_are_known_and_casts_are_none(filled: Place) -> None:
    url, folder = filled
    query = (
        'select code, done, unit, month as "month" from progress -- the month\'s own\n'
        "where month = :year || '-' || :month and owner = :department and month = :period; "
    )
    _, parsed = drawn("sql", {"url": url}, READING | {"query": query}, folder=folder)
    assert len(parsed.rows) == 2
    cast = {"query": "select 1::text as code, '12:30' as done", "columns": COLUMNS}
    assert settings_errors("sql", {"url": url}, cast) == []


def test_columns_of_one_name_are_refused(filled: Place) -> None:
    url, folder = filled
    reading = READING | {"query": "select code, done, done, unit, month from progress"}
    fetched, parsed = drawn("sql", {"url": url}, reading, folder=folder)
    if "sqlite" in url:  # it renames the second one, which then is a name that no one knows
        assert "新出现“done:1”" in parsed.findings[0].sentence
    else:
        assert fetched.outcome is PullOutcome.FAULT
        assert "重名" in fetched.error


def test_a_column_that_is_gone_reads_nothing(filled: Place) -> None:
    url, folder = filled
    reading = READING | {"query": "select code, done as did, unit, month from progress"}
    fetched, parsed = drawn("sql", {"url": url}, reading, folder=folder)
    assert fetched.outcome is PullOutcome.OK
    assert (parsed.rows, rules(parsed)) == ((), ["columns_drifted"])
    assert "缺少“done”；新出现“did”" in parsed.findings[0].sentence


def test_bytes_that_are_no_result_of_ours_are_refused() -> None:
    for content in (b"[1]\n", b"{}{}\n", b"\xff\n", b'{"code": 1', b"null\n"):
        parsed = read("sql", READING, content)
        assert parsed.rows == ()
        assert parsed.refused


@pytest.mark.parametrize(
    ("address", "reading", "key", "sentence"),
    [
        ({}, {}, "address", "url与url_secret须填一个"),
        ({"url": "postgresql://u:" + "p@h/d"}, {}, "address.url", "不得写口令"),
        ({"url": "oracle://h/d"}, {}, "address.url", "只支持sqlite和postgresql"),
        ({"url": "just words"}, {}, "address.url", "不是数据库地址"),
        ({"url": "sqlite:///x"}, {"query": "delete from t"}, "reading.query", "select或with"),
        ({"url": "sqlite:///x"}, {"query": " ; "}, "reading.query", "select或with"),
        ({"url": "sqlite:///x"}, {"query": "select :town"}, "reading.query", "不认识的参数 :town"),
    ],
)
def test_settings_are_refused_in_a_sentence(
    address: dict[str, str], reading: dict[str, str], key: str, sentence: str
) -> None:
    errors = dict(settings_errors("sql", address, READING | reading))
    assert list(errors) == [key]
    assert sentence in errors[key]


def test_a_long_result_is_stopped_at_the_cap(place: Place) -> None:
    url, folder = place
    _write(place, TABLE.format(type="text"))
    big = "x" * 3_000_000
    for number in range(8):
        _write(place, INSERT.format(f"T{number}", f"'{big}'", "2014-06"))
    fetched = fetch("sql", {"url": url}, READING, ASKED, no_secret, folder)
    assert fetched.outcome is PullOutcome.PARTIAL
    assert "20MB" in fetched.error
    assert len(fetched.bodies[0].content) > 20 * 1024 * 1024
