"""Findings in words: the address of a breach and the sentence the department reads."""

from collections.abc import Iterable, Mapping

from checks.intake.bounds import jump_times
from checks.intake.claims import claim_of_done
from checks.intake.cleaning import RAW_LENGTH, narrative, raw_value
from checks.intake.expectations import Rule
from checks.intake.frame import FrameRow
from checks.intake.known import Known
from checks.intake.lines import Line
from domain.figures import print_figure
from domain.records import Finding, Row
from domain.targets import Target
from domain.wording import progress_phrase

_SHOWN = 40


def department_finding(
    rule: Rule,
    department: str,
    known: Known,
    fields: Mapping[str, str],
    target: Target | None = None,
) -> Finding:
    """A finding about what did not come: it has no place."""
    every = {**_names(department, target, known), **fields}
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        department=department,
        period=known.period,
        sentence=rule.sentence.format_map(every),
        target=target.code if target else None,
        cause=rule.cause.format_map(every),
    )


def row_finding(
    rule: Rule,
    row: Row,
    target: Target | None,
    known: Known,
    fields: Mapping[str, str] | None = None,
) -> Finding:
    """A finding about one row, with its place, raw value and the hash of its bytes."""
    every = {**_names(row.department, target, known), **_texts(row), **(fields or {})}
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        department=row.department,
        period=known.period,
        sentence=rule.sentence.format_map(every),
        target=target.code if target else _shown(row.target),
        place=row.place,
        raw_value=raw_value(row.figure),
        raw_hash=row.raw_hash,
        cause=rule.cause.format_map(every),
    )


def compared(line: Line, joined: FrameRow, known: Known) -> dict[str, str]:
    """What a sentence may cite of the comparison: figures with the unit of the register."""
    target = line.target
    unit = target.unit if target else ""
    earlier = known.earlier(target) if target else None
    figures = {
        "figure": joined["value"],
        "annual": joined["annual"],
        "least": joined["least"],
        "most": joined["most"],
        "previous": earlier.value if earlier else None,
    }
    cited = {name: _figure(value, unit) for name, value in figures.items()}
    cited["plain"] = print_figure(joined["value"] or 0)
    cited["hundredfold"] = print_figure(100 * (joined["value"] or 0))
    cited["was"] = progress_phrase(earlier, unit)
    cited["now"] = progress_phrase(line.progress, unit)
    cited["correction"] = line.row.correction[:RAW_LENGTH]
    if line.stated_period:
        cited["stated_period"] = line.stated_period.label
    return cited


def places(lines: Iterable[Line]) -> str:
    """Where the other rows stand, named one after the other."""
    return "；".join(str(line.row.place) for line in lines)


def _figure(value: int | None, unit: str) -> str:
    return "" if value is None else f"{print_figure(value)}{unit}"


def _names(department: str, target: Target | None, known: Known) -> dict[str, str]:
    return {
        "department": known.department_name(department),
        "period": known.period.label,
        "figure_period": known.figure_period(target).label,
        "asked_period": known.asked_period(department, target).label,
        "target": target.places if target else "",
        "jump_times": _times(known, target),
        "owner": known.department_name(target.department) if target else "",
        "registered_unit": target.unit if target else "",
    }


def _times(known: Known, target: Target | None) -> str:
    times = jump_times(known.office.limits(target)) if target else None
    return print_figure(times or 0)


def _texts(row: Row) -> dict[str, str]:
    return {
        "code": _shown(row.target),
        "stated_department": _shown(row.stated_department or ""),
        "stated_text": _shown(row.stated_period or ""),
        "unit": _shown(row.unit or "") or "未注明",
        "reported": _shown(row.figure or ""),
        "name": _shown(row.name or ""),
        "claim": _shown(claim_of_done(row.reason_given)),
    }


def _shown(text: str) -> str:
    return narrative(text)[:_SHOWN]
