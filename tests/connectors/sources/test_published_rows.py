"""Published tables whose rows or columns share a name: which is meant is declared, or refused."""

from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from connectors.sources.door import Parsed, settings_errors
from tests.connectors.sources.asking import figures, read, rules
from tests.connectors.sources.books import xlsx

Lines = list[Sequence[Any]]
NONE = None


def book(reading: dict[str, Any], lines: Lines, *merged: str) -> Parsed:
    """What is read of a workbook of these lines."""

    def shape(sheet: Worksheet) -> None:
        for cells in merged:
            sheet.merge_cells(cells)

    settings = {"file": "{period}.xlsx", **reading}
    assert settings_errors("workbook", {"folder": "in"}, settings) == []
    return read("workbook", settings, xlsx(lines, shape))


BY_KIND: Lines = [
    ["任务", "类别", "1-5月", "1-6月"],
    ["任务一（万元）", "计划", 5, 6],
    [NONE, "完成", 5, 5.5],
    ["任务二（个）", "计划", 5, 6],
    [NONE, "完成", 2, 2],
]
DONE = {
    "columns": {"target": "任务", "figure": "1-{month_number}月"},
    "only": {"类别": "完成"},
    "codes": {"T01": "任务一（万元）", "T02": "任务二（个）"},
    "unit": "in_name",
}


def test_plan_and_actual_below_each_other_under_one_merged_target() -> None:
    parsed = book(DONE, BY_KIND, "A2:A3", "A4:A5")
    assert figures(parsed) == [("T01", "5.5", "万元"), ("T02", "2", "个")]
    assert parsed.findings == ()


def test_two_rows_of_one_kind_under_a_merged_target_are_both_refused() -> None:
    twice = [*BY_KIND[:2], [NONE, "完成", 5, 5.5], [NONE, "完成", 5, 4]]
    parsed = book(DONE, twice, "A2:A4")
    assert (parsed.rows, rules(parsed)) == ((), ["merged_target"] * 2)
    assert {found.target for found in parsed.findings} == {"T01"}


SHARED: Lines = [
    ["任务", "责任单位", "完成"],
    ["任务一", "财政局", 1],
    [NONE, "商务局", 2],
    [NONE, "统计局", 3],
]
OURS = {
    "columns": {"target": "任务", "department": "责任单位", "figure": "完成"},
    "own_rows": ["商务局"],
    "codes": {"T01": "任务一"},
}


def test_a_task_of_several_departments_holds_the_figure_of_each() -> None:
    parsed = book(OURS, SHARED, "A2:A4")
    assert figures(parsed) == [("T01", "2", None)]
    assert parsed.findings == ()


@pytest.mark.parametrize("nobody", [NONE, "#REF!"])
def test_a_row_whose_department_nobody_can_read_may_be_ours(nobody: str | None) -> None:
    parsed = book(OURS, [*SHARED[:3], [NONE, nobody, 3]], "A2:A4")
    assert parsed.rows == ()
    assert "merged_target" in rules(parsed)


@pytest.mark.parametrize("wrong", ["#REF!", True])
def test_fault_c7_a_department_that_cannot_be_read_is_said_and_not_passed_over(wrong: Any) -> None:
    parsed = book(
        OURS | {"codes": {"T01": "任务一", "T02": "任务二"}},
        [
            SHARED[0],
            ["任务一", "商务局", 2],
            ["任务二", wrong, 3],
        ],
    )
    assert figures(parsed) == [("T01", "2", None)]
    (found,) = parsed.findings
    assert (found.target, found.place and found.place.column) == ("T02", "责任单位")


def test_fault_a16_a_figures_column_that_is_gone_is_named_beside_merged_targets() -> None:
    lines: Lines = [[line[0], line[1]] for line in [*SHARED, ["合计", NONE]]]
    parsed = book(OURS | {"totals": ["合计"]}, lines, "A2:A4")
    assert rules(parsed) == ["columns_drifted"]
    assert "缺少“完成”" in parsed.findings[0].sentence


