"""What a right house must find in a month's answers, from the planted faults alone."""

from collections.abc import Iterator

from demo.shown import STRANGER, answer, copied_target
from demo.world import World

Found = set[tuple[str, ...]]
OUTCOMES = {
    "down": "fault",
    "recovers": "fault",
    "hangs": "fault",
    "redirect": "fault",
    "login_page": "fault",
    "view_gone": "fault",
    "locked_out": "fault",
    "unmounted": "fault",
    "truncated": "partial",
    "empty": "empty",
    "silent": "silent",
    "late": "silent",
}
"""How the pull ends at each faulty source; after the other faults it ends well."""
_ROW_RULES = {
    "empty_cell": "empty_cell",
    "absent": "not_arrived",
    "twice_same": "repeated",
    "words": "not_a_number",
    "wrong_unit": "wrong_unit",
    "falls": "decreased",
    "reopened": "reopened",
    "fraction": "fraction_suspect",
    "jump": "jumped_up",
    "conflict": "not_unique",
    "unknown_node": "unknown_node",
    "unknown_word": "not_a_verdict",
    "formula": "formula_not_calculated",
    "error_cell": "cell_refused",
    "stranger": "unknown_target",
    "foreign_target": "not_owner",
}
_ANSWER_RULES = {
    "mojibake": "encoding_refused",
    "not_a_workbook": "unreadable",
    "renamed_column": "columns_drifted",
}
_OLD_MONTH_RULES = {"wrong_period": "stale_date", "stale": "stale_payload"}
NOTES = frozenset({"empty_cell", "not_arrived", "repeated"})
"""Findings that reject nothing and are planted all the same."""


def expected_outcomes(world: World, month: int, *, second: bool) -> Found:
    """(department, outcome) of each source that a run must find in trouble."""
    faults = {code: world.faults.of_source(code, month, second) for code in world.city.departments}
    return {(code, OUTCOMES[fault]) for code, fault in faults.items() if fault in OUTCOMES}


def expected_findings(world: World, month: int) -> Found:
    """(department, target, rule) of each planted fault that leaves a finding."""
    return {*_of_rows(world, month), *_of_answers(world, month)}


def _of_rows(world: World, month: int) -> Iterator[tuple[str, str, str]]:
    for (target, when), fault in world.faults.row.items():
        if when == month and fault in _ROW_RULES:
            department = world.register[target].department
            named = {"stranger": STRANGER, "foreign_target": copied_target(world, department)}
            yield department, named.get(fault, target), _ROW_RULES[fault]


def _of_answers(world: World, month: int) -> Iterator[tuple[str, str, str]]:
    for (department, when), fault in world.faults.source.items():
        if when != month:
            continue
        if fault in _ANSWER_RULES:
            yield department, "", _ANSWER_RULES[fault]
        if fault in _OLD_MONTH_RULES:
            for line in answer(world, department, month, second=True).lines:
                yield department, line.target, _OLD_MONTH_RULES[fault]
