"""The month: collect, run, release, issue, reissue."""

from pathlib import Path
from typing import Annotated

import typer

from flows.options import AsJson, By, Document, Month, Reason
from flows.session import opened, tell
from flows.show import as_json, plain, say

Only = Annotated[str | None, typer.Option("--only", help="pull one department (单位编号)")]


def collect(period: Month, only: Only = None, json: AsJson = False) -> None:
    """Collect and check before the judging day (采集); judges nothing. Safe to repeat."""
    from cycle.month import collect_only
    from flows.bars import bars
    from flows.month_shown import collection

    with opened() as (parts, now), bars() as progress:
        collected = collect_only(parts, period, now, progress, only=only)
    if json:
        as_json(collected)
        return
    for sentence in collection(collected):
        say(sentence)


def run(
    period: Month,
    only: Only = None,
    present_rules: Annotated[
        bool, typer.Option("--present-rules", help="judge a closed month by today's rules")
    ] = False,
    json: AsJson = False,
) -> None:
    """Run one month (采集、校验、评判、提醒、呈批). Safe to repeat."""
    from cycle.month import run as run_month
    from cycle.status import status
    from flows.bars import bars
    from flows.month_shown import exit_code, sentences
    from flows.status_shown import next_step

    with opened() as (parts, now), bars() as progress:
        outcome = run_month(parts, period, now, progress, only=only, present_rules=present_rules)
        stands = status(parts, period, now)
    if json:
        as_json({**plain(outcome), "next_command": stands.next_command})
    else:
        for sentence in (*sentences(outcome), next_step(stands)):
            say(sentence)
    raise typer.Exit(exit_code(outcome))


def release(period: Month, by: By, reason: Reason) -> None:
    """Release the breaker (解除熔断) for one month, and do what it held back."""
    from cycle.release import release as release_month
    from flows.month_shown import assessment

    with opened() as (parts, now):
        assessed = release_month(parts, period, by, reason, now)
    say(f"已解除{period.label}的熔断")
    for sentence in assessment(assessed):
        say(sentence)


def issue(
    period: Month,
    signed_by: Annotated[str, typer.Option("--signed-by", help="who signs (签发人)")],
    document: Document,
    json: AsJson = False,
) -> None:
    """Issue the brief (印发通报): freeze the edition, number and archive papers, deliver."""
    from cycle.issue import issue as issue_brief
    from flows.bars import bars
    from flows.month_shown import delivery

    with opened() as (parts, now), bars() as progress:
        issued = issue_brief(
            parts, period, signed_by=signed_by, document=document, now=now, progress=progress
        )
    if json:
        as_json(issued)
        return
    say(f"{period.label}通报已印发：{issued.number}")
    for path in issued.paths:
        say(f"  {path}")
    say(f"发送：{delivery(issued.delivered)}")
    if issued.untold:
        numbers = "、".join(map(str, issued.untold))
        say(f"注意：呈批第{numbers}号已批示、尚未告知主要负责人，通报未列出")
    if issued.unheard:
        waiting = len(issued.unheard)
        say(f"注意：有{waiting}封提醒尚未送达责任单位（duban outbox --period {period}）")


def reissue(
    period: Month,
    to: Annotated[Path, typer.Option("--to", help="folder for the copies")],
) -> None:
    """Write the issued papers again from their archived bytes and check their facts."""
    from cycle.reissue import reissue as reissue_papers

    with opened() as (parts, _):
        paths = reissue_papers(parts, period, to)
    for path in paths:
        say(str(path))
    tell("与存档一致")
