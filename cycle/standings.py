"""Standings: the judgements of a period as lines that people and programs read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cycle.history import history
from cycle.versions import in_period
from cycle.wiring import Parts
from domain.figures import SCALE, print_figure
from domain.matters import Assessment
from domain.period import Period
from domain.records import Counters, Judgement, Progress, Report
from domain.refusals import Refused
from domain.targets import Target
from domain.wording import gap_phrase, progress_phrase
from domain.words import Lamp, MissingCause, Standing
from ledger import assessments, reports


@dataclass(frozen=True, slots=True)
class Line:
    """One target in one period. Amounts are exact, in units; ``…_shown`` is for people."""

    target: str
    name: str
    track: str
    department: str
    department_name: str
    kind: str
    unit: str
    standing: Standing
    cause: MissingCause | None
    reason: str
    figure_period: Period
    planned: Fraction | None
    actual: Fraction | None
    nodes: tuple[str, ...] | None
    verdict: str | None
    gap_points: Fraction | None
    lamp: Lamp | None
    running_months: int
    months: int
    contested: bool
    basis: str | None
    reported_by: str
    reason_given: str
    planned_shown: str
    actual_shown: str
    gap_shown: str


def standings(parts: Parts, period: Period) -> tuple[Line, ...]:
    """Every judged target of ``period``, by track and code. Raises Refused before any run."""
    judged = assessments.latest(parts.ledger, period)
    if not judged:
        raise Refused(f"{period.label}尚未评判，请先运行：duban run {period}")
    chosen = in_period(parts, period)
    return tuple(line for each in judged.values() for line in _of_track(chosen, each))


def behind(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Those that are behind, by track, the widest gap first; without a gap last."""
    found = [line for line in lines if line.standing is Standing.BEHIND]
    return tuple(sorted(found, key=lambda x: (x.track, x.gap_points or Fraction(0), x.target)))


def of_department(parts: Parts, code: str, period: Period) -> tuple[Line, ...]:
    """One department's targets. Raises Refused for a stranger."""
    if code not in in_period(parts, period).office.departments:
        raise Refused(f"没有编号为{code}的单位")
    return tuple(line for line in standings(parts, period) if line.department == code)


def _of_track(parts: Parts, assessment: Assessment) -> Iterable[Line]:
    past = history(parts, assessment.track, assessment.period)
    counted = past.tally(assessment.judgements).targets
    cited = reports.by_number(
        parts.ledger, {j.report for j in assessment.judgements if j.report is not None}
    )
    for judgement in assessment.judgements:
        yield _line(parts, judgement, counted, cited)


def _line(
    parts: Parts,
    judgement: Judgement,
    counted: Mapping[str, Counters],
    cited: Mapping[int, Report],
) -> Line:
    target = parts.office.targets[judgement.target]
    report = cited.get(judgement.report) if judgement.report else None
    progress = judgement.progress
    decimals = parts.office.tracks[target.track].decimals
    return Line(
        target=target.code,
        name=target.name,
        track=target.track,
        department=target.department,
        department_name=parts.office.departments[target.department].name,
        kind=target.kind,
        unit=target.unit,
        standing=judgement.standing,
        cause=judgement.cause,
        reason=judgement.reason,
        figure_period=judgement.figure_period,
        planned=None if judgement.planned is None else judgement.planned / SCALE,
        actual=_value(progress),
        nodes=tuple(sorted(progress.nodes)) if progress and progress.nodes is not None else None,
        verdict=progress.verdict.label if progress and progress.verdict else None,
        gap_points=judgement.gap_points,
        lamp=judgement.lamp,
        running_months=counted[target.code].running_months,
        months=counted[target.code].months,
        contested=judgement.contested,
        basis=report.basis if report else None,
        reported_by=report.actor if report else "",
        reason_given=report.reason_given if report else "",
        planned_shown=_shown(judgement.planned, target),
        actual_shown=actual_shown(progress, target),
        gap_shown=_gap_shown(target, judgement, decimals),
    )


def _gap_shown(target: Target, judgement: Judgement, decimals: int) -> str:
    """Empty where nothing was compared."""
    if judgement.planned is None:
        return ""
    return gap_phrase(target.judged_kind, judgement.gap_points, judgement.standing, decimals)


def _value(progress: Progress | None) -> Fraction | None:
    return Fraction(progress.value, SCALE) if progress and progress.value is not None else None


def _shown(planned: Fraction | None, target: Target) -> str:
    if planned is None:
        return ""
    return f"{print_figure(planned)}{'%' if target.nodes else target.unit}"


def actual_shown(progress: Progress | None, target: Target) -> str:
    """What was reported, as people read it."""
    return progress_phrase(progress, target.unit)
