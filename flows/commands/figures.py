"""Figures that people give: report enter (电话补录), audit (集中审核), contest (异议)."""

from pathlib import Path
from typing import Annotated

import typer

from flows.options import By, Month, Reason, TargetCode
from flows.session import opened
from flows.show import say

report = typer.Typer(help="Enter a figure given by telephone (补录).", no_args_is_help=True)
audit = typer.Typer(help="Audit figures against evidence (集中审核).", no_args_is_help=True)
contest = typer.Typer(help="A department objects to a figure (异议).", no_args_is_help=True)

Value = Annotated[
    str, typer.Argument(help="the figure, the reached nodes or the verdict, as reported")
]


@report.callback()
def _report() -> None:
    """Enter a figure given by telephone (补录)."""


@report.command("enter")
def enter(
    target: TargetCode,
    period: Month,
    value: Value,
    by: By,
    said_by: Annotated[str, typer.Option("--said-by", help="who said it (口头报送人)")],
    reason: Reason,
    reason_given: Annotated[
        str, typer.Option(help="why it lags, as the department says (未达序时原因)")
    ] = "",
) -> None:
    """Record a figure that a department gave by telephone."""
    from cycle.figures import enter_report

    with opened() as (parts, now):
        said = enter_report(
            parts,
            target,
            period,
            value,
            by=by,
            said_by=said_by,
            reason=reason,
            reason_given=reason_given,
            now=now,
        )
    say(said)


@audit.command("one")
def audit_one(
    target: TargetCode,
    period: Month,
    value: Value,
    by: By,
    evidence: Annotated[str, typer.Option("--evidence", help="what it was checked against (依据)")],
) -> None:
    """Record the audited value of one figure."""
    from cycle.figures import Audited, audit

    with opened() as (parts, now):
        say(audit(parts, period, [Audited(target, value, evidence)], by, now))


@audit.command("sheet")
def audit_sheet(
    period: Month,
    file: Annotated[Path, typer.Argument(help="CSV with 编号,审核值,依据", exists=True)],
    by: By,
) -> None:
    """Record a whole audit sheet (审核表): all rows or none."""
    from config.sheets import read_audit_sheet
    from cycle.figures import Audited, audit

    with opened() as (parts, now):
        rows = [Audited(*row) for row in read_audit_sheet(file)]
        say(audit(parts, period, rows, by, now))


@contest.command("open")
def contest_open(target: TargetCode, period: Month, by: By, reason: Reason) -> None:
    """Record a department's objection; a contested figure cannot be confirmed for a measure."""
    from cycle.figures import open_contest

    with opened() as (parts, now):
        say(open_contest(parts, target, period, by=by, reason=reason, now=now))


@contest.command("close")
def contest_close(target: TargetCode, period: Month, by: By, reason: Reason) -> None:
    """Record how an objection was settled."""
    from cycle.figures import close_contest

    with opened() as (parts, now):
        say(close_contest(parts, target, period, by=by, reason=reason, now=now))
