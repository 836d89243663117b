"""Completeness: the register beside what came, before anything is validated."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from checks.intake.expectations import RULE
from checks.intake.known import Known
from checks.intake.lines import is_empty
from checks.intake.sentences import department_finding, row_finding
from domain.records import Finding, Row
from domain.spelling import same_text


def completeness(
    rows: Sequence[Row], parse_findings: Iterable[Finding], known: Known
) -> list[Finding]:
    """What the departments that answered left out: rows, whole targets, cells.

    A department of which no row came has its story in its pull, not here.
    """
    refused = {(f.department, same_text(f.target)) for f in parse_findings if f.target}
    arrived = refused | {(row.department, same_text(row.target)) for row in rows}
    return [*_row_counts(rows, known), *_not_arrived(rows, arrived, known), *_empty(rows, known)]


def _row_counts(rows: Iterable[Row], known: Known) -> Iterator[Finding]:
    for code, came in sorted(Counter(row.department for row in rows).items()):
        department = known.office.departments.get(code)
        if department and department.expected_rows not in (None, came):
            fields = {"came": str(came), "expected": str(department.expected_rows)}
            yield department_finding(RULE["row_count"], code, known, fields)


def _not_arrived(
    rows: Iterable[Row], arrived: set[tuple[str, str]], known: Known
) -> Iterator[Finding]:
    for code in sorted({row.department for row in rows}):
        for target in known.asked(code):
            if (code, same_text(target.code)) not in arrived:
                yield department_finding(RULE["not_arrived"], code, known, {}, target)


def _empty(rows: Iterable[Row], known: Known) -> Iterator[Finding]:
    for row in rows:
        target = known.targets.get(same_text(row.target))
        if target and is_empty(row) and target in known.asked(row.department):
            yield row_finding(RULE["empty_cell"], row, target, known)
