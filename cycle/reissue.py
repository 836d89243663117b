"""Reissue (重印): an issued paper from its archived bytes, with its facts computed once more."""

from pathlib import Path

from cycle.issue import write_papers
from cycle.printing import facts_of
from cycle.snapshot import snapshot
from cycle.versions import stored
from cycle.wiring import Parts
from domain.local_time import SHANGHAI
from domain.matters import Edition
from domain.period import Period
from domain.refusals import Refused
from domain.words import PaperKind
from ledger import assessments, editions
from papers.brief import brief


def reissue(parts: Parts, period: Period, to: Path) -> tuple[Path, ...]:
    """Write the papers of the month's last edition into ``to``.

    Raises Refused when the month is not issued or the edition no longer gives the facts that it
    was frozen with, and Tampered when archived bytes have changed.
    """
    issued = editions.of_period(parts.ledger, period, PaperKind.BRIEF)
    if not issued:
        raise Refused(f"{period.label}通报尚未印发")
    _check_facts(parts, issued[-1])
    return write_papers(parts, issued[-1], to)


def _check_facts(parts: Parts, edition: Edition) -> None:
    assessed = [assessments.by_number(parts.ledger, number) for number in edition.assessments]
    then = stored(parts, assessed[0].office_version)
    seen = snapshot(then, edition.period, assessed, edition.issued_at.astimezone(SHANGHAI))
    if facts_of(brief(seen, edition.sequence)) != edition.facts:
        number = edition.document_number
        raise Refused(f"{number}按台账重新计算，与印发时的数据不一致，请先核对台账")
