"""The command line ``duban``. Heavy imports stay inside the commands that need them."""

import sys

import typer

from domain.refusals import Refused
from flows.commands import decide, figures, findings, month, office, outbox, read, source, template

app = typer.Typer(
    name="duban",
    help="督办: monthly supervision for a city's efficiency office (效能办).",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
app.command("init")(office.init)
app.command("collect")(month.collect)
app.command("run")(month.run)
app.command("release")(month.release)
app.command("issue")(month.issue)
app.command("reissue")(month.reissue)
app.command("template")(template.template)
app.command("status")(read.status)
app.command("laggards")(read.laggards)
app.command("department")(read.department)
app.command("explain")(read.explain)
app.add_typer(findings.app, name="findings")
app.add_typer(figures.report, name="report")
app.add_typer(figures.audit, name="audit")
app.add_typer(figures.contest, name="contest")
app.add_typer(decide.app, name="decide")
app.add_typer(office.app, name="office")
app.add_typer(office.database, name="db")
app.add_typer(outbox.app, name="outbox")
app.add_typer(source.app, name="source")


@app.callback()
def _duban() -> None:
    """督办: monthly supervision for a city's efficiency office (效能办)."""


def main() -> None:
    """Run one command. Exit: 0 done, 1 failed, 2 usage, 3 waiting, 4 held, 5 breaker."""
    try:
        app()
    except Refused as refusal:
        sys.stderr.write(f"duban: {refusal}\n")
        sys.exit(refusal.exit_code)
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        kind = type(error).__name__
        sys.stderr.write(f"duban: {kind}: {error} (PYTHONDEVMODE=1 shows where)\n")
        sys.exit(1)
