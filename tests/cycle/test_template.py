"""A department without a system: template → filled in → dropped → run → the figures as typed."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cycle.explain import explain
from cycle.month import run
from cycle.progress import silent
from cycle.standings import standings
from cycle.template import form_departments, write_template
from cycle.wiring import Parts
from domain import fill_in
from domain.records import Progress
from domain.refusals import Refused
from domain.words import Severity, Standing, Verdict
from ledger import findings, reports
from tests.support.small_office import SmallOffice, at, month, on_pace, small_office

PAGE = (Path(__file__).parents[2] / "docs/sources.md").read_text(encoding="utf-8")
FEBRUARY, MARCH = month("2014-02"), month("2014-03")
MARCH_6, APRIL_6 = at("2014-03-10 09:00"), at("2014-04-09 09:00")
TARGETS = """\
F01,公路里程,municipal,D03,,累计量,,公里,120,,分月占比,,,,
F02,新建学校,municipal,D03,,累计量,,所,25,,分月数额,,,,
F03,技改投资,municipal,D03,,累计量,,万元,800,,按季分档,,,,
F04,绿化面积,municipal,D03,,累计量,,亩,300,,时段内均衡,2014-02,2014-04,,
F05,污水处理率,municipal,D03,,水平,,%,90,,全年同值,,,,
F06,产值增幅,municipal,D03,,增幅,,%,12.5,,全年同值,,,,
F07,安全事故,municipal,D03,,控制类,,件,36,,按月均衡,,,,
F08,文化中心,municipal,D03,,节点,,,,,,,,,
F09,审批改革,municipal,D03,,定性,,,,,,,,,
F10,粮食产量,municipal,D03,,年度指标,累计量,万吨,70,,,,,,
F11,档案宣传,municipal,D03,,常态化,,,,,,,,,
F12,招商引资,municipal,D03,,累计量,,万元,1200,1,按月均衡,,,,
"""
TIMELINES = """\
F01,5,10,20,30,40,50,60,70,80,90,95,100
F02,1,2,5,8,10,12,15,18,20,22,24,25
F03,,,20,,,50,,,75,,,100
"""
NODES = "F08,可研批复,2014-02,40\nF08,主体封顶、验收,2014-03,30\nF08,竣工,2014-11,30\n"
FEBRUARY_SAID = {
    "M3": 200,
    "F01": 12,
    "F02": 2,
    "F03": 0,
    "F04": 99.9999,
    "F05": 0.915,
    "F06": -0.0125,
    "F07": 5,
    "可研批复": "已完成",
    "主体封顶、验收": "未完成",
    "竣工": "未完成",
    "F09": "达进度",
}


def documented() -> str:
    """The page's example of the dialect, for a department of the small office."""
    blocks: list[str] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (block,) = [each for each in blocks if "dialect: form" in each]
    return block.replace("D61", "D03").replace("档案局", "民政局")


