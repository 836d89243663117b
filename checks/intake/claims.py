"""Claims (说明与数据): what a narrative says is done, beside what its report shows by now.

A claim never changes a figure: it is noted for a person to look.
"""

import math
import re

from checks.intake.known import Known
from domain.records import Progress
from domain.targets import Target
from domain.words import Kind, Verdict

_CLAUSE = re.compile(r"[，。；！,.;!\s]+")
_DONE = re.compile(
    r"(?:(?:本|该|此)?(?:全年|年度)?(?:项目|工程|任务|目标|目标任务|工作|事项|指标|本项)?)"
    r"(?:现|目前|现在|业|均|也|都)*"
    r"(?:已经?(?:全部|全面|基本)?|(?:已经?)?(?:全部|全面|圆满|提前|按期|如期|顺利))"
    r"(?:完成|办结|办理完毕|竣工|完工|建成|销号|结束)"
    r"了?(?:本项|该项)?(?:全年|年度|本年度|当年)?(?:目标|任务|目标任务|建设)?(?:并.{0,12})?"
)
"""The whole clause: 征地已完成 and 已完成60% speak of a part, 未完成 and 将完成 of nothing done."""


def claim_of_done(narrative: str) -> str:
    """The clause that says the target is done; empty where none does."""
    return next((clause for clause in _CLAUSE.split(narrative) if _DONE.fullmatch(clause)), "")


def shown_and_owed(target: Target, progress: Progress, known: Known) -> tuple[int, int] | None:
    """What a report shows and what is owed by now, in the same measure.

    Ten-thousandths of the unit, nodes, or 0 and 1 for a verdict; None where nothing is owed that
    could be done: a limit, a year's figure before December, a target that is not due yet.
    """
    if progress.verdict is not None:
        return int(progress.verdict is not Verdict.BEHIND), 1
    if progress.nodes is not None:
        month = known.figure_period(target)
        due = {node.name for node in target.nodes if node.due <= month}
        return len(due & progress.nodes), len(due)
    plan = known.plan(target)
    if plan is None or progress.value is None or not _is_amount(target):
        return None
    return progress.value, math.ceil(plan)


def _is_amount(target: Target) -> bool:
    return target.kind in {Kind.CUMULATIVE, Kind.LEVEL, Kind.GROWTH}
