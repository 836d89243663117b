"""Findings (校验发现): show, accept, return."""

from typing import Annotated

import typer

from flows.options import AsJson, By, MaybeMonth, Reason
from flows.session import opened
from flows.show import as_json, say, table

app = typer.Typer(help="Show findings; accept one or return it (校验发现).")

Number = Annotated[int, typer.Argument(help="finding number (序号)")]


@app.callback(invoke_without_command=True)
def findings(
    context: typer.Context,
    period: MaybeMonth = None,
    department: Annotated[str | None, typer.Option("--department", help="单位编号")] = None,
    json: AsJson = False,
) -> None:
    """Show findings (校验发现), newest period by default; accept or return one by its number."""
    if context.invoked_subcommand:
        return
    from cycle.findings import listed

    with opened() as (parts, _):
        found = listed(parts, period, department)
    if json:
        as_json(found)
        return
    columns = ("序号", "报告期", "单位", "目标", "级别", "规则", "状态", "位置", "说明")
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
            one.finding.sentence,
        )
        for one in found
    )
    table(f"校验发现 {len(found)} 条", columns, rows)


@app.command()
def accept(number: Number, by: By, reason: Reason) -> None:
    """Accept a rejected figure (采纳) with a reason; the month is judged again."""
    from cycle.findings import accept as accept_finding

    with opened() as (parts, now):
        say(accept_finding(parts, number, by, reason, now))


@app.command("return")
def return_(number: Number, by: By, reason: Reason) -> None:
    """Return a figure to its department (退回)."""
    from cycle.findings import return_finding

    with opened() as (parts, now):
        say(return_finding(parts, number, by, reason, now))
