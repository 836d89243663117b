"""B5: every type of every database is exact text, or refused."""

from pathlib import Path

import pytest

from domain.words import PullOutcome
from tests.connectors.sources.asking import drawn, rules
from tests.connectors.sources.tables import INSERT, QUERY, READING, TABLE, write
from tests.support.mariadb import MariaDB
from tests.support.postgres import Cluster


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
        ("real", "1234.5", "1234.5"),
        ("date", "'2014-06-30'", "2014-06-30"),
        ("bytea", "'\\x3132'", "\\x3132"),
        ("integer", "null", None),
    ],
)
def test_fault_b5_every_type_is_made_text_at_the_source(
    kind: str, written: str, text: str | None, postgres: Cluster
) -> None:
    url = postgres.fresh()
    write((url, Path()), TABLE.format(type=kind), INSERT.format("T01", written, "2014-06"))
    _, parsed = drawn("sql", {"url": url}, READING)
    assert [row.figure for row in parsed.rows] == [text]


@pytest.mark.parametrize(
    ("kind", "written", "text"),
    [
        ("double", "0.1", "0.1"),
        ("double", "0.1e0 + 0.2e0", "0.30000000000000004"),
        ("double", "1e20", "1e20"),
        ("float", "0.1", "0.1"),
        ("float", "1234567", "1234567"),  # cast to text it would be 1234570
        ("float", "12345.67", "12345.67"),
        ("float", "-1e20", "-100000000000000000000"),
        ("decimal(40, 10)", "12345678901234567890.0123456789", "12345678901234567890.0123456789"),
        ("int(8) zerofill", "7", "00000007"),
        ("char(10)", "'7'", "7"),
        ("char(10) character set gbk", "'7万'", "7万"),
        ("boolean", "true", "1"),
        ("bit(4)", "b'101'", "5"),
        ("date", "'2014-06-30'", "2014-06-30"),
        ("datetime", "'2014-06-30 08:00:00'", "2014-06-30 08:00:00"),
        ("enum('达进度', '欠进度')", "'欠进度'", "欠进度"),
        ("json", "'[1]'", "[1]"),
        ("varbinary(10)", "'7万'", "7万"),
        ("integer", "null", None),
    ],
)
def test_fault_b5_every_type_of_mariadb_is_exact_text(
    kind: str, written: str, text: str | None, mariadb: MariaDB
) -> None:
    url = mariadb.fresh()
    write((url, Path()), TABLE.format(type=kind), INSERT.format("T01", written, "2014-06"))
    fetched, parsed = drawn("sql", {"url": url}, READING)
    assert fetched.error == ""
    assert [row.figure for row in parsed.rows] == [text]


def test_fault_b5_a_table_in_gbk_comes_right(mariadb: MariaDB) -> None:
    place = (mariadb.fresh().replace("mysql+pymysql", "mariadb"), Path())
    table = TABLE.format(type="varchar(20)") + " character set gbk"
    write(place, table, INSERT.format("镕01", "'120万元'", "2014-06"))
    query = "select code, done, unit, month from progress where code = '镕01' and month = :period"
    _, parsed = drawn("sql", {"url": place[0]}, READING | {"query": query})
    assert [(row.target, row.figure, row.unit) for row in parsed.rows] == [
        ("镕01", "120万元", "万元")
    ]


def test_fault_b5_bytes_that_are_no_text_are_named_on_mariadb(mariadb: MariaDB) -> None:
    """Cast to text they would be question marks."""
    place = (mariadb.fresh(), Path())
    gbk = "万".encode("gbk").hex()
    write(place, TABLE.format(type="blob"), INSERT.format("T01", f"x'{gbk}'", "2014-06"))
    fetched, parsed = drawn("sql", {"url": place[0]}, READING)
    assert fetched.outcome is PullOutcome.FAULT
    assert "不是文本的内容" in fetched.error
    assert parsed.rows == ()
    query = QUERY.replace(" done,", " convert(done using gbk) as done,")
    _, read_as_gbk = drawn("sql", {"url": place[0]}, READING | {"query": query})
    assert [row.figure for row in read_as_gbk.rows] == ["万"]


def test_fault_b5_bytes_that_are_no_text_are_a_fault_of_the_source(tmp_path: Path) -> None:
    place = ("sqlite:///d01.db", tmp_path)
    gbk = "万".encode("gbk").hex()
    write(place, TABLE.format(type="blob"), INSERT.format("T01", f"x'{gbk}'", "2014-06"))
    address = {"url": place[0], "deadline_seconds": 2}
    fetched, parsed = drawn("sql", address, READING, folder=tmp_path)
    assert fetched.outcome is PullOutcome.FAULT
    assert parsed.rows == ()


def test_fault_b5_a_nul_inside_a_value_is_refused(tmp_path: Path) -> None:
    place = ("sqlite:///d01.db", tmp_path)
    write(place, TABLE.format(type="text"), INSERT.format("T01", "'1' || char(0)", "2014-06"))
    _, parsed = drawn("sql", {"url": place[0]}, READING, folder=tmp_path)
    assert (parsed.rows, rules(parsed)) == ((), ["characters_refused"])


def test_fault_b5_a_nul_inside_a_value_of_mariadb_is_refused(mariadb: MariaDB) -> None:
    place = (mariadb.fresh(), Path())
    write(place, TABLE.format(type="text"), INSERT.format("T01", "concat('1', char(0))", "2014-06"))
    _, parsed = drawn("sql", {"url": place[0]}, READING)
    assert (parsed.rows, rules(parsed)) == ((), ["characters_refused"])
