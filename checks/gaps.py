"""Where an accepted figure stands against its plan: one rule per kind, exact (DOMAIN §2)."""

from dataclasses import dataclass
from fractions import Fraction

from checks.case import Case
from checks.timeline import due_nodes
from domain.figures import SCALE
from domain.period import Period
from domain.records import Planned
from domain.targets import Target
from domain.words import Kind, Standing, Verdict

_OF_VERDICT = {
    Verdict.BEHIND: Standing.BEHIND,
    Verdict.ON_PACE: Standing.ON_PACE,
    Verdict.AHEAD: Standing.AHEAD,
    Verdict.DONE: Standing.DONE,
    Verdict.OTHER: Standing.NOT_JUDGED,
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A figure held against its plan. Values are ten-thousandths, ``points`` are points."""

    standing: Standing
    planned: Fraction | None = None
    actual: Fraction | None = None
    """Of a milestone: the weight reached of the nodes due."""
    points: Fraction | None = None
    nodes_missed: tuple[str, ...] = ()


def measure(case: Case, month: Period, plan: Planned) -> Gap:
    """The gap of ``case``'s figure for ``month``. Raises ValueError if it has another form."""
    if case.target.kind is Kind.QUALITATIVE:
        return Gap(_OF_VERDICT[_verdict(case)])
    if plan.value is None:
        raise ValueError(f"target {case.target.code}: {case.target.kind} has no plan for {month}")
    if case.target.kind is Kind.MILESTONE:
        return _of_nodes(case, month, plan.value)
    return _of_value(case, month, plan.value)


def _verdict(case: Case) -> Verdict:
    if case.progress is None or case.progress.verdict is None:
        raise _form_error(case)
    return case.progress.verdict


def _of_nodes(case: Case, month: Period, planned: Fraction) -> Gap:
    """A missed node counts by its weight; an early one does not pay for it."""
    if case.progress is None or case.progress.nodes is None:
        raise _form_error(case)
    reached, due = case.progress.nodes, due_nodes(case.target, month)
    missed = tuple(node for node in due if node.name not in reached)
    if missed:
        lost = sum(node.weight for node in missed)
        names = tuple(node.name for node in missed)
        return Gap(Standing.BEHIND, planned, planned - lost, Fraction(-lost, SCALE), names)
    weight = sum(node.weight for node in case.target.nodes if node.name in reached)
    early = Fraction(weight - planned, SCALE)
    if all(node.name in reached for node in case.target.nodes):
        return Gap(Standing.DONE, planned, planned, early)
    return Gap(_met(early, case.rules.ahead_points), planned, planned, early)


def _of_value(case: Case, month: Period, planned: Fraction) -> Gap:
    if case.progress is None or case.progress.value is None:
        raise _form_error(case)
    actual = case.progress.value
    is_ceiling = case.target.judged_kind is Kind.CEILING
    surplus = planned - actual if is_ceiling else actual - planned
    points = _points(case.target, surplus)
    if _is_behind(surplus, points, case.rules.tolerance_points):
        return Gap(Standing.BEHIND, planned, Fraction(actual), points)
    if _is_done(case.target, month, actual, surplus):
        return Gap(Standing.DONE, planned, Fraction(actual), points)
    standing = Standing.ON_PACE if is_ceiling else _met(points, case.rules.ahead_points)
    return Gap(standing, planned, Fraction(actual), points)


def _met(points: Fraction | None, ahead: Fraction) -> Standing:
    """Ahead from ``ahead`` points above plan; exactly on the line is always on pace."""
    is_ahead = points is not None and points > 0 and points >= ahead
    return Standing.AHEAD if is_ahead else Standing.ON_PACE


def _points(target: Target, surplus: Fraction) -> Fraction | None:
    """Points above plan (below: negative); none for a ceiling of 0 things (事故为零)."""
    kind = target.judged_kind
    if kind is Kind.GROWTH or (target.unit == "%" and kind is not Kind.CUMULATIVE):
        return surplus / SCALE
    return 100 * surplus / abs(target.annual) if target.annual else None


def _is_behind(surplus: Fraction, points: Fraction | None, tolerance: Fraction) -> bool:
    """Exactly on the line is on pace; a figure without a gap knows no tolerance."""
    return surplus < 0 if points is None else points < -tolerance


def _is_done(target: Target, month: Period, actual: int, surplus: Fraction) -> bool:
    """A running total is done at the annual value, anything else with December's plan met."""
    if target.judged_kind is Kind.CUMULATIVE:
        return target.annual is not None and actual >= target.annual
    return month.ends_year and surplus >= 0


def _form_error(case: Case) -> ValueError:
    return ValueError(
        f"target {case.target.code} in {case.period}: "
        f"the progress has not the form that {case.target.kind} needs"
    )
