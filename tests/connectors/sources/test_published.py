"""Tables as cities publish them, each connected by settings alone and compared cell by cell."""

from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from connectors.sources.door import Asked, Parsed, parse, settings_errors
from domain.period import Period
from domain.records import Body
from domain.words import Severity
from tests.checks.intake.builders import checked, office, target
from tests.connectors.sources.asking import figures, read, rules
from tests.connectors.sources.books import xlsx

Lines = list[Sequence[Any]]
NONE = None


def book(reading: dict[str, Any], lines: Lines, *merged: str, **sheets: Lines) -> Parsed:
    """What is read of a workbook of these lines."""

    def shape(sheet: Worksheet) -> None:
        for cells in merged:
            sheet.merge_cells(cells)

    settings = {"file": "{period}.xlsx", **reading}
    assert settings_errors("workbook", {"folder": "in"}, settings) == []
    return read("workbook", settings, xlsx(lines, shape, **sheets))


def text(reading: dict[str, Any], content: str, encoding: str = "utf-8") -> Parsed:
    """What is read of a CSV file."""
    settings = {"file": "{period}.csv", **reading}
    assert settings_errors("csv", {"folder": "in"}, settings) == []
    return read("csv", settings, content.encode(encoding))


INDICATORS: Lines = [
    ["2014年1—6月主要目标任务完成情况表"],
    ["填报单位：商务局", NONE, NONE, NONE, NONE, "2014年6月"],
    ["序号", "指标名称", "年度目标", "完成情况", NONE, "完成比例", "备注"],
    [NONE, NONE, NONE, "本月", "累计", NONE, NONE],
    [1, "新增规上工业\n企业（个）", 30, 2, 14, "46.7%", NONE],
    [2, "固定资产投资 （亿元）", 120, 8.5, "６０．２５", "50.2%", "含结转"],
    [3, "实际利用外资（万美元）", 9000, 700, "4,500", "50%", NONE],
    [4, "电商交易额（亿元）", 50, NONE, "约20（预计）", NONE, "口径未定"],
    [5, "社零总额（亿元）", 80, NONE, "—", NONE, NONE],
    ["注：数据截至6月底。"],
]
BY_NAME = {
    "columns": {
        "target": "指标名称",
        "figure": "完成情况/累计",
        "reason_given": "备注",
    },
    "header_lines": 2,
    "unit": "in_name",
    "ignore": ["序号", "年度目标", "完成情况/本月", "完成比例"],
    "titles": ["{year}年1—{month_number}月*"],
    "stated_period": "titles",
    "skip": ["注*"],
    "codes": {
        "T01": "新增规上工业企业（个）",
        "T02": ["固定资产投资(亿元)", "固投（亿元）"],
        "T03": "实际利用外资（万美元）",
        "T04": "电商交易额（亿元）",
        "T05": "社零总额（亿元）",
        "T06": "至今没有的指标",
    },
}
TRUTH = [
    ("T01", "14", "个"),
    ("T02", "６０．２５", "亿元"),
    ("T03", "4,500", "万美元"),
    ("T04", "约20（预计）", "亿元"),
    ("T05", "—", "亿元"),
]
HEAD_MERGED = ("A1:G1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4", "G3:G4")


def test_targets_are_known_by_their_indicators_names() -> None:
    parsed = book(BY_NAME, INDICATORS, *HEAD_MERGED)
    assert figures(parsed) == TRUTH
    assert [row.reason_given for row in parsed.rows] == ["", "含结转", "", "口径未定", ""]
    assert {row.stated_period for row in parsed.rows} == {"2014-06"}
    assert parsed.findings == ()


def test_the_same_table_as_text_has_blanks_for_merged_cells() -> None:
    lines = [",".join(f'"{"" if v is None else v}"' for v in line) for line in INDICATORS]
    parsed = text(BY_NAME | {"blanks": "merged"}, "\r\n".join(lines) + "\r\n", "gb18030")
    assert rules(parsed) == ["encoding_refused"]
    gbk = BY_NAME | {"blanks": "merged", "encoding": "gb18030"}
    parsed = text(gbk, "\ufeff" + "\r\n".join(lines) + "\r\n", "gb18030")
    assert figures(parsed) == TRUTH
    assert parsed.findings == ()