@pytest.fixture
def office(tmp_path: Path) -> SmallOffice:
    made = small_office(tmp_path)
    (made.folder / "departments/D03.yaml").write_text(documented(), encoding="utf-8")
    (made.folder / "inbox/D03").mkdir(parents=True)
    for name, text in (("targets", TARGETS), ("timelines", TIMELINES), ("nodes", NODES)):
        with (made.folder / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(text)
    for number, period in ((2, "2014-02"), (3, "2014-03")):
        made.drop(period, {t: f for t, f in on_pace(number).items() if t != "M3"})
    return made


@pytest.fixture
def parts(office: SmallOffice) -> Iterator[Parts]:
    opened = office.open()
    yield opened
    opened.ledger.close()


def hand_in(
    parts: Parts, period: str, said: Mapping[str, Any], **corrections: str
) -> dict[str, list[Any]]:
    """Fill in the form of ``period`` and drop it; what each row showed, by code or node."""
    form = write_template(parts, "D03", month(period), None, force=False)
    book = openpyxl.load_workbook(form.path)
    sheet = book[fill_in.SHEET]
    assert isinstance(sheet, Worksheet)
    shown, figure = {}, fill_in.HEAD.index(fill_in.FIGURE) + 1
    for row in range(5, sheet.max_row + 1):
        is_node = sheet.cell(row, 4).value == fill_in.NODE
        key = str(sheet.cell(row, 3 if is_node else 2).value)
        shown[key] = [sheet.cell(row, column).value for column in (6, 7, 8)]
        if key in said:
            sheet.cell(row, figure).value = said[key]
        if key in corrections:
            sheet.cell(row, figure + 2).value = corrections[key]
    book.save(parts.live.folder / "inbox/D03" / f"{period}（已填）.xlsx")
    return shown


def figures(parts: Parts, period: str) -> dict[str, Progress]:
    found = reports.standing(parts.ledger, [month(period)])
    return {target: report.progress for (target, _), report in found.items()}


def test_every_kind_comes_back_as_it_was_typed(parts: Parts) -> None:
    """By the page's own example, every kind of target and every form of timeline."""
    shown = hand_in(parts, "2014-02", FEBRUARY_SAID)
    assert {code: cells[2] for code, cells in shown.items() if code[0] in "FM可主竣"} == {
        "M3": 200,
        "F01": 12,
        "F02": 2,
        "F03": 0,
        "F04": 100,
        "F05": "90%",
        "F06": "12.5%",
        "F07": "不超过6",
        "F08": "1个",
        "可研批复": "应完成",
        "主体封顶、验收": "未到时限",
        "竣工": "未到时限",
        "F09": "—",
    }
    run(parts, FEBRUARY, MARCH_6, silent)
    said = figures(parts, "2014-02")
    assert {code: p for code, p in said.items() if code[0] == "F" or code == "M3"} == {
        "M3": Progress(value=2_000_000),
        "F01": Progress(value=120_000),
        "F02": Progress(value=20_000),
        "F03": Progress(value=0),
        "F04": Progress(value=999_999),
        "F05": Progress(value=915_000),
        "F06": Progress(value=-12_500),
        "F07": Progress(value=50_000),
        "F08": Progress(nodes=frozenset({"可研批复"})),
        "F09": Progress(verdict=Verdict.ON_PACE),
    }
    found = findings.listed(parts.ledger, FEBRUARY, "D03")
    assert [f.finding.rule for f in found if f.finding.severity is Severity.REJECT] == []
    assert explain(parts, "F08", FEBRUARY).agrees


def test_what_was_left_blank_is_missing_and_what_comes_next_shows_the_last(parts: Parts) -> None:
    hand_in(parts, "2014-02", {k: v for k, v in FEBRUARY_SAID.items() if k not in ("F01", "F09")})
    run(parts, FEBRUARY, MARCH_6, silent)
    standing = {line.target: line.standing for line in standings(parts, FEBRUARY)}
    assert {standing["F01"], standing["F09"]} == {Standing.MISSING}
    assert standing["F03"] is Standing.ON_PACE
    shown = hand_in(parts, "2014-03", {})
    assert [shown[code][1] for code in ("F01", "F02", "F03", "F06", "F08", "可研批复")] == [
        "—",
        "2（2月）",
        "0（2月）",
        "-1.25%（2月）",
        "1个（2月）",
        "已完成（2月）",
    ]
    assert "F12" in shown
    assert [shown["F04"][2], shown["F03"][2]] == [200, 160]


def test_a_lagging_target_is_asked_and_read_for_its_own_month(parts: Parts) -> None:
    hand_in(parts, "2014-03", {"F12": 201.5})
    run(parts, MARCH, APRIL_6, silent)
    assert figures(parts, "2014-02")["F12"] == Progress(value=2_015_000)


def test_fault_d01_a_correction_comes_back_with_its_reason(parts: Parts) -> None:
    hand_in(parts, "2014-02", FEBRUARY_SAID)
    run(parts, FEBRUARY, MARCH_6, silent)
    fallen = FEBRUARY_SAID | {"M3": 150, "F02": 1, "可研批复": "未完成"}
    hand_in(parts, "2014-03", fallen, M3="二月误报计划数", F08="批复被撤回")
    run(parts, MARCH, APRIL_6, silent)
    said = {(f.finding.target, f.finding.rule) for f in findings.listed(parts.ledger, MARCH, "D03")}
    assert {("M3", "corrected"), ("F08", "corrected"), ("F02", "decreased")} <= said
    told = explain(parts, "M3", MARCH)
    assert told.agrees
    assert "更正：二月误报计划数" in told.sentences
    assert told.judgement.standing is Standing.BEHIND
    standing = {line.target: line.standing for line in standings(parts, MARCH)}
    assert standing["F02"] is Standing.REJECTED


def test_done_is_asked_no_more(parts: Parts) -> None:
    hand_in(parts, "2014-02", FEBRUARY_SAID | {"F04": 300, "F09": "已完成"})
    run(parts, FEBRUARY, MARCH_6, silent)
    assert {"F04", "F09"} & set(hand_in(parts, "2014-03", {})) == set()
    form = write_template(parts, "D03", MARCH, None, force=False)
    said = str([cell.value for cell in openpyxl.load_workbook(form.path)[fill_in.SHEET]["A"]])
    done = "F04 绿化面积（2014年2月已完成）；F09 审批改革（2014年2月已完成）"
    assert f"本期无需填报：{done}；F10 粮食产量（年底填报）；F11 档案宣传（常态化）。" in said


def test_writing_again_is_the_same_and_a_filled_one_is_not_lost(
    parts: Parts, tmp_path: Path
) -> None:
    first = write_template(parts, "D03", FEBRUARY, None, force=False)
    assert first.path == parts.data / "templates/2014-02/D03-2014-02-民政局填报表.xlsx"
    again = write_template(parts, "D03", FEBRUARY, None, force=False)
    assert (first.is_new, again.is_new, again.path) == (True, False, first.path)
    first.path.write_bytes(b"filled in")
    with pytest.raises(Refused, match="已存在且内容不同，可能已经填报；确要覆盖的，请加 --force"):
        write_template(parts, "D03", FEBRUARY, None, force=False)
    assert write_template(parts, "D03", FEBRUARY, None, force=True).is_new
    named = write_template(parts, "D03", FEBRUARY, tmp_path / "a.xlsx", force=False)
    inside = write_template(parts, "D03", FEBRUARY, tmp_path / "to", force=False)
    assert named.path.read_bytes() == inside.path.read_bytes() == first.path.read_bytes()
    assert inside.path.parent == tmp_path / "to"


@pytest.mark.parametrize(
    ("code", "period", "said"),
    [
        ("D99", "2014-02", "没有编号为D99的单位"),
        ("D01", "2014-02", "D01 发展改革局由数据源（csv）报送，不用填报表"),
        ("D03", "2014-01", "自2月起评判"),
        ("D03", "2015-02", "不在本年度配置"),
    ],
)
def test_who_has_no_form_is_told_why(parts: Parts, code: str, period: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        write_template(parts, code, month(period), None, force=False)


def test_the_departments_without_a_system_are_known(parts: Parts) -> None:
    assert form_departments(parts, FEBRUARY) == ("D03",)