@pytest.mark.parametrize(("stated", "refused"), [(5, []), (6, ["control_sum"])])
def test_a_subtotal_is_the_sum_of_its_own_section_alone(stated: int, refused: list[str]) -> None:
    lines: Lines = [
        ["指标", "完成"],
        ["一、工业"],
        ["甲", 1],
        ["二、商贸"],
        ["乙", 5],
        ["小计", stated],
    ]
    reading = {
        "columns": {"target": "指标", "figure": "完成"},
        "sections": ["一、*", "二、*"],
        "subtotals": ["小计"],
        "codes": {"T01": "一、工业/甲", "T02": "二、商贸/乙"},
    }
    assert rules(book(reading, lines)) == refused


def test_a_percentage_adds_up_however_its_cell_is_formatted() -> None:
    def shape(sheet: Worksheet) -> None:
        sheet["B2"].number_format = "0%"

    lines: Lines = [["指标", "完成"], ["甲", 0.2], ["乙", "30%"], ["合计", 50]]
    columns = {"target": "指标", "figure": "完成"}
    settings = {"file": "{period}.xlsx", "columns": columns, "totals": ["合计"], "unit": "%"}
    parsed = read("workbook", settings, xlsx(lines, shape))
    assert [row.target for row in parsed.rows] == ["甲", "乙"]
    assert parsed.findings == ()


TWO_IN_ONE: Lines = [
    ["任务", "年度目标", NONE, "累计完成", NONE, "完成率"],
    ["任务一", 10, "个", 5, "个", "50%"],
    ["任务二", 100, "万元", 48.5, "万元", "48.5%"],
]
NUMBERED = {
    "columns": {"target": "任务", "figure": "累计完成#1", "unit": "累计完成#2"},
    "ignore": ["年度目标", "完成率"],
    "codes": {"T01": "任务一", "T02": "任务二"},
}


def test_a_name_over_figure_and_unit_is_told_apart_by_number() -> None:
    parsed = book(NUMBERED, TWO_IN_ONE, "B1:C1", "D1:E1")
    assert figures(parsed) == [("T01", "5", "个"), ("T02", "48.5", "万元")]
    assert parsed.findings == ()


@pytest.mark.parametrize("columns", ["D1:F1", "B1:D1"])
def test_one_column_more_or_fewer_of_that_name_is_read_by_nobody(columns: str) -> None:
    parsed = book(NUMBERED, TWO_IN_ONE, columns)
    assert (parsed.rows, rules(parsed)) == ((), ["columns_drifted"])
    assert "缺少“累计完成#1”" in parsed.findings[0].sentence


def test_in_a_csv_the_second_column_of_that_name_has_none() -> None:
    text = "任务,累计完成,,完成率\n任务一,5,个,50%\n任务二,48.5,万元,48.5%\n"
    settings = {"file": "{period}.csv", "blanks": "merged", **NUMBERED}
    parsed = read("csv", settings, text.encode())
    assert figures(parsed) == [("T01", "5", "个"), ("T02", "48.5", "万元")]
    assert parsed.findings == ()


def test_of_tables_side_by_side_each_has_its_own_targets_and_figures() -> None:
    lines: Lines = [["指标", "累计", NONE, "累计"], ["甲", 10, "丙", 30]]
    reading = {
        "columns": {"target": "指标", "figure": "累计"},
        "side_by_side": 2,
        "codes": {"T01": "甲", "T02": "丙"},
    }
    parsed = book(reading, lines)
    assert (parsed.rows, rules(parsed)) == ((), ["columns_drifted"])
    assert "“指标”应当并排出现2次" in parsed.findings[0].sentence


def test_of_tables_side_by_side_the_last_may_be_shorter() -> None:
    lines: Lines = [
        ["单位", "指标", "累计", "指标", "累计"],
        ["万元", "甲", 10, "丙", 30],
        ["个", "乙", 20, NONE, NONE],
    ]
    reading = {
        "columns": {"target": "指标", "figure": "累计", "unit": "单位"},
        "side_by_side": 2,
        "codes": {"T01": "甲", "T02": "乙", "T03": "丙"},
    }
    parsed = book(reading, lines)
    assert figures(parsed) == [("T01", "10", "万元"), ("T02", "20", "个"), ("T03", "30", "万元")]
    assert parsed.findings == ()
