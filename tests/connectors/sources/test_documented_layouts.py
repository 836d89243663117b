"""The layouts of docs/sources.md, followed word by word on real files."""

from pathlib import Path
from typing import Any

import pytest
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from connectors.sources.door import Parsed, fetch, parse
from domain.words import PullOutcome
from tests.connectors.sources import books
from tests.connectors.sources.asking import ASKED, figures
from tests.connectors.sources.test_documented import documented


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Any]:
    return documented(tmp_path)


def dropped(source: dict[str, Any], name: str, content: bytes, office: Path) -> Parsed:
    """What is read of a file of that name in the source's folder."""
    address = source["address"]
    folder = office / address["folder"]
    folder.mkdir(parents=True)
    (folder / address.get("sentinel", "other")).touch()
    (folder / name).write_bytes(content)
    fetched = fetch(source["dialect"], address, source["reading"], ASKED, str, office)
    assert fetched.outcome is PullOutcome.OK
    return parse(source["dialect"], source["reading"], fetched.bodies, ASKED)


def test_a_column_per_month_is_read(sources: dict[str, Any], tmp_path: Path) -> None:
    lines: list[list[Any]] = [
        ["2014年重点工作进度表"],
        ["填报单位：商务局", None, None, "单位：万元"],
        ["编号", "1-5月", "1-6月", "1-7月"],
        ["T01", 10, 12.5, None],
        ["T02", 0, 1, None],
        ["合计", 10, 13.5, None],
    ]
    parsed = dropped(sources["D21"], "2014年进度.xlsx", books.xlsx(lines), tmp_path)
    assert figures(parsed) == [("T01", "12.5", "万元"), ("T02", "1", "万元")]
    assert {row.stated_period for row in parsed.rows} == {"2014-06"}
    assert parsed.findings == ()


def test_monthly_amounts_are_added_up(sources: dict[str, Any], tmp_path: Path) -> None:
    text = (
        "2014年逐月完成情况,,,,,,,\r\n编号,单位,1-2月,3月,4月,5月,6月,7月\r\n"
        "T01,万元,0.1,0.2,1,2,3,\r\nT02,个,0,,1,0,1,\r\n合计,,0.1,0.2,2,2,4,\r\n"
    )
    parsed = dropped(sources["D22"], "2014.csv", text.encode(), tmp_path)
    assert figures(parsed) == [("T01", "6.3", "万元")]
    (finding,) = parsed.findings
    assert (finding.rule, finding.target) == ("increments_incomplete", "T02")
    assert "“3月”列是空的" in finding.sentence


def test_a_sheet_per_month_is_read(sources: dict[str, Any], tmp_path: Path) -> None:
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
    path = tmp_path / "made.xls"
    book.save(path)
    parsed = dropped(sources["D23"], "2014水利.xls", path.read_bytes(), tmp_path)
    assert figures(parsed) == [("T01", "6", "公里")]
    assert parsed.rows[0].stated_period == "2014-06"
    assert parsed.findings == ()


def test_own_rows_of_a_shared_sheet_are_read(sources: dict[str, Any], tmp_path: Path) -> None:
    def shape(sheet: Worksheet) -> None:
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
    book = books.xlsx(lines, shape)
    parsed = dropped(sources["D24"], "2014年6月汇总.xlsx", book, tmp_path)
    assert figures(parsed) == [("T01", "12.5", "万人"), ("T02", "0", "个")]
    assert [row.stated_department for row in parsed.rows] == ["D01", "D01"]
    assert [row.reason_given for row in parsed.rows] == ["", "在建"]
    assert parsed.findings == ()


def test_indicators_are_known_by_their_names(sources: dict[str, Any], tmp_path: Path) -> None:
    def shape(sheet: Worksheet) -> None:
        for cells in ("A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3", "G2:G3"):
            sheet.merge_cells(cells)

    lines: list[list[Any]] = [
        ["2014年1—6月主要指标完成情况"],
        ["序号", "指标名称", "年度目标", "完成情况", None, "完成比例", "备注"],
        [None, None, None, "本月", "累计", None, None],
        [1, "新增规上工业\n企业（个）", 30, 2, 14, "46.7%", None],
        [2, "固投 （亿元）", 120, 8.5, "60.25", "50.2%", "含结转"],
        [3, "社零总额（亿元）", 80, 7, 45, "56%", None],
        ["注：初步数"],
    ]
    parsed = dropped(sources["D25"], "2014年1-6月快报.xlsx", books.xlsx(lines, shape), tmp_path)
    assert figures(parsed) == [("T01", "14", "个"), ("T02", "60.25", "亿元")]
    assert parsed.rows[1].reason_given == "含结转"
    assert [each.text for each in parsed.rows[1].unit_equations] == ["1亿元=10000万元"]
    assert {row.stated_period for row in parsed.rows} == {"2014-06"}
    assert parsed.findings == ()


def test_months_in_rows_are_read(sources: dict[str, Any], tmp_path: Path) -> None:
    lines: list[list[Any]] = [
        ["2014年招商引资情况"],
        ["月份", "到位资金（亿元）", "签约项目（个）"],
        ["5月", 1, 10],
        ["6月", 1.5, 12],
        ["7月", None, None],
    ]
    parsed = dropped(sources["D26"], "2014招商.xlsx", books.xlsx(lines), tmp_path)
    assert figures(parsed) == [("T01", "1.5", "亿元"), ("T02", "12", "个")]
    assert {row.stated_period for row in parsed.rows} == {"2014-06"}
    assert parsed.findings == ()


def test_one_of_several_tables_is_read(sources: dict[str, Any], tmp_path: Path) -> None:
    lines: list[list[Any]] = [
        ["工业经济2014年6月资料"],
        ["表一：电力"],
        ["项目", "完成", "单位"],
        ["用电量", 9, "亿度"],
        ["表二：企业"],
        ["项目", "完成", "单位"],
        ["一、工业"],
        ["新增企业", 3, "家"],
        ["小计", 3],
        ["二、服务业"],
        ["新增企业", 5, "家"],
        ["小计", 5],
        ["合计", 8],
        ["表三：其他"],
    ]
    sheets: dict[str, Any] = {"6 月（定稿）": lines}
    book = books.xlsx([["说明"]], **sheets)
    parsed = dropped(sources["D27"], "2014-06工业.xlsx", book, tmp_path)
    assert figures(parsed) == [("T01", "3", "家"), ("T02", "5", "家")]
    assert parsed.findings == ()


def test_a_csv_of_merged_cells_is_read(sources: dict[str, Any], tmp_path: Path) -> None:
    text = (
        "2014年6月重点工作,,,,\r\n责任单位,目标任务,,完成情况,\r\n,任务,指标,本月,累计\r\n"
        "水务局、住建局,河道整治,疏浚,1公里,12.5公里\r\n,,护岸,,３ 公里\r\n"
        "住建局、水务局,管网,新建,2公里,9公里\r\n注：初步数\r\n"
    )
    parsed = dropped(sources["D28"], "2014-6月汇总.csv", text.encode("gb18030"), tmp_path)
    assert figures(parsed) == [("T01", "12.5公里", "公里"), ("T02", "３ 公里", "公里")]
    assert {row.stated_department for row in parsed.rows} == {"D01"}
    assert parsed.findings == ()