def test_a_row_that_is_called_otherwise_is_told_by_what_stood_there() -> None:
    lines = [*INDICATORS[:5], [6, "新增限上企业（个）", 3, 1, 2, NONE, NONE]]
    parsed = book(BY_NAME, lines, *HEAD_MERGED)
    assert figures(parsed) == TRUTH[:1]
    (finding,) = parsed.findings
    assert (finding.rule, finding.target, finding.raw_value) == (
        "unknown_target",
        "新增限上企业（个）",
        "2",
    )
    assert str(finding.place).endswith("第6行“指标名称”列")
    assert "“新增限上企业（个）”不在约定的目标对照之内" in finding.sentence


def test_our_own_code_is_a_stranger_where_the_source_has_names_of_its_own() -> None:
    columns = {"target": "编号", "figure": "完成"}
    lines: Lines = [["编号", "完成"], ["T02", 1], ["ZB-001", 2], ["ZB-002", 3]]
    codes = {"T01": "T02", "T02": ["ZB-001"]}
    parsed = book({"columns": columns, "codes": codes}, lines)
    assert figures(parsed) == [("T01", "1", None), ("T02", "2", None)]
    assert rules(parsed) == ["unknown_target"]


def test_all_indicators_but_ours_may_be_passed_over() -> None:
    lines = [*INDICATORS[:5], [6, "新增限上企业（个）", 3, 1, 2, NONE, NONE]]
    parsed = book(BY_NAME | {"skip": ["*"]}, lines, *HEAD_MERGED)
    assert (figures(parsed), parsed.findings) == (TRUTH[:1], ())


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"codes": {"T01": "甲", "T02": ["乙", "甲　"]}}, "“甲”写了两次"),
        ({"codes": {"T01": []}}, "填写不正确"),
        ({"units": ["元=万元"]}, "须写作10000元=1万元"),
        ({"units": ["0元=1万元"]}, "不能为0"),
        ({"units": ["10000元=1万元", "1万元=10000元"]}, "万元与元的换算写了两次"),
        ({"columns": {"target": "a", "figure": "b", "section": "c"}}, "须同时填写codes"),
        ({"sections": ["一、*"]}, "须同时填写codes"),
        ({"targets": {"T01": "b"}}, "columns中就不再填target与figure"),
        ({"columns": {}, "targets": {"T01": "b"}, "codes": {"T01": "b"}}, "不再填codes"),
        ({"columns": {}, "targets": {"T01": "{month}月"}, "figures": "increments"}, "targets同用"),
        ({"stated_period": "titles", "only": {"月份": "{month_number}月"}}, "须有年份和月份"),
    ],
)
def test_settings_that_contradict_themselves_are_told(other: dict[str, Any], told: str) -> None:
    columns = {"target": "a", "figure": "b"}
    settings = {"file": "{period}.xlsx", "columns": columns} | other
    errors = settings_errors("workbook", {"folder": "in"}, settings)
    assert told in "；".join(sentence for _, sentence in errors)


def test_names_that_come_again_are_told_apart_by_their_section() -> None:
    lines: Lines = [
        ["项目", "完成", "单位"],
        ["一、工业", NONE, NONE],
        ["新增企业", 3, "家"],
        ["投资", 4, "亿元"],
        ["小 计", 7, NONE],
        ["二、服务业", NONE, NONE],
        ["新增企业", 5, "家"],
        ["小计", 5, NONE],
        ["合计", 12, NONE],
    ]
    reading = {
        "columns": {"target": "项目", "figure": "完成", "unit": "单位"},
        "sections": ["一、*", "二、*"],
        "subtotals": ["小计"],
        "totals": ["合计"],
        "codes": {"T01": "一、工业/新增企业", "T02": "二、服务业/新增企业", "T03": "一、工业/投资"},
    }
    truth = [("T01", "3", "家"), ("T03", "4", "亿元"), ("T02", "5", "家")]
    parsed = book(reading, lines)
    assert (figures(parsed), parsed.findings) == (truth, ())
    wrong = [*lines[:7], ["小计", 12, NONE], lines[8]]
    parsed = book(reading, wrong)
    assert (parsed.rows, rules(parsed)) == ((), ["control_sum"])
    assert "小计行为12，各行相加为5" in parsed.findings[0].sentence
    without = [line for line in lines if str(line[0]).replace(" ", "") != "小计"]
    assert "没有找到约定的小计行" in book(reading, without).findings[0].sentence


