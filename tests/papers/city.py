"""A whole city's September: 90 departments, 1,088 municipal targets and 30 upper ones, seeded."""

import random
from functools import cache
from itertools import cycle, islice
from pathlib import Path

from domain.office import Department, Office
from domain.period import Period
from domain.snapshot import Snapshot
from domain.targets import Target
from domain.words import Kind, MissingCause, PullOutcome
from tests.papers.builders import Arrived, Year, department, office, snapshot, target

WORDS = {
    kind: words.split()
    for kind, _, words in (
        line.partition(": ")
        for line in Path(__file__).with_name("city_words.txt").read_text("utf-8").splitlines()
    )
}
NAMES, TASKS, AREAS = WORDS["departments"], WORDS["tasks"], WORDS["areas"]

REASONS = (
    "",
    "征地拆迁进度滞后，2户尚未签约",
    "受7至8月连续阴雨影响，室外工程停工18天",
    "上级专项资金尚未到位，已申请市财政先行垫付，预计10月中旬拨付到位后全面施工，年底前可以完成全年任务",
    "招标文件复核中",
)

BEHIND, LAGGARDS, CAUGHT_UP = 68, 23, 9
UPPER_LAGGARDS = 7
FIRST_MONTH, LAST_MONTH = 2, 9


def departments() -> list[Department]:
    leaders = islice(cycle(("L1", "L2", "L3")), len(NAMES))
    return [
        department(f"D{n:02d}", name, city_leader=leader)
        for n, (name, leader) in enumerate(zip(NAMES, leaders, strict=True), 1)
    ]


def municipal(number: int, owner: str) -> Target:
    code = f"M{number:04d}"
    name = AREAS[number // 90] + TASKS[number % len(TASKS)]
    match number % 12:
        case 3:
            return target(code, owner, name=f"{name}创建达标", kind="qualitative")
        case 5:
            nodes = [
                {"name": "立项批复", "due": "2014-03", "weight": "20"},
                {"name": "开工建设", "due": "2014-07", "weight": "40"},
                {"name": "竣工验收", "due": "2014-12", "weight": "40"},
            ]
            return target(code, owner, name=name, kind="milestone", nodes=nodes)
        case 7:
            plan = {"annual": "92", "unit": "%", "timeline": {"form": "constant"}}
            return target(code, owner, name=f"{name}群众满意率", kind="level", **plan)
        case 9:
            return target(code, owner, name=f"{name}日常管护", kind="ongoing")
        case 11:
            plan = {"annual": "40", "unit": "公里", "base_kind": "cumulative"}
            return target(code, owner, name=name, kind="annual_only", **plan)
        case rest:
            annual = str(400 + 37 * (number % 61) + rest)
            return target(code, owner, name=name, annual=annual, unit="万元")


@cache
def city_office() -> Office:
    owners = [one.code for one in departments()]
    targets = [municipal(n, owners[n % len(owners)]) for n in range(1, 1089)]
    upper = [
        target(f"U{n:03d}", owners[3 * n % 60], track="upper", name=TASKS[n % len(TASKS)])
        for n in range(1, 31)
    ]
    return office(departments(), [*targets, *upper])


def value_of(one: Target, month: int, *, late: bool, chance: random.Random) -> str | None:
    """What a department writes: in time, or clearly behind."""
    match one.kind:
        case Kind.QUALITATIVE:
            return "欠进度" if late else "达进度"
        case Kind.MILESTONE:
            reached = [node.name for node in one.nodes if node.due.month <= month]
            return "、".join(reached[:-1] if late else reached) or "无"
        case Kind.LEVEL:
            return f"{chance.randint(80, 91)}.5" if late else f"{chance.randint(92, 98)}.2"
        case Kind.CUMULATIVE:
            assert one.annual is not None
            share = chance.randint(40, 97) if late else chance.randint(101, 118)
            scaled = one.annual * month * share // 1200
            return f"{scaled // 10_000}.{scaled % 10_000 // 100:02d}"
        case _:
            return None


def _late_since(chance: random.Random) -> dict[str, tuple[int, int]]:
    """By target behind at some time: the first and the last month of it."""
    judged = {Kind.CUMULATIVE, Kind.LEVEL, Kind.MILESTONE, Kind.QUALITATIVE}
    by_owner: dict[str, list[str]] = {}
    for one in city_office().targets.values():
        if one.track == "municipal" and one.kind in judged:
            by_owner.setdefault(one.department, []).append(one.code)
    owners = sorted(by_owner)
    late = chance.sample(owners, LAGGARDS)
    first = [chance.choice(by_owner[owner]) for owner in late]
    rest = [code for owner in late for code in by_owner[owner] if code not in first]
    behind = first + chance.sample(rest, BEHIND - LAGGARDS)
    others = [code for owner in owners if owner not in late for code in by_owner[owner]]
    since = {code: (chance.choice((7, 8, 8, 9)), LAST_MONTH) for code in behind}
    return since | dict.fromkeys(chance.sample(others, CAUGHT_UP), (8, 8)) | _upper_late()


def _upper_late() -> dict[str, tuple[int, int]]:
    """Seven departments behind three months running, two more for one month."""
    upper = [one for one in city_office().targets.values() if one.track == "upper"]
    codes = sorted({one.department: one.code for one in upper}.values())
    long, short = codes[:UPPER_LAGGARDS], codes[UPPER_LAGGARDS : UPPER_LAGGARDS + 2]
    return dict.fromkeys(long, (7, LAST_MONTH)) | dict.fromkeys(short, (9, LAST_MONTH))


def _september(one: Target, came: Arrived, number: int, *, late: bool) -> Arrived:
    """Some never came, some wait for a check; half of what is behind was audited, one contested."""
    if not late and number % 53 == 0:
        return Arrived(None)
    if not late and number % 97 == 0:
        return Arrived(None, rejected=True)
    if one.department == "D41":
        return Arrived(None, cause=MissingCause.SOURCE_FAULT)
    if one.code == "U002":
        return Arrived(None, exempt="泰认〔2014〕3号")
    if late and number % 2 and one.kind is Kind.CUMULATIVE:
        return Arrived(came.value, came.reason, reported=one_more(came.value))
    return Arrived(came.value, came.reason, late=number % 41 == 0, contested=one.code == "U019")


def one_more(value: str | None) -> str:
    """A reported figure a little above the audited one."""
    return f"{int((value or '0').split('.')[0]) + 12}.50"


@cache
def city() -> Snapshot:
    """September with its history; every second proposal is decided and told."""
    chance = random.Random(20140930)
    year, since = Year(city_office()), _late_since(chance)
    for month in range(FIRST_MONTH, LAST_MONTH + 1):
        arrived = {}
        for number, (code, one) in enumerate(sorted(city_office().targets.items())):
            first, last = since.get(code, (99, 99))
            late = first <= month <= last
            value = value_of(one, month, late=late, chance=chance)
            came = Arrived(value, chance.choice(REASONS) if late else "")
            arrived[code] = came if month < LAST_MONTH else _september(one, came, number, late=late)
        year.judge(Period.month_of(2014, month), arrived)
    faults = {"D41": PullOutcome.FAULT}
    return snapshot(year, told=tuple(range(1, 60, 2)), outcomes=faults)
