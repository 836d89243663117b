"""Whatever is wrong in an office folder is told at once, each error in its file, on its line."""

from pathlib import Path

import pytest

from config.example import copy_example
from config.loader import load_office
from tests.config.planting import Plant, assert_told, edit, plant, told

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


def test_files_that_cannot_be_read_are_told_with_the_line_that_stops_the_reading(
    office: Path,
) -> None:
    """None of them drags in errors about what stands in the others."""
    (office / "office.yaml").write_bytes((office / "office.yaml").read_bytes() + b"\tname: again\n")
    (office / "tracks.yaml").write_text("lamps: {}\nlamps: {}\ntracks: {}\n", encoding="utf-8")
    (office / "calendar.yaml").write_text("holidays:\n- 2026-05-04\n  bad\n: [", encoding="utf-8")
    (office / MINZHENG).write_bytes("code: D03\nname: 民政局\n".encode("gbk"))
    (office / JIAOTONG).write_text(BOMB, encoding="utf-8")
    (office / "people.csv").write_bytes("人员编号,姓名\n".encode("gb18030"))
    (office / "nodes.csv").unlink()
    (office / "timelines.csv").write_text('编号,3月\nM006,"20\n', encoding="utf-8")
    found = {(file, line): says for file, line, says in told(office)}
    last = len((office / "office.yaml").read_text(encoding="utf-8").splitlines())
    wanted = {
        ("office.yaml", last): "制表符",
        ("tracks.yaml", 2): "“lamps”重复，首次出现在第1行",
        (MINZHENG, 2): "不是UTF-8",
        (JIAOTONG, 2): "锚点",
        ("people.csv", 1): "不是UTF-8",
        ("nodes.csv", 1): "文件不存在",
        ("timelines.csv", 2): "不是规范的CSV",
    }
    for place, says in wanted.items():
        assert says in found.get(place, ""), (place, found)
    files = {file for file, _ in found}
    assert files == {"calendar.yaml", "targets.csv", *(file for file, _ in wanted)}


BOMB = "a: &a [1, 2]\nb: &b [*a, *a]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("bcdefghijklmnop", "cdefghijklmnopq", strict=True)
)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (BOMB, 2, "锚点"),
        ("a: 1\nb: &self [*self]\n", 2, "锚点"),
        ("a:\n  " + "[" * 20_000 + "]" * 20_000, 2, "嵌套过深"),
        ("a: 1\nb: \x07\n", 2, "控制字符"),
        ("a: 1\n---\nb: 2\n", 2, "不是规范的YAML"),
        ("- a\n- b\n", 1, "应为若干行"),
        ("a: 1\n[b, c]: 2\n", 2, "项目名须为一个词"),
        ("", 1, "应为若干行"),
    ],
)
def test_a_file_that_is_no_plain_yaml_is_told(
    office: Path, text: str, line: int, says: str
) -> None:
    (office / "calendar.yaml").write_text(text, encoding="utf-8")
    errors = told(office)
    assert any((f, n) == ("calendar.yaml", line) and says in text for f, n, text in errors), errors


