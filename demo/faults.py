"""What goes wrong: every planted fault with its month, from a dead server to a percent sign."""

from collections.abc import Iterable
from dataclasses import dataclass

from demo.casting import UPPER_BEHIND, Story
from demo.city import MONTHS, City, Department
from demo.targets import Target

SOURCE_FAULTS: dict[int, tuple[tuple[str, str], ...]] = {
    2: (("rest", "down"), ("workbook", "unmounted"), ("csv", "silent")),
    3: (("rest", "login_page"), ("sql", "view_gone"), ("csv", "mojibake")),
    4: (
        ("workbook", "late"),
        ("workbook", "late"),
        ("csv", "late"),
        ("rest", "wrong_period"),
        ("workbook", "renamed_column"),
        ("rest", "recovers"),
    ),
    5: (
        ("rest", "down"),
        ("rest", "hangs"),
        ("rest", "redirect"),
        ("rest", "empty"),
        ("rest", "truncated"),
        ("sql", "view_gone"),
        ("sql", "empty"),
        ("workbook", "unmounted"),
    ),
    6: (("csv", "late"), ("csv", "late"), ("rest", "mojibake"), ("workbook", "not_a_workbook")),
    7: (("rest", "truncated"), ("csv", "silent"), ("sql", "empty")),
    8: (("rest", "wrong_period"), ("sql", "locked_out"), ("csv", "stale"), ("workbook", "silent")),
    9: (("rest", "hangs"), ("sql", "view_gone"), ("rest", "empty"), ("workbook", "silent")),
}
"""By month: the dialect and the fault. May's eight and the forced one make nine of ninety failed
sources: exactly a tenth, and the breaker holds only for more than that."""

FORCED = {("D45", 5): "login_page", ("D85", 9): "silent"}
"""Faults on departments whose upper targets would else be behind for a second month."""

LATE = frozenset({"late", "recovers"})
"""Mended before the second run of the month."""
SECOND_RUNS = tuple(m for m in MONTHS if any(f in LATE for _, f in SOURCE_FAULTS[m]))

ROW_FAULTS: dict[int, tuple[str, ...]] = {
    2: ("zero", "empty_cell", "words", "stranger"),
    3: ("wrong_unit", "falls", "empty_cell", "fraction", "foreign_target"),
    4: ("jump", "conflict", "absent", "unknown_node"),
    5: ("falls", "wrong_unit", "formula", "unknown_word", "twice_same"),
    6: ("conflict", "fraction", "jump", "empty_cell", "stranger"),
    7: ("error_cell", "wrong_unit", "absent", "words"),
    8: ("falls", "reopened", "conflict", "foreign_target", "fraction"),
    9: (
        *("wrong_unit", "falls", "jump", "fraction", "conflict", "words", "empty_cell", "absent"),
        *("formula", "unknown_node", "stranger", "twice_same"),
    ),
}
_GUARDED = {6: ("passing 6",), 7: ("passing 7", "september"), 9: ("september",)}
FORCED_ROWS = {("U11", 6): "wrong_unit", ("M1201", 7): "foreign_target"}
"""July's stranger names a target of a department that is silent: that stays unreported."""

HARMLESS = frozenset({"zero", "stranger", "foreign_target", "twice_same", "reopened"})
"""Row faults that leave the target's own figure standing."""
SILENT_ROWS = frozenset({"empty_cell", "absent"})


@dataclass(frozen=True, slots=True)
class Faults:
    """Planted faults: of a department's whole answer, and of single rows."""

    source: dict[tuple[str, int], str]
    """By (department, month)."""
    row: dict[tuple[str, int], str]
    """By (target, month)."""

    def of_source(self, department: str, month: int, second: bool) -> str:
        """The fault at the first or the second run of the month; empty when all is well."""
        fault = self.source.get((department, month), "")
        return "" if second and fault in LATE else fault


