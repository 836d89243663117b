"""Who is behind when: departments called for each part, and the targets that can play it."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice

from demo.acting import CannotActError, Progress, act
from demo.city import LAST_MONTH, SEED, City
from demo.plans import planned
from demo.targets import Target

Months = frozenset[int]
SEPTEMBER_TARGETS = (6, 5, 5, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1)
"""Targets behind in September by department: 68 in 23."""


def _until_september(first: int) -> Months:
    return frozenset(range(first, LAST_MONTH + 1))


_ONSETS: tuple[tuple[Months, ...], ...] = (
    *([tuple(map(_until_september, (2, 9, 3, 8, 5, 6)))] * 5),
    *([tuple(map(_until_september, (4, 9, 8, 6, 5)))] * 5),
    *([tuple(map(_until_september, (7, 9, 8, 7)))] * 8),
    *([tuple(map(_until_september, (9, 9, 9)))] * 5),
)
"""Months behind of each of a September department's targets; July brings eight new ones."""

_PASSING: tuple[tuple[int, str, tuple[Months, ...]], ...] = (
    (10, "", (Months({7}),)),
    (5, "", (Months({3}), Months({3, 4}))),
    (4, "", (Months({4, 5}),)),
    (4, "", (Months({5}),)),
    (12, "", (Months({6}),)),
    (8, "stepped", (Months({6}),)),
    (4, "", (Months({8}), Months({8}))),
)
"""Departments that fall behind and catch up: how many, the form wanted, the months.

With the eight above, July's ten make eighteen: one fifth of ninety and not more. June's twelve and
eight would be more than a fifth, but the eight are behind a plan that stepped up.
"""

UPPER_BEHIND: dict[str, Months] = {
    "U01": Months({2, 3}),
    "U02": Months({3, 4, 5, 6}),
    "U04": Months({4}),
    "U05": Months({4, 5, 6}),
    "U06": Months({6, 7}),
    "U07": Months({7, 8}),
    "U08": Months({8, 9}),
    "U11": Months({5, 6}),
    "U12": Months({3, 5}),
    "U15": Months({8}),
    "U16": Months({9}),
    "U17": Months({4, 6, 9}),
    "U18": Months({7, 8}),
    "U22": Months({2, 4, 6, 8}),
    "U25": Months({8, 9}),
    "U26": Months({6}),
    "U30": Months({5}),
}
"""True months behind on the upper track; faults.py hides some: seven departments come up."""


@dataclass(slots=True)
class Story:
    """True progress by target and month of the figure, and the months each is truly behind."""

    progress: dict[str, dict[int, Progress]] = field(default_factory=dict)
    behind: dict[str, Months] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    """Departments by the part they play, for faults.py to leave alone."""


def tell_story(city: City, register: dict[str, Target]) -> Story:
    """The year's truth, before any system shows it."""
    story = Story()
    order = sorted(city.departments)
    random.Random(SEED).shuffle(order)
    by_department: dict[str, list[Target]] = {code: [] for code in order}
    for target in register.values():
        if target.track == "municipal":
            by_department[target.department].append(target)
    waiting = iter(order)
    september = [next(waiting) for _ in SEPTEMBER_TARGETS]
    story.groups["september"] = september
    for code, count, onsets in zip(september, SEPTEMBER_TARGETS, _ONSETS, strict=True):
        _call(story, by_department[code], list(islice(cycle(onsets), count)))
    _passing(story, list(waiting), by_department)
    for code, months in UPPER_BEHIND.items():
        _play(story, register[code], months)
    _everyone_else(story, register.values())
    return story


def _passing(story: Story, waiting: list[str], by_department: dict[str, list[Target]]) -> None:
    for count, form, months in _PASSING:
        able = [code for code in waiting if _has_form(by_department[code], form)][:count]
        for code in able:
            waiting.remove(code)
            _call(story, by_department[code], months, form)
        story.groups[f"passing {min(months[0])} {form}".strip()] = able
    story.groups["untouched"] = waiting


def _has_form(targets: Iterable[Target], form: str) -> bool:
    return not form or any(t.shape.form == form for t in targets)


def _call(story: Story, targets: list[Target], wanted: Iterable[Months], form: str = "") -> None:
    """Give each set of months to the first free target that can play it."""
    for months in wanted:
        free = (t for t in targets if _is_free(story, t, form, months))
        if not any(_play(story, target, months) for target in free):
            raise CannotActError(
                f"{targets[0].department}: nobody can be behind in {sorted(months)}"
            )


def _is_free(story: Story, target: Target, form: str, months: Months) -> bool:
    if target.code in story.progress or target.shape.lag or not target.is_judged:
        return False
    if form:
        return target.shape.form == form
    plan_moves = target.kind == "milestone" or target.shape.form == "stepped"
    return not (plan_moves and min(months) in (6, 7))


def _play(story: Story, target: Target, months: Months) -> bool:
    try:
        story.progress[target.code] = act(target, months)
    except CannotActError:
        return False
    story.behind[target.code] = months
    return True


def _everyone_else(story: Story, targets: Iterable[Target]) -> None:
    done = cycle((13, 13, 13, 6, 13, 13, 8, 13, 13, 13, 9))
    for target, finish in zip(_uncast(story, targets), done, strict=False):
        may_finish = finish < 13 and (target.kind != "cumulative" or planned(target, finish))
        story.progress[target.code] = act(target, Months(), finish if may_finish else 13)


def _uncast(story: Story, targets: Iterable[Target]) -> Iterator[Target]:
    return (target for target in targets if target.code not in story.progress)
