"""Read the ledger: status, laggards, one department, one judgement explained."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from flows.options import AsJson, DepartmentCode, MaybeMonth, Month, TargetCode
from flows.session import opened
from flows.show import as_json, plain, say, table

if TYPE_CHECKING:
    from cycle.standings import Line

COLUMNS = ("目标", "名称", "单位", "结论", "序时", "实际", "差距", "连续月数", "亮灯", "说明")


def status(period: MaybeMonth = None, json: AsJson = False) -> None:
    """Who is outstanding, and what waits for whom (进展与待办)."""
    from cycle.status import status as month_status
    from flows.status_shown import sentences

    with opened() as (parts, now):
        found = month_status(parts, period, now)
    if json:
        as_json({**plain(found), "next_command": found.next_command})
        return
    for sentence in sentences(found):
        say(sentence)


def laggards(
    period: Month,
    every: Annotated[
        bool, typer.Option("--all", help="every target, not only those behind")
    ] = False,
    json: AsJson = False,
) -> None:
    """The targets that are behind (滞后事项), by track, worst first."""
    from cycle.standings import behind, standings

    with opened() as (parts, _):
        lines = standings(parts, period)
    shown = lines if every else behind(lines)
    if json:
        as_json(shown)
        return
    departments = len({line.department for line in shown})
    table(f"{period.label}：{len(shown)}项，涉及{departments}个单位", COLUMNS, _cells(shown))


def department(code: DepartmentCode, period: Month, json: AsJson = False) -> None:
    """One department's targets in one month."""
    from cycle.standings import of_department

    with opened() as (parts, _):
        lines = of_department(parts, code, period)
    if json:
        as_json(lines)
        return
    table(f"{code} {period.label}", COLUMNS, _cells(lines))


def explain(target: TargetCode, period: Month, json: AsJson = False) -> None:
    """One judgement from raw bytes to sentence, parsed again from the archive."""
    from cycle.explain import explain as explain_judgement

    with opened() as (parts, _):
        chain = explain_judgement(parts, target, period)
    if json:
        as_json(chain)
    else:
        for sentence in chain.sentences:
            say(sentence)
    raise typer.Exit(0 if chain.agrees else 1)


def _cells(lines: Iterable["Line"]) -> Iterable[tuple[object, ...]]:
    for line in lines:
        yield (
            line.target,
            line.name,
            line.department_name,
            line.standing.label,
            line.planned_shown,
            line.actual_shown,
            line.gap_shown,
            line.running_months or "",
            line.lamp.label if line.lamp else "",
            line.reason,
        )
