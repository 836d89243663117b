"""What changed in a source's columns: names, never the months among them."""

from typing import Any

import pytest

from connectors.sources.door import changed, parse
from domain.period import Period
from domain.records import Body
from tests.connectors.sources import books
from tests.connectors.sources.asking import ASKED, COLUMNS, read

MAY, JUNE, NEXT_MAY = Period("2014-05"), Period("2014-06"), Period("2015-05")
PLAIN: dict[str, Any] = {"columns": {"target": "编号", "figure": "完成"}}
MONTHS: dict[str, Any] = {"columns": {"target": "编号", "figure": "1-{month_number}月"}}


def test_new_and_gone_names_are_told_apart() -> None:
    new, gone = changed(PLAIN, (MAY, ["编号", "完成", "备注"]), (JUNE, ["编号", "说明", "完成"]))
    assert (new, gone) == (("说明",), ("备注",))


def test_another_order_is_no_change() -> None:
    assert changed(PLAIN, (MAY, ["a", "b"]), (JUNE, ["b", "a"])) == ((), ())


def test_the_next_months_column_is_no_news() -> None:
    may, june = ["编号", "1-5月"], ["编号", "1-5月", "1-6月"]
    assert changed(MONTHS, (MAY, may), (JUNE, june)) == ((), ())
    assert changed(PLAIN, (MAY, may), (JUNE, june)) == (("1-6月",), ())


def test_the_next_years_column_is_no_news() -> None:
    reading = {"columns": {"figure": "{year}年完成"}, "targets": {"T1": "m{month}"}}
    assert changed(reading, (MAY, ["2014年完成", "m05"]), (NEXT_MAY, ["2015年完成", "m05"])) == (
        (),
        (),
    )


@pytest.mark.parametrize(
    ("dialect", "reading", "content", "names"),
    [
        (
            "rest",
            {"columns": {"target": "code", "figure": "p.value"}, "ignore": ["id"]},
            b'[{"id": 1, "code": "T01", "p": {"value": 1}}, {"code": "T02", "more": 2}]',
            ("id", "code", "p.value", "more"),
        ),
        (
            "csv",
            {"file": "{period}.csv", "columns": {"target": "编号", "figure": "完成"}},
            "标题\n编号,备注,完成\nT01,,1\n".encode(),
            ("编号", "备注", "完成"),
        ),
        (
            "sql",
            {"query": "select 1", "columns": COLUMNS},
            b'{"code": "T01", "value": "1", "unit": null, "x": null}\n',
            ("code", "value", "unit", "x"),
        ),
        ("workbook", books.READING, books.xlsx(), books.HEAD),
    ],
)
def test_the_names_that_a_source_showed_are_kept(
    dialect: str, reading: dict[str, Any], content: bytes, names: tuple[str, ...]
) -> None:
    assert read(dialect, reading, content).columns == names


def test_they_are_kept_where_they_are_why_nothing_is_read() -> None:
    reading = {"file": "{period}.csv", "columns": {"target": "编号", "figure": "完成"}}
    parsed = parse("csv", reading, [Body("a.csv", "编号,进度\nT01,1\n".encode())], ASKED)
    assert (parsed.rows, parsed.columns) == ((), ("编号", "进度"))
    assert [found.rule for found in parsed.findings] == ["columns_drifted"]
