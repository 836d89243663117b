"""Each change of the rules is one sentence; what is read live changes nothing."""

from pathlib import Path

import pytest

from config.diff import LIVE_ONLY, changes
from config.diff_words import FIELDS, GROUPS, VALUES
from config.example import copy_example
from config.loader import load_office
from domain.office import Department, Office, document_hash
from domain.rules import Bound, Breaker, CalendarDays, Days, LampRules, Rung, Track
from domain.targets import Node, Target, Timeline
from tests.config.planting import edit

FAGAI, JIAOTONG = "departments/fagai.yaml", "departments/jiaotong.yaml"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    copy_example(tmp_path)
    return tmp_path


def edited(folder: Path, *edits: tuple[str, str, str]) -> list[str]:
    """What changes between the folder and the folder after ``edits`` (file, old, new)."""
    before = load_office(folder).office.document()
    for one in edits:
        edit(folder, *one)
    return changes(before, load_office(folder).office.document())


VERSIONED = [
    (("office.yaml", "judged: 6 ", "judged: 7 "), "总则“月度日程·评判日”由 6 改为 7"),
    (
        ("office.yaml", "name: 示范市效能办", "name: 示范市督查办"),
        "总则“名称”由 示范市效能办 改为 示范市督查办",
    ),
    (("office.yaml", "percent: 20", "percent: 25"), "总则“熔断·新增滞后单位占比”由 20 改为 25"),
    (("office.yaml", "[站]", "[站, 处]"), "总则“按整数计的单位”增加 处"),
    (
        ("calendar.yaml", "holidays: []", "holidays: [2026-04-30]"),
        "总则“工作日历·放假”增加 2026-04-30",
    ),
    (
        ("tracks.yaml", "red: {more_than: 30}", "red: {more_than: 25}"),
        "亮灯规则 points 差距亮灯：“红灯·大于”由 30 改为 25",
    ),
    (
        ("tracks.yaml", "without_number: yellow", "without_number: null"),
        "亮灯规则 points 差距亮灯：“无数值时亮灯”由 黄灯 改为 （无）",
    ),
    (
        ("tracks.yaml", "tolerance_points: 0", "tolerance_points: 0.5"),
        "轨道 municipal 市级目标：“容差”由 0 改为 0.5",
    ),
    (
        ("tracks.yaml", "counts: quarter_ends", "counts: months"),
        "轨道 municipal 市级目标：“督办阶梯·第3项·计数”由 按季末 改为 按月",
    ),
    (
        ("tracks.yaml", "measure: expose", "measure: circulate"),
        "轨道 municipal 市级目标：“督办阶梯·第3项·措施”由 曝光 改为 通报批评",
    ),
    (
        (FAGAI, "name: 发展和改革委员会", "name: 发展改革委"),
        "单位 D01 发展改革委：“名称”由 发展和改革委员会 改为 发展改革委",
    ),
    (
        (FAGAI, "expected_rows: 4", "expected_rows: 5"),
        "单位 D01 发展和改革委员会：“应报条数”由 4 改为 5",
    ),
    (
        (FAGAI, "kind: department", "kind: park"),
        "单位 D01 发展和改革委员会：“类型”由 部门 改为 园区",
    ),
    (
        (JIAOTONG, "header_lines: 2", "header_lines: 3"),
        "单位 D02 交通运输局：“读取方式·header_lines”由 2 改为 3",
    ),
    (
        (JIAOTONG, "累计完成", "累计数"),
        "单位 D02 交通运输局：“读取方式·列·figure”由 完成情况/累计完成 改为 完成情况/累计数",
    ),
    (("targets.csv", "公里,62.5", "公里,70"), "目标 M004 新建农村公路：“年度目标”由 62.5 改为 70"),
    (
        ("targets.csv", "municipal,D03,D01、D02", "municipal,D03,D02"),
        "目标 M006 新建社区服务站：“配合单位”减少 D01",
    ),
    (
        ("targets.csv", "2026-03,2026-10", "2026-04,2026-10"),
        "目标 M008 绿道建设：“序时进度·时段起”由 2026-03 改为 2026-04",
    ),
    (
        ("targets.csv", "2026-04-01,", "2026-04-01,2026-09-30"),
        "目标 U003 养老床位：“失效”由 （无） 改为 2026-09-30",
    ),
    (
        ("targets.csv", "公里,62.5,,按月均衡", "公里,62.5,1,按月均衡"),
        "目标 M004 新建农村公路：“滞后月数”由 0 改为 1",
    ),
    (
        ("targets.csv", "水平,%,95", "增幅,%,95"),
        "目标 U002 社会救助满意度：“基础类型”由 水平 改为 增幅",
    ),
    (
        ("timelines.csv", "M001,,10,", "M001,,12,"),
        "目标 M001 完成重点项目投资：“序时进度·各月·2026-02”由 10 改为 12",
    ),
    (
        ("nodes.csv", "开工建设,2026-06", "开工建设,2026-07"),
        "目标 M005 客运枢纽建设：“节点·第2项·时限”由 2026-06 改为 2026-07",
    ),
]


