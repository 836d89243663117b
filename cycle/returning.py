"""Returning (退回更正): what was refused, in words and as the department's own workbook, marked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from checks.intake.causes import Group, grouped
from connectors.sources.door import Asked, body_hash, returned
from cycle.files import XLSX
from cycle.letters import Errand, letter, officer
from cycle.wiring import Parts
from domain.matters import Letter, StoredFinding
from domain.period import Period
from domain.records import Body, Finding, Person
from domain.snapshot import ReceiptCase, Remark
from domain.words import MessageKind, Role, Severity
from domain.workdays import due_day
from ledger import archive
from papers.printers.as_mail import Attachment
from papers.receipt import receipt

_ASKS_NOTHING = (
    *("repeated", "row_count", "over_annual", "corrected", "file_repeated", "file_superseded"),
    "newly_behind",  # a receipt judges nothing: that is the alert's to say
)
"""Notes that need nothing of the department where the figure is right."""

MOST_BYTES = 10 * 1024 * 1024
"""Of the workbooks beside a letter: mail servers refuse more. Without them it names the places."""

_TOLD_AS_UNREPORTED = ("not_arrived",)

_OF_AMOUNT = (
    *("below_range", "above_range", "over_annual", "fraction_suspect"),
    *("decreased", "jumped_up", "jumped_down"),
)
"""Said of a figure as if it were in the registered unit: of no use to whoever wrote 亿元."""


def addressees(parts: Parts, department: str, now: datetime) -> list[Person]:
    """The liaisons in office today, else the head."""
    holding = parts.live.people.holding
    liaisons = holding(Role.LIAISON, department, now.date())
    return list(liaisons or holding(Role.HEAD, department, now.date()))


def asks(found: Finding) -> bool:
    """Whether the department has something to do."""
    return found.severity is Severity.REJECT or found.rule not in _ASKS_NOTHING


def _told(found: Iterable[Finding]) -> list[Finding]:
    """What asks something of the department, as the file runs; a wrong unit goes before amounts."""
    known = list(found)
    foreign = {each.target for each in known if each.rule == "wrong_unit"}
    asking = [
        each
        for each in known
        if asks(each) and not (each.target in foreign and each.rule in _OF_AMOUNT)
    ]
    return sorted(asking, key=_line)


def _line(found: Finding) -> tuple[str, str, int]:
    place = found.place
    return (place.file, place.sheet, place.row or 0) if place else ("", "", 0)


def return_letters(
    held: Parts, returned_ones: Sequence[StoredFinding], reason: str, now: datetime
) -> list[Letter]:
    """Letters that return findings, one matter for each department; none where nobody is there."""
    by_department: dict[str, list[StoredFinding]] = defaultdict(list)
    for one in returned_ones:
        by_department[one.finding.department].append(one)
    return [
        letter
        for own in by_department.values()
        for letter in _return_letters(held, own, reason, now)
    ]


def _return_letters(
    held: Parts, own: Sequence[StoredFinding], reason: str, now: datetime
) -> list[Letter]:
    found = [one.finding for one in own]
    period, department = found[0].period, found[0].department
    once = f"{own[0].number}@{now:%Y%m%dT%H%M%S}"
    errand = Errand(MessageKind.RETURNED, period, once, department)
    books = marked(held, period, department, _archived(held, found), found)
    case = replace(case_of(held, period, department, found, now), reason=reason)
    people = addressees(held, department, now)
    return [addressed(held, errand, case, books, person=person, now=now) for person in people]


def case_of(
    held: Parts, period: Period, department: str, found: Sequence[Finding], now: datetime
) -> ReceiptCase:
    """What ``found`` asks of the department, to nobody yet."""
    days, calendar = held.office.days, held.office.calendar
    told = [each for each in _told(found) if each.rule not in _TOLD_AS_UNREPORTED]
    return ReceiptCase(
        office=held.office,
        period=period,
        made_on=now.date(),
        department=department,
        addressee="",
        addressee_title="",
        arrived=None,
        refusals=_remarks(held, [each for each in told if each.severity is Severity.REJECT]),
        notes=_remarks(held, [each for each in told if each.severity is Severity.NOTE]),
        due=due_day(period, days.report_due, calendar),
        officer=officer(held, now),
        marked=False,
    )


def marked(
    held: Parts,
    period: Period,
    department: str,
    bodies: Sequence[Body],
    found: Sequence[Finding],
) -> tuple[Attachment, ...]:
    """Each workbook in which anything was refused, marked with all that ``found`` asks of it."""
    refused = {each.raw_hash for each in found if each.severity is Severity.REJECT}
    known, books = held.office.departments[department], []
    for body in bodies:
        if body_hash(body) in refused:
            own = [each for each in _told(found) if each.raw_hash in (None, body_hash(body))]
            asked = Asked(department, period)
            if book := returned(known.dialect, known.reading, body, own, asked):
                books.append(Attachment(book.name, XLSX, book.content))
    return tuple(books) if sum(len(book.content) for book in books) <= MOST_BYTES else ()


def addressed(
    held: Parts,
    errand: Errand,
    case: ReceiptCase,
    books: Sequence[Attachment],
    *,
    person: Person,
    now: datetime,
) -> Letter:
    """The letter about ``case`` to one person."""
    told = replace(case, addressee=person.name, addressee_title=person.title, marked=bool(books))
    return letter(held, errand, receipt(told), person, now, attachments=books)


def _archived(held: Parts, found: Sequence[Finding]) -> list[Body]:
    """The files that the findings are about, under the names they came under."""
    names = {each.raw_hash: each.place.file for each in found if each.raw_hash and each.place}
    return [Body(name, archive.get(held.ledger, raw_hash)) for raw_hash, name in names.items()]


def _remarks(parts: Parts, found: Iterable[Finding]) -> tuple[Remark, ...]:
    return tuple(Remark(_places(each), _sentence(parts, each)) for each in grouped(found))


def _sentence(parts: Parts, group: Group) -> str:
    """It names its target, also where the reader of the file knew but the cell."""
    target = parts.office.targets.get(group.findings[0].target or "")
    if target is None or target.code in group.sentence or target.name in group.sentence:
        return group.sentence
    return f"{target.places}：{group.sentence}"


def _places(group: Group) -> str:
    places = list(dict.fromkeys(str(each.place) for each in group.findings if each.place))
    return f"{places[0]}等{len(places)}处" if len(places) > 1 else "".join(places)
