"""The sql dialect on a real SQLite file, PostgreSQL and MariaDB: what was asked comes as text."""

import json
from pathlib import Path

import pytest

from connectors.sources.door import Asked, fetch, settings_errors
from domain.period import Period
from domain.words import PullOutcome
from tests.connectors.sources.asking import ASKED, drawn, figures, no_secret, read, rules
from tests.connectors.sources.tables import COLUMNS, INSERT, READING, TABLE, At, write


def test_the_month_s_lines_arrive_as_text_in_the_order_of_targets(filled: At) -> None:
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
    place: At, tmp_path: Path
) -> None:
    url, folder = place
    write(place, TABLE.format(type="text"))
    lines = [("T1", "null", "2014-06"), ("T1", "''", "2014-06"), ("t0", "'2'", "2014-06")]
    given = []
    for order in (lines, lines[::-1]):
        write(place, "delete from progress", *(INSERT.format(*line) for line in order))
        given.append(fetch("sql", {"url": url}, READING, ASKED, no_secret, folder).bodies)
    assert given[0] == given[1]


def test_no_row_is_empty_and_an_unknown_period_too(filled: At) -> None:
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


def test_texts_arrive_exactly(place: At) -> None:
    url, folder = place
    write(place, TABLE.format(type="text"))
    lines = [(f"T{number:02}", f"'{text}'", "2014-06") for number, text in enumerate(TEXTS)]
    write(place, *(INSERT.format(*line) for line in lines))
    _, parsed = drawn("sql", {"url": url}, READING, folder=folder)
    assert [row.figure for row in parsed.rows] == TEXTS


def test_all_four_parameters_are_known_and_casts_are_none(filled: At) -> None:
    url, folder = filled
    query = (
        'select code, done, unit, month as "month" from progress -- the month\'s own\n'
        "where month = :year || '-' || :month and owner = :department and month = :period; "
    )
    _, parsed = drawn("sql", {"url": url}, READING | {"query": query}, folder=folder)
    assert len(parsed.rows) == 2
    cast = {"query": "select 1::text as code, '12:30' as done", "columns": COLUMNS}
    assert settings_errors("sql", {"url": url}, cast) == []


QUIET = (
    "select code, done, unit, month, '完成率100%，截至12:30 :town;' as why -- :town; it's '100%\n"
    "from progress /* :town; */ where month = :period and code like 'T%' and 7 % 4 = 3; -- :end\n"
)


def test_a_colon_a_semicolon_and_a_percent_sign_in_a_text_are_only_that(filled: At) -> None:
    url, folder = filled
    reading = READING | {"query": QUIET, "columns": COLUMNS | {"reason_given": "why"}}
    assert settings_errors("sql", {"url": url}, reading) == []
    _, parsed = drawn("sql", {"url": url}, reading, folder=folder)
    assert len(parsed.rows) == 2
    assert {row.reason_given for row in parsed.rows} == {"完成率100%，截至12:30 :town;"}
    unbound = READING | {"query": "select code, done, unit, month from progress where 7 % 4 = 3"}
    assert len(drawn("sql", {"url": url}, unbound, folder=folder)[1].rows) == 3


def test_a_view_with_chinese_names_and_its_own_query(filled: At) -> None:
    url, folder = filled
    q = "`" if "mysql" in url else '"'
    names = dict(zip(("code", "done", "unit"), ("目标编号", "完成 情况", "单位(万)"), strict=True))
    listed = ", ".join(f"{ours} as {q}{theirs}{q}" for ours, theirs in names.items())
    write(
        filled, f"create view {q}进度{q} as select {listed} from progress where month = '2014-06'"
    )
    reading = {
        "query": f"with own as (select * from {q}进度{q}) select * from own order by 1",
        "columns": {"target": "目标编号", "figure": "完成 情况", "unit": "单位(万)"},
    }
    _, parsed = drawn("sql", {"url": url}, reading, folder=folder)
    assert [(target, unit) for target, _, unit in figures(parsed)] == [
        ("T01", "万元"),
        ("T02", "万元"),
    ]
    assert parsed.findings == ()


def test_names_that_differ_in_case_only_are_the_declared_ones(filled: At) -> None:
    """Oracle answers DONE to done, PostgreSQL done to Done."""
    url, folder = filled
    q = "`" if "mysql" in url else '"'
    reading = {
        "query": f"select code as {q}CODE{q}, done as {q}Done{q}, unit as {q}unit{q}, owner as O"
        " from progress where month = :period",
        "columns": {"target": "code", "figure": "DONE", "unit": "Unit"},
        "ignore": ["o"],
    }
    _, parsed = drawn("sql", {"url": url}, reading, folder=folder)
    assert [row.target for row in parsed.rows] == ["T01", "T02"]
    assert parsed.findings == ()


def test_columns_of_one_name_are_refused(filled: At) -> None:
    url, folder = filled
    reading = READING | {"query": "select code, done, done, unit, month from progress"}
    fetched, parsed = drawn("sql", {"url": url}, reading, folder=folder)
    if "sqlite" in url:  # it renames the second one, which then is a name that no one knows
        assert "新出现“done:1”" in parsed.findings[0].sentence
    else:
        assert fetched.outcome is PullOutcome.FAULT
        assert "重名" in fetched.error


def test_a_column_that_is_gone_reads_nothing(filled: At) -> None:
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
        ({"url": "db2://h/d"}, {}, "address.url", "没有这种数据库"),
        ({"url": "just words"}, {}, "address.url", "不是数据库地址"),
        ({"url": "sqlite:///x"}, {"query": "delete from t"}, "reading.query", "select或with"),
        ({"url": "sqlite:///x"}, {"query": " ; "}, "reading.query", "select或with"),
        ({"url": "sqlite:///x"}, {"query": "select 1; select 2"}, "reading.query", "一条查询"),
        ({"url": "sqlite:///x"}, {"query": "select ';';;delete"}, "reading.query", "一条查询"),
        ({"url": "sqlite:///x"}, {"query": "select :town"}, "reading.query", "不认识的参数 :town"),
    ],
)
def test_settings_are_refused_in_a_sentence(
    address: dict[str, str], reading: dict[str, str], key: str, sentence: str
) -> None:
    errors = dict(settings_errors("sql", address, READING | reading))
    assert list(errors) == [key]
    assert sentence in errors[key]


def test_a_long_result_is_stopped_at_the_cap(place: At) -> None:
    url, folder = place
    write(place, TABLE.format(type="longtext" if "mysql" in url else "text"))
    big = "x" * 3_000_000
    for number in range(8):
        write(place, INSERT.format(f"T{number}", f"'{big}'", "2014-06"))
    fetched = fetch("sql", {"url": url}, READING, ASKED, no_secret, folder)
    assert fetched.outcome is PullOutcome.PARTIAL
    assert "20MB" in fetched.error
    assert len(fetched.bodies[0].content) > 20 * 1024 * 1024
