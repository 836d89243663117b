"""What the house knows before a batch arrives: register, departments, plans, earlier figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from checks.case import Case, Rules
from checks.judging import judge
from checks.timeline import planned
from domain.office import Office
from domain.period import Period
from domain.records import Progress, Report
from domain.spelling import same_text
from domain.targets import Target
from domain.words import Kind, Standing, Verdict

_NEVER_JUDGED = (Kind.ONGOING, Kind.UNASSIGNED)


@dataclass(frozen=True)
class Known:
    """The register in force in ``period`` and what was accepted and archived before it."""

    office: Office
    period: Period
    previous: Mapping[str, Report]
    other_payloads: frozenset[str]

    @cached_property
    def targets(self) -> dict[str, Target]:
        """Targets in force, by comparable code."""
        return {same_text(t.code): t for t in self.office.targets_in(self.period)}

    @cached_property
    def departments(self) -> dict[str, str]:
        """Department codes by comparable code and by comparable name; a code wins."""
        every = self.office.departments.values()
        names = {same_text(d.name): d.code for d in every}
        return names | {same_text(d.code): d.code for d in every}

    def department_name(self, code: str) -> str:
        """The registered name; the code itself for a stranger."""
        return self.office.departments[code].name if code in self.office.departments else code

    def figure_period(self, target: Target | None) -> Period:
        """The month whose figure ``target`` owes in this period."""
        return target.figure_period(self.period) if target else self.period

    def asked_period(self, department: str, target: Target | None) -> Period:
        """The month that a row must name if it names one: as a rule that of its figure.

        A source that names one month for its whole payload names the month it was asked for,
        also where a target lags.
        """
        asked = self.office.departments.get(department)
        names_once = asked is not None and (
            asked.dialect == "form" or asked.reading.get("stated_period")
        )
        return self.period if names_once else self.figure_period(target)

    def plan(self, target: Target) -> Fraction | None:
        """The planned value by now in ten-thousandths; None where nothing is planned yet."""
        month = self.figure_period(target)
        if month.year != self.office.year or month.month < self.office.first_judged_month:
            return None
        whole = self.office.counts_whole(target.unit)
        return planned(target, month, counts_whole=whole).value

    def earlier(self, target: Target) -> Progress | None:
        """The last accepted progress of an earlier month of the same year: totals start anew."""
        report = self.previous.get(target.code)
        month = self.figure_period(target)
        if report is None or report.figure_period.year != month.year:
            return None
        return report.progress if report.figure_period < month else None

    def is_newly_behind(self, target: Target, progress: Progress, month: Period) -> bool:
        """Whether ``progress`` of ``month`` is behind, and no accepted figure before it was."""
        if not self._is_behind(target, progress, month):
            return False
        report, earlier = self.previous.get(target.code), self.earlier(target)
        if report is None or earlier is None:
            return True
        return not self._is_behind(target, earlier, report.figure_period)

    def _is_behind(self, target: Target, progress: Progress, month: Period) -> bool:
        """By the one judgement."""
        period = month.plus(target.lag_months)
        case = Case(target, Rules.of(self.office, target), period, progress)
        return judge(case).standing is Standing.BEHIND

    def asked(self, department: str) -> tuple[Target, ...]:
        """The targets whose figure ``department`` owes this period: done is asked no more."""
        return tuple(
            t for t in self.targets.values() if t.department == department and self._is_asked(t)
        )

    def _is_asked(self, target: Target) -> bool:
        month = self.figure_period(target)
        first = Period.month_of(self.office.year, self.office.first_judged_month)
        if target.kind in _NEVER_JUDGED or month < first:
            return False
        if target.kind is Kind.ANNUAL_ONLY and not month.ends_year:
            return False
        earlier = self.earlier(target)
        return earlier is None or not completes(target, earlier)


def is_judged(target: Target) -> bool:
    """Whether reports of ``target`` are read; ongoing and unassigned ones are only listed."""
    return target.kind not in _NEVER_JUDGED


def completes(target: Target, progress: Progress) -> bool:
    """Whether ``progress`` completes the year; level, growth and ceiling never do so early."""
    if target.judged_kind is Kind.CUMULATIVE:
        return (progress.value or 0) >= (target.annual or 0)
    if target.judged_kind is Kind.MILESTONE:
        return progress.nodes == frozenset(node.name for node in target.nodes)
    return progress.verdict is Verdict.DONE
