"""The joined frame: each line beside its register columns, the figure before and its bounds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from checks.intake.bounds import Bounds, bounds
from checks.intake.claims import claim_of_done, shown_and_owed
from checks.intake.corrections import completed, held
from checks.intake.known import Known
from checks.intake.lines import Line
from checks.intake.meaning import converted, says_percent
from domain.records import Progress
from domain.spelling import same_text
from domain.targets import Target
from domain.units import AS_REGISTERED
from domain.words import Kind

_NUMERIC = (Kind.CUMULATIVE, Kind.LEVEL, Kind.GROWTH, Kind.CEILING)
_NO_BOUNDS = Bounds()


class FrameRow(TypedDict):
    """One row of the frame. None is "nothing to compare". Figures are whole ten-thousandths."""

    key: int
    target: str
    department: str
    """The department that was asked."""
    owner: str | None
    stated_department: str | None
    """The code of the department that the row itself names, where its name is known."""
    department_text: str | None
    stated_period: str | None
    asked_period: str
    """The month that the row must name if it names one."""
    month_before: str
    """The month before ``asked_period``."""
    period: str
    """The month the row is about: as stated, else as asked."""
    unnamed_payload: str | None
    """Hash of the payload, where the row itself names no month."""
    unit: str | None
    registered_unit: str | None
    value: int | None
    size: int | None
    """Magnitude of a figure; None for 0, which is the same in every unit."""
    previous_total: int | None
    total: int | None
    annual: int | None
    least: int | None
    most: int | None
    jump_above: int | None
    jump_below: int | None
    fraction_up_to: int | None
    completed_before: int | None
    """How much was completed before: nodes, or 1 for a whole target."""
    completed_still: int | None
    """How much of that this report still calls completed."""
    corrected_from: int | None
    """What was reported before, where the row names a reason for taking it back."""
    corrected_to: int | None
    name: str | None
    """What the row calls its target, in comparable form."""
    registered_name: str | None
    shown_where_done: int | None
    """What the report shows, where its narrative says that all is done."""
    owed_by_now: int | None


def frame_rows(lines: Sequence[Line], known: Known) -> list[FrameRow]:
    """The frame of a batch, in the order of ``lines``.

    Of a target that is not the department's own only the owner is compared: whatever else a
    stranger says of it would be held against the wrong history.
    """
    payloads = _payloads(lines, known.other_payloads)
    return [_frame_row(line, known, payloads) for line in lines]


def _frame_row(line: Line, known: Known, payloads: Mapping[str, str]) -> FrameRow:
    target, progress = line.target, line.progress
    own = target if target and target.department == line.row.department else None
    value = progress.value if progress else None
    earlier = known.earlier(own) if own else None
    is_total = own is not None and own.judged_kind is Kind.CUMULATIVE
    asked = known.asked_period(line.row.department, target)
    limits = _bounds(own, earlier, known)
    is_corrected = own is not None and bool(line.row.correction)
    before, still = completed(own, earlier, progress) if own else (None, None)
    taken = held(own, earlier, progress) if own and is_corrected else (None, None)
    claimed = _claimed(own, line, known)
    return FrameRow(
        key=line.key,
        target=same_text(line.row.target),
        department=line.row.department,
        owner=target.department if target else None,
        stated_department=_stated_department(line, known),
        department_text=same_text(line.row.stated_department or "") or None,
        stated_period=str(line.stated_period) if line.stated_period else None,
        asked_period=str(asked),
        month_before=str(asked.plus(-1)),
        period=line.identity[2].text,
        unnamed_payload=None if line.stated_period else payloads[line.row.department],
        unit=_unit(line, known),
        registered_unit=same_text(own.unit) if own and _is_numeric(own) else None,
        value=value,
        size=abs(value) if value else None,
        total=value if is_total else None,
        previous_total=earlier.value if earlier and is_total and not is_corrected else None,
        annual=own.annual if own and is_total else None,
        least=limits.least,
        most=limits.most,
        jump_above=limits.jump_above,
        jump_below=limits.jump_below,
        fraction_up_to=None if says_percent(line.row) else limits.fraction_up_to,
        completed_before=None if is_corrected else before,
        completed_still=still,
        corrected_from=taken[0],
        corrected_to=taken[1],
        name=same_text(line.row.name or "") or None,
        registered_name=same_text(own.name) if own else None,
        shown_where_done=claimed[0],
        owed_by_now=claimed[1],
    )


def _claimed(
    target: Target | None, line: Line, known: Known
) -> tuple[int, int] | tuple[None, None]:
    if target is None or line.progress is None or not claim_of_done(line.row.reason_given):
        return None, None
    return shown_and_owed(target, line.progress, known) or (None, None)


def _payloads(lines: Iterable[Line], other_payloads: frozenset[str]) -> dict[str, str]:
    """One hash that speaks for each department's whole payload: a new body if it has any."""
    hashes: dict[str, set[str]] = {}
    for line in lines:
        hashes.setdefault(line.row.department, set()).add(line.row.raw_hash)
    return {code: min(own - other_payloads or own) for code, own in hashes.items()}


def _stated_department(line: Line, known: Known) -> str | None:
    return known.departments.get(same_text(line.row.stated_department or ""))


def _unit(line: Line, known: Known) -> str | None:
    """The unit the figure is in; empty where the row owes one and names none."""
    if line.target is None or not _is_numeric(line.target):
        return None
    department = known.office.departments.get(line.row.department)
    declared = department.reading.get("unit") if department else None
    if declared == AS_REGISTERED and line.row.unit in {None, AS_REGISTERED}:
        return same_text(line.target.unit)
    if converted(line.row, line.target):
        return same_text(line.target.unit)
    return same_text(line.row.unit or "") or ("%" if says_percent(line.row) else "")


def _is_numeric(target: Target) -> bool:
    return target.judged_kind in _NUMERIC


def _bounds(target: Target | None, earlier: Progress | None, known: Known) -> Bounds:
    if target is None or not _is_numeric(target):
        return _NO_BOUNDS
    limits = known.office.limits(target)
    return bounds(target, known.plan(target), earlier.value if earlier else None, limits)
