"""A small office of the tests' own: a folder as people write it, with CSV drops, in 2014."""

import csv
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Self

from config.settings import Settings
from cycle.wiring import Parts, open_parts, upgrade_ledger
from domain.local_time import SHANGHAI
from domain.period import Period
from ledger.store import nothing

OFFICE = """\
name: 示范市效能办
code_word: 示效能
duty_phone: "0000-0000000"
year: 2014
breaker: {newly_behind_at_least: 3, newly_behind_over_percent: 60}
"""
TRACKS = """\
lamps:
  points:
    label: 差距亮灯
    basis: points
    yellow: {at_least: 10}
    red: {more_than: 30}
tracks:
  municipal:
    label: 市级目标
    lamps: points
    ladder:
      - {measure: remind, at_least: 1, text: 当月滞后的，予以提醒。}
      - {measure: expose, counts: quarter_ends, at_least: 1, text: 季末仍滞后的，提请曝光。}
  upper:
    label: 上级考核目标
    lamps: points
    ladder:
      - {measure: remind, at_least: 1, text: 当月滞后的，予以提醒。}
      - {measure: urge, at_least: 2, text: 连续两个月滞后的，予以催办。}
      - {measure: interview, at_least: 2, text: 连续两个月滞后的，提请约谈主要负责人。}
"""
DEPARTMENT = """\
code: {code}
name: {name}
city_leader: L1
source:
  dialect: csv
  address: {{folder: drops/{code}}}
  reading:
    file: "{{period}}.csv"
    encoding: utf-8
    columns: {{target: 编号, figure: 完成数, unit: 单位, period: 月份, reason_given: 原因}}
"""
DEPARTMENTS = {"D01": "发展改革局", "D02": "交通运输局", "D03": "民政局", "D04": "水利局"}
TARGETS = {
    "M1": ("municipal", "D01"),
    "M2": ("municipal", "D02"),
    "M3": ("municipal", "D03"),
    "M4": ("municipal", "D04"),
    "U1": ("upper", "D01"),
    "U2": ("upper", "D02"),
}
"""By code: track and lead department. Each is 1,200 万元 in the year, linear: 100 a month."""
_TARGETS_HEAD = (
    "编号,名称,轨道,牵头单位,配合单位,类型,基础类型,计量单位,年度目标,滞后月数,序时形式,"
    "时段起,时段止,生效,失效"
)
_PEOPLE_HEAD = "人员编号,姓名,角色,单位编号,职务,邮箱,电话,任职起,任职止"


@dataclass(frozen=True, slots=True)
class SmallOffice:
    """Where the folder and the data are, and how the ledger is reached."""

    folder: Path
    settings: Settings

    def open(self, checkpoint: Callable[[str], None] = nothing) -> Parts:
        """The parts of the house, wired as in production."""
        return open_parts(self.settings, rehearsal=True, checkpoint=checkpoint)

    def copy(self, root: Path) -> Self:
        """The same folder and data under ``root``."""
        folder, data = root / "office", root / "data"
        shutil.copytree(self.folder, folder)
        shutil.copytree(self.settings.data, data)
        moved = self.settings.model_copy(update={"office": folder, "data": data})
        return replace(self, folder=folder, settings=moved)

    def drop(self, period: str, figures: Mapping[str, str]) -> None:
        """What departments hand in for ``period``: the figure by target; no entry, no row."""
        for code in DEPARTMENTS:
            rows = [(t, f) for t, f in figures.items() if TARGETS[t][1] == code]
            if rows:
                self._write(code, period, rows)

    def _write(self, code: str, period: str, rows: Sequence[tuple[str, str]]) -> None:
        folder = self.folder / "drops" / code
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{period}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("编号", "完成数", "单位", "月份", "原因"))
            writer.writerows((t, f, "万元", period, "雨季影响施工") for t, f in rows)


def small_office(root: Path, **settings: object) -> SmallOffice:
    """Write the office under ``root``, upgrade its ledger; ``settings`` override the defaults."""
    folder = root / "office"
    _write_folder(folder)
    given = {"office": folder, "data": root / "data", **settings}
    made = SmallOffice(folder, Settings.model_validate(given))
    upgrade_ledger(made.settings)
    return made


@dataclass(frozen=True, slots=True)
class Joining:
    """A department that a test adds: its targets, each like the office's own, and its source."""

    code: str
    source: str
    """The indented lines under ``source:``."""
    targets: tuple[str, ...]
    track: str = "upper"


def add_departments(office: SmallOffice, joining: Sequence[Joining]) -> None:
    """Write departments beside the office's own, with a head and a liaison each."""
    for one in joining:
        text = f"code: {one.code}\nname: {one.code}局\ncity_leader: L1\nsource:\n{one.source}"
        (office.folder / "departments" / f"{one.code}.yaml").write_text(text, encoding="utf-8")
    targets = (_target(code, one.track, one.code) for one in joining for code in one.targets)
    _append(office.folder / "targets.csv", targets)
    _append(office.folder / "people.csv", _staff([one.code for one in joining]))


def _append(path: Path, lines: Iterable[str]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def at(text: str) -> datetime:
    """A moment in Shanghai: ``2014-04-09 09:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def month(text: str) -> Period:
    """A period."""
    return Period(text)


def on_pace(number: int, **others: str) -> dict[str, str]:
    """Figures of the ``number``-th month: everything exactly on the line but for ``others``."""
    return {target: str(number * 100) for target in TARGETS} | others


def _write_folder(folder: Path) -> None:
    (folder / "departments").mkdir(parents=True)
    (folder / "drops").mkdir()
    for code, name in DEPARTMENTS.items():
        (folder / "drops" / code).mkdir()
        text = DEPARTMENT.format(code=code, name=name)
        (folder / "departments" / f"{code}.yaml").write_text(text, encoding="utf-8")
    targets = [_target(code, *of) for code, of in TARGETS.items()]
    files = {
        "office.yaml": OFFICE,
        "tracks.yaml": TRACKS,
        "distribution.yaml": "brief: [L1, L9]\ndecision_sheet: [L9]\n",
        "targets.csv": "\n".join([_TARGETS_HEAD, *targets]) + "\n",
        "timelines.csv": "编号," + ",".join(f"{n}月" for n in range(1, 13)) + "\n",
        "nodes.csv": "编号,节点,时限,权重\n",
        "people.csv": "\n".join([_PEOPLE_HEAD, *_people()]) + "\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _people() -> list[str]:
    leaders = [
        "L9,示例甲,主要领导,,市长,l9@example.invalid,,2012-01-01,",
        "L1,示例乙,分管市领导,,副市长,l1@example.invalid,,2012-01-01,",
        "X1,示例丙,效能办经办人,,科长,x1@example.invalid,,2012-01-01,",
    ]
    return [*leaders, *_staff(DEPARTMENTS)]


def _staff(codes: Iterable[str]) -> list[str]:
    return [
        f"{letter}{code},{code}{role},{role},{code},{title},"
        f"{letter.lower()}.{code.lower()}@example.invalid,,2012-01-01,"
        for code in codes
        for letter, role, title in (("H", "主要负责人", "局长"), ("C", "联络员", "科员"))
    ]


def _target(code: str, track: str, department: str) -> str:
    return f"{code},{code}项目投资,{track},{department},,累计量,,万元,1200,,按月均衡,,,,"
