"""Decide (批示): what a named leader decided on each proposal, and when the head was told."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from domain.words import DecisionVerdict, Measure
from flows.options import Document, Leader, Recorder
from flows.session import opened
from flows.show import say

app = typer.Typer(help="Record a leader's decision (批示).", no_args_is_help=True)

Number = Annotated[int, typer.Argument(help="proposal number (呈批序号)")]
Why = Annotated[str, typer.Option("--reason", help="why (理由)")]
ToldOn = Annotated[
    datetime | None, typer.Option("--told-on", formats=["%Y-%m-%d"], help="day the head was told")
]
DecidedOn = Annotated[
    datetime | None,
    typer.Option("--decided-on", formats=["%Y-%m-%d"], help="day of the decision, default today"),
]
ToldHow = Annotated[str, typer.Option("--told-how", help="how the head was told (告知方式)")]


@app.command()
def confirm(
    number: Number,
    leader: Leader,
    recorder: Recorder,
    document: Document,
    reason: Why = "",
    told_on: ToldOn = None,
    told_how: ToldHow = "",
    decided_on: DecidedOn = None,
) -> None:
    """Confirm a proposal (同意). Refused on unaudited or contested figures or before its day."""
    ruling = (number, DecisionVerdict.CONFIRM, None, reason, _day(told_on), told_how)
    _record(ruling, leader, recorder, document, decided_on)


@app.command()
def decline(
    number: Number,
    leader: Leader,
    recorder: Recorder,
    document: Document,
    reason: Why,
    decided_on: DecidedOn = None,
) -> None:
    """Decline a proposal (不同意)."""
    ruling = (number, DecisionVerdict.DECLINE, None, reason, None, "")
    _record(ruling, leader, recorder, document, decided_on)


@app.command()
def amend(
    number: Number,
    measure: Annotated[Measure, typer.Option("--measure", help="the measure decided instead")],
    leader: Leader,
    recorder: Recorder,
    document: Document,
    reason: Why,
    told_on: ToldOn = None,
    told_how: ToldHow = "",
    decided_on: DecidedOn = None,
) -> None:
    """Decide another measure (变更). The same conditions as for confirming hold."""
    ruling = (number, DecisionVerdict.AMEND, measure, reason, _day(told_on), told_how)
    _record(ruling, leader, recorder, document, decided_on)


@app.command()
def told(
    number: Number,
    on: Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="the day")],
    how: Annotated[str, typer.Option("--how", help="how: 面谈, 电话, 书面 …")],
    recorder: Recorder,
) -> None:
    """Record when and how the head was told of a decision."""
    from cycle.decide import tell_head

    with opened() as (parts, now):
        say(tell_head(parts, number, on=on.date(), how=how, recorder=recorder, now=now))


@app.command()
def sheet(
    file: Annotated[
        Path, typer.Argument(help="CSV with 序号,决定,措施,理由,告知日期,告知方式", exists=True)
    ],
    leader: Leader,
    recorder: Recorder,
    document: Document,
    decided_on: DecidedOn = None,
) -> None:
    """Record a whole signed decision sheet (呈批件): all rows or none."""
    from config.sheets import read_decision_sheet
    from cycle.decide import Ruling, Signed, decide

    rulings = [Ruling(*row) for row in read_decision_sheet(file)]
    with opened() as (parts, now):
        signed = Signed(leader, recorder, document, now, _day(decided_on) or now.date())
        say(decide(parts, rulings, signed))


def _record(
    ruling: tuple[int, DecisionVerdict, Measure | None, str, date | None, str],
    leader: str,
    recorder: str,
    document: str,
    decided_on: datetime | None,
) -> None:
    from cycle.decide import Ruling, Signed, decide

    with opened() as (parts, now):
        signed = Signed(leader, recorder, document, now, _day(decided_on) or now.date())
        say(decide(parts, [Ruling(*ruling)], signed))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
