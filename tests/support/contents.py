"""What a ledger says, without ids, runs, pulls, events and learned-at times: for comparing two."""

from collections.abc import Iterable

from cycle.wiring import Parts
from domain.period import Period
from domain.words import PaperKind
from ledger import assessments, editions, findings, outbox, proposals, reports


def contents(parts: Parts, periods: Iterable[Period]) -> dict[str, list[str]]:
    """Lines by kind of record, each list sorted."""
    found: dict[str, list[str]] = {}
    for period in periods:
        for kind, lines in _of_period(parts, period).items():
            found.setdefault(kind, []).extend(f"{period} {line}" for line in lines)
    return {kind: sorted(lines) for kind, lines in found.items()}


def _of_period(parts: Parts, period: Period) -> dict[str, list[str]]:
    return {
        "reports": _reports(parts, period),
        "findings": [
            f"{one.finding.rule} {one.finding.target} {one.state}"
            for one in findings.listed(parts.ledger, period)
        ],
        "judgements": [
            f"{track} r{each.revision} {j.target} {j.standing} {j.planned} {j.gap_points} {j.lamp}"
            for track, each in assessments.latest(parts.ledger, period).items()
            for j in each.judgements
        ],
        "proposals": [
            f"{one.proposal.department} {one.proposal.measure} "
            f"{[ground.target for ground in one.proposal.grounds]} "
            f"{one.decision and (one.decision.verdict, str(one.decision.told_on))}"
            for one in proposals.of_period(parts.ledger, period)
        ],
        "editions": [
            f"r{one.revision} {one.document_number} {one.facts}"
            for one in editions.of_period(parts.ledger, period, PaperKind.BRIEF)
        ],
        "messages": [
            f"{one.envelope.kind} {one.envelope.recipient_key} {one.state} "
            f"{sorted(one.envelope.named)}"
            for one in outbox.listed(parts.ledger, period)
        ],
    }


def _reports(parts: Parts, period: Period) -> list[str]:
    return [
        f"r{one.revision} {one.target} {one.basis} {one.progress} {one.reason_given}"
        for target in parts.office.targets
        for one in reports.revisions(parts.ledger, target, period)
    ]
