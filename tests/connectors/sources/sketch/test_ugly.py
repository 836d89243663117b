"""Tables as offices publish them: merged, titled, remarked, spaced out, summed up."""

from fractions import Fraction
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from connectors.sources.sketch.register import Register, Registered
from domain.period import Period
from tests.connectors.sources import books
from tests.connectors.sources.asking import figures
from tests.connectors.sources.sketch.sketching import reading_of, sketched

REGISTER = Register(
    {
        code: Registered(code, name, "D01", "亿元", Fraction(annual))
        for code, name, annual in (
            ("T01", "规模以上工业增加值", 100),
            ("T02", "固定资产投资", 300),
            ("T03", "新增就业", 5000),
        )
    },
    {"D01": "发展和改革委员会", "D02": "人力资源和社会保障局"},
    "D01",
)


def published() -> bytes:
    """Two lines of head under title, unit and a blank line; sections, subtotals, notes."""

    def shape(sheet: Worksheet) -> None:
        for cells in ("A1:H1", "A4:A5", "B4:B5", "C4:C5", "D4:E4", "F4:G4", "H4:H5", "A6:H6"):
            sheet.merge_cells(cells)

    lines: list[list[Any]] = [
        ["2014 年 6 月 份 全 市 重 点 工 作 完 成 情 况 表"],
        ["填报单位：发改委", None, None, None, None, None, None, "单位：亿元"],
        [],
        ["序号", "指标编号", "指 标\n名 称", "计划", None, "完成情况", None, "备  注"],
        [None, None, None, "年度目标", "6月", "6月当月", "1—6月累 计", None],
        ["一、工业经济"],
        [1, "T01", "规模以上工业增加值", 100, 50, 9, 48.5, "停产检修"],
        [2, "T02", "固定资产投资", 300, 150, 20, 160, None],
        ["小计", None, None, 400, 200, 29, 208.5, None],
        ["二、社会事业"],
        [3, "T03", "新增就业", 5000, 2500, 400, 2600, None],
        ["合计", None, None, 5400, 2700, 429, 2808.5, None],
        ["注：1.数据来自统计局。"],
        ["填表人：张三    联系电话：0000"],
    ]
    return books.xlsx(lines, shape)


def test_a_published_table_is_read_whole() -> None:
    found = sketched(published(), "附件1.xlsx")
    assert (found.reads, found.period) == (True, Period("2014-06"))
    assert figures(found.parsed) == [
        ("T01", "48.5", "亿元"),
        ("T02", "160", "亿元"),
        ("T03", "2600", "亿元"),
    ]
    assert [row.reason_given for row in found.parsed.rows] == ["停产检修", "", ""]
    assert {row.stated_period for row in found.parsed.rows} == {"2014-06"}
    assert found.parsed.findings == ()
    reading = reading_of(found)
    assert reading["header_lines"] == 2
    assert reading["columns"]["figure"] == "完成情况/1-{month_number}月累计"
    assert reading["totals"] == ["合计"]
    assert set(reading["skip"]) == {"一、工业经济", "小计", "二、社会事业", "注*", "填表*"}


def test_no_persons_name_and_no_value_of_a_row_is_in_the_file() -> None:
    found = sketched(published(), "附件1.xlsx")
    assert "张三" not in found.yaml
    assert "停产检修" not in found.yaml


def test_names_alone_are_known_by_the_register() -> None:
    lines: list[list[Any]] = [
        ["二〇一四年目标任务进展"],
        ["序号", "目标任务", "责任单位", "年度目标", "累计完成（亿元）", "完成率", "滞后原因"],
        [1, "规模以上工业增加值", "发改委", 100, 48.5, "48.5%", None],
        [2, "固定资产投资", "发改委", 300, 160, "53.3%", "雨季"],
    ]
    found = sketched(books.xlsx(lines), "2014-06.xlsx", REGISTER)
    assert found.reads
    assert figures(found.parsed) == [("T01", "48.5", "亿元"), ("T02", "160", "亿元")]
    reading = reading_of(found)
    assert reading["columns"]["target"] == "目标任务"
    assert reading["columns"]["figure"] == "累计完成(亿元)"
    assert reading["unit"] == "亿元"
    assert reading["codes"] == {"T01": "规模以上工业增加值", "T02": "固定资产投资"}