@pytest.mark.parametrize(
    "one",
    [
        Plant(
            "targets.csv", "公里,62.5,,按月均衡", "公里,,,按月均衡", "M004", "累计量须填年度目标"
        ),
        Plant("targets.csv", "公里,62.5,,按月均衡", "公里,0,,按月均衡", "M004", "须大于0"),
        Plant(
            "targets.csv", "公里,62.5,,按月均衡", ",62.5,,按月均衡", "M004", "计量单位：填了年度"
        ),
        Plant("targets.csv", "公里,62.5,,按月均衡", "公里,62.5,,分月数额", "M004", "未找到该目标"),
        Plant("targets.csv", "公里,62.5,,按月均衡", "公里,6 2,,按月均衡", "M004", "不是规范的数字"),
        Plant("targets.csv", "公里,62.5,,", "公里,62.5,4,", "M004", "不能大于3"),
        Plant("targets.csv", "M004,新建农村公路", "M004,", "M004", "名称：未填写"),
        Plant("targets.csv", "M004,新建农村公路", "新建农村公路", "新建农村公路", "本行有14格"),
        Plant("targets.csv", "2026-03,2026-10", "2026-10,2026-03", "M008", "起不晚于止"),
        Plant("targets.csv", "定性,,,,,,,", "定性,水平,,,,,,", "M003", "只在类型为年度指标时"),
        Plant("targets.csv", "定性,,,,,,,", "定性,,,,,按月均衡,,", "M003", "定性不设序时进度"),
        Plant("targets.csv", "节点,,,,,,,", "定性,,,,,,,", "M005", "定性不设节点"),
        Plant("targets.csv", "水平,,%,90", "水平,,天,0", "M007", "年度目标不能为0"),
        Plant("targets.csv", "2026-04-01,", "2026-04-01,2026-03-01", "U003", "失效：早于生效"),
        Plant("targets.csv", "编号,名称,轨道", "编号,名称,跑道", "编号", "缺少“轨道”列"),
        Plant("nodes.csv", "2026-03,20", "2026年春,20", "M005,完成立项", "不是月份"),
        Plant("nodes.csv", "2026-03,20", "2026-03,二十", "M005,完成立项", "不是规范的数字"),
        Plant("nodes.csv", "M005,开工建设", "M005,完成立项", "M005", "", told_in="targets.csv"),
        Plant("nodes.csv", "M005,开工建设", "M055,开工建设", "M055", "没有编号为M055的目标"),
        Plant("timelines.csv", "M006,,,20", "M006,,5,20", "M006", "须填且只填3月"),
        Plant("timelines.csv", "M006,,,20", "M016,,,20", "M016", "没有编号为M016的目标"),
        Plant(
            "people.csv", "2024-06-01,2026-03-31", "2024-06-01,2026-04-01", "P12", "同一天有两人"
        ),
        Plant("people.csv", "2024-06-01,2026-03-31", "2024-06-01,2024-03-31", "P11", "早于任职起"),
        Plant("people.csv", "P12,示例戊,主要负责人", "P12,示例戊,联络员", "P11", "自2026-04-01起"),
        Plant("people.csv", "示例己,联络员,D01", "示例己,联络员,D10", "P13", "没有编号为D10的单位"),
        Plant("people.csv", "P13,示例己", "P12,示例己", "P12,示例己", "P12在前面是示例戊"),
        Plant("people.csv", "主要负责人,D03", "主要负责人,", "P31", "单位的角色须填写"),
        Plant("people.csv", "head.d02@example.invalid", "", "P21", "邮箱：未填写"),
        Plant("tracks.yaml", "tolerance_points: 0", "tolerance_points: -1", "tolerance", "负数"),
        Plant("tracks.yaml", "decimals: 1 ", "decimals: 3 ", "decimals", "不在允许的取值"),
        Plant("tracks.yaml", "basis: points", "basis: point", "basis", "不在允许的取值"),
        Plant(
            "tracks.yaml",
            "counts: quarter_ends",
            "counts: quarter_ends\n        lamp: red",
            "- measure: expose",
            "红灯按月计数",
        ),
        Plant("office.yaml", "year: 2026", "year: MMXXVI", "year:", "不是整数"),
        Plant("office.yaml", "first_judged_month: 2", "first_judged_month: 13", "first", "大于12"),
        Plant("office.yaml", "counted_whole: [站]", "counted_whole: 站", "counted", "应为列表"),
        Plant("office.yaml", 'duty_phone: "0000-0000000"', "duty_phone: 110", "duty", "须为文字"),
        Plant("distribution.yaml", "decision_sheet: [L9]", "decision: [L9]", "decision:", "不认识"),
        Plant(MINZHENG, "code: D03", "code: D02", "code: D02", "D02已有文件"),
        Plant(JIAOTONG, "title_lines: 1", "title_line: 1", "title_line:", "不认识的设置项"),
        Plant(JIAOTONG, "folder: drops/D02", "fodder: drops/D02", "fodder:", "不认识的设置项"),
        Plant(
            MINZHENG,
            "    columns:\n      target: 编号\n      figure: 累计完成\n      unit: 单位",
            "    unit: 万圆\n    columns:\n      target: 编号\n      figure: 累计完成",
            "unit: 万圆",
            "没有以“万圆”计量",
        ),
    ],
    ids=lambda one: f"{one.file}: {one.new[:30]}",
)
def test_each_error_alone_is_told_on_its_line_and_in_chinese(office: Path, one: Plant) -> None:
    ((file, line, says),) = plant(office, one)
    errors = told(office)
    assert (file, line) in {(f, n) for f, n, _ in errors}, errors
    assert any(says in text for f, n, text in errors if (f, n) == (file, line)), errors
    assert not [text for _, _, text in errors if " must " in text or " needs " in text]


