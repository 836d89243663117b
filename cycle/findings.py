"""Findings (校验发现): list them; a person accepts a rejected figure or returns it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from checks.intake.meaning import MeaningError, row_progress
from cycle.assess import assess_again
from cycle.check import read_again, stands_at
from cycle.holding import holding
from cycle.refusal import refuse_blank, target_of
from cycle.wiring import Parts
from domain.matters import StoredFinding
from domain.period import Period
from domain.records import Finding, Report, Row
from domain.refusals import Refused
from domain.words import Basis, FindingState, Severity
from ledger import findings, reports

_TAKEN_BACK = ("decreased", "reopened")
"""Whoever accepts one of these names the reason of the correction."""

_OPEN_TO_RETURN = {FindingState.OPEN}
_OPEN_TO_ACCEPT = {FindingState.OPEN, FindingState.RETURNED}


def listed(
    parts: Parts, period: Period | None, department: str | None
) -> tuple[StoredFinding, ...]:
    """Findings of one period or department, or all of them. Raises Refused for a stranger."""
    if department is not None and department not in parts.office.departments:
        raise Refused(f"没有编号为{department}的单位")
    return findings.listed(parts.ledger, period, department)


def accept(parts: Parts, number: int, by: str, reason: str, now: datetime) -> str:
    """Let a rejected figure stand: it is read again from the archive and recorded.

    A department may stand by a figure that was returned to it. Raises Refused for a finding
    without one row to accept, whose text is no figure at all, which the department's last answer
    does not show any more, or beside which another rejection of the same row still waits.
    """
    refuse_blank(经办人=by, 理由=reason)
    period = _stored(parts, number).finding.period
    with holding(parts, period, f"duban findings accept {by}", now) as held:
        stored = _waiting(held, number, _OPEN_TO_ACCEPT)
        found = stored.finding
        if found.severity is Severity.REJECT:
            report = _rejected_report(held, found, by, reason, now)
            _refuse_unless_alone(held, stored)
            reports.record(held.ledger, [report])
        findings.accept(held.ledger, number, by, reason, now)
        assess_again(held, period, now)
    return f"已采纳校验发现第{number}号：{found.sentence}"


def return_finding(parts: Parts, number: int, by: str, reason: str, now: datetime) -> str:
    """Return a figure to its department; it stays rejected until another one arrives."""
    refuse_blank(经办人=by, 理由=reason)
    period = _stored(parts, number).finding.period
    with holding(parts, period, f"duban findings return {by}", now) as held:
        found = _waiting(held, number, _OPEN_TO_RETURN).finding
        findings.give_back(held.ledger, number, by, reason, now)
        assess_again(held, period, now)
    return f"已退回校验发现第{number}号，请{found.department}更正后重新报送"


def _stored(parts: Parts, number: int) -> StoredFinding:
    stored = next((one for one in findings.listed(parts.ledger) if one.number == number), None)
    if stored is None:
        raise Refused(f"没有校验发现第{number}号")
    return stored


def _waiting(parts: Parts, number: int, states: Collection[FindingState]) -> StoredFinding:
    stored = _stored(parts, number)
    if stored.state not in states:
        raise Refused(f"校验发现第{number}号已{stored.state.label}，由{stored.actor}办理")
    return stored


def _refuse_unless_alone(parts: Parts, stored: StoredFinding) -> None:
    """One finding accepted says nothing of what came since or of what else is wrong."""
    if not stored.current:
        raise Refused(
            f"校验发现第{stored.number}号所指数据已不在{stored.finding.department}最近一次报送中，"
            "不能采纳；属实的，可用 duban report enter 补录"
        )
    others = [
        f"第{other.number}号"
        for other in findings.listed(parts.ledger, stored.finding.period)
        if other.number != stored.number
        and other.finding.severity is Severity.REJECT
        and other.current
        and other.state is not FindingState.ACCEPTED
        and _row_of(other.finding) == _row_of(stored.finding)
    ]
    if others:
        raise Refused(
            f"同一行数据另有未办结的校验发现{'、'.join(others)}，不能单独采纳；"
            "属实的，可用 duban report enter 补录"
        )


def _row_of(found: Finding) -> tuple[object, ...]:
    """The row of the department's last answer that a current finding is about.

    Whichever of its cells it names; its bytes are those it was first seen in, maybe older ones.
    """
    return found.department, found.place and replace(found.place, file="", column="")


def _rejected_report(parts: Parts, found: Finding, by: str, reason: str, now: datetime) -> Report:
    row = _row(parts, found)
    target = target_of(parts.office, found.target or "", found.period)
    if target.department != found.department:
        raise Refused(f"目标{target.places}不由{found.department}牵头，不能采纳")
    try:
        progress = row_progress(row, target)
    except MeaningError as error:
        raise Refused(f"{error}；可用 duban report enter 补录") from error
    return Report(
        target=target.code,
        figure_period=target.figure_period(found.period),
        progress=progress,
        basis=Basis.ENTERED,
        actor=f"{by}（采纳：{reason}）",
        known_at=now,
        reason_given=row.reason_given,
        correction=row.correction or (reason if found.rule in _TAKEN_BACK else ""),
        place=row.place,
        raw_hash=row.raw_hash,
        raw_value=row.figure or "",
    )


def _row(parts: Parts, found: Finding) -> Row:
    """The one row that the finding is about, parsed again from its archived bytes."""
    if found.target is None or found.raw_hash is None or found.place is None:
        raise Refused("此条发现不针对某一行数据，不能采纳；请单位更正后重新报送")
    place, raw_hash = found.place, found.raw_hash
    rows = read_again(parts, found.period, found.department, raw_hash)
    same = [row for row in rows if stands_at(row, place, raw_hash)]
    if len(same) != 1 or same[0].figure is None:
        raise Refused("存档中找不到对应的一行数据，不能采纳")
    return same[0]
