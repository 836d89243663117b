"""Sources (数据源): watch, try, sample and sketch them; nothing is recorded."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows import clock
from flows.options import AsJson, DepartmentCode, MaybeMonth, Month
from flows.session import opened, tell
from flows.show import as_json, say

if TYPE_CHECKING:
    from config.known import Known

app = typer.Typer(help="Watch and try the departments' sources (数据源).", no_args_is_help=True)


@app.command("list")
def list_sources(
    period: MaybeMonth = None,
    failing: Annotated[
        bool, typer.Option("--failing", help="only those in trouble (异常)")
    ] = False,
    json: AsJson = False,
) -> None:
    """How every source answered (数据源状况), those in trouble first."""
    from dataclasses import replace

    from cycle.sources import sources
    from flows.sources_shown import listed

    with opened() as (parts, _):
        found = sources(parts, period)
    shown = replace(found, watched=found.in_trouble) if failing else found
    if json:
        as_json(shown)
    else:
        listed(shown, among=len(found.watched))


@app.command("try")
def try_source(department: DepartmentCode, period: Month, json: AsJson = False) -> None:
    """Pull one department and show bytes → rows → findings (试取); nothing is recorded.

    Exit 1 when the source failed or nothing of what came could be used.
    """
    from cycle.trial import try_source as pull_and_check
    from flows.sources_shown import tried

    with opened() as (parts, now):
        trial = pull_and_check(parts, department, period, now)
    if json:
        as_json(trial)
    else:
        tried(trial)
    raise typer.Exit(0 if trial.is_usable else 1)


@app.command("sample")
def sample_source(
    department: DepartmentCode,
    period: Month,
    to: Annotated[Path, typer.Option("--to", help="folder for the files (样本文件夹)")],
) -> None:
    """Pull one department and keep the bytes as they came (样本); nothing is recorded.

    Exit 1 when the source failed.
    """
    from cycle.sample import sample
    from domain.words import PullOutcome

    with opened() as (parts, now):
        kept = sample(parts, department, period, to, now)
    say(f"{kept.outcome.label} {kept.error}".rstrip())
    for path in kept.files:
        say(f"  {path}")
    raise typer.Exit(0 if kept.outcome is PullOutcome.OK else 1)


@app.command("sketch")
def sketch_source(
    where: Annotated[str, typer.Argument(metavar="FILE|URL", help="a sample (样本)")],
    department: Annotated[str, typer.Option("--department", help="单位编号")] = "",
    period: MaybeMonth = None,
    header: Annotated[
        list[str] | None,
        typer.Option("--header", metavar="NAME=SECRET", help="a header whose value is that secret"),
    ] = None,
) -> None:
    """Propose a department's YAML from a sample (草拟数据源), for a person to finish.

    The YAML goes to stdout; what it reads of the sample, to stderr. Exit 1 when records, target
    or figure were not found: what was found is printed all the same.
    """
    from config.settings import secret
    from cycle.sketch import sketch_source as drafted
    from flows.sources_shown import sketched

    pairs = [each.partition("=") for each in header or []]
    if wrong := [name for name, _, key in pairs if not (name and key)]:
        raise typer.BadParameter(f"NAME=SECRET is needed: {wrong[0]}", param_hint="--header")
    headers = {name: key for name, _, key in pairs}
    found = drafted(
        where, _known(), department, period, clock.now(), headers=headers, secret=secret
    )
    say(found.yaml.rstrip())
    for sentence in sketched(found):
        tell(sentence)
    raise typer.Exit(0 if found.reads else 1)


def _known() -> "Known | None":
    """What can be read of the office folder, where there is one: guesses are better with it."""
    from config.known import read_known
    from config.settings import read_settings

    folder = read_settings().office
    return read_known(folder) if folder.is_dir() else None
