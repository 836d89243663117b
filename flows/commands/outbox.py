"""Outbox (发件箱): what was sent, what waits, what is uncertain."""

from typing import Annotated

import typer

from flows.options import AsJson, By, MaybeMonth, Month
from flows.session import opened
from flows.show import as_json, say, table

app = typer.Typer(help="Show the outbox; settle an uncertain message (发件箱).")


@app.callback(invoke_without_command=True)
def outbox(context: typer.Context, period: MaybeMonth = None, json: AsJson = False) -> None:
    """Show messages with their states; `outbox resolve` settles an uncertain one."""
    if context.invoked_subcommand:
        return
    from cycle.outbox import listed

    with opened() as (parts, _):
        messages = listed(parts, period)
    if json:
        as_json(messages)
        return
    columns = ("序号", "报告期", "类别", "单位", "收件人", "状态", "次数", "主题", "答复")
    rows = (
        (
            one.number,
            one.period,
            one.kind.label,
            one.department,
            one.recipient,
            one.state.label,
            one.attempts,
            one.subject,
            one.answer,
        )
        for one in messages
    )
    table(f"发件箱 {len(messages)} 封", columns, rows)


@app.command()
def send(period: Month) -> None:
    """Send what waits for a period (发送)."""
    from cycle.outbox import send as send_waiting
    from flows.bars import bars
    from flows.month_shown import delivery

    with opened() as (parts, now), bars() as progress:
        delivered = send_waiting(parts, period, now, progress)
    say(f"发送：{delivery(delivered)}")


@app.command()
def resolve(
    number: Annotated[int, typer.Argument(help="message number (序号)")],
    by: By,
    sent: Annotated[bool, typer.Option("--sent/--not-sent", help="what the recipient says")],
) -> None:
    """Say whether an uncertain message arrived (核实)."""
    from cycle.outbox import resolve as resolve_message

    with opened() as (parts, now):
        say(resolve_message(parts, number, by, now, arrived=sent))
