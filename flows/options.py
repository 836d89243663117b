"""Arguments and options that several commands share."""

from typing import Annotated

import typer

from domain.period import Period, PeriodError


def _period(text: str) -> Period:
    try:
        return Period(text)
    except PeriodError as error:
        raise typer.BadParameter(str(error)) from error


def _month(text: str) -> Period:
    period = _period(text)
    if not period.is_month:
        raise typer.BadParameter(f"a month is needed (YYYY-MM): {text}")
    return period


Month = Annotated[Period, typer.Argument(parser=_month, metavar="PERIOD", help="报告期 YYYY-MM")]
MaybeMonth = Annotated[
    Period | None, typer.Option("--period", parser=_month, metavar="YYYY-MM", help="报告期")
]
DepartmentCode = Annotated[str, typer.Argument(metavar="DEPARTMENT", help="单位编号")]
TargetCode = Annotated[str, typer.Argument(metavar="TARGET", help="目标编号")]
AsJson = Annotated[bool, typer.Option("--json", help="print JSON instead of sentences")]
By = Annotated[str, typer.Option("--by", help="who does this (经办人)")]
Reason = Annotated[str, typer.Option("--reason", help="why (理由)")]
Leader = Annotated[str, typer.Option("--leader", help="the leader who decides (审批领导)")]
Recorder = Annotated[str, typer.Option("--recorder", help="who records the decision (记录人)")]
Document = Annotated[str, typer.Option("--document", help="the document that shows it (依据文号)")]