SUB_ROWS: Lines = [
    ["责任单位", "目标任务", "指标", "完成"],
    ["文旅局、水利局", "景区建设", "新建", 3],
    [NONE, NONE, "改建", 4],
    ["水利局、文旅局", "堤防", "新建", 9],
]


def test_a_merged_target_with_rows_of_its_own() -> None:
    """The department's, and the target's, cell is merged downwards; the lead is named first."""
    reading = {
        "columns": {
            "department": "责任单位",
            "section": "目标任务",
            "target": "指标",
            "figure": "完成",
        },
        "own_rows": ["文旅局", "文旅局、*"],
        "codes": {"T01": "景区建设/新建", "T02": "景区建设/改建"},
    }
    truth = [("T01", "3", None), ("T02", "4", None)]
    parsed = book(reading, SUB_ROWS, "A2:A3", "B2:B3")
    assert (figures(parsed), parsed.findings) == (truth, ())
    assert {row.stated_department for row in parsed.rows} == {"D01"}
    parsed = book(reading | {"blanks": "merged"}, SUB_ROWS)
    assert (figures(parsed), parsed.findings) == (truth, ())


@pytest.mark.parametrize("blanks", ["empty", "merged"])
def test_fault_c8_two_figures_for_one_merged_target_are_both_refused(blanks: str) -> None:
    """The first one looks like the target's own; it is that of its first part."""
    reading = {
        "columns": {"target": "目标任务", "figure": "完成"},
        "ignore": ["责任单位", "指标"],
        "blanks": blanks,
    }
    parsed = book(reading, SUB_ROWS, *(["B2:B3"] if blanks == "empty" else []))
    assert figures(parsed) == [("堤防", "9", None)]
    assert rules(parsed) == ["merged_target"] * 2
    assert {found.target for found in parsed.findings} == {"景区建设"}
    assert "第2至3行合并为一个目标却填了2个数" in parsed.findings[0].sentence


TWO_TABLES: Lines = [
    ["2014年6月统计资料"],
    ["表一：工业", NONE, "单位：亿元"],
    ["编号", "完成"],
    ["T01", 1],
    ["表二：农业", NONE, "单位：万吨"],
    ["编号", "完成"],
    ["T02", 2],
    ["表三：林业", NONE, "单位：万亩"],
    ["编号", "完成"],
    ["T03", 3],
]


@pytest.mark.parametrize(
    ("bounds", "truth"),
    [
        ({"until": "表二*"}, [("T01", "1", "亿元")]),
        ({"after": "表二*", "until": "表三*"}, [("T02", "2", "万吨")]),
        ({"after": "表三：林业 单位：*"}, [("T03", "3", "万亩")]),
    ],
)
def test_fault_c8_tables_one_below_the_other(bounds: dict[str, Any], truth: Any) -> None:
    columns = {"target": "编号", "figure": "完成"}
    reading = {"columns": columns, "unit": "as_stated", "titles": ["{year}年6月*"], **bounds}
    parsed = book(reading, TWO_TABLES)
    assert (figures(parsed), parsed.findings) == (truth, ())


