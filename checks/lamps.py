"""Lamps (亮灯): a rule set gives a target that is behind its number and its label (DOMAIN §4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from domain.figures import SCALE
from domain.rules import Bound, LampRules
from domain.words import Kind, Lamp

PRESETS: Mapping[str, LampRules] = {
    name: LampRules.model_validate(rules)
    for name, rules in {
        "银川": {
            "label": "银川：落后10至30个百分点黄灯，30个百分点以上红灯",
            "basis": "points",
            "yellow": {"at_least": "10"},
            "red": {"more_than": "30"},
        },
        "武汉": {
            "label": "武汉：完成率低于80%黄灯，低于60%红灯",
            "basis": "ratio",
            "yellow": {"below": "80"},
            "red": {"below": "60"},
        },
        "三亚": {
            "label": "三亚：欠进度幅度50%以内黄灯，50%以上红灯",
            "basis": "shortfall",
            "yellow": {"at_most": "50"},
            "red": {"more_than": "50"},
        },
    }.items()
}
"""Published precedents, to be copied into an office's tracks under any name."""

_RATIO_KINDS = {Kind.CUMULATIVE, Kind.LEVEL, Kind.GROWTH, Kind.MILESTONE}


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The numbers of a target that is behind. ``planned`` and ``actual`` share one unit."""

    kind: Kind
    """The judged kind."""
    planned: Fraction | None
    actual: Fraction | None
    """Of a milestone: the weight due, and the weight reached of it."""
    gap_points: Fraction | None


def light(rules: LampRules, behind: Shortfall) -> tuple[Lamp | None, Fraction | None]:
    """The lamp of a behind target and the number it rests on (points, or per cent).

    Where the rule set has no number for the target, its ``without_number`` lamp.
    """
    number = _number(rules, behind)
    if number is None:
        return rules.without_number, None
    if _within(number, rules.red):
        return Lamp.RED, number
    return (Lamp.YELLOW if _within(number, rules.yellow) else None), number


def _number(rules: LampRules, behind: Shortfall) -> Fraction | None:
    if rules.basis == "points":
        return None if behind.gap_points is None else -behind.gap_points
    if behind.kind not in _RATIO_KINDS or behind.actual is None or behind.planned is None:
        return None
    if behind.planned <= 0:
        return None
    ratio = 100 * behind.actual / behind.planned
    return ratio if rules.basis == "ratio" else 100 - ratio


def _within(number: Fraction, bound: Bound) -> bool:
    scaled = number * SCALE
    if bound.at_least is not None:
        return scaled >= bound.at_least
    if bound.more_than is not None:
        return scaled > bound.more_than
    if bound.at_most is not None:
        return scaled <= bound.at_most
    return bound.below is not None and scaled < bound.below
