"""Judge (评判): one case per target from what the ledger holds; a new assessment if it changed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from checks.case import Case, Rules
from checks.judging import judge as judge_case
from cycle.history import history
from cycle.wiring import Parts
from domain.matters import Assessment
from domain.office import Office
from domain.period import Period
from domain.records import Judgement, Pull, Report
from domain.targets import Target
from domain.words import FindingState, MissingCause, Severity, Standing
from ledger import assessments, contests, findings, pulls, reports


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything beside the plan that a judgement of one period may depend on."""

    reports: Mapping[tuple[str, Period], Report]
    pulls: Mapping[str, Pull]
    rejected: frozenset[tuple[str, str]]
    """(Department, target) of what failed a check; a stranger's row says nothing of a target."""
    rejected_departments: frozenset[str]
    """Departments whose whole answer failed a check."""
    contested: frozenset[str]

    def is_rejected(self, target: Target) -> bool:
        """Whether something arrived for the target and failed."""
        own = (target.department, target.code)
        return own in self.rejected or target.department in self.rejected_departments

    def cause(self, target: Target) -> MissingCause:
        """Why nothing stands for the target; only silence is the department's own."""
        pull = self.pulls.get(target.department)
        if pull is None:
            return MissingCause.NOT_ASKED
        failed = pull.outcome.failed
        return MissingCause.SOURCE_FAULT if failed else MissingCause.DEPARTMENT_SILENT


def judge(parts: Parts, period: Period, now: datetime) -> tuple[tuple[Assessment, bool], ...]:
    """Assess every track; the flag says whether inputs changed and a new revision was made."""
    evidence = gather_evidence(parts, period)
    return tuple(_judge_track(parts, track, period, evidence, now) for track in parts.office.tracks)


def gather_evidence(parts: Parts, period: Period) -> Evidence:
    """Read what the ledger knows of ``period``; figures that lag are of earlier months."""
    figure_periods = {t.figure_period(period) for t in parts.office.targets_in(period)}
    rejections = [
        stored.finding
        for stored in findings.listed(parts.ledger, period)
        if stored.current
        and stored.finding.severity is Severity.REJECT
        and stored.state is not FindingState.ACCEPTED
    ]
    return Evidence(
        reports=reports.standing(parts.ledger, figure_periods),
        pulls=pulls.latest(parts.ledger, period),
        rejected=frozenset((f.department, f.target) for f in rejections if f.target),
        rejected_departments=frozenset(f.department for f in rejections if not f.target),
        contested=frozenset(contests.open_contests(parts.ledger, period)),
    )


def _judge_track(
    parts: Parts, track: str, period: Period, evidence: Evidence, now: datetime
) -> tuple[Assessment, bool]:
    cases = _cases(parts, track, period, evidence)
    inputs_hash = _hash_inputs(parts.office_hash, cases)
    standing = assessments.latest(parts.ledger, period).get(track)
    if standing is not None and standing.inputs_hash == inputs_hash:
        return standing, False
    assessment = Assessment(
        period=period,
        track=track,
        office_version=parts.office_hash,
        watermark=max((case.report or 0 for case in cases), default=0),
        inputs_hash=inputs_hash,
        judgements=tuple(judge_case(case) for case in cases),
        made_at=now,
    )
    return assessments.record(parts.ledger, assessment), True


def unheard(parts: Parts, period: Period) -> tuple[Judgement, ...]:
    """Targets without a figure as the ledger stands, before anything is judged or recorded."""
    evidence = gather_evidence(parts, period)
    judged = (
        judge_case(case)
        for track in parts.office.tracks
        for case in _cases(parts, track, period, evidence)
    )
    return tuple(one for one in judged if one.standing in {Standing.MISSING, Standing.REJECTED})


def _cases(parts: Parts, track: str, period: Period, evidence: Evidence) -> list[Case]:
    done = history(parts, track, period).done()
    return [
        case_of(parts.office, target, period, evidence, done_before=done.get(target.code))
        for target in parts.office.targets_in(period)
        if target.track == track
    ]


def case_of(
    office: Office,
    target: Target,
    period: Period,
    evidence: Evidence,
    *,
    done_before: Period | None,
) -> Case:
    """Put one target's record together; ``judge`` sees nothing else."""
    report = evidence.reports.get((target.code, target.figure_period(period)))
    return Case(
        target=target,
        rules=Rules.of(office, target),
        period=period,
        progress=report.progress if report else None,
        report=report.number if report else None,
        cause=evidence.cause(target),
        rejected=evidence.is_rejected(target),
        done_before=done_before,
        contested=target.code in evidence.contested,
    )


def _hash_inputs(office_hash: str, cases: Iterable[Case]) -> str:
    """Name the inputs: the same figures under the same rules give no new assessment."""
    inputs = [
        (c.target.code, c.report, c.cause, c.rejected, str(c.done_before), c.contested)
        for c in cases
    ]
    return hashlib.sha256(json.dumps([office_hash, inputs]).encode()).hexdigest()