def test_a_table_whose_bounds_are_gone_is_not_read() -> None:
    columns = {"target": "编号", "figure": "完成"}
    parsed = book({"columns": columns, "after": "表四*"}, TWO_TABLES)
    assert (parsed.rows, rules(parsed)) == ((), ["title_disagrees"])
    assert "没有写着“表四*”的行" in parsed.findings[0].sentence
    parsed = book({"columns": columns, "after": "表三*", "until": "表二*"}, TWO_TABLES)
    assert (parsed.rows, rules(parsed)) == ((), ["title_disagrees"])


def test_two_halves_side_by_side() -> None:
    lines: Lines = [
        ["编号", "完成", "编号", "完成"],
        ["T01", 1, "T03", 3],
        ["T02", 2, NONE, NONE],
        ["合计", 3, "合计", 3],
    ]
    columns = {"target": "编号", "figure": "完成"}
    reading = {"columns": columns, "side_by_side": 2}
    parsed = book(reading | {"skip": ["合计"]}, lines)
    assert figures(parsed) == [("T01", "1", None), ("T02", "2", None), ("T03", "3", None)]
    assert parsed.findings == ()
    assert book(reading | {"subtotals": ["合计"]}, lines).findings == ()
    assert rules(book({"columns": columns}, lines)) == ["columns_drifted"]


BY_MONTH: Lines = [
    ["2014年各月完成情况"],
    ["月份", "招商引资（亿元）", "新增企业（个）"],
    ["5 月", 1, 10],
    ["6月", 1.5, 12],
    [NONE, NONE, NONE],
    ["7月", NONE, NONE],
]
MONTHS_IN_ROWS = {
    "columns": {},
    "titles": ["{year}年*"],
    "stated_period": "titles",
    "only": {"月份": "{month_number}月"},
    "targets": {"T01": "招商引资（亿元）", "T02": "新增企业（个）"},
    "unit": "in_name",
}


def test_months_in_rows_and_targets_in_columns() -> None:
    parsed = book(MONTHS_IN_ROWS, BY_MONTH)
    assert figures(parsed) == [("T01", "1.5", "亿元"), ("T02", "12", "个")]
    assert {row.stated_period for row in parsed.rows} == {"2014-06"}
    assert [str(row.place) for row in parsed.rows] == [
        "a工作表“进度”第4行“招商引资(亿元)”列",
        "a工作表“进度”第4行“新增企业(个)”列",
    ]
    assert parsed.findings == ()


def test_a_month_that_has_no_row_is_told() -> None:
    parsed = book(MONTHS_IN_ROWS, BY_MONTH[:3])
    assert (parsed.rows, rules(parsed)) == ((), ["own_rows_missing"])
    assert "没有“月份”为“6月”的行" in parsed.findings[0].sentence


def test_a_column_per_target_with_a_department_in_each_row() -> None:
    lines: Lines = [
        ["县区", "工业投资", NONE, "外资", NONE],
        [NONE, "计划", "完成", "计划", "完成"],
        ["甲县", 10, 5, 3, 1],
        ["乙县", 20, 11, 4, NONE],
        ["合计", 30, 16, 7, 1],
    ]
    reading = {
        "columns": {"department": "县区"},
        "header_lines": 2,
        "targets": {"T01": "工业投资/完成", "T02": "外资/完成"},
        "ignore": ["工业投资/计划", "外资/计划"],
        "own_rows": ["乙县"],
        "totals": ["合计"],
        "unit": "as_registered",
    }
    parsed = book(reading, lines, "A1:A2", "B1:C1", "D1:E1")
    truth = [("T01", "11", "as_registered"), ("T02", None, "as_registered")]
    assert (figures(parsed), parsed.findings) == (truth, ())


def test_columns_grouped_by_quarter() -> None:
    lines: Lines = [
        ["编号", "一季度", NONE, "二季度", NONE],
        [NONE, "计划", "完成", "计划", "完成"],
        ["T01", 1, 2, 3, 4],
    ]
    reading = {
        "columns": {"target": "编号", "figure": "{quarter_word}季度/完成"},
        "header_lines": 2,
        "ignore": ["一季度/计划", "二季度/计划"],
    }
    parsed = book(reading, lines, "A1:A2", "B1:C1", "D1:E1")
    assert (figures(parsed), parsed.findings) == ([("T01", "4", None)], ())


