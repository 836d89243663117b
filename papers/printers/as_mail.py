"""A tree as one letter: RFC 5322 bytes with a plain twin, for one recipient, always the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from papers.facts import clean
from papers.printers.as_html import print_html
from papers.printers.as_text import print_text
from papers.tree import Document


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name with an address ``local@domain``."""

    name: str
    address: str

    def header(self) -> Address:
        """For a header field. Raises ValueError for an address that is none."""
        local, at, domain = self.address.rpartition("@")
        if not (local and at and domain):
            raise ValueError(f"not a mail address: {self.address!r}")
        return Address(display_name=clean(self.name), username=local, domain=domain)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside the letter; ``media_type`` as application/pdf."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom, to the one recipient, under which Message-ID (with its <>), on which date."""

    sender: Mailbox
    recipient: Mailbox
    message_id: str
    sent_at: datetime
    attachments: Sequence[Attachment] = ()


def print_mail(document: Document, envelope: Envelope) -> bytes:
    """The letter's bytes, the same for the same arguments. There is never a Bcc."""
    message = EmailMessage(policy=SMTP)
    message["From"] = envelope.sender.header()
    message["To"] = envelope.recipient.header()
    message["Subject"] = document.title.text
    message["Message-ID"] = envelope.message_id
    message["Date"] = format_datetime(envelope.sent_at)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(print_text(document), cte="base64")
    message.add_alternative(print_html(document), subtype="html", cte="base64")
    for attachment in envelope.attachments:
        main, _, sub = attachment.media_type.partition("/")
        message.add_attachment(
            attachment.content, maintype=main, subtype=sub, filename=attachment.filename
        )
    _fix_boundaries(message, envelope.message_id)
    return message.as_bytes()


def _fix_boundaries(message: EmailMessage, message_id: str) -> None:
    """Boundaries are random by nature; ours come from the Message-ID."""
    for place, part in enumerate(message.walk()):
        if part.is_multipart():
            name = sha256(f"{message_id}/{place}".encode()).hexdigest()
            part.set_boundary(f"=={name[:32]}==")
