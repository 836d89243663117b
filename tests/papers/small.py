"""A month of three departments in which every kind and nearly every standing occurs once."""

from datetime import date
from typing import Any

from domain.snapshot import AlertCase, BehindItem, Snapshot
from domain.targets import Target
from domain.words import Measure, MissingCause, PullOutcome, Standing
from tests.papers.builders import (
    AUGUST,
    SEPTEMBER,
    Arrived,
    Year,
    department,
    office,
    snapshot,
    target,
)

NODES = [
    {"name": "立项批复", "due": "2014-03", "weight": "30"},
    {"name": "开工建设", "due": "2014-08", "weight": "30"},
    {"name": "竣工验收", "due": "2014-12", "weight": "40"},
]


def level(code: str, owner: str, name: str, annual: str, unit: str, **given: Any) -> Target:
    """A target whose plan is the same all year."""
    plan = {"timeline": {"form": "constant"}, "kind": "level"}
    return target(code, owner, **{**plan, "name": name, "annual": annual, "unit": unit, **given})


def small_year(**changed: Arrived) -> Year:
    """July to September. ``changed`` replaces what came for a target in September."""
    year = Year(
        office(
            [
                department("D01", "住房和城乡建设局", city_leader="L1"),
                department("D02", "教育局", city_leader="L2"),
                department("D03", "环境保护局", city_leader="L2"),
            ],
            [
                target("M001", "D01", name="新建1-2-3工程安置房"),
                target("M002", "D01", name="城区道路改造", kind="milestone", nodes=NODES),
                target("M003", "D02", name="新建公办幼儿园", annual="12", unit="个"),
                target("M004", "D02", name="平安校园创建", kind="qualitative"),
                level("M005", "D03", "化学需氧量排放", "3500", "吨", kind="ceiling"),
                level("M006", "D03", "空气质量优良率", "72.5", "%"),
                target("M007", "D03", name="环保宣传", kind="ongoing"),
                level("M008", "D02", "中考合格率", "95", "%"),
                target("U001", "D01", name="新开工保障房", track="upper", unit="套"),
                level("U002", "D02", "义务教育经费增幅", "8", "%", kind="growth", track="upper"),
            ],
        )
    )
    july = {
        "M001": Arrived("690"),
        "M002": Arrived("立项批复"),
        "M003": Arrived("6"),
        "M004": Arrived("欠进度"),
        "M005": Arrived("3400"),
        "M006": Arrived("73"),
        "M008": Arrived("96"),
        "U001": Arrived("400"),
        "U002": Arrived("8.5"),
    }
    august = july | {"M001": Arrived("810"), "U001": Arrived("500"), "M003": Arrived("8")}
    september = {
        "M001": Arrived("500", "征地拆迁进度慢，2处未交地", reported="640"),
        "M002": Arrived("立项批复", "施工图审查延期"),
        "M003": Arrived("9"),
        "M004": Arrived("达进度"),
        "M005": Arrived("3510"),
        "M006": Arrived(None, cause=MissingCause.SOURCE_FAULT),
        "M008": Arrived(None, rejected=True),
        "U001": Arrived("600", contested=False),
        "U002": Arrived(None, exempt="泰认〔2014〕3号"),
    }
    for period, arrived in (
        (AUGUST.plus(-1), july),
        (AUGUST, august),
        (SEPTEMBER, september | changed),
    ):
        year.judge(period, arrived)
    return year


def small(**given: Any) -> Snapshot:
    """September of the small office; its first proposal is decided and told."""
    return snapshot(small_year(), **{"told": (1,), "outcomes": {"D03": PullOutcome.FAULT}, **given})


def alert_case(made: Snapshot, code: str = "D01", **given: Any) -> AlertCase:
    """The alert of one department of a snapshot."""
    own = [j for month in made.tracks for j in month.judgements if j.department == code]
    counters = {code: c for month in made.tracks for code, c in month.counters.items()}
    behind = tuple(
        BehindItem(
            judgement=one,
            report=made.reports[one.report],
            months=counters[one.target].running_months,
            rule=made.office.tracks[one.track].ladder[0].text,
        )
        for one in own
        if one.standing is Standing.BEHIND and one.report is not None
    )
    return AlertCase(
        **{
            "office": made.office,
            "period": made.period,
            "made_on": date(2014, 10, 15),
            "department": code,
            "addressee": "王建国",
            "addressee_title": "局长",
            "measure": Measure.REMIND,
            "behind": behind,
            "unreported": tuple(
                one for one in own if one.standing in (Standing.MISSING, Standing.REJECTED)
            ),
            "reply_by": date(2014, 10, 22),
            "brief_on": date(2014, 10, 21),
            "contest_by": date(2014, 10, 17),
            "officer": "孙丽",
            "liaison": "李明",
            **given,
        }
    )
