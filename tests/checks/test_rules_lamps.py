"""The table of lamps that an official can read, line by line; and the rule set's own switches."""

import re
from fractions import Fraction
from typing import Literal

import pytest

from checks.case import Case, Rules
from checks.judging import judge
from checks.lamps import PRESETS, Shortfall, light
from domain.figures import print_number
from domain.period import Period
from domain.records import Judgement
from domain.rules import LampRules
from domain.words import Kind, Lamp
from tests.checks.tables import NOTHING, Line, lines, progress_of, target_of


def judged(line: Line, city: str) -> Judgement:
    target = target_of(line)
    progress = progress_of(line["实际"], target.kind)
    tolerance = re.search(r"容差(\d+)", line["情形"])
    rules = Rules(
        PRESETS[city],
        Period("2014-02"),
        tolerance_points=Fraction(tolerance[1]) if tolerance else Fraction(0),
    )
    return judge(Case(target, rules, Period("2014-08"), progress, report=1))


@pytest.mark.parametrize("line", tuple(lines("rules_lamps.md")), ids=lambda x: " ".join(x.values()))
def test_three_cities_light_the_same_figure(line: Line) -> None:
    found = {city: judged(line, city) for city in PRESETS}
    lamps = {city: j.lamp.label if j.lamp else "无" for city, j in found.items()}
    assert lamps == {city: line[city] for city in ("银川", "武汉", "三亚")}
    numbers = [j.lamp_number for j in found.values()]
    shown = (NOTHING if n is None else print_number(n, 1) for n in numbers)
    assert "、".join(shown) == line["依据数"]
    for city, judgement in found.items():
        assert (PRESETS[city].label in judgement.reason) is (judgement.standing == "behind")


@pytest.mark.parametrize("lamp", [Lamp.RED, Lamp.YELLOW, None])
def test_without_a_number_the_rule_set_names_the_lamp(lamp: Lamp | None) -> None:
    rules = PRESETS["武汉"].model_copy(update={"without_number": lamp})
    verdict = Shortfall(Kind.QUALITATIVE, None, None, None)
    assert light(rules, verdict) == (lamp, None)


@pytest.mark.parametrize(
    ("side", "lit"),
    [
        ("at_least", (None, Lamp.RED, Lamp.RED)),
        ("more_than", (None, None, Lamp.RED)),
        ("at_most", (Lamp.RED, Lamp.RED, None)),
        ("below", (Lamp.RED, None, None)),
    ],
)
def test_a_bound_says_which_side_and_whether_the_line_belongs_to_it(
    side: Literal["at_least", "more_than", "at_most", "below"], lit: tuple[Lamp | None, ...]
) -> None:
    never = {"more_than": "1000"}
    rules = LampRules.model_validate(
        {"label": "试", "basis": "points", "yellow": never, "red": {side: "10"}}
    )
    beside = (Fraction("-9.9999"), Fraction(-10), Fraction("-10.0001"))
    found = tuple(light(rules, Shortfall(Kind.LEVEL, None, None, gap))[0] for gap in beside)
    assert found == lit
