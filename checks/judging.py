"""The one judgement: a case in, its standing with the reason out (DOMAIN §2–4). Pure and exact."""

from dataclasses import dataclass
from fractions import Fraction

from checks import reasons
from checks.case import Case
from checks.gaps import Gap, measure
from checks.lamps import Shortfall, light
from checks.timeline import NOT_DUE, planned
from domain.period import Period
from domain.records import Judgement, Planned
from domain.words import Kind, Lamp, Standing

_LISTED_ONLY = {Kind.ONGOING, Kind.UNASSIGNED}


@dataclass(frozen=True, slots=True)
class _Ruling:
    standing: Standing
    reason: str
    gap: Gap | None = None
    lamp: Lamp | None = None
    lamp_number: Fraction | None = None


def judge(case: Case) -> Judgement:
    """Judge one target in one month: always exactly one standing, in the order of DOMAIN §3.

    Raises ValueError if the progress has not the form of its kind or an explicit plan leaves
    the month out; both are refused earlier by the intake and at the register's import.
    """
    month = case.target.figure_period(case.period)
    plan = _plan(case, month)
    ruling = _ruling(case, month, plan)
    return Judgement(
        target=case.target.code,
        department=case.target.department,
        track=case.target.track,
        period=case.period,
        figure_period=month,
        standing=ruling.standing,
        reason=ruling.reason,
        cause=case.cause if ruling.standing is Standing.MISSING else None,
        planned=plan.value,
        progress=case.progress,
        gap_points=ruling.gap.points if ruling.gap else None,
        lamp=ruling.lamp,
        lamp_number=ruling.lamp_number,
        nodes_missed=ruling.gap.nodes_missed if ruling.gap else (),
        report=case.report,
        contested=case.contested,
    )


def _plan(case: Case, month: Period) -> Planned:
    """Nothing is due before the office's first judged month."""
    if month < case.rules.first_judged:
        return NOT_DUE
    return planned(case.target, month, counts_whole=case.rules.counts_whole)


def _ruling(case: Case, month: Period, plan: Planned) -> _Ruling:
    standing = _standing_without_figure(case, plan)
    if standing:
        return _Ruling(standing, reasons.unjudged(case, month, standing))
    gap = measure(case, month, plan)
    if gap.standing is not Standing.BEHIND:
        return _Ruling(gap.standing, reasons.judged(case, month, gap), gap)
    shortfall = Shortfall(case.target.judged_kind, gap.planned, gap.actual, gap.points)
    lamp, number = light(case.rules.lamps, shortfall)
    return _Ruling(gap.standing, reasons.behind(case, month, gap, lamp), gap, lamp, number)


def _standing_without_figure(case: Case, plan: Planned) -> Standing | None:
    """The standing that needs no figure, if there is one."""
    if case.target.kind in _LISTED_ONLY:
        return Standing.NOT_JUDGED
    if not plan.due:
        return Standing.NOT_DUE
    if case.exempt is not None:
        return Standing.EXEMPT
    if case.done_before is not None:
        return Standing.DONE
    if case.progress is None:
        return Standing.REJECTED if case.rejected else Standing.MISSING
    return None
