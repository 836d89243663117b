"""Release (解除熔断): a named person lets one month go on."""

from datetime import datetime

from cycle.assess import Assessed, assess
from cycle.breaker import tripped
from cycle.holding import holding
from cycle.progress import silent
from cycle.refusal import refuse_blank
from cycle.wiring import Parts
from domain.period import Period
from domain.refusals import Refused
from ledger import assessments, releases


def release(parts: Parts, period: Period, by: str, reason: str, now: datetime) -> Assessed:
    """Let the month go and do what it held back. Raises Refused when nothing holds it."""
    refuse_blank(经办人=by, 理由=reason)
    with holding(parts, period, f"duban release {by}", now) as held:
        standing = tuple(assessments.latest(parts.ledger, period).values())
        sentence = tripped(held, period, standing)
        if not sentence:
            raise Refused(f"{period.label}没有熔断，无需解除")
        releases.release(parts.ledger, period, actor=by, reason=reason, tripped=sentence, now=now)
        return assess(held, period, now, silent)