def test_a_unit_behind_each_number_is_taken_from_there() -> None:
    cells = ["120.5万元", "３０ 万元", "85%", "12", "已完成3个", "约60万元", "1万2千元"]
    lines: Lines = [["编号", "完成"], *([f"T{n}", cell] for n, cell in enumerate(cells))]
    columns = {"target": "编号", "figure": "完成"}
    parsed = book({"columns": columns, "unit": "in_figure"}, lines)
    assert [row.figure for row in parsed.rows] == cells
    assert [row.unit for row in parsed.rows] == [
        *("万元", "万元", "%", None, None, None, "万2千元"),
    ]


@pytest.mark.parametrize("name", ["6 月", "6月（定稿）"])
def test_a_sheet_is_chosen_by_its_pattern(name: str) -> None:
    columns = {"target": "编号", "figure": "完成"}
    june: Lines = [["编号", "完成"], ["T01", 6]]
    parsed = book({"columns": columns, "sheet": "{month_number}月*"}, [["说明"]], **{name: june})
    assert (figures(parsed), parsed.findings) == ([("T01", "6", None)], ())
    parsed = book(
        {"columns": columns, "sheet": "{month_number}月*"},
        [["说明"]],
        **{name: june, "6月（初稿）": june},
    )
    assert rules(parsed) == ["sheet_unclear"]
    assert "有几个名为“6月*”的工作表" in parsed.findings[0].sentence


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_fault_c17_text_in_every_dress(delimiter: str, end: str) -> None:
    lines = [
        ["2014年6月进度"],
        ["编号", "完成", "备注", ""],
        ["T01", "1,234.5", '"雨季\n停工"', ""],
        ["T02", "0", "", ""],
        ["注：初步数"],
    ]
    content = end.join(delimiter.join(line) for line in lines) + end
    reading = {
        "columns": {"target": "编号", "figure": "完成", "reason_given": "备注"},
        "titles": ["{year}年{month_number}月*"],
        "delimiter": delimiter,
        "encoding": "utf-16",
        "skip": ["注*"],
    }
    parsed = text(reading, content, "utf-16")
    assert figures(parsed) == [("T01", "1,234.5", None), ("T02", "0", None)]
    assert parsed.rows[0].reason_given.split() == ["雨季", "停工"]
    assert parsed.findings == ()


def test_each_row_may_end_in_a_delimiter_that_the_head_has_not() -> None:
    columns = {"target": "编号", "figure": "完成"}
    parsed = text({"columns": columns}, "编号,完成\nT01,1,\nT02,2,\n")
    assert (figures(parsed), parsed.findings) == ([("T01", "1", None), ("T02", "2", None)], ())
    parsed = text({"columns": columns}, "编号,完成\nT01,1,\nT02,2,3\n")
    assert (figures(parsed), rules(parsed)) == ([("T01", "1", None)], ["column_count"])


def styled(shape: Any, lines: Lines, **other: Any) -> Parsed:
    columns = {"target": "编号", "figure": "完成", "reason_given": "备注"}
    reading = {"file": "{period}.xlsx", "columns": columns} | other
    return read("workbook", reading, xlsx([["编号", "完成", "备注"], *lines], shape))


def test_what_is_struck_out_is_no_figure_and_no_guess() -> None:
    """A number struck out in part would be read with the new one behind it: 100120."""

    def shape(sheet: Worksheet) -> None:
        sheet["B2"].font = Font(strike=True)
        struck = TextBlock(InlineFont(strike=True), "100")
        sheet["B3"] = CellRichText(struck, "120")
        sheet["B4"] = CellRichText("120", TextBlock(InlineFont(vertAlign="superscript"), "1"))
        sheet["B5"] = CellRichText("12", TextBlock(InlineFont(b=True), "0"))
        sheet["C5"] = CellRichText(TextBlock(InlineFont(strike=True), "未开工"), "已开工")

    parsed = styled(shape, [["T01", 5], ["T02", 5], ["T03", 5], ["T04", 5]])
    assert figures(parsed) == [("T04", "120", None)]
    assert [(found.rule, found.target) for found in parsed.findings] == [
        ("struck_out", "T01"),
        ("struck_out", "T02"),
        ("struck_out", "T03"),
    ]
    said = [found.sentence for found in parsed.findings]
    assert "单元格B2的内容带删除线" in said[0]
    assert "单元格B4的数字中有上标或下标" in said[2]


