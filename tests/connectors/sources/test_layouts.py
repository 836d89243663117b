"""Tables as offices publish them: found by their names, checked by their titles and totals."""

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any

import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from connectors.sources.door import settings_errors
from tests.connectors.sources.asking import figures, read, rules
from tests.connectors.sources.books import HEAD, LINES, READING, ROWS, xlsx

Lines = list[Sequence[Any]]
TITLED: Lines = [["2014年6月进度表"], ["填报单位：商务局", None, "单位：万元"], *LINES]


def reading(**other: Any) -> dict[str, Any]:
    return READING | other


@pytest.mark.parametrize("above", range(0, 30, 7))
def test_the_head_is_found_by_its_names(above: int) -> None:
    lines = [[f"说明{n}", "编号"] for n in range(above)]
    parsed = read("workbook", READING, xlsx([*lines, *LINES]))
    assert figures(parsed) == ROWS
    assert parsed.rows[0].place.row == above + 2
    assert parsed.findings == ()


def test_a_head_beyond_thirty_lines_is_none() -> None:
    parsed = read("workbook", READING, xlsx([["说明"]] * 30 + [*LINES]))
    assert (parsed.rows, rules(parsed)) == ((), ["header_missing"])


def test_a_counted_head_is_where_it_was_counted() -> None:
    counted = reading(title_lines=1)
    assert figures(read("workbook", counted, xlsx([["标题"], *LINES]))) == ROWS
    assert rules(read("workbook", counted, xlsx(LINES))) == ["columns_drifted"]


def test_a_head_that_lost_a_name_is_named_where_it_stands() -> None:
    lines: Lines = [["2014年6月"], ["编号", "完成数", "单位"], ["T01", 1, "个"]]
    (finding,) = read("workbook", READING, xlsx(lines)).findings
    assert finding.rule == "columns_drifted"
    assert "缺少“完成”" in finding.sentence
    assert "新出现“完成数”" in finding.sentence


def test_names_are_the_same_in_full_width_spaced_and_wrapped() -> None:
    columns = {"target": "编号", "figure": "1-6月完成(万元)"}
    lines: Lines = [["编　号", "１－６月\n完成（万元）"], ["T01", "１２．５"]]
    parsed = read("workbook", reading(columns=columns, unit="万元"), xlsx(lines))
    assert figures(parsed) == [("T01", "１２．５", "万元")]
    assert parsed.findings == ()


def test_a_head_of_dates_and_numbers_is_text() -> None:
    lines = [["编号", date(2014, 5, 1), date(2014, 6, 1), 6], ["T01", 1, 2, 3]]
    by_date = {"target": "编号", "figure": "{period}-01"}
    by_number = {"target": "编号", "figure": "{month_number}"}
    dates = read("workbook", reading(columns=by_date, ignore=["6"]), xlsx(lines))
    numbers = read("workbook", reading(columns=by_number, ignore=["{period}-01"]), xlsx(lines))
    assert ([r.figure for r in dates.rows], dates.findings) == (["2"], ())
    assert ([r.figure for r in numbers.rows], numbers.findings) == (["3"], ())


