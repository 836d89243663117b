"""Letters: a paper under its envelope for one person, ready for the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cycle.wiring import Parts
from domain.matters import Envelope, Letter
from domain.period import Period
from domain.records import Person
from domain.words import MessageKind, Role
from papers.printers import as_mail
from papers.printers.as_mail import Attachment, Mailbox, print_mail
from papers.tree import Document


@dataclass(frozen=True, slots=True)
class Errand:
    """What a letter is about, the same for all who get it. ``once`` makes its key unique."""

    kind: MessageKind
    period: Period
    once: str
    department: str = ""
    assessment: int | None = None
    named: frozenset[str] = frozenset()
    expires_at: datetime | None = None


def letter(
    parts: Parts,
    errand: Errand,
    document: Document,
    person: Person,
    now: datetime,
    *,
    attachments: Sequence[Attachment] = (),
) -> Letter:
    """Print ``document`` for one person. The same errand to the same person has one key."""
    dedupe_key = key_of(parts, errand, person)
    message_id = _message_id(dedupe_key, parts.channel.sender)
    envelope = as_mail.Envelope(
        sender=Mailbox(parts.office.name, parts.channel.sender),
        recipient=Mailbox(person.name, person.email),
        message_id=message_id,
        sent_at=now,
        attachments=attachments,
    )
    return Letter(
        Envelope(
            dedupe_key=dedupe_key,
            kind=errand.kind,
            period=errand.period,
            department=errand.department,
            channel=parts.channel.name,
            recipient_key=person.key,
            address=person.email,
            subject=document.title.text,
            message_id=message_id,
            assessment=errand.assessment,
            named=errand.named,
            expires_at=errand.expires_at,
        ),
        print_mail(document, envelope),
    )


def key_of(parts: Parts, errand: Errand, person: Person) -> str:
    """The key of a letter, which is never queued twice."""
    about = (errand.kind, errand.period, errand.department, errand.once)
    return "|".join(map(str, (*about, parts.channel.name, person.key)))


def holder(parts: Parts, role: Role, unit: str, now: datetime) -> str:
    """Name of who holds the role today, the first on record if several do; empty if nobody."""
    holding = parts.live.people.holding(role, unit, now.date())
    return holding[0].name if holding else ""


def officer(parts: Parts, now: datetime) -> str:
    """Whom a department may call: the officer in office, or the office itself."""
    return holder(parts, Role.OFFICER, "", now) or parts.office.name


def on_list(
    parts: Parts, keys: Sequence[str], now: datetime
) -> tuple[list[Person], tuple[str, ...]]:
    """Who of a distribution list is in office today, and the keys that nobody holds."""
    held = {key: parts.live.people.named(key, now.date()) for key in keys}
    people = [person for person in held.values() if person]
    return people, tuple(key for key, person in held.items() if not person)


def _message_id(dedupe_key: str, sender: str) -> str:
    """A repeated letter keeps its Message-ID, so that mail programs can tell."""
    domain = sender.rpartition("@")[2]
    return f"<{sha256(dedupe_key.encode()).hexdigest()[:32]}@{domain}>"
