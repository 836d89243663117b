"""The city's office folder, written as an office would keep it: YAML, people and the register."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from demo.city import CITY_LEADERS, YEAR, City, Department
from demo.shown import plain_text, true_progress
from demo.systems.street import Street
from demo.targets import Shape, Target
from demo.world import World

NAME = "滨江市效能办"
DECIDERS = ("T2",)
BRIEF_READERS = ("T1", "T2", *CITY_LEADERS)
MONTH_NAMES = tuple(f"{month}月" for month in range(1, 13))
_HEAD = {
    "name": NAME,
    "code_word": "滨效能",
    "duty_phone": "0000-80000000",
    "year": YEAR,
    "first_judged_month": 2,
    "counted_whole": ["起", "场"],
}
_TRACKS: dict[str, Any] = {
    "lamps": {
        "points": {
            "label": "按差距亮灯",
            "basis": "points",
            "yellow": {"at_least": 10},
            "red": {"more_than": 30},
            "without_number": "yellow",
        },
        "ratio": {
            "label": "按完成比例亮灯",
            "basis": "ratio",
            "yellow": {"below": 80},
            "red": {"below": 60},
            "without_number": "yellow",
        },
    },
    "tracks": {
        "municipal": {
            "label": "市级目标",
            "lamps": "points",
            "ladder": [
                {"measure": "remind", "at_least": 1, "text": "当月滞后的，予以提醒。"},
                {"measure": "urge", "at_least": 2, "text": "连续两个月滞后的，予以催办。"},
                {
                    "measure": "expose",
                    "counts": "quarter_ends",
                    "at_least": 1,
                    "text": "季末仍滞后的，提请曝光。",
                },
            ],
        },
        "upper": {
            "label": "上级考核目标",
            "lamps": "ratio",
            "ladder": [
                {"measure": "remind", "at_least": 1, "text": "当月滞后的，予以提醒。"},
                {
                    "measure": "interview",
                    "at_least": 2,
                    "text": "连续两个月滞后的，提请约谈主要负责人。",
                },
            ],
        },
    },
}
_KINDS = {
    "cumulative": "累计量",
    "level": "水平",
    "growth": "增幅",
    "ceiling": "控制类",
    "milestone": "节点",
    "qualitative": "定性",
    "annual_only": "年度指标",
    "ongoing": "常态化",
    "unassigned": "上级尚未下达",
}
_FORMS = {
    "linear": "按月均衡",
    "constant": "全年同值",
    "shares": "分月占比",
    "amounts": "分月数额",
    "stepped": "按季分档",
    "window": "时段内均衡",
}
_PEOPLE = "人员编号 姓名 角色 单位编号 职务 邮箱 电话 任职起 任职止"
_TARGETS = (
    "编号 名称 轨道 牵头单位 配合单位 类型 基础类型 计量单位 年度目标 滞后月数 序时形式"
    " 时段起 时段止 生效 失效"
)
_NODES = "编号 节点 时限 权重"


def write_office(world: World, street: Street, folder: Path) -> None:
    """Write the whole office folder; ``folder`` must not be there yet."""
    (folder / "departments").mkdir(parents=True)
    _write_yaml(folder / "office.yaml", _HEAD)
    _write_yaml(folder / "tracks.yaml", _TRACKS)
    listed = {"brief": list(BRIEF_READERS), "decision_sheet": list(DECIDERS)}
    _write_yaml(folder / "distribution.yaml", listed)
    for department in world.city.departments.values():
        document = _department(world, department, street)
        _write_yaml(folder / "departments" / f"{department.code}.yaml", document)
    _write_csv(folder / "people.csv", _PEOPLE.split(), _people(world.city))
    targets = tuple(world.register.values())
    _write_csv(folder / "targets.csv", _TARGETS.split(), map(_target, targets))
    plans = ([t.code, *_plan(t.shape)] for t in targets if t.shape.running)
    _write_csv(folder / "timelines.csv", ["编号", *MONTH_NAMES], plans)
    nodes = (row for target in targets for row in _nodes(target))
    _write_csv(folder / "nodes.csv", _NODES.split(), nodes)


def _write_yaml(path: Path, document: dict[str, Any]) -> None:
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100)
    path.write_text(text, encoding="utf-8")


def _write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """With a BOM, as a spreadsheet saves it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)


def _department(world: World, department: Department, street: Street) -> dict[str, Any]:
    address, reading = street.settings(department)
    source = {"dialect": department.dialect, "address": address, "reading": reading}
    known = {
        "code": department.code,
        "name": department.name,
        "kind": "department",
        "city_leader": department.city_leader,
    }
    own = [t for t in world.register.values() if t.department == department.code]
    if any(target.shape.lag for target in own):
        return {**known, "source": source}
    shown = sum(true_progress(world.story, target, 2) is not None for target in own)
    return {**known, "expected_rows": shown, "source": source}


def _people(city: City) -> Iterable[list[str]]:
    for person in city.people:
        row = [person.key, person.name, person.role, person.unit, person.title]
        yield [*row, person.email, person.phone, _day(person.since), _day(person.until)]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _target(target: Target) -> list[str]:
    shape = target.shape
    first, last = shape.window or (0, 0)
    return [
        target.code,
        target.name,
        target.track,
        target.department,
        "、".join(target.supporting),
        _KINDS[shape.kind],
        _KINDS.get(shape.base_kind, ""),
        shape.unit,
        "" if shape.annual is None else plain_text(shape.annual),
        str(shape.lag or ""),
        _FORMS.get(shape.form, ""),
        _month(first),
        _month(last),
        "",
        "",
    ]


def _month(month: int) -> str:
    return f"{YEAR}-{month:02d}" if month else ""


def _plan(shape: Shape) -> list[str]:
    values = [plain_text(value) for value in shape.running]
    if shape.form != "stepped":
        return values
    return [values[month // 3 - 1] if month % 3 == 0 else "" for month in range(1, 13)]


def _nodes(target: Target) -> Iterable[list[str]]:
    for node in target.shape.nodes:
        yield [target.code, node.name, _month(node.month), plain_text(node.weight)]