@pytest.mark.parametrize(("one", "sentence"), VERSIONED, ids=lambda one: str(one)[-30:])
def test_a_versioned_change_is_one_sentence(
    office: Path, one: tuple[str, str, str], sentence: str
) -> None:
    assert edited(office, one) == [sentence]


def test_what_comes_and_what_goes_is_named(office: Path) -> None:
    text = (office / "targets.csv").read_text(encoding="utf-8")
    gone = next(line for line in text.splitlines(keepends=True) if line.startswith("M004"))
    came = gone.replace("M004,新建农村公路", "M010,改造农村公路")
    assert edited(office, ("targets.csv", gone, came)) == [
        "删除目标 M004 新建农村公路",
        "新增目标 M010 改造农村公路",
    ]


def test_a_rung_put_in_between_leaves_the_others_alone(office: Path) -> None:
    rung = "      - {measure: supervise, at_least: 3, text: 连续三个月滞后的，予以督办。}\n"
    said = edited(
        office, ("tracks.yaml", "      - measure: expose", rung + "      - measure: expose")
    )
    assert said == [
        "轨道 municipal 市级目标：“督办阶梯”增加 （不小于 3，计数 按月，措施 督办，"
        "累计方式 连续，对象 目标，条款 连续三个月滞后的，予以督办。）"
    ]


LIVE = [
    (FAGAI, "drops/D01/fagai.sqlite", "drops/D01/other.sqlite"),
    (FAGAI, "deadline_seconds: 60", "deadline_seconds: 90"),
    (JIAOTONG, "folder: drops/D02", "folder: /srv/D02"),
    ("people.csv", "head.d02@example.invalid", "other.d02@example.invalid"),
    ("people.csv", "示例庚", "示例寅"),
    ("distribution.yaml", "brief: [L1, L9]", "brief: [L9]"),
]


@pytest.mark.parametrize("one", LIVE, ids=lambda one: one[2])
def test_what_is_read_live_is_no_change_of_the_rules(
    office: Path, one: tuple[str, str, str]
) -> None:
    assert edited(office, one) == []
    for word in ("地址", "时限", "人员", "分发名单"):
        assert word in LIVE_ONLY


def test_fault_e4_the_stored_document_is_the_whole_of_the_rules(office: Path) -> None:
    """August is judged by August's document alone, whatever the folder says in November."""
    august = load_office(office).office
    document = august.document()
    for one in (*(versioned for versioned, _ in VERSIONED[::4]), *LIVE):
        edit(office, *one)
    assert load_office(office).office.document() != document
    again = Office.from_document(document)
    assert again == august
    assert again.document() == document
    assert document_hash(again.document()) == document_hash(document)


def test_the_same_folder_gives_the_same_bytes(office: Path) -> None:
    assert load_office(office).office.document() == load_office(office).office.document()
    assert (
        changes(load_office(office).office.document(), load_office(office).office.document()) == []
    )


def test_every_key_of_the_document_has_a_word() -> None:
    models = (Office, Department, Target, Timeline, Node, Track, LampRules, Rung, Bound)
    kept = (*models, Days, Breaker, CalendarDays)
    keys = {field.alias or name for model in kept for name, field in model.model_fields.items()}
    assert keys - FIELDS.keys() - GROUPS.keys() == set()
    assert VALUES.keys() <= FIELDS.keys()