def test_fault_c8_a_published_table_with_all_its_oddities() -> None:
    """Merged head and unit, a blank line, the head again, notes, remarks and signatures."""

    def shape(sheet: Worksheet) -> None:
        for cells in ("A1:E1", "A3:A4", "B3:B4", "C3:D3", "E3:E4", "E5:E6"):
            sheet.merge_cells(cells)
        sheet["C5"].comment = Comment("含追加投资", "张三")

    head = [["序号", "编　号", "完成情况", None, "计量\n单位"], [None, None, "本月", "累 计", None]]
    lines: Lines = [
        ["2014年6月重点工作进度表"],
        ["填报单位：商务局"],
        *head,
        [1, "T 01", 1.5, " １２．５ ", "万元"],
        [2, "Ｔ０２", "—", "1,200", None],
        [None] * 5,
        *head[1:],
        [3, "T03", None, "约60（含在建）", "个"],
        ["合 计", None, 1.5, 1212.5, None],
        ["注：数据截至6月底"],
        ["填表人：张三", None, None, "审核：李四", None],
    ]
    table = reading(
        columns={"target": "编号", "figure": "完成情况/累计", "unit": "计量单位"},
        header_lines=2,
        ignore=["序号", "完成情况/本月"],
        totals=["合计"],
        skip=["注*", "填表人*"],
        titles=["{year}年{month_number}月*", "填报单位：商务局"],
    )
    parsed = read("workbook", table, xlsx(lines, shape))
    assert figures(parsed) == [
        ("T 01", " １２．５ ", "万元"),
        ("Ｔ０２", "1,200", "万元"),
        ("T03", "约60（含在建）", "个"),
    ]
    assert [row.place.row for row in parsed.rows] == [5, 6, 9]
    assert parsed.findings == ()


@pytest.mark.parametrize(
    ("title", "told"),
    [("2014年5月进度表", "“2014年5月进度表”"), ("2013年6月进度表", "2013年6月"), (None, "（空）")],
)
def test_fault_c14_the_file_of_another_month_is_told_by_its_title(title: Any, told: str) -> None:
    parsed = read("workbook", reading(titles=["{year}年6月*"]), xlsx([[title], *LINES]))
    assert (parsed.rows, rules(parsed)) == ((), ["title_disagrees"])
    assert "“2014年6月*”" in parsed.findings[0].sentence
    assert told in parsed.findings[0].sentence


def test_fault_c14_the_file_of_another_department_is_told_by_its_title() -> None:
    ours, theirs = reading(titles=["填报单位：商务局*"]), reading(titles=["*水利局*"])
    assert figures(read("workbook", ours, xlsx(TITLED))) == ROWS
    assert rules(read("workbook", theirs, xlsx(TITLED))) == ["title_disagrees"]
    whole = reading(titles=["填报单位：商务局"])
    branch = [["填报单位：商务局开发区分局"], *LINES]
    assert rules(read("workbook", whole, xlsx(branch))) == ["title_disagrees"]


def test_fault_c14_a_name_proves_no_month() -> None:
    """The file is called June's and holds May's: what stands in it counts."""
    table = reading(titles=["{year}年{month_number}月*"], stated_period="titles")
    late = [["2014年5月进度表"], *LINES]
    assert read("workbook", table, xlsx(late), name="2014-06.xlsx").rows == ()
    parsed = read("workbook", table, xlsx(TITLED), name="2014-05.xlsx")
    assert {row.stated_period for row in parsed.rows} == {"2014-06"}


@pytest.mark.parametrize(
    ("above", "unit"),
    [
        (["单位：万元"], "万元"),
        (["进度表（单位: 亿元）"], "亿元"),
        (["填报单位：商务局", "计量单位： 万 人"], "万"),
        (["填报单位：商务局　　单 位：万元"], "万元"),
        (["单位：万元", "（单位：万元）"], "万元"),
    ],
)
def test_a_line_above_the_head_says_the_unit(above: list[str], unit: str) -> None:
    table = reading(columns={"target": "编号", "figure": "完成"}, unit="as_stated", ignore=["单位"])
    assert {row.unit for row in read("workbook", table, xlsx([above, *LINES])).rows} == {unit}


@pytest.mark.parametrize("above", [["进度表"], ["填报单位：商务局"], ["单位：万元", "单位：亿元"]])
def test_a_unit_that_is_not_clear_is_none(above: list[str]) -> None:
    table = reading(columns={"target": "编号", "figure": "完成"}, unit="as_stated", ignore=["单位"])
    parsed = read("workbook", table, xlsx([above, *LINES]))
    assert (parsed.rows, rules(parsed)) == ((), ["unit_unclear"])


