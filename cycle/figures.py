"""Figures that people give: telephone entries (补录), audits (集中审核), objections (异议)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from checks.intake.corrections import takes_back
from checks.intake.known import is_judged
from checks.intake.meaning import MeaningError, read_progress
from cycle.assess import assess_again
from cycle.holding import holding
from cycle.refusal import refuse_blank, refuse_unfinished, refuse_unjudged, target_of
from cycle.wiring import Parts
from domain.period import Period
from domain.records import Progress, Report
from domain.refusals import Refused
from domain.targets import Target
from domain.words import Basis
from ledger import assessments, contests, proposals, reports


@dataclass(frozen=True, slots=True)
class Audited:
    """One line of an audit sheet: the value found and what it was checked against."""

    target: str
    value: str
    evidence: str


def enter_report(
    parts: Parts,
    target_code: str,
    period: Period,
    value: str,
    *,
    by: str,
    said_by: str,
    reason: str,
    reason_given: str = "",
    now: datetime,
) -> str:
    """Record a figure given by telephone; an audited value is not displaced by it.

    ``reason`` says why it came that way; ``reason_given`` is the department's own for a lag, which
    papers print.
    """
    refuse_blank(经办人=by, 报送人=said_by, 理由=reason)
    with holding(parts, period, f"duban report enter {by}", now) as held:
        refuse_unfinished(period, now.date())
        target = _asked_target(held, target_code, period)
        progress = _progress(target, period, value)
        entered = Report(
            target=target.code,
            figure_period=target.figure_period(period),
            progress=progress,
            basis=Basis.ENTERED,
            actor=f"{by}（据{said_by}口头报送：{reason}）",
            known_at=now,
            reason_given=reason_given,
            correction=reason if _takes_back(held, target, period, progress) else "",
            raw_value=value,
        )
        is_new = bool(reports.record(held.ledger, [entered]))
        assess_again(held, period, now)
    outcome = "已补录" if is_new else "与现有数据相同，未重复登记"
    return f"{outcome}：{target.places}{entered.figure_period.label}“{value}”"


def audit(parts: Parts, period: Period, audited: Sequence[Audited], by: str, now: datetime) -> str:
    """Record audited values, all or none; each replaces the reported one until audited again."""
    refuse_blank(审核人=by)
    if missing := [one.target for one in audited if not one.evidence.strip()]:
        raise Refused(f"审核须写明依据：{'、'.join(missing)}")
    with holding(parts, period, f"duban audit {by}", now) as held:
        refuse_unfinished(period, now.date())
        _refuse_all_bad(held, period, audited)
        found = [_audited(held, period, one, by, now) for one in audited]
        new = reports.record(held.ledger, found)
        assess_again(held, period, now)
        waits = any(s.decision is None for s in proposals.of_period(held.ledger, period))
    said = f"已登记{len(new)}项审核值（共{len(found)}项）"
    return f"{said}；呈批以最新序号为准：duban status --period {period}" if waits else said


def open_contest(
    parts: Parts, target_code: str, period: Period, *, by: str, reason: str, now: datetime
) -> str:
    """Record an objection of a department; while it is open nothing is confirmed on the figure."""
    refuse_blank(提出人=by, 理由=reason)
    with holding(parts, period, f"duban contest {by}", now) as held:
        target = _asked_target(held, target_code, period)
        if target.track not in assessments.latest(held.ledger, period):
            raise Refused(f"{period.label}尚未评判，无从提出异议")
        is_new = contests.open_contest(
            held.ledger, target.code, period, actor=by, reason=reason, now=now
        )
        assess_again(held, period, now)
    return f"已登记异议：{target.places}" if is_new else f"{target.places}已有未了结的异议"


def close_contest(
    parts: Parts, target_code: str, period: Period, *, by: str, reason: str, now: datetime
) -> str:
    """Record how an objection was settled. Raises NotContested when none is open."""
    refuse_blank(经办人=by, 理由=reason)
    with holding(parts, period, f"duban contest {by}", now) as held:
        target = _asked_target(held, target_code, period)
        contests.close_contest(held.ledger, target.code, period, actor=by, reason=reason, now=now)
        assess_again(held, period, now)
    return f"异议已了结：{target.places}"


def _asked_target(parts: Parts, code: str, period: Period) -> Target:
    refuse_unjudged(parts.office, period)
    target = target_of(parts.office, code, period)
    if not is_judged(target):
        raise Refused(f"目标{target.places}为{target.kind.label}目标，不作评判")
    return target


def _progress(target: Target, period: Period, value: str) -> Progress:
    try:
        return read_progress(target, value)
    except MeaningError as error:
        raise Refused(f"目标{target.places}{period.label}：{error}") from error


def _takes_back(parts: Parts, target: Target, period: Period, progress: Progress) -> bool:
    """Whether a figure is less than what stands for its month or for the last one before."""
    month = target.figure_period(period)
    standing = reports.standing(parts.ledger, [month]).get((target.code, month))
    earlier = reports.previous(parts.ledger, {target.code: month}).get(target.code)
    return any(takes_back(target, one.progress, progress) for one in (standing, earlier) if one)


def _refuse_all_bad(parts: Parts, period: Period, audited: Sequence[Audited]) -> None:
    """Name every bad line of a sheet at once."""
    said = []
    for one in audited:
        try:
            _progress(_asked_target(parts, one.target, period), period, one.value)
        except Refused as refused:
            said.append(str(refused))
    if said:
        raise Refused("\n".join(said))


def _audited(parts: Parts, period: Period, one: Audited, by: str, now: datetime) -> Report:
    """An audited report keeps the place and bytes of the figure that was audited."""
    target = _asked_target(parts, one.target, period)
    month = target.figure_period(period)
    reported = reports.standing(parts.ledger, [month]).get((target.code, month))
    return Report(
        target=target.code,
        figure_period=month,
        progress=_progress(target, period, one.value),
        basis=Basis.AUDITED,
        actor=f"{by}（依据：{one.evidence}）",
        known_at=now,
        reason_given=reported.reason_given if reported else "",
        correction=reported.correction if reported else "",
        place=reported.place if reported else None,
        raw_hash=reported.raw_hash if reported else None,
        raw_value=one.value,
    )
