"""Check (校验): read the archived bytes, let the intake accept or reject, record both."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from checks.intake import Checked as Intake
from checks.intake import check as check_intake
from checks.intake.known import Known
from connectors.sources.door import Asked, Parsed, parse
from cycle.collect import Pulled
from cycle.wiring import Parts
from domain.period import Period
from domain.records import Body, Finding, Place, Pull, Report, Row
from domain.words import Basis, PullOutcome
from ledger import answers, archive, pulls, reports


@dataclass(frozen=True, slots=True)
class Checked:
    """What one batch left in the ledger."""

    new_reports: tuple[Report, ...]
    findings: tuple[Finding, ...]
    accepted: Mapping[str, frozenset[str]]
    """By department, the targets whose figure was accepted, known before or not."""


def check(
    parts: Parts, period: Period, pulled: Sequence[Pulled], run: int, now: datetime
) -> Checked:
    """Judge what arrived by the rules of intake and record figures, pulls and findings.

    Figures come first: after a crash in between, no answer stands whose figures do not.
    """
    parsed = {one.pull.department: read(parts, period, one) for one in pulled}
    checked = intake(parts, period, parsed.values())
    figures = [
        Report(
            target=one.target.code,
            figure_period=one.figure_period,
            progress=one.progress,
            basis=Basis.PULLED,
            actor=one.row.department,
            known_at=now,
            reason_given=one.row.reason_given,
            correction=one.row.correction,
            place=one.row.place,
            raw_hash=one.row.raw_hash,
            raw_value=one.row.figure or "",
        )
        for one in checked.accepted
    ]
    new_reports = reports.record(parts.ledger, figures)
    asked = [_with_content(one.pull, parsed[one.pull.department]) for one in pulled]
    answers.record(parts.ledger, run, asked, checked.findings, now)
    return Checked(new_reports, checked.findings, _accepted(checked))


def _accepted(checked: Intake) -> Mapping[str, frozenset[str]]:
    by_department: dict[str, set[str]] = defaultdict(set)
    for one in checked.accepted:
        by_department[one.row.department].add(one.target.code)
    return {code: frozenset(targets) for code, targets in by_department.items()}


def _with_content(pull: Pull, parsed: Parsed) -> Pull:
    return replace(pull, rows=len(parsed.rows), columns=parsed.columns)


def read(parts: Parts, period: Period, pulled: Pulled) -> Parsed:
    """Rows of one answer. A partial or faulty one is evidence only: it is never read."""
    if pulled.pull.outcome is not PullOutcome.OK:
        return Parsed()
    return read_bodies(parts, period, pulled.pull.department, pulled.bodies)


def read_bodies(parts: Parts, period: Period, department: str, bodies: Sequence[Body]) -> Parsed:
    """Parse ``bodies`` as the department's versioned reading says."""
    settings = parts.office.departments[department]
    return parse(settings.dialect, settings.reading, bodies, Asked(department, period))


def read_again(parts: Parts, period: Period, department: str, raw_hash: str) -> tuple[Row, ...]:
    """Rows of an archived answer, from all its bodies: a page alone may not make sense.

    Raises Tampered or NotFound. Bodies are named by their hashes: the names they came under
    may differ between two pulls of the same bytes.
    """
    hashes = pulls.bodies_with(parts.ledger, period, department, raw_hash)
    contents = archive.bodies(parts.ledger, hashes)
    bodies = [Body(each, content) for each, content in zip(hashes, contents, strict=True)]
    return read_bodies(parts, period, department, bodies).rows


def stands_at(row: Row, place: Place, raw_hash: str) -> bool:
    """Whether ``row`` is the one at ``place`` of the body with ``raw_hash``."""
    return row.raw_hash == raw_hash and replace(row.place, file=place.file) == place


def intake(parts: Parts, period: Period, parsed: Iterable[Parsed]) -> Intake:
    """Check one batch over all departments against the register and what was known before."""
    answers = tuple(parsed)
    before = known(parts, period)
    return check_intake(
        [row for answer in answers for row in answer.rows],
        [finding for answer in answers for finding in answer.findings],
        parts.office,
        period,
        before.previous,
        before.other_payloads,
    )


def known(parts: Parts, period: Period) -> Known:
    """What a batch of ``period`` is held against."""
    return replace(asked(parts, period), other_payloads=pulls.other_payloads(parts.ledger, period))


def asked(parts: Parts, period: Period) -> Known:
    """The same without the bytes of other months: enough to say what ``period`` asks for."""
    months = {t.code: t.figure_period(period) for t in parts.office.targets_in(period)}
    return Known(parts.office, period, reports.previous(parts.ledger, months), frozenset())