@pytest.mark.parametrize(
    ("values", "total"),
    [
        ([1, 2], 3),
        ([0.1, 0.2], 0.1 + 0.2),
        (["1,000.5", "０"], "1000.5"),
        ([-1, 1], 0),
        ([5, None], 5),
        ([5, "—"], 5),
        ([0.1] * 10, sum([0.1] * 10)),
    ],
)
def test_a_total_that_is_the_sum_lets_the_rows_through(values: list[Any], total: Any) -> None:
    lines = [HEAD, *((f"T{n:02}", value, "个") for n, value in enumerate(values))]
    parsed = read("workbook", reading(totals=["合计"]), xlsx([*lines, ("合计", total, None)]))
    assert len(parsed.rows) == len(values)
    assert parsed.findings == ()


@pytest.mark.parametrize(
    ("total", "told"), [(13, "13"), (12.5001, "12.5001"), (None, "空"), ("略", "略")]
)
def test_fault_c8_a_total_that_is_not_the_sum_refuses_the_whole(total: Any, told: str) -> None:
    parsed = read("workbook", reading(totals=["合计"]), xlsx([*LINES, ("合 计", total, None)]))
    (finding,) = parsed.findings
    assert (parsed.rows, finding.rule) == ((), "control_sum")
    assert f"合计行为{told}，各行相加为12.5，" in finding.sentence
    assert (finding.place.row, finding.place.column) == (4, "完成")  # type: ignore[union-attr]


def test_fault_a7_a_table_without_its_declared_total_may_be_cut() -> None:
    parsed = read("workbook", reading(totals=["合计"]), xlsx(LINES))
    assert (parsed.rows, rules(parsed)) == ((), ["control_sum"])
    assert "不完整" in parsed.findings[0].sentence


def test_a_digit_typed_over_anywhere_under_a_total_gets_no_figure_in() -> None:
    text = "编号,完成,单位\nT01,12.5,万元\nT02,307,万元\n合计,319.5,\n"
    table = reading(file="a.csv", totals=["合计"])
    assert len(read("csv", table, text.encode()).rows) == 2
    for figure in ("12.5", "307", "319.5"):
        for at, digit in product(range(len(figure)), "0123456789"):
            typed = figure[:at] + digit + figure[at + 1 :]
            if typed != figure and figure[at] != ".":
                changed = text.replace(figure, typed)
                assert rules(read("csv", table, changed.encode())) == ["control_sum"]


MONTHLY = reading(
    columns={"target": "编号", "figure": "{month_number}月"}, unit="个", figures="increments"
)
MONTHS = ["编号", *(f"{n}月" for n in range(1, 8))]


def test_increments_are_summed_exactly_up_to_the_month() -> None:
    lines: Lines = [MONTHS, ["T01", 0.1, 0.2, "1,000", "０", -1, 3, 99]]
    parsed = read("workbook", MONTHLY, xlsx(lines))
    assert figures(parsed) == [("T01", "1002.3", "个")]
    assert parsed.rows[0].place.column == "6月"
    assert parsed.findings == ()


@pytest.mark.parametrize("last", [None, "已完成", "约60"])
def test_a_month_without_a_number_stays_what_it_is(last: Any) -> None:
    """Empty is not reported, a verdict is a verdict, and a remark is for the checks to refuse."""
    parsed = read("workbook", MONTHLY, xlsx([MONTHS, ["T01", 1, 1, 1, 1, 1, last, None]]))
    assert [row.figure for row in parsed.rows] == [last]


@pytest.mark.parametrize(("third", "told"), [(None, "是空的"), ("停工", "为“停工”")])
def test_a_gap_before_the_month_refuses_its_figure(third: Any, told: str) -> None:
    lines = [MONTHS, ["T01", 1, 1, third, 1, 1, 1, None], ["T02", 1, 1, 1, 1, 1, 1, None]]
    parsed = read("workbook", MONTHLY, xlsx(lines))
    assert figures(parsed) == [("T02", "6", "个")]
    (finding,) = parsed.findings
    assert (finding.rule, finding.target) == ("increments_incomplete", "T01")
    assert f"“3月”列{told}" in finding.sentence


