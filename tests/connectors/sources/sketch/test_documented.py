"""Each example of docs/sources.md, sketched from its sample, reads the same rows.

What no sample can say, and a person must: addresses, ways in (token, login, oauth2, signed, basic,
key), parameters, method and body (D31–D38), by which parameters pages are asked (D11, D31, D32,
D36, D38), a total or a cursor in a header (D32, D38), the Link header (D33), one unit for all rows
(D35 万元, D37 万美元), decimals (D14), a sentinel (D13, D24), settle_seconds (D21), and what a
database is asked (D12). D37's only target is not in its answer: the register knows it.
"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlwt

from connectors.sources.sketch.register import Register, Registered
from domain.period import Period
from tests.connectors.sources import books
from tests.connectors.sources.sketch.sketching import reading_of, same_rows, sketched
from tests.connectors.sources.test_documented import PAGE, documented
from tests.connectors.sources.test_documented_rest import shown

JUNE = Period("2014-06")


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Any]:
    return documented(tmp_path)


@pytest.mark.parametrize("code", ["D31", "D32", "D33", "D34", "D36", "D38"])
def test_an_answer_is_read_as_the_page_reads_it(code: str, sources: dict[str, Any]) -> None:
    content, name = shown(code), "answer"
    found = sketched(content, name, period=JUNE)
    assert found.reads, found.lacking
    same_rows(found, sources[code], content, name)
    there = sources[code]["reading"]
    same = ("format", "records", "header", "verdict", "columns")
    proposed = reading_of(found)
    if "verdict" in there:
        assert proposed["verdict"]["success"] == ["200"]
        assert proposed["verdict"]["message"] == there["verdict"]["message"]
    for key in same:
        if key in there and key != "verdict":
            assert proposed[key] == there[key], key


def test_the_first_interface_is_read_though_the_sample_is_one_page_of_two(
    sources: dict[str, Any],
) -> None:
    content = shown_first()
    found = sketched(content, "answer")
    assert (found.reads, found.period) == (True, JUNE)
    proposed, there = reading_of(found), sources["D11"]["reading"]
    for key in ("records", "stated_period", "total", "columns", "ignore"):
        assert proposed[key] == there[key]
    assert "the sample holds 2 of 3 rows: see paging" in found.yaml
    assert [(row.target, row.figure) for row in found.parsed.rows] == [
        ("T01", "120.50"),
        ("T02", "0"),
    ]


def shown_first() -> bytes:
    return PAGE.split("```json\n")[1].split("```")[0].encode()


def test_one_record_for_each_department_needs_the_register(sources: dict[str, Any]) -> None:
    content = shown("D37")
    known = Register(
        {"T01": Registered("T01", "实际利用外资", "D01", "万美元")}, {"D01": "高新区"}, "D01"
    )
    found = sketched(content, "answer", known, JUNE)
    proposed = reading_of(found)
    assert proposed["targets"] == {"T01": "m{month}"}
    assert proposed["only"] == {"dept": "高新区"}
    same_rows(found, sources["D37"], content, "answer")
    alone = sketched(content, "answer", period=JUNE)
    assert not alone.reads
    assert "?: m{month}" in alone.yaml.replace("'", "")


def test_a_csv_answer_is_read_as_a_file_unless_it_came_from_an_address(
    sources: dict[str, Any],
) -> None:
    content = shown("D35")
    found = sketched(content, "answer.csv", period=JUNE)
    assert reading_of(found)["encoding"] == "gb18030"
    same_rows(found, sources["D35"], content, "answer")


def workbook() -> bytes:
    def shape(sheet: Any) -> None:
        for cells in ("A1:F1", "A2:C2", "D2:E2", "F2:F3"):
            sheet.merge_cells(cells)

    lines: list[list[Any]] = [
        ["2014年6月进度表"],
        ["目 标", None, None, "完成情况", None, "滞后\n原因"],
        ["编号", "名称", "计量单位", "本月", "累计", None],
        ["T01", "投资", "万元", 1.5, 12.5, "雨季"],
        ["T02", "项目", "个", 0, 0, None],
        ["合计", None, None, 1.5, 12.5, None],
        ["填表人：张三"],
    ]
    return books.xlsx(lines, shape)


def column_per_month() -> bytes:
    return books.xlsx(
        [
            ["2014年重点工作进度表"],
            ["填报单位：商务局", None, None, "单位：万元"],
            ["编号", "1-5月", "1-6月", "1-7月"],
            ["T01", 10, 12.5, None],
            ["T02", 0, 1, None],
            ["合计", 10, 13.5, None],
        ]
    )


def increments() -> bytes:
    text = (
        "2014年逐月完成情况,,,,,,,\r\n编号,单位,1-2月,3月,4月,5月,6月,7月\r\n"
        "T01,万元,0.1,0.2,1,2,3,\r\nT02,个,0,,1,0,1,\r\n合计,,0.1,0.2,2,2,4,\r\n"
    )
    return text.encode()


def sheet_per_month() -> bytes:
    book = xlwt.Workbook()
    for month in (5, 6):
        sheet = book.add_sheet(f"{month}月")
        lines: list[list[Any]] = [
            ["2014年度水利工程"],
            ["编号", "累计完成", "单位"],
            ["T01", month, "公里"],
        ]
        for row, line in enumerate(lines):
            for column, value in enumerate(line):
                sheet.write(row, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shared() -> bytes:
    def shape(sheet: Any) -> None:
        for cells in ("A2:A3", "B2:C2", "D2:E2", "F2:F3", "A4:A5"):
            sheet.merge_cells(cells)

    lines: list[list[Any]] = [
        ["市政府重点工作完成情况"],
        ["责任单位", "目标任务", None, "完成情况", None, "备注"],
        [None, "编号", "名称", "累计", "单位", None],
        ["文 旅 局", "T01", "游客", 12.5, "万人", None],
        [None, "T02", "景区", 0, "个", "在建"],
        ["水利局", "T03", "堤防", "=1/0", "公里", None],
        ["水利局", "T04", "水库", 3, "座", None],
        ["总计", None, None, 15.5, None, None],
    ]
    return books.xlsx(lines, shape)


@pytest.mark.parametrize(
    ("code", "made", "name", "keys"),
    [
        ("D13", workbook, "2014-06交通.xlsx", ("titles", "header_lines", "totals")),
        ("D14", lambda: "编号,完成,月份\r\nT01,12,2014年6月\r\n".encode("gbk"), "a.csv", ()),
        ("D21", column_per_month, "2014年进度.xlsx", ("unit", "totals", "columns")),
        ("D22", increments, "2014.csv", ("figures", "first_month", "file", "titles", "columns")),
        ("D23", sheet_per_month, "2014水利.xls", ("sheet", "stated_period", "columns")),
        ("D24", shared, "2014年6月汇总.xlsx", ("header_lines", "totals", "file")),
    ],
)
def test_a_table_is_read_as_the_page_reads_it(
    code: str, made: Callable[[], bytes], name: str, keys: Any, sources: dict[str, Any]
) -> None:
    content = made()
    known = Register(departments={"D01": "文化和旅游局"}, department="D01")
    found = sketched(content, name, known)
    assert (found.reads, found.period) == (True, JUNE), found.lacking
    same_rows(found, sources[code], content, name)
    assert {key: reading_of(found)[key] for key in keys} == {
        key: sources[code]["reading"][key] for key in keys
    }


def test_the_own_rows_are_those_of_the_shortened_name() -> None:
    known = Register(departments={"D01": "文化和旅游局"}, department="D01")
    assert reading_of(sketched(shared(), "a.xlsx", known, JUNE))["own_rows"] == ["文旅局"]
    alone = sketched(shared(), "a.xlsx", period=JUNE).yaml
    assert "which is the department of 文旅局, 水利局?" in alone
