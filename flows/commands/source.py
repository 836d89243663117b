"""Sources (数据源): try one without recording anything."""

from typing import TYPE_CHECKING

import typer

from flows.options import AsJson, DepartmentCode, Month
from flows.session import opened
from flows.show import as_json, say, table

if TYPE_CHECKING:
    from cycle.trial import Trial

app = typer.Typer(help="Try a department's source (数据源试取).", no_args_is_help=True)


@app.callback()
def _source() -> None:
    """Try a department's source (数据源试取)."""


@app.command("try")
def try_source(department: DepartmentCode, period: Month, json: AsJson = False) -> None:
    """Pull one department and show bytes → rows → findings; nothing is recorded.

    Exit 1 when the source failed or nothing of what came could be used.
    """
    from cycle.trial import try_source as pull_and_check

    with opened() as (parts, now):
        trial = pull_and_check(parts, department, period, now)
    if json:
        as_json(trial)
    else:
        _show(trial)
    raise typer.Exit(0 if trial.is_usable else 1)


def _show(trial: "Trial") -> None:
    say(f"{trial.department}：{trial.outcome.label} {trial.error}".rstrip())
    table("收到的文件", ("名称", "字节"), ((one.name, one.size) for one in trial.bodies))
    columns = ("目标", "填报", "计量单位", "报告期", "位置")
    rows = ((r.target, r.figure, r.unit, r.stated_period, r.place) for r in trial.rows)
    table(f"读出 {len(trial.rows)} 行", columns, rows)
    found = ((f.severity.label, f.rule, f.target, f.place, f.sentence) for f in trial.findings)
    table(f"发现 {len(trial.findings)} 条", ("级别", "规则", "目标", "位置", "说明"), found)
