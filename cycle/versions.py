"""Office versions: which rules a period is judged by, and what changed in the folder since."""

from dataclasses import replace
from datetime import datetime

from config.diff import changes as document_changes
from cycle.wiring import Parts
from domain.office import Office
from domain.period import Period
from domain.words import PaperKind
from ledger import assessments, editions, offices


def in_period(parts: Parts, period: Period, *, present_rules: bool = False) -> Parts:
    """The parts with the office by which ``period`` is judged.

    A month that is issued, or after which a later month was judged, keeps the version it was
    judged by (DESIGN, "Office versions"); otherwise, or with ``present_rules``, the folder's.
    """
    if present_rules or not _is_closed(parts, period):
        return parts
    judged = assessments.latest(parts.ledger, period)
    return stored(parts, next(iter(judged.values())).office_version)


def stored(parts: Parts, version: str) -> Parts:
    """The parts with a stored version of the office, by its hash."""
    document = offices.read(parts.ledger, version).document
    return replace(parts, office=Office.from_document(document))


def judging(parts: Parts, period: Period, now: datetime, *, present_rules: bool = False) -> Parts:
    """As ``in_period``, for a new assessment: the folder's version is stored when it is used."""
    chosen = in_period(parts, period, present_rules=present_rules)
    if chosen is parts:
        offices.store(parts.ledger, parts.office.document(), "duban", now)
    return chosen


def changes(parts: Parts) -> list[str]:
    """What the folder changes against the version in use, as sentences."""
    stored = offices.latest(parts.ledger)
    if stored is None:
        return ["台账中尚无配置版本"]
    return document_changes(stored.document, parts.office.document())


def changes_since_issue(parts: Parts, period: Period) -> list[str]:
    """What changed in the rules since the last issued month of the year, for the preview."""
    for number in range(period.month - 1, 0, -1):
        earlier = Period.month_of(period.year, number)
        if editions.of_period(parts.ledger, earlier, PaperKind.BRIEF):
            judged = next(iter(assessments.latest(parts.ledger, earlier).values()))
            before = offices.read(parts.ledger, judged.office_version).document
            return document_changes(before, parts.office.document())
    return []


def _is_closed(parts: Parts, period: Period) -> bool:
    if not assessments.latest(parts.ledger, period):
        return False
    if editions.of_period(parts.ledger, period, PaperKind.BRIEF):
        return True
    later = (Period.month_of(period.year, n) for n in range(period.month + 1, 13))
    return any(assessments.latest(parts.ledger, month) for month in later)
