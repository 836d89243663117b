"""The office folder and the database: init, office check, office diff, db upgrade."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.options import AsJson
from flows.session import opened, tell
from flows.show import as_json, say

app = typer.Typer(help="Check the office folder (配置检查).", no_args_is_help=True)
database = typer.Typer(help="The ledger's database.", no_args_is_help=True)


def init(folder: Annotated[Path, typer.Argument(help="a folder that is not there yet")]) -> None:
    """Copy the annotated example office into a new folder."""
    from config.example import copy_example

    copy_example(folder)
    say(f"已建立示例配置：{folder}")
    say(f"下一步：export DUBAN_OFFICE={folder} && duban office check && duban db upgrade")


@app.command()
def check(json: AsJson = False) -> None:
    """Report every error of the office folder at once, with file and line."""
    from config.errors import OfficeErrors
    from config.loader import load_office
    from config.settings import read_settings

    try:
        loaded = load_office(read_settings().office)
    except OfficeErrors as refusal:
        if json:
            as_json({"errors": refusal.errors})
        for error in () if json else refusal.errors:
            tell(str(error))
        tell(f"共{len(refusal.errors)}处错误")
        sys.exit(1)
    office = loaded.office
    counts = {
        "departments": len(office.departments),
        "targets": len(office.targets),
        "tracks": len(office.tracks),
    }
    if json:
        as_json({"errors": [], **counts})
        return
    say(
        f"配置无误：{counts['departments']}个单位，{counts['targets']}项目标，"
        f"{counts['tracks']}条轨道"
    )


@app.command()
def diff(json: AsJson = False) -> None:
    """Compare the folder with the last stored office version."""
    from config.diff import LIVE_ONLY
    from cycle.versions import changes

    with opened() as (parts, _):
        changed = changes(parts)
    if json:
        as_json(changed)
        return
    for line in changed or ("与台账中的最近版本一致",):
        say(str(line))
    say(LIVE_ONLY)


@database.callback()
def _database() -> None:
    """The ledger's database."""


@database.command()
def upgrade() -> None:
    """Bring the ledger's tables to this version."""
    from config.settings import read_settings
    from cycle.wiring import upgrade_ledger

    say(upgrade_ledger(read_settings()))