def test_fault_c6_an_increment_that_was_never_computed_refuses_the_sum() -> None:
    parsed = read("workbook", MONTHLY, xlsx([MONTHS, ["T01", 1, "=1+1", 1, 1, 1, 1, None]]))
    assert (parsed.rows, rules(parsed)) == ((), ["formula_not_calculated"])


def test_increments_without_the_column_of_a_month_are_refused() -> None:
    parsed = read("workbook", MONTHLY, xlsx([MONTHS[:3] + MONTHS[4:], ["T01", 1, 1, 1, 1, 1, 1]]))
    assert (parsed.rows, rules(parsed)) == ((), ["columns_drifted"])
    assert "“3月”" in parsed.findings[0].sentence


def test_percentages_and_numbers_are_not_added_up() -> None:
    def shape(sheet: Worksheet) -> None:
        sheet["B2"].number_format = "0%"

    parsed = read("workbook", MONTHLY, xlsx([MONTHS, ["T01", 1, 1, 1, 1, 1, 1, None]], shape))
    assert (parsed.rows, rules(parsed)) == ((), ["increments_incomplete"])


SHARED = reading(
    columns={"target": "编号", "figure": "完成", "unit": "单位", "department": "责任单位"},
    own_rows=["商务局"],
)
BY_ROW = {"target": "编号", "figure": "完成", "period": "月份"}
SHARED_HEAD = (*HEAD, "责任单位")


def test_fault_c14_rows_of_others_are_passed_over_and_never_taken() -> None:
    lines: Lines = [
        SHARED_HEAD,
        ("T01", 1, "个", "商 务 局"),
        ("T02", True, "个", "水利局"),
        ("T03", 3, "个", "商务局（牵头）"),
        (None, 9, "个", "水利局"),
        ("T04", 4, "个", None),
    ]
    parsed = read("workbook", SHARED, xlsx(lines))
    assert figures(parsed) == [("T01", "1", "个")]
    assert parsed.rows[0].stated_department == "D01"
    assert [(f.rule, f.target) for f in parsed.findings] == [("department_missing", "T04")]


def test_a_shared_table_without_a_row_of_its_own_is_no_silence() -> None:
    parsed = read("workbook", SHARED, xlsx([SHARED_HEAD, ("T01", 1, "个", "商贸局")]))
    assert (parsed.refused, rules(parsed)) == (True, ["own_rows_missing"])
    assert "“商贸局”" in parsed.findings[0].sentence


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"own_rows": ["商务局"]}, "须同时填写columns.department"),
        ({"figures": "increments"}, "须每月一列"),
        ({"figures": "amounts"}, "不在允许的取值之内"),
        ({"stated_period": "titles"}, "须有年份和月份的占位符"),
        ({"stated_period": "titles", "titles": ["{year}年*"]}, "须有年份和月份的占位符"),
        (
            {"stated_period": "titles", "columns": BY_ROW, "titles": ["{period}"]},
            "只能填一个",
        ),
        ({"titles": ["{town}"]}, "不认识的占位符"),
        ({"columns": {"target": "编号", "figure": "{mon}月"}}, "不认识的占位符"),
        ({"first_month": 3}, "填写不正确"),
    ],
)
def test_settings_that_do_not_fit_are_refused_in_a_sentence(
    other: dict[str, Any], sentence: str
) -> None:
    ((_, said),) = settings_errors("workbook", {"folder": "in"}, READING | other)
    assert sentence in said


def test_a_sheet_and_a_title_together_say_the_month() -> None:
    table = reading(stated_period="titles", titles=["{year}年*"], sheet="{month_word}月")
    assert settings_errors("workbook", {"folder": "in"}, table) == []
    book = xlsx([["2014年进度"]], 五月=[["2014年"], *LINES[:2]], 六月=[["2014年"], *LINES])
    assert figures(read("workbook", table, book)) == ROWS
