"""Whatever is wrong in an office folder is told at once, each error in its file, on its line."""

from pathlib import Path

import pytest

from config.errors import OfficeErrors
from config.example import copy_example
from config.loader import load_office
from tests.config.planting import Plant, assert_told, line_of, plant, told

JIAOTONG, MINZHENG = "departments/jiaotong.yaml", "departments/minzheng.yaml"

VALUES = (
    Plant("office.yaml", "duty_phone:", "duty_fone:", "duty_fone:", "不认识的项目"),
    Plant("office.yaml", "judged: 6 ", "judged: six ", "judged:", "“six”不是整数"),
    Plant("office.yaml", "contest: 8 ", "contest: 11", "brief:", "不能早于contest"),
    Plant("office.yaml", "at_least: 3", "at_least: -3", "failed_sources_at_least:", "负数"),
    Plant("calendar.yaml", "holidays: []", "holidays: [2026-04-31]", "holidays:", "不是日期"),
    Plant("distribution.yaml", "brief: [L1, L9]", "brief: [L1, L8]", "brief:", "没有编号为L8"),
    Plant("tracks.yaml", "lamps: points ", "lamps: pints ", "lamps: pints", "没有名为pints的"),
    Plant("tracks.yaml", "more_than: 30", "more_than: -30", "red:", "负数"),
    Plant(
        "tracks.yaml",
        "yellow: {at_least: 10}",
        "yellow: {at_least: 10, below: 30}",
        "yellow:",
        "只能写一个",
    ),
    Plant("tracks.yaml", "measure: expose", "measure: exposed", "- measure: exposed", "“exposed”"),
    Plant("tracks.yaml", "counts: months ", "count: months ", "count:", "不认识的项目"),
    Plant(JIAOTONG, "city_leader: L1", "city_leader: L7", "city_leader:", "没有编号为L7"),
    Plant(JIAOTONG, "header_lines: 2", "header_lines: 4", "header_lines:", "填写不正确"),
    Plant(MINZHENG, "dialect: csv", "dialect: cvs", "dialect:", "没有“cvs”这种数据源"),
    Plant("people.csv", "2024-06-01,2026-03-31", "2024-06-01,2026-03-30", "P11", "自2026-03-31起"),
    Plant("people.csv", "P22,示例辛,联络员", "P22,示例辛,联系员", "P22", "“联系员”不在允许"),
    Plant("people.csv", "head.d03@example.invalid", "head.d03", "P31", "不是邮箱地址"),
    Plant("targets.csv", "municipal,D01,D02,", "municipal,D01,D09,", "M001", "没有编号为D09的单位"),
    Plant(
        "targets.csv", "控制类,,吨标准煤,0.385,1", "控制类,,吨标准煤,0.385,一", "M002", "不是整数"
    ),
    Plant("targets.csv", "定性,,", "定性的,,", "M003", "“定性的”不在允许"),
    Plant(
        "targets.csv", "累计量,,公里,62.5,,按月均衡", "累计量,,公里,62.5,,", "M004", "须有序时进度"
    ),
    Plant("nodes.csv", "2026-06,30", "2026-06,20", "M005,完成立项", "权重之和为90"),
    Plant("targets.csv", "municipal,D03,,水平", "municiple,D03,,水平", "M007", "没有名为municiple"),
    Plant("timelines.csv", "84,92,100", "84,92,99", "M001", "占比须为100"),
    Plant("timelines.csv", "M007,,80,81,82", "M007,,80,81,", "M007", "缺少4月的计划"),
    Plant("timelines.csv", "M006,,,20,,,50", "M006,,,20,,,15", "M006", "不得下降"),
    Plant("targets.csv", "2026-03,2026-10", "2026-13,2026-10", "M008", "不是月份"),
    Plant(
        "targets.csv",
        "增幅,,%,9.5,,全年同值",
        "增幅,,%,9.5,,按月均衡",
        "U001,固定",
        "增幅不能用“按月均衡”",
    ),
    Plant("targets.csv", "年度指标,水平,%,95", "年度指标,,%,95", "U002", "须填基础类型"),
    Plant("targets.csv", "U003,养老床位", "U001,养老床位", "U001,养老床位", "U001重复"),
)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    copy_example(tmp_path)
    return tmp_path


def test_every_error_of_a_folder_is_told_at_once_on_its_line(office: Path) -> None:
    expected = plant(office, *VALUES)
    expected.add(("office.yaml", 1, "缺少必填项"))  # duty_phone, now misspelt
    assert_told(office, expected)
    assert len(VALUES) >= 20
