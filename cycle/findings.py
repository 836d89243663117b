"""Findings (校验发现): a person accepts rejected figures or returns them, all or none."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from checks.intake.meaning import MeaningError, row_progress
from cycle.assess import assess_again
from cycle.check import read_again, stands_at
from cycle.deliver import ANSWERS, deliver
from cycle.found import told
from cycle.holding import holding
from cycle.progress import silent
from cycle.refusal import refuse_blank, target_of
from cycle.returning import return_letters
from cycle.wiring import Parts
from domain.matters import StoredFinding
from domain.period import Period
from domain.records import Finding, Place, Report, Row
from domain.refusals import Refused
from domain.words import Basis, FindingState, Severity
from ledger import findings, reports

_TAKEN_BACK = ("decreased", "reopened")
"""Whoever accepts one of these names the reason of the correction."""

_OPEN_TO_RETURN = {FindingState.OPEN}
_OPEN_TO_ACCEPT = {FindingState.OPEN, FindingState.RETURNED}


def accept(parts: Parts, numbers: Collection[int], by: str, reason: str, now: datetime) -> str:
    """Let rejected figures stand, all or none: read again from the archive and recorded.

    A department may stand by a figure that was returned to it. Raises Refused for a finding
    without one row to accept, whose text is no figure at all, which the department's last answer
    does not show any more, or beside which another rejection of the same row is not accepted too.
    """
    refuse_blank(经办人=by, 理由=reason)
    period = _period_of(parts, numbers)
    with holding(parts, period, f"duban findings accept {by}", now) as held:
        waiting = _waiting(held, numbers, _OPEN_TO_ACCEPT)
        rejected = [one for one in waiting if one.finding.severity is Severity.REJECT]
        figures = [_rejected_report(held, one.finding, by, reason, now) for one in rejected]
        for stored in rejected:
            _refuse_unless_alone(held, stored, numbers)
        reports.record(held.ledger, _one_each(figures))
        findings.accept(held.ledger, [one.number for one in waiting], by, reason, now)
        assess_again(held, period, now)
    return f"已采纳{_said(waiting)}"


def return_findings(
    parts: Parts, numbers: Collection[int], by: str, reason: str, now: datetime
) -> str:
    """Return figures to their departments, all or none; rejected until others arrive.

    The letters to their liaisons and the return are one act; where nobody is in office the return
    stands without a letter, and the sentence says so.
    """
    refuse_blank(经办人=by, 理由=reason)
    period = _period_of(parts, numbers)
    with holding(parts, period, f"duban findings return {by}", now) as held:
        waiting = _waiting(held, numbers, _OPEN_TO_RETURN)
        letters = return_letters(held, waiting, reason, now)
        every = [one.number for one in waiting]
        findings.give_back(held.ledger, every, by, reason, now, letters)
        deliver(held, period, now, silent, ANSWERS)
        assess_again(held, period, now)
    departments = dict.fromkeys(one.finding.department for one in waiting)
    vacant = set(departments) - {one.envelope.department for one in letters}
    told_of = f"已退回{_said(waiting)}\n请{'、'.join(departments)}更正后重新报送"
    if not vacant:
        return told_of
    names = "、".join(sorted(vacant))
    return f"{told_of}\n{names}没有在任的联络员和主要负责人，退回通知没有发出，请另行告知"


def _said(stored: Sequence[StoredFinding]) -> str:
    lines = told(stored)
    if len(lines) == 1:
        return f"校验发现第{lines[0].ranges}号：{lines[0].group.sentence}"
    every = (f"\n  第{line.ranges}号：{line.group.sentence}" for line in lines)
    return f"校验发现{len(stored)}条：{''.join(every)}"


def _period_of(parts: Parts, numbers: Collection[int]) -> Period:
    """The one period that the findings with these numbers are about."""
    periods = {one.finding.period for one in _stored(parts, numbers)}
    if len(periods) > 1:
        raise Refused("所列校验发现分属不同报告期，请按报告期分别办理")
    return periods.pop()


def _stored(parts: Parts, numbers: Collection[int]) -> list[StoredFinding]:
    found = [one for one in findings.listed(parts.ledger) if one.number in numbers]
    if strangers := sorted(set(numbers) - {one.number for one in found}):
        raise Refused(f"没有校验发现第{'、'.join(map(str, strangers))}号")
    return found


def _one_each(figures: Sequence[Report]) -> list[Report]:
    """One figure for each target, with its correction: findings may speak of the same row."""
    by_target: dict[str, Report] = {}
    for figure in sorted(figures, key=lambda one: not one.correction):
        kept = by_target.setdefault(figure.target, figure)
        if _row_at(kept.place) != _row_at(figure.place):
            raise Refused(f"目标{figure.target}有不止一行数据，只能采纳其中一行，请分别办理")
    return list(by_target.values())


def _waiting(
    parts: Parts, numbers: Collection[int], states: Collection[FindingState]
) -> list[StoredFinding]:
    found = _stored(parts, numbers)
    for one in found:
        if one.state not in states:
            raise Refused(f"校验发现第{one.number}号已{one.state.label}，由{one.actor}办理")
    return found


def _refuse_unless_alone(parts: Parts, stored: StoredFinding, numbers: Collection[int]) -> None:
    """A finding accepted says nothing of what came since or of what else is wrong with its row."""
    if not stored.current:
        raise Refused(
            f"校验发现第{stored.number}号所指数据已不在{stored.finding.department}最近一次报送中，"
            "不能采纳；属实的，可用 duban report enter 补录"
        )
    others = [
        f"第{other.number}号"
        for other in findings.listed(parts.ledger, stored.finding.period)
        if other.number not in numbers
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
    return found.department, _row_at(found.place)


def _row_at(place: Place | None) -> Place | None:
    return place and replace(place, file="", column="")


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