def plant(city: City, register: dict[str, Target], story: Story) -> Faults:
    """Spread the faults; where a choice is free, over targets that a naive count would accuse."""
    source = dict(FORCED)
    for month in MONTHS:
        open_ones = _by_liveliness(city, story, _guarded(register, story, month))
        for dialect, fault in SOURCE_FAULTS[month]:
            able = (d for d in open_ones if d.dialect == dialect and _suits(d, fault))
            chosen = next(d for d in able if (d.code, month) not in source and _fresh(source, d))
            source[chosen.code, month] = fault
    row = dict(FORCED_ROWS)
    for month in MONTHS:
        for fault in ROW_FAULTS[month]:
            able_targets = _able_targets(city, register, story, month, fault)
            free = (t for t in able_targets if _is_free(t, month, source, row))
            row[next(free).code, month] = fault
    return Faults(source, row)


def _fresh(source: dict[tuple[str, int], str], department: Department) -> bool:
    return sum(code == department.code for code, _ in source) < 2


def _by_liveliness(city: City, story: Story, guarded: set[str]) -> list[Department]:
    """Those that are not guarded; first those that have been behind."""
    groups = ("passing 3", "passing 4", "september")
    lively = {code for group in groups for code in story.groups[group]}
    free = (d for d in city.departments.values() if d.code not in guarded)
    return sorted(free, key=lambda d: (d.code not in lively, d.number * 37 % 91))


def _guarded(register: dict[str, Target], story: Story, month: int) -> set[str]:
    """Departments whose part this month must be seen as it is."""
    upper = {register[code].department for code, months in UPPER_BEHIND.items() if month in months}
    names = _GUARDED.get(month, ())
    groups = (group for name, group in story.groups.items() if name.startswith(names))
    return {*upper, *(code for group in groups for code in group)}


def _suits(department: Department, fault: str) -> bool:
    """Some faults need a certain make of system."""
    makes = {
        "wrong_period": ("nested",),
        "stale": ("bom",),
        "locked_out": ("postgresql",),
        "view_gone": ("sqlite", "codes"),
        "not_a_workbook": ("merged", "totals", "plain"),
        "renamed_column": ("merged", "totals", "plain"),
    }
    return department.make in makes.get(fault, (department.make,))


def _able_targets(
    city: City, register: dict[str, Target], story: Story, month: int, fault: str
) -> Iterable[Target]:
    targets = [
        t
        for t in register.values()
        if t.track == "municipal"
        and t.is_judged
        and not t.shape.lag
        and (month not in (7, 9) or month not in story.behind.get(t.code, ()))
        and _can_show(city.departments[t.department], t, story, month, fault)
    ]
    return sorted(
        targets,
        key=lambda t: (month not in story.behind.get(t.code, ()), int(t.code[1:]) * 7919 % 10007),
    )


def _can_show(department: Department, target: Target, story: Story, month: int, fault: str) -> bool:
    """Whether the target and its department's system can carry the fault."""
    kind, unit = target.kind, target.shape.unit
    is_xlsx = department.make in ("merged", "totals", "plain")
    earlier = _earlier_value(story, target, month)
    is_done = kind == "cumulative" and earlier >= (target.shape.annual or 0) > 0
    return {
        "wrong_unit": kind == "cumulative" and unit == "万元" and department.has_unit_column,
        "falls": kind == "cumulative" and earlier > 0,
        "jump": kind == "cumulative" and unit == "万元" and earlier > 0,
        "fraction": kind == "level" and unit == "%",
        "formula": is_xlsx and target.is_numeric,
        "error_cell": is_xlsx and target.is_numeric,
        "unknown_node": kind == "milestone",
        "unknown_word": kind == "qualitative",
        "zero": kind == "growth" and not story.behind.get(target.code),
        "reopened": is_done,
        "absent": target.is_numeric and not is_done,
        "empty_cell": target.is_numeric and not is_done,
    }.get(fault, target.is_numeric)


def _earlier_value(story: Story, target: Target, month: int) -> float:
    earlier = story.progress[target.code].get(month - 1)
    return float(earlier.value) if earlier and earlier.value else 0


def _is_free(
    target: Target,
    month: int,
    source: dict[tuple[str, int], str],
    row: dict[tuple[str, int], str],
) -> bool:
    """One fault at a time: no other on its department's answer, none on it within two months."""
    whole = any((target.department, m) in source for m in (month - 1, month))
    return not whole and not any((target.code, m) in row for m in range(month - 2, month + 1))
