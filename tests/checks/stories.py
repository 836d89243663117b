"""Stories by the thousand, and ``as_case``: the same story in the house's own records."""

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from checks.case import Case, Rules
from checks.lamps import PRESETS
from domain.figures import SCALE, print_figure
from domain.period import Period
from domain.records import Progress
from domain.targets import Target
from domain.words import Kind, Lamp, MissingCause, Verdict
from tests.checks.oracle import line_of
from tests.checks.story import YEAR, Figure, Story


def as_case(story: Story) -> Case:
    """The story in the words of the house."""
    rules = Rules(
        lamps=PRESETS[story.lamps].model_copy(
            update={"without_number": story.without_number and Lamp(story.without_number)}
        ),
        first_judged=Period.month_of(YEAR, story.first_judged),
        counts_whole=story.is_whole,
        tolerance_points=story.tolerance,
        ahead_points=story.ahead,
        decimals=story.decimals,
    )
    return Case(
        target=as_target(story),
        rules=rules,
        period=Period.month_of(YEAR, story.month).plus(story.lag),
        progress=_progress(story.figure),
        report=None if story.figure is None else 7,
        cause=MissingCause(story.cause),
        rejected=story.is_rejected,
        exempt="泰效能认〔2014〕1号" if story.is_exempt else None,
        done_before=Period.month_of(YEAR, 1) if story.was_done else None,
        contested=story.is_contested,
    )


def as_target(story: Story) -> Target:
    """The story's target, through the same door as a register's."""
    return Target.model_validate(
        {
            "code": "T001",
            "name": "某项任务",
            "department": "D01",
            "track": "municipal",
            "kind": story.kind,
            "base_kind": story.base,
            "unit": story.unit,
            "annual": None if story.annual is None else _text(story.annual),
            "lag_months": story.lag,
            "timeline": _timeline(story),
            "nodes": [
                {"name": name, "due": f"{YEAR}-{due:02d}", "weight": str(weight)}
                for name, due, weight in story.nodes
            ],
        }
    )


def _timeline(story: Story) -> dict[str, Any] | None:
    if story.form is None:
        return None
    plan: dict[str, Any] = {"form": story.form}
    if story.table:
        plan["values"] = {f"{YEAR}-{n:02d}": _text(v) for n, v in enumerate(story.table, 1)}
    if story.steps:
        plan["steps"] = [str(step) for step in story.steps]
    if story.window:
        plan["first"], plan["last"] = (f"{YEAR}-{month:02d}" for month in story.window)
    return plan


def _text(value: Fraction) -> str:
    return print_figure(value * SCALE)


def _progress(figure: Figure) -> Progress | None:
    if figure is None:
        return None
    if isinstance(figure, str):
        return Progress(verdict=Verdict(figure))
    if isinstance(figure, frozenset):
        return Progress(nodes=figure)
    return Progress(value=int(figure * SCALE))


