"""What people do by the script: the audit sheet and the leader's decisions of a month."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from demo.city import YEAR
from demo.shown import figure_text, true_progress
from demo.truth import DECLINED, Planned
from demo.world import World

AUDITOR = "督查科"
RECORDER = "督查科"


def write_audit_sheet(world: World, planned: Sequence[Planned], month: int, path: Path) -> None:
    """Every target on which a measure rests, checked against evidence on the spot."""
    evidence = f"现场核查笔录（{YEAR}年{month}月）"
    codes = sorted(code for one in planned for code in one.targets)
    _write(
        path, "编号 审核值 依据", ([code, _audited(world, code, month), evidence] for code in codes)
    )


def _audited(world: World, code: str, month: int) -> str:
    progress = true_progress(world.story, world.register[code], month)
    if progress is None:
        raise LookupError(f"{code} has no figure in month {month}")
    return figure_text(progress)


def write_decision_sheet(
    waiting: Iterable[Mapping[str, Any]], month: int, today: date, path: Path
) -> None:
    """One line for each proposal that waits: confirmed, declined or amended."""
    rows = [_decision(proposal, month, today) for proposal in waiting]
    _write(path, "序号 决定 措施 理由 告知日期 告知方式", rows)


def _decision(proposal: Mapping[str, Any], month: int, today: date) -> list[str]:
    number, department = str(proposal["number"]), str(proposal["department"])
    turn = int(department[1:]) % 9
    is_interview = proposal["measure"] == "interview"
    if (department, month) in DECLINED:
        return [number, "不同意", "", "上级补助资金到位较迟，暂不约谈", "", ""]
    if not is_interview and turn == 4:
        return [number, "不同意", "", "已落实整改措施，暂不曝光", "", ""]
    if not is_interview and turn == 7:
        return [number, "变更", "通报批评", "首次发生，予以通报批评", today.isoformat(), "电话"]
    return [number, "同意", "", "", today.isoformat(), "当面" if is_interview else "电话"]


def _write(path: Path, head: str, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head.split())
        writer.writerows(rows)