def test_a_head_without_a_usual_name_is_known_by_its_contents() -> None:
    lines: list[list[Any]] = [
        ["甲项", "乙项", "丙项"],
        ["T01", "亿元", 48.5],
        ["T02", "亿元", 160],
    ]
    found = sketched(books.xlsx(lines), "2014-06.xlsx", REGISTER)
    columns = reading_of(found)["columns"]
    assert columns == {"target": "甲项", "figure": "丙项", "unit": "乙项"}
    assert "its values are the register's codes" in found.yaml


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_of_a_text_table_is_tried_out(encoding: str) -> None:
    text = "关于进度的报告\r\n\r\n编号;完成数;计量单位\r\nT01;1,5;万元\r\nT02;3;个\r\n"
    found = sketched(text.replace("1,5", "15").encode(encoding), "进度201406.csv")
    assert figures(found.parsed) == [("T01", "15", "万元"), ("T02", "3", "个")]
    reading = reading_of(found)
    named = {"gb18030": "gb18030", "utf-16": "utf-16"}.get(encoding, "utf-8")
    assert reading.get("encoding", "utf-8") == named
    assert (reading["delimiter"], reading["file"]) == (";", "进度{year}{month}.csv")


def test_a_total_that_is_not_the_sum_is_passed_over_and_asked_about() -> None:
    text = "编号,完成数,单位\nT01,1,万元\nT02,2,万元\n合计,4,\n"
    found = sketched(text.encode(), "a.csv")
    assert figures(found.parsed) == [("T01", "1", "万元"), ("T02", "2", "万元")]
    assert reading_of(found)["skip"] == ["合计"]
    assert "the total is not the sum: why?" in found.yaml


def test_months_that_fall_are_increments() -> None:
    text = "2014年\n编号,1月,2月,3月\nT01,5,1,2\nT02,0,1,1\n"
    found = sketched(text.encode(), "2014.csv")
    assert reading_of(found)["figures"] == "increments"
    assert figures(found.parsed)[0][:2] == ("T01", "8")


def test_a_column_for_corrections_is_known() -> None:
    text = "编号,完成数,原因,更正说明\nT01,1,,\nT02,2,雨季,抄错\n"
    columns = reading_of(sketched(text.encode(), "a.csv"))["columns"]
    assert (columns["reason_given"], columns["correction"]) == ("原因", "更正说明")


def test_verdicts_are_figures_and_no_row_of_them_is_taken_for_the_head() -> None:
    text = "编号,任务名称,完成情况\nT01,改革,达进度\nT02,试点,欠进度\n"
    found = sketched(text.encode(), "a.csv")
    assert [(row.target, row.figure) for row in found.parsed.rows] == [
        ("T01", "达进度"),
        ("T02", "欠进度"),
    ]


def test_unknown_columns_are_known_and_not_read() -> None:
    text = "编号,完成数,经办科室,天气\nT01,1,综合科,晴\n"
    found = sketched(text.encode(), "a.csv")
    assert reading_of(found)["ignore"] == ["经办科室", "天气"]
    assert "# other columns: 经办科室, 天气\n" in found.yaml
    assert found.parsed.findings == ()


def test_without_a_figure_the_best_draft_is_printed_all_the_same() -> None:
    found = sketched("编号,心情\nT01,好\n".encode(), "a.csv")
    assert not found.reads
    assert found.lacking == ["a column for figure"]
    assert reading_of(found)["columns"]["target"] == "编号"
    assert "figure: '?'  # check: not found; name it" in found.yaml


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x01\x02\x03",
        b"\xff\xfe\x00",
        b"{",
        b"[]",
        b"[[]]",
        b"{}",
        b"1",
        b"<a>",
        b"<a/>",
        b"<html>login</html>",
        b"PK\x03\x04 nothing",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b'"',
        b",,,\n,,,\n",
        b'{"a": [1, 2, {"b": []}], "c": [[1], [1, 2]]}',
        books.xlsx([]),
        books.xlsx([["只有一格"]]),
    ],
)
def test_what_is_no_table_is_no_trouble(content: bytes) -> None:
    found = sketched(content, "a.csv")
    assert not found.reads
    assert found.yaml.startswith("code: D01\n")


def test_the_words_of_a_sample_cannot_leave_their_place() -> None:
    text = '编号,完成数,"x\n# y: {z}",a: b\nT01,1,2,3\n'
    found = sketched(text.encode(), "a\n b.csv")
    assert found.reads, found.yaml
    assert reading_of(found)["ignore"] == ["a:b"]
