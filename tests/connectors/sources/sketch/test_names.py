"""Targets known by their names alone, as published tables have them: our codes beside them."""

from typing import Any

import pytest

from connectors.sources.sketch.register import Register, Registered
from connectors.sources.sketch.sketch import Sketch
from tests.connectors.sources import books
from tests.connectors.sources.asking import figures
from tests.connectors.sources.sketch.sketching import reading_of, sketched

Lines = list[list[Any]]
NONE = None


def known(**names: str) -> Register:
    """D01's targets by code; D02 has one that is called as T01 is."""
    own = {code: Registered(code, name, "D01", "个") for code, name in names.items()}
    first = next(iter(names.values()))
    others = {"T91": Registered("T91", first, "D02", "个")}
    return Register(own | others, {"D01": "商务局", "D02": "财政局"}, "D01")


def drafted(lines: Lines, register: Register) -> Sketch:
    return sketched(books.xlsx(lines), "2014-06.xlsx", register)


NUMBERED: Lines = [
    ["2014年6月进度"],
    ["目标任务", "累计完成"],
    ["1.新建\n市场（个）", 3],
    ["（二）改造菜场（个）", 2],
    ["其中：农村菜场（个）", 1],
]


def test_numbers_before_a_name_and_the_unit_behind_it_are_not_the_name() -> None:
    """And of targets that are called alike in several departments the own one is meant."""
    found = drafted(NUMBERED, known(T01="新建市场", T02="改造菜场", T03="农村菜场"))
    assert found.reads, found.lacking
    assert figures(found.parsed) == [("T01", "3", "个"), ("T02", "2", "个"), ("T03", "1", "个")]
    reading = reading_of(found)
    assert reading["unit"] == "in_name"
    assert reading["codes"]["T01"] == "1.新建市场（个）"


def test_a_name_that_the_register_has_not_is_named_and_no_code_made_up() -> None:
    found = drafted(NUMBERED, known(T01="新建市场", T02="改造菜场"))
    assert set(reading_of(found)["codes"]) == {"T01", "T02"}
    assert "not in the register, so neither in codes nor read: 其中：农村菜场（个）" in found.yaml
    assert [row.target for row in found.parsed.rows] == ["T01", "T02"]


def test_two_names_of_one_plain_form_are_nobodys() -> None:
    register = known(T01="菜场（城区）", T02="菜场（农村）", T03="新建市场")
    found = drafted([["目标任务", "累计完成"], ["菜场", 3], ["新建市场", 2]], register)
    assert reading_of(found)["codes"] == {"T03": "新建市场"}


def test_where_no_name_is_registered_the_draft_asks_for_the_codes() -> None:
    found = drafted(NUMBERED, known(T01="招商引资"))
    assert not found.reads
    assert found.lacking == ["codes: the register has none of these 3 names"]
    assert list(reading_of(found)["codes"].values())[1] == "（二）改造菜场（个）"
    assert "the register's code in place of each ?" in found.yaml


@pytest.mark.parametrize("name", ["新建市场", "招商引资"])
def test_the_plan_is_no_target_though_it_is_called_so(name: str) -> None:
    lines: Lines = [["指标", "年度目标", "累计完成"], ["新建市场", 30, 3], ["改造菜场", 20, 2]]
    found = drafted(lines, known(T01=name))
    assert reading_of(found)["columns"] == {"target": "指标", "figure": "累计完成"}


def test_rows_of_the_own_department_alone_are_coded() -> None:
    lines: Lines = [
        ["目标任务", "责任单位", "累计完成"],
        ["新建市场", "商务局（牵头）、财政局", 3],
        ["发行债券", "财政局", 9],
    ]
    found = drafted(lines, known(T01="新建市场"))
    assert reading_of(found)["own_rows"] == ["商务局(牵头)、财政局"]
    assert [row.target for row in found.parsed.rows] == ["T01"]
    assert "not in the register" not in found.yaml


def test_of_several_sheets_the_departments_own_is_drafted() -> None:
    head = ["目标任务", "累计完成"]
    book = books.xlsx([head, ["新建市场", 7]], 商务局=[head, ["新建市场", 3]])
    found = sketched(book, "2014-06.xlsx", known(T01="新建市场"))
    assert [row.figure for row in found.parsed.rows] == ["3"]


def test_figures_with_their_units_behind_them() -> None:
    lines: Lines = [["目标任务", "完成情况"], ["新建市场", "3个"], ["改造菜场", "２ 个"]]
    found = drafted(lines, known(T01="新建市场", T02="改造菜场"))
    assert reading_of(found)["unit"] == "in_figure"
    assert [row.unit for row in found.parsed.rows] == ["个", "个"]


def test_a_section_with_its_number_and_a_page_s_sum_are_no_targets() -> None:
    lines: Lines = [
        ["序号", "目标任务", "累计完成"],
        ["一", "商贸流通", NONE],
        [1, "新建市场", 3],
        ["本页小计", NONE, 3],
    ]
    found = drafted(lines, known(T01="新建市场"))
    assert reading_of(found)["skip"] == ["商贸流通", "本页小计"]
    assert ([row.target for row in found.parsed.rows], found.parsed.findings) == (["T01"], ())


@pytest.mark.parametrize(
    ("lines", "lacking"),
    [
        (
            [["表一"], ["指标", "累计"], ["新建市场", 3], ["表二"], ["新建市场", 2]],
            "what tells the rows of T01 apart: after and until, or sections",
        ),
        (
            [["项目", "新建市场", "改造菜场"], ["年度目标", 9, 8], ["6月累计", 3, 2]],
            "targets and only: the register's targets stand in the head",
        ),
        (
            [["指标", "累计", "指标", "累计"], ["新建市场", 3, "改造菜场", 2]],
            "which column of 指标, 累计: name#1 and name#2, or side_by_side",
        ),
    ],
)
def test_what_a_draft_cannot_tell_is_named(lines: Lines, lacking: str) -> None:
    found = drafted(lines, known(T01="新建市场", T02="改造菜场"))
    assert not found.reads
    assert lacking in found.lacking


def test_numbers_of_rows_are_no_figures() -> None:
    found = drafted([["No.", "目标任务", "天气"], [1, "新建市场", "晴"]], known(T01="新建市场"))
    assert found.lacking == ["a column for figure"]


def test_two_units_in_one_line_are_two() -> None:
    lines: Lines = [["单位：亿元、%"], ["目标任务", "累计"], ["新建市场", 3]]
    assert reading_of(drafted(lines, known(T01="新建市场")))["unit"] == "as_registered"


MERGED = """2014年6月
目标任务,单位,完成情况,,备注
,,本月,累计,
新建市场,个,1,3,
改造菜场,个,1,2,
"""


def test_a_csv_whose_head_was_merged_is_drafted_whole() -> None:
    found = sketched(MERGED.encode(), "a.csv", known(T01="新建市场", T02="改造菜场"))
    assert figures(found.parsed) == [("T01", "3", "个"), ("T02", "2", "个")]
    reading = reading_of(found)
    assert (reading["blanks"], reading["header_lines"]) == ("merged", 2)
    assert found.parsed.findings == ()


def test_plan_and_actual_below_each_other_are_told_apart_by_their_column() -> None:
    lines: Lines = [
        ["目标任务", "类别", "累计"],
        ["新建市场", "计划", 9],
        ["新建市场", "完成", 3],
    ]
    found = drafted(lines, known(T01="新建市场"))
    assert reading_of(found)["only"] == {"类别": "完成"}
    assert [row.figure for row in found.parsed.rows] == ["3"]