@pytest.mark.parametrize(
    "unit",
    ["as_registered", "as_stated", "in_name", "in_figure", "千个\n    units: [1千个=1000个]"],
)
def test_a_unit_may_be_said_elsewhere_or_be_converted(office: Path, unit: str) -> None:
    columns = "    columns:\n      target: 编号\n      figure: 累计完成"
    old, new = f"{columns}\n      unit: 单位", f"    unit: {unit}\n{columns}"
    plant(office, Plant(MINZHENG, old, new, "unit:", ""))
    assert "没有以" not in "".join(text for _, _, text in told(office))


@pytest.mark.parametrize(
    "one",
    [
        Plant("timelines.csv", "84,92,100", "84,92,99.9", "M001", "最后一期的累计占比须为100"),
        Plant("timelines.csv", "28,37,50", "28,26,50", "M001", "不得下降"),
        Plant("timelines.csv", "M006,,,20", "M006,,,-20", "M006", "不得为负"),
        Plant("timelines.csv", "84,92,100", "84,100,", "M001", "缺少12月的计划"),
        Plant("timelines.csv", "M001,,10,", "M001,,,", "M001", "缺少2月的计划"),
        Plant("timelines.csv", ",,75,,,100", ",,75,,,", "M006", "须填且只填3月"),
        Plant("timelines.csv", "M001,,10,", "M011,,10,", "M001", "", told_in="targets.csv"),
        Plant("targets.csv", "公里,62.5,,按月均衡", "公里,62.5,,", "M004", "须有序时进度"),
    ],
    ids=lambda one: f"{one.file}: {one.new[:30]}",
)
def test_fault_d7_a_plan_that_falls_ends_short_or_is_not_there_is_refused(
    office: Path, one: Plant
) -> None:
    ((file, line, says),) = plant(office, one)
    assert [text for f, n, text in told(office) if (f, n) == (file, line) and says in text]


def test_a_file_with_a_misspelt_name_does_not_pass_unseen(office: Path) -> None:
    for name in ("calender.yaml", "people.xls", "departments/weijian.yml", "departments/old.YAML"):
        (office / name).touch()
    for name in ("README.md", "~$register.xlsx", ".people.csv.swp", "departments/.fagai.yaml.swp"):
        (office / name).touch()
    assert {file for file, _, _ in told(office)} == {
        *("calender.yaml", "people.xls", "departments/weijian.yml", "departments/old.YAML"),
    }


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    ((file, _, says),) = told(tmp_path / "none")
    assert (file, says) == (str(tmp_path / "none"), "没有这个文件夹")


def test_an_empty_folder_lacks_each_file(tmp_path: Path) -> None:
    lacking = {file for file, _, says in told(tmp_path) if "不存在" in says or "没有任何" in says}
    assert lacking == {
        *("office.yaml", "tracks.yaml", "distribution.yaml", "departments"),
        *("people.csv", "targets.csv", "timelines.csv", "nodes.csv"),
    }
    assert lacking == {file for file, _, _ in told(tmp_path)}


def test_an_unreadable_people_file_accuses_no_department_of_having_nobody(office: Path) -> None:
    (office / "people.csv").write_bytes((office / "people.csv").read_bytes()[:-1] + b"\xff\n")
    assert [(file, line) for file, line, _ in told(office)] == [("people.csv", 11)]


@pytest.mark.parametrize("written", ['"110"', "'110'", "0110", "110-1"])
def test_a_number_in_quotes_is_text_and_so_is_what_is_no_plain_number(
    office: Path, written: str
) -> None:
    edit(office, "office.yaml", 'duty_phone: "0000-0000000"', f"duty_phone: {written}")
    assert load_office(office).office.duty_phone == written.strip("\"'")
