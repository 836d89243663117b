"""The fill-in workbook (填报表) of departments without a system."""

from pathlib import Path
from typing import Annotated

import typer

from flows.options import AsJson, Month
from flows.session import opened
from flows.show import as_json, say

Departments = Annotated[
    list[str] | None, typer.Argument(metavar="[DEPARTMENT]...", help="单位编号")
]


def template(
    departments: Departments = None,
    *,
    period: Month,
    every: Annotated[
        bool, typer.Option("--all", help="every department whose dialect is form")
    ] = False,
    to: Annotated[
        Path | None, typer.Option("--to", help="a file .xlsx or a folder; default in DUBAN_DATA")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="replace a file whose content differs")
    ] = False,
    json: AsJson = False,
) -> None:
    """Write the fill-in workbook (填报表) of a department without a system; prints its path."""
    from cycle.template import form_departments, write_template

    if every is bool(departments):
        raise typer.BadParameter("name departments, or --all")
    if to and to.suffix.lower() == ".xlsx" and (every or len(departments or ()) > 1):
        raise typer.BadParameter("several forms need a folder", param_hint="--to")
    with opened() as (parts, _):
        codes = form_departments(parts, period) if every else (departments or ())
        written = [write_template(parts, code, period, to, force=force) for code in codes]
    if json:
        as_json(written)
        return
    for one in written:
        say(str(one.path))