class Author:
    """Writes stories from a seed; every second figure is put on or beside a line of the rules."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)

    def story(self) -> Story:
        """One more story; a sixth of them have no figure."""
        story = self._without_figure()
        if self._dice.random() < 1 / 6:
            return story
        return replace(story, figure=self._figure(story, line_of(story)[story.month - 1]))

    def _without_figure(self) -> Story:
        dice = self._dice
        kind = dice.choice(list(Kind))
        fields = self._by_kind(str(kind))
        return Story(
            kind=str(kind),
            month=dice.choice((*range(1, 13), 12, 9)),
            lag=dice.choice((0, 0, 0, 1, 2)),
            first_judged=dice.choice((1, 2, 2, 3)),
            ahead=dice.choice((Fraction(5), Fraction(5), Fraction(0), Fraction(21, 2))),
            lamps=dice.choice(tuple(PRESETS)),
            without_number=dice.choice(("yellow", "red", None)),
            decimals=dice.choice((0, 1, 2)),
            is_rejected=dice.random() < 0.1,
            is_exempt=dice.random() < 0.05,
            was_done=dice.random() < 0.05,
            is_contested=dice.random() < 0.1,
            cause=str(dice.choice(list(MissingCause))),
            **fields,
        )

    def _figure(self, story: Story, line: Fraction | None) -> Figure:
        """A figure for the story: often exactly on a line of its rules, or one step beside it."""
        dice = self._dice
        if story.kind == "qualitative":
            return str(dice.choice(list(Verdict)))
        if story.kind == "milestone":
            return frozenset(name for name, _, _ in story.nodes if dice.random() < 0.7)
        if story.kind in ("ongoing", "unassigned") or line is None:
            return None
        annual = story.annual or Fraction(0)
        part = line if story.unit == "%" else abs(annual)
        step = Fraction(1, SCALE)
        lines: tuple[Callable[[], Fraction], ...] = (
            lambda: line,
            lambda: annual,
            lambda: line - part * dice.choice((10, 30)) / 100,
            lambda: line - dice.choice((10, 30)),
            lambda: line * dice.choice((50, 60, 80)) / 100,
            lambda: line + dice.choice((1, -1)) * part * story.ahead / 100,
            lambda: line + dice.choice((1, -1)) * story.ahead,
            lambda: line + dice.choice((1, -1)) * part * story.tolerance / 100,
            lambda: line + dice.choice((1, -1)) * story.tolerance,
            lambda: line * dice.randint(0, 200) / 100,
            lambda: Fraction(dice.randint(-(10**7), 10**9), SCALE),
        )
        wanted = dice.choice(lines)() + step * dice.choice((0, 0, 0, 1, -1))
        return Fraction(int(wanted * SCALE), SCALE)

    def _by_kind(self, kind: str) -> dict[str, Any]:
        match kind:
            case "milestone":
                return {"nodes": self._nodes(), "unit": ""}
            case "qualitative" | "ongoing" | "unassigned":
                return {"unit": ""}
            case "annual_only":
                base = self._dice.choice(("cumulative", "level", "growth", "ceiling"))
                return {"base": base, **self._value(base)}
            case _:
                value = self._value(kind)
                return {**value, **self._plan(kind, value)}

    def _value(self, kind: str) -> dict[str, Any]:
        dice = self._dice
        unit = "%" if kind == "growth" else dice.choice(("万元", "公里", "个", "家", "%"))
        annual = dice.choice(
            (
                Fraction(dice.randint(1, 5000)),
                Fraction(1200),
                Fraction(dice.randint(1, 10**8), SCALE),
            )
        )
        if kind in ("level", "growth") and dice.random() < 0.2:
            annual = -annual
        if kind == "ceiling" and dice.random() < 0.2:
            annual = Fraction(0)
        tolerance = dice.choice((Fraction(0), Fraction(0), Fraction(2), Fraction(5, 2)))
        is_whole = unit in ("个", "家")
        return {"unit": unit, "annual": annual, "tolerance": tolerance, "is_whole": is_whole}

    def _plan(self, kind: str, value: dict[str, Any]) -> dict[str, Any]:
        dice = self._dice
        form = dice.choice(
            {
                "cumulative": ("linear", "shares", "amounts", "stepped", "window"),
                "growth": ("constant", "amounts"),
            }.get(kind, ("linear", "constant", "shares", "amounts", "stepped", "window"))
        )
        annual: Fraction = value["annual"]
        shares = sorted(dice.randint(0, 100) for _ in range(11))
        match form:
            case "shares":
                return {"form": form, "table": tuple(Fraction(s) for s in (*shares, 100))}
            case "amounts":
                rounded = [Fraction(int(annual * s / 100 * SCALE), SCALE) for s in shares]
                return {"form": form, "table": (*rounded, annual)}
            case "stepped":
                steps = dice.choice(((20, 50, 75, 100), (25, 50, 75, 100), (0, 0, 60, 100)))
                return {"form": form, "steps": steps}
            case "window":
                first = dice.randint(1, 12)
                return {"form": form, "window": (first, dice.randint(first, 12))}
            case _:
                return {"form": form}

    def _nodes(self) -> tuple[tuple[str, int, int], ...]:
        dice = self._dice
        weights = dice.choice(((100,), (40, 60), (5, 20, 75), (10, 30, 30, 30), (0, 50, 50)))
        return tuple((f"节点{n}", dice.randint(1, 12), w) for n, w in enumerate(weights, 1))
