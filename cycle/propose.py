"""Propose (呈批建议): who is to be interviewed or exposed, for a leader to decide."""

from collections.abc import Sequence
from datetime import datetime

from checks.proposing import propose as propose_by_ladder
from cycle.history import history
from cycle.wiring import Parts
from domain.matters import Assessment
from domain.period import Period
from domain.records import Proposal
from ledger import proposals, reports


def propose(
    parts: Parts, period: Period, assessed: Sequence[Assessment], now: datetime
) -> tuple[Proposal, ...]:
    """Make what the ladders propose the standing proposals; unchanged grounds keep theirs."""
    proposed = [one for each in assessed for one in _of_track(parts, period, each)]
    return proposals.record(parts.ledger, period, proposed, now)


def _of_track(parts: Parts, period: Period, assessment: Assessment) -> tuple[Proposal, ...]:
    past = history(parts, assessment.track, period)
    decided = [
        state.decided for m in past.months for state in proposals.of_period(parts.ledger, m.period)
    ]
    judged = {j.report for j in assessment.judgements if j.report is not None}
    return propose_by_ladder(
        parts.office,
        period,
        assessment.judgements,
        past.tally(assessment.judgements),
        reports.by_number(parts.ledger, judged),
        decided=[said for said in decided if said],
    )