def test_rows_and_columns_that_are_only_painted_are_none() -> None:
    def shape(sheet: Worksheet) -> None:
        for row in range(2, 25_000):
            sheet.cell(row, 1).font = Font(name="仿宋")
        sheet.cell(3, 600).font = Font(name="仿宋")
        sheet.row_dimensions[30_000].hidden = True

    parsed = styled(shape, [["T01", 5]])
    assert (figures(parsed), parsed.findings) == ([("T01", "5", None)], ())


def test_protected_filtered_and_frozen_sheets_are_read_and_hidden_rows_said() -> None:
    def shape(sheet: Worksheet) -> None:
        sheet.protection.enable()
        sheet.freeze_panes = "B2"
        sheet.auto_filter.ref = "A1:C3"
        sheet.auto_filter.add_filter_column(0, ["T01"])
        sheet.row_dimensions[3].hidden = True
        sheet["A2"].quotePrefix = True

    parsed = styled(shape, [["T01", "5"], ["T02", 6]])
    assert figures(parsed) == [("T01", "5", None), ("T02", "6", None)]
    assert rules(parsed) == ["hidden_content"]
    assert "第3行被隐藏" in parsed.findings[0].sentence


PROSE = [
    "已完成3个",
    "完成 85%",
    "/",
    "-",
    "120.5（含结转）",
    "1、主体完工；2、正在验收。",
    "50余户",
    "3-5",
    "60％左右",
]


def test_fault_c8_prose_in_the_figures_column_is_refused_with_its_cell_and_never_guessed() -> None:
    """The progress column of a published table is prose: no digit of it becomes a figure."""
    lines: Lines = [["编号", "完成情况"], *([f"T{n}", said] for n, said in enumerate(PROSE))]
    columns = {"target": "编号", "figure": "完成情况"}
    parsed = book({"columns": columns, "unit": "as_registered"}, lines)
    for unit in ("个", "%"):
        every = [target(row.target, unit=unit) for row in parsed.rows]
        found = checked(parsed.rows, office(every, D01={"reading": {"unit": "as_registered"}}))
        assert found.accepted == ()
        told = {each.target: each for each in found.findings if each.severity is Severity.REJECT}
        assert [told[f"T{n}"].raw_value for n in range(len(PROSE))] == PROSE


@pytest.mark.parametrize(
    ("period", "title"),
    [
        ("2014-06", "2014年上半年主要指标"),
        ("2014-07", "2014年1—7月主要指标"),
        ("2014-09", "2014年前三季度主要指标"),
        ("2014-12", "2014年全年主要指标"),
    ],
)
def test_a_title_that_says_the_months_so_far(period: str, title: str) -> None:
    columns = {"target": "编号", "figure": "{so_far}累计"}
    settings = {
        "file": "{period}.xlsx",
        "columns": columns,
        "titles": ["{year}年{so_far}*"],
        "stated_period": "titles",
        "ignore": ["*累计"],
    }
    head = ["编号", "一季度累计", "上半年累计", "1－7月累计", "前三季度累计", "全年累计"]
    content = xlsx([[title], head, ["T01", 3, 6, 7, 9, 12]])
    asked = Asked("D01", Period(period))
    parsed = parse("workbook", settings, [Body("a", content)], asked)
    assert figures(parsed) == [("T01", str(asked.period.month), None)]
    assert parsed.findings == ()
    other = parse("workbook", settings, [Body("a", content)], Asked("D01", Period("2014-08")))
    assert (other.rows, rules(other)) == ((), ["title_disagrees"])
