"""Reissue (重印): an issued paper from its archived bytes, with its facts computed once more."""

from pathlib import Path

from cycle.draft import write_whole
from cycle.issue import facts_of
from cycle.snapshot import snapshot
from cycle.versions import in_period
from cycle.wiring import Parts
from domain.local_time import SHANGHAI
from domain.matters import Edition
from domain.period import Period
from domain.refusals import Refused
from domain.words import PaperKind
from ledger import archive, assessments, editions
from papers.brief import brief


def reissue(parts: Parts, period: Period, to: Path) -> tuple[Path, ...]:
    """Write the papers of the month's last edition into ``to``.

    Raises Refused when the month is not issued or the edition no longer gives the facts that it
    was frozen with, and Tampered when archived bytes have changed.
    """
    issued = editions.of_period(parts.ledger, period, PaperKind.BRIEF)
    if not issued:
        raise Refused(f"{period.label}通报尚未印发")
    edition = issued[-1]
    contents = archive.bodies(parts.ledger, [paper.raw_hash for paper in edition.papers])
    _check_facts(in_period(parts, period), edition)
    to.mkdir(parents=True, exist_ok=True)
    papers = zip(edition.papers, contents, strict=True)
    return tuple(write_whole(to / paper.name, content) for paper, content in papers)


def _check_facts(parts: Parts, edition: Edition) -> None:
    assessed = [assessments.by_number(parts.ledger, number) for number in edition.assessments]
    seen = snapshot(parts, edition.period, assessed, edition.issued_at.astimezone(SHANGHAI))
    again = facts_of(brief(seen, edition.sequence))
    if again != edition.facts:
        raise Refused(
            f"{edition.document_number}按台账重新计算，与印发时的数据不一致，请先核对台账"
        )
