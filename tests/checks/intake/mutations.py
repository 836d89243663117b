"""A frame of on-pace rows, and what happens to rows on their way: some of it unseen by anybody."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from domain.office import Office
from domain.records import Place, Progress, Report, Row
from domain.targets import Target
from tests.checks.intake.builders import (
    LAST_PAYLOAD,
    before,
    level,
    milestone,
    office,
    qualitative,
    row,
    target,
    value,
)

DEPARTMENTS = tuple(f"D{number:02d}" for number in range(1, 31))
LIMIT = {"kind": "ceiling", "unit": "件"}
GROWTH = {"kind": "growth", "unit": "%", "annual": "10", "timeline": {"form": "constant"}}
NUMBERS = "0123456789"


@dataclass(frozen=True)
class Sent:
    """A row as it arrives. ``is_true``: it holds the true figure of the target it names."""

    row: Row
    is_true: bool = True


Mutation = Callable[[random.Random, Row], list[Sent]]


def _own(department: str) -> Iterator[tuple[Target, str, Report | None]]:
    """A department's targets with a figure of June that is on pace, and what May's was."""
    codes = [f"{department}-{number}" for number in range(1, 10)]
    yield target(codes[0], department), "60", None
    yield target(codes[1], department), "61.5", before(codes[1], value(50))
    yield target(codes[2], department, unit="%", annual="100"), "50%", None
    yield level(codes[3], department), "90.0", before(codes[3], value(91))
    yield target(codes[4], department, **GROWTH), "10.25", before(codes[4], value(12))
    yield target(codes[5], department, **LIMIT), "60", before(codes[5], value(55))
    yield target(codes[6], department, **(LIMIT | {"annual": "0"})), "0", None
    nodes = frozenset({"可研批复"})
    reached = before(codes[7], Progress(nodes=nodes))
    yield milestone(codes[7], department), "可研批复、主体封顶、验收", reached
    yield qualitative(codes[8], department), "达进度", None


def city() -> tuple[Office, list[Row], list[Report]]:
    """An office, a row for each of its targets, and what was accepted in May."""
    own = [each for department in DEPARTMENTS for each in _own(department)]
    feed = [
        row(one.code, text, place, unit=one.unit, department=one.department)
        for place, (one, text, _) in enumerate(own)
    ]
    return office(one for one, _, _ in own), feed, [last for _, _, last in own if last]


def _same(_: random.Random, one: Row) -> list[Sent]:
    return [Sent(one)]


def _lost(_: random.Random, __: Row) -> list[Sent]:
    return []


def _empty(draw: random.Random, one: Row) -> list[Sent]:
    return [Sent(replace(one, figure=draw.choice((None, "", "  ", "\u3000"))))]


def _twice(draw: random.Random, one: Row) -> list[Sent]:
    return [Sent(one)] * draw.choice((2, 3))


def _contradicted(draw: random.Random, one: Row) -> list[Sent]:
    return [Sent(one), *(Sent(each.row, is_true=False) for each in _digit(draw, one))]


def _unit(draw: random.Random, one: Row) -> list[Sent]:
    return [Sent(replace(one, unit=draw.choice(("元", "亿元", "", None, "万"))))]


def _period(draw: random.Random, one: Row) -> list[Sent]:
    stated = ("2014-05", "2014-07", "2013-06", "1-6月", "", "六月", "2014年6月", "201406")
    return [Sent(replace(one, stated_period=draw.choice(stated)))]


def _stale(_: random.Random, one: Row) -> list[Sent]:
    return [Sent(replace(one, stated_period=None, raw_hash=LAST_PAYLOAD))]


def _stranger(draw: random.Random, one: Row) -> list[Sent]:
    return [
        Sent(replace(one, target=draw.choice((one.target + "9", "", "合计", "X")), reason_given=""))
    ]


def _sibling(draw: random.Random, one: Row) -> list[Sent]:
    code = f"{one.target[:-1]}{draw.choice(NUMBERS[1:])}"
    return [Sent(replace(one, target=code), is_true=code == one.target)]


def _elsewhere(draw: random.Random, one: Row) -> list[Sent]:
    return [Sent(replace(one, department=draw.choice(DEPARTMENTS)))]


def _misattributed(draw: random.Random, one: Row) -> list[Sent]:
    stated = draw.choice((*DEPARTMENTS, "D01局", "某局", " D02 局"))
    return [Sent(replace(one, stated_department=stated))]


def _wording(draw: random.Random, one: Row) -> list[Sent]:
    """The same figure in a way that is read or refused, but never read as another one."""
    text = one.figure or ""
    ways = ("约{}", "{}万", " {} ", "{}元", "+{}", "{}%", "{}左右", "{}\u200b", "({})", "{}e1")
    wide = text.translate(str.maketrans(NUMBERS, "０１２３４５６７８９"))
    return [Sent(replace(one, figure=draw.choice((*(way.format(text) for way in ways), wide))))]


def _format(_: random.Random, one: Row) -> list[Sent]:
    """A per cent format that is not the department's: what is shown is another figure."""
    return [Sent(replace(one, percent_format=True), is_true=False)]


def _word(draw: random.Random, one: Row) -> list[Sent]:
    words = (
        "NaN",
        "inf",
        "-",
        "—",
        "无",
        "0",
        "已完成",
        "欠进度",
        "可研批复",
        "#REF!",
        "TRUE",
        "1e3",
    )
    said = draw.choice(words)
    return [Sent(replace(one, figure=said), is_true=said == one.figure)]


def _digit(draw: random.Random, one: Row) -> list[Sent]:
    text = one.figure or ""
    places = [place for place, c in enumerate(text) if c in NUMBERS]
    if not places:
        return [Sent(replace(one, figure=text + "1"), is_true=False)]
    place = draw.choice(places)
    other = draw.choice([c for c in NUMBERS if c != text[place]])
    return [Sent(replace(one, figure=text[:place] + other + text[place + 1 :]), is_true=False)]


def _point(draw: random.Random, one: Row) -> list[Sent]:
    text = one.figure or ""
    moved = draw.choice((f"{text}0", f"{text}0000", f"0.{text}", f"-{text}", text[:-1]))
    return [Sent(replace(one, figure=moved), is_true=False)]


MUTATIONS: tuple[Mutation, ...] = (
    *(_lost, _empty, _twice, _contradicted, _unit, _period, _stale, _stranger, _sibling),
    *(_elsewhere, _misattributed, _wording, _format, _word, _digit, _point),
)


def arrive(draw: random.Random, feed: list[Row]) -> list[Sent]:
    """The feed after a bad month: half of the rows untouched, each at a place of its own."""
    mutations = (*MUTATIONS, *[_same] * len(MUTATIONS))
    sent = [each for one in feed for each in draw.choice(mutations)(draw, one)]
    draw.shuffle(sent)
    return [
        replace(one, row=replace(one.row, place=Place("进度表.xlsx", "六月", line, "完成额")))
        for line, one in enumerate(sent, 2)
    ]
