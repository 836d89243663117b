"""Template (填报表): the fill-in workbook of a department without a system, as a file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checks.intake.known import Known, is_judged
from cycle.check import asked
from cycle.files import write_whole
from cycle.refusal import refuse_unjudged
from cycle.versions import in_period
from cycle.wiring import Parts
from domain.office import Department
from domain.period import Period
from domain.refusals import Refused
from domain.targets import Target
from domain.words import Kind
from domain.workdays import due_day
from papers.form import Form, Owed

DIALECT = "form"
_UNSAFE = re.compile(r'[\s\\/:*?"<>|\x00-\x1f]+')
_LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class Template:
    """One form as a file; ``is_new`` unless the same bytes were there."""

    department: str
    name: str
    period: Period
    targets: int
    path: Path
    is_new: bool


def form_departments(parts: Parts, period: Period) -> tuple[str, ...]:
    """Codes of the departments that fill in a form and owe a figure in ``period``."""
    refuse_unjudged(parts.office, period)
    chosen = in_period(parts, period)
    known = asked(chosen, period)
    return tuple(
        code
        for code, department in chosen.office.departments.items()
        if department.dialect == DIALECT and known.asked(code)
    )


def write_template(
    parts: Parts, code: str, period: Period, to: Path | None, *, force: bool
) -> Template:
    """Write the department's form to the file ``to``, or into the folder ``to``.

    Left out, it goes into the data folder. Writing again gives the same bytes. Raises Refused for
    a stranger, a month that is not judged, a department with a system of its own, one that owes
    nothing, and for a file with other content unless ``force``: it may have been filled in.
    """
    from papers.printers.as_form import print_form  # noqa: PLC0415 - openpyxl

    form = _form(parts, code, period)
    path = _path(to or parts.data / "templates" / str(period), form)
    content = print_form(form)
    is_there = path.exists()
    if is_there and path.read_bytes() != content and not force:
        raise Refused(f"{path}已存在且内容不同，可能已经填报；确要覆盖的，请加 --force")
    is_new = not is_there or path.read_bytes() != content
    if is_new:
        write_whole(path, content)
    return Template(code, form.department, period, len(form.owed), path, is_new)


def _form(parts: Parts, code: str, period: Period) -> Form:
    refuse_unjudged(parts.office, period)
    chosen = in_period(parts, period)
    office = chosen.office
    department = _fills_in(office.departments.get(code), code)
    known = asked(chosen, period)
    owed = known.asked(code)
    if not owed:
        raise Refused(f"{code} {department.name}{period.label}没有需要填报的目标")
    return Form(
        office=office.name,
        duty_phone=office.duty_phone,
        code=code,
        department=department.name,
        period=period,
        due=due_day(period, office.days.report_due, office.calendar),
        owed=tuple(_owed(known, target) for target in owed),
        not_owed=tuple(_not_owed(known, code)),
    )


def _fills_in(department: Department | None, code: str) -> Department:
    if department is None:
        raise Refused(f"没有编号为{code}的单位")
    if department.dialect != DIALECT:
        raise Refused(
            f"{code} {department.name}由数据源（{department.dialect}）报送，不用填报表；"
            f"改用填报表的，请先将其source.dialect改为{DIALECT}"
        )
    return department


def _owed(known: Known, target: Target) -> Owed:
    return Owed(
        target=target,
        figure_period=known.figure_period(target),
        last=known.previous.get(target.code),
        planned=known.plan(target),
        counts_whole=known.office.counts_whole(target.unit),
    )


def _not_owed(known: Known, code: str) -> Iterator[tuple[Target, str]]:
    owed = {target.code for target in known.asked(code)}
    for target in known.targets.values():
        if target.department == code and target.code not in owed:
            yield target, _why_not(known, target)


def _why_not(known: Known, target: Target) -> str:
    if not is_judged(target):
        return target.kind.label
    last = known.previous.get(target.code)
    if target.kind is Kind.ANNUAL_ONLY and not known.figure_period(target).ends_year:
        return "年底填报"
    return f"{last.figure_period.label}已完成" if last else "未到评判月份"


def _path(to: Path, form: Form) -> Path:
    """``to`` itself, or a name of the house in the folder ``to``."""
    if to.suffix.lower() == ".xlsx" and not to.is_dir():
        return to
    name = _UNSAFE.sub("", form.department)[:_LONGEST_NAME]
    return to / f"{_UNSAFE.sub('', form.code)}-{form.period}-{name}填报表.xlsx"
