"""Gather (收取): ask the departments, keep their bytes, check and record them, answer them."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from checks.intake.causes import grouped
from checks.intake.suite import load
from cycle.check import check
from cycle.collect import Spread, collect
from cycle.progress import Progress
from cycle.receipt import Receipted, send_receipts
from cycle.wiring import Parts
from domain.office import Department
from domain.period import Period
from domain.refusals import Refused
from domain.words import PullOutcome

_EMPTY = "返回为空，请核对本期数据是否已在源头登记"


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came: departments asked, failed and silent, figures newly recorded, findings."""

    departments: int
    failed: Mapping[str, str]
    """Departments whose source failed, each with the reason."""
    silent: tuple[str, ...]
    new_figures: int
    findings: int
    causes: int
    """How many messages they come to: one for each cause."""
    receipted: Receipted


def gather(
    held: Parts,
    period: Period,
    only: str | None,
    run: int,
    now: datetime,
    *,
    spread: Spread,
    progress: Progress,
) -> Gathered:
    """Pull every department, or ``only`` one, within ``run``. Raises Refused for a stranger."""
    departments = _asked(held, only)
    with ThreadPoolExecutor(1) as ahead:
        ahead.submit(load)  # the intake's heavy import runs while the pulls wait
        pulled = collect(held, period, departments, now, spread=spread, progress=progress)
    checked = check(held, period, pulled, run, now)
    receipted = send_receipts(held, period, pulled, checked, now)
    outcomes = {one.pull.department: one.pull.outcome for one in pulled}
    return Gathered(
        departments=len(departments),
        failed={p.pull.department: p.pull.error or _EMPTY for p in pulled if p.pull.outcome.failed},
        silent=tuple(c for c, outcome in outcomes.items() if outcome is PullOutcome.SILENT),
        new_figures=len(checked.new_reports),
        findings=len(checked.findings),
        causes=len(grouped(checked.findings)),
        receipted=receipted,
    )


def _asked(parts: Parts, only: str | None) -> tuple[Department, ...]:
    if only is None:
        return tuple(parts.office.departments.values())
    if only not in parts.office.departments:
        raise Refused(f"没有编号为{only}的单位")
    return (parts.office.departments[only],)
