"""Findings (校验发现): show, accept, return."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.words import FindingState, Severity
from flows.options import AsJson, By, MaybeMonth, Month, Reason
from flows.session import opened
from flows.show import as_json, say, table

if TYPE_CHECKING:
    from cycle.found import Told
    from domain.matters import StoredFinding

app = typer.Typer(help="Show findings; accept them or return them (校验发现).")

_RANGE = re.compile(r"([1-9]\d{0,8})(?:[-–]([1-9]\d{0,8}))?", re.ASCII)
_MOST = 5_000


def _numbers(text: str) -> range:
    """``12`` or ``12-51``, as the table prints them."""
    match = _RANGE.fullmatch(text)
    if match is None:
        raise typer.BadParameter(f"a number or a range such as 12-51 is needed: {text}")
    first, last = int(match[1]), int(match[2] or match[1])
    if not first <= last < first + _MOST:
        raise typer.BadParameter(f"a range runs upwards, over at most {_MOST} numbers: {text}")
    return range(first, last + 1)


Numbers = Annotated[
    list[range],
    typer.Argument(parser=_numbers, metavar="NUMBER…", help="numbers or ranges: 12-51 60 (序号)"),
]


@app.callback(invoke_without_command=True)
def findings(
    context: typer.Context,
    period: MaybeMonth = None,
    department: Annotated[str | None, typer.Option(help="单位编号")] = None,
    target: Annotated[str | None, typer.Option(help="目标编号")] = None,
    rule: Annotated[str | None, typer.Option(help="规则, as the table names it")] = None,
    severity: Annotated[Severity | None, typer.Option(help="级别")] = None,
    state: Annotated[FindingState | None, typer.Option(help="状态")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="also what the last answers no longer show")
    ] = False,
    each: Annotated[bool, typer.Option("--each", help="one line for each, not by cause")] = False,
    json: AsJson = False,
) -> None:
    """Show findings (校验发现), one line for each cause; accept or return them by number.

    Of last month by default, and only those that the departments' last answers still show.
    """
    if context.invoked_subcommand:
        return
    from cycle.found import Wanted, listed, told

    wanted = Wanted(period, department, target, rule, severity, state, gone=every)
    with opened() as (parts, now):
        found = listed(parts, wanted, now)
    if json:
        as_json(found)
    elif each:
        _table_of_each(found)
    else:
        _table_of_causes(told(found), len(found))


def _table_of_each(found: Sequence["StoredFinding"]) -> None:
    columns = ("序号", "报告期", "单位", "目标", "级别", "规则", "状态", "位置", "原文", "说明")
    rows = (
        (
            one.number,
            one.finding.period,
            one.finding.department,
            one.finding.target,
            one.finding.severity.label,
            one.finding.rule,
            one.state.label,
            one.finding.place,
            one.finding.raw_value,
            one.finding.sentence,
        )
        for one in found
    )
    table(f"校验发现 {len(found)} 条", columns, rows)


def _table_of_causes(causes: Iterable["Told"], count: int) -> None:
    columns = ("序号", "报告期", "单位", "级别", "规则", "状态", "条数", "位置", "说明")
    rows = [
        (
            one.ranges,
            one.group.period,
            one.group.department,
            one.group.severity.label,
            one.group.rule,
            one.state.label,
            len(one.numbers),
            one.places,
            one.group.sentence,
        )
        for one in causes
    ]
    table(f"校验发现 {len(rows)} 类 {count} 条（逐条查看：--each）", columns, rows)


@app.command()
def accept(numbers: Numbers, by: By, reason: Reason) -> None:
    """Accept rejected figures (采纳) with a reason, all or none; the month is judged again."""
    from cycle.findings import accept as accept_findings

    with opened() as (parts, now):
        say(accept_findings(parts, _joined(numbers), by, reason, now))


@app.command("return")
def return_(numbers: Numbers, by: By, reason: Reason) -> None:
    """Return figures to their departments (退回), all or none."""
    from cycle.findings import return_findings

    with opened() as (parts, now):
        say(return_findings(parts, _joined(numbers), by, reason, now))


@app.command()
def docs(
    period: Month,
    to: Annotated[Path, typer.Option("--to", file_okay=False, help="folder to write into")],
) -> None:
    """Write Great Expectations' page on a month (校验说明): its archived bytes checked again."""
    from cycle.data_docs import write_data_docs

    with opened() as (parts, _):
        say(str(write_data_docs(parts, period, to)))


def _joined(numbers: Iterable[range]) -> set[int]:
    return {number for each in numbers for number in each}
