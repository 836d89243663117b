"""Which letters a right house sends in a month, and to whom, from the planted truth alone."""

from collections import defaultdict

from demo import days
from demo.expected import Found, expected_findings
from demo.faults import SECOND_RUNS
from demo.office import BRIEF_READERS, DECIDERS
from demo.truth import Month, Truth, measures
from demo.world import World

HANDED_IN = ("workbook", "csv")
"""Dialects by which people hand in files, so that they are answered."""


def expected_letters(world: World, truth: Truth, month: int) -> Found:
    """(kind, department, recipient, number) of each letter; sheets are numbered from 1."""
    sheets = range(1, _sheets(world, truth, month) + 1)
    return {
        *((*letter, "") for letter in _alerts(world, truth, month)),
        *((*letter, "") for letter in _receipts(world, month)),
        *(("decision_sheet", "", key, str(number)) for key in DECIDERS for number in sheets),
        *(("brief", "", key, "") for key in BRIEF_READERS),
    }


def _sheets(world: World, truth: Truth, month: int) -> int:
    """One whenever the grounds changed: by a second run, and by the audit."""
    first = measures(world, truth.before_last_run(month), month)
    last = measures(world, truth.months[month], month)
    return int(bool(first) and first != last) + 2 * bool(last)


def _alerts(world: World, truth: Truth, month: int) -> Found:
    """An alert to head and liaison; a correction if the targets behind have changed since."""
    first = _to_be_told(world, truth.before_last_run(month))
    found = _addressed(world, "alert", set(first), month, days.RUN)
    if month not in SECOND_RUNS:
        return found
    last = _to_be_told(world, truth.months[month])
    entered = set(last) - set(first)
    changed = {code for code in first if first[code] != last.get(code, frozenset())}
    return (
        found
        | _addressed(world, "alert", entered, month, days.SECOND_RUN)
        | _addressed(world, "alert_correction", changed, month, days.SECOND_RUN)
    )


def _receipts(world: World, month: int) -> Found:
    """One to the liaison wherever a file that was handed in leaves something to put right."""
    day = days.working_day(month, days.RUN)
    departments = world.city.departments
    wrong = {code for code, _, rule in expected_findings(world, month) if rule != "repeated"}
    return {
        ("receipt", code, world.city.in_post(code, "联络员", day).key)
        for code in wrong
        if departments[code].dialect in HANDED_IN
    }


def _to_be_told(world: World, seen: Month) -> dict[str, frozenset[str]]:
    """Departments with something behind or unreported by their own fault: codes behind."""
    named: dict[str, set[str]] = defaultdict(set)
    for code, verdict in seen.verdicts.items():
        own_fault = verdict.standing == "rejected" or verdict.cause == "department_silent"
        if verdict.standing == "behind" or own_fault:
            behind = {code} if verdict.standing == "behind" else set()
            named[world.register[code].department] |= behind
    return {department: frozenset(codes) for department, codes in named.items()}


def _addressed(world: World, kind: str, departments: set[str], month: int, nth: int) -> Found:
    day = days.working_day(month, nth)
    return {
        (kind, code, world.city.in_post(code, role, day).key)
        for code in departments
        for role in ("主要负责人", "联络员")
    }
