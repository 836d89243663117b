"""A paper as a letter: one recipient, two twins, the same bytes, and no connection."""

import subprocess
import sys
from datetime import UTC, datetime
from email.policy import SMTP

import pytest

from connectors.channels.duplicate import possible_duplicate
from papers.brief_mail import brief_mail
from papers.printers.as_mail import Attachment, Envelope, Mailbox, print_mail
from papers.printers.as_text import print_text
from tests.papers.made import KINDS, made
from tests.papers.reading import Page, letter, twins
from tests.papers.small import small

SENT_AT = datetime(2014, 10, 21, 1, 30, tzinfo=UTC)


def envelope(recipient: Mailbox, *attachments: Attachment) -> Envelope:
    sender = Mailbox("泰兴市效能办", "duban@office.example")
    return Envelope(sender, recipient, "<brief.2014-09.L1@office.example>", SENT_AT, attachments)


HEAD = Mailbox("王建国", "wang@d01.example")


@pytest.mark.parametrize("kind", KINDS)
def test_fault_h1_a_letter_names_one_recipient(kind: str) -> None:
    parsed = letter(print_mail(made(kind, small()), envelope(HEAD)))
    assert [str(a) for a in parsed["To"].addresses] == ["王建国 <wang@d01.example>"]
    assert [parsed[other] for other in ("Cc", "Bcc", "Resent-To")] == [None] * 3


def test_fault_h3_a_letter_sent_again_is_the_same_letter() -> None:
    first = print_mail(brief_mail(small()), envelope(HEAD))
    again = possible_duplicate(first)
    assert letter(again)["Message-ID"] == letter(first)["Message-ID"]
    assert letter(again)["Subject"] == f"【可能重复】{letter(first)['Subject']}"
    assert twins(again) == twins(first)


def test_fault_h17_making_papers_opens_no_connection() -> None:
    """A fresh process makes every paper and letter while an audit hook counts sockets."""
    program = """
import sys
opened = []
sys.addaudithook(lambda event, _: opened.append(event) if event.startswith("socket.") else None)
from papers.printers.as_docx import print_docx
from papers.printers.as_mail import print_mail
from tests.papers.made import KINDS, made
from tests.papers.small import small
from tests.papers.test_mail import HEAD, envelope
made_now = [made(kind, small()) for kind in KINDS]
sizes = [len(print_docx(one)) + len(print_mail(one, envelope(HEAD))) for one in made_now]
print(len(sizes), min(sizes) > 1000, opened)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "4 True []\n"


def test_the_plain_twin_says_what_the_page_says() -> None:
    document = brief_mail(small())
    plain, page = twins(print_mail(document, envelope(HEAD)))
    assert plain.replace("\r\n", "\n") == print_text(document)
    shown = Page(page).text
    assert [one.text for one in document.lines() if one.text not in shown] == []


def test_a_letter_is_always_the_same_bytes() -> None:
    attached = Attachment("通报.docx", "application/octet-stream", b"\x00\x01")
    letters = {print_mail(brief_mail(small()), envelope(HEAD, attached)) for _ in range(3)}
    assert len(letters) == 1


def test_lines_and_headers_keep_to_the_standard() -> None:
    content = print_mail(brief_mail(small()), envelope(HEAD))
    assert all(len(row) <= 998 for row in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert content.isascii()
    assert letter(content)["Auto-Submitted"] == "auto-generated"


def test_the_brief_is_attached_under_its_name() -> None:
    attached = Attachment("泰效能〔2014〕9号.docx", "application/msword", b"PK\x03\x04")
    parsed = letter(print_mail(brief_mail(small()), envelope(HEAD, attached)))
    (part,) = parsed.iter_attachments()
    assert part.get_filename() == "泰效能〔2014〕9号.docx"
    assert part.get_content() == b"PK\x03\x04"


@pytest.mark.parametrize("name", ["王\r\nBcc: all@evil.example", "王\x00", '王" <x@y>'])
def test_a_name_cannot_add_a_header(name: str) -> None:
    content = print_mail(brief_mail(small()), envelope(Mailbox(name, "wang@d01.example")))
    parsed = letter(content)
    assert parsed["Bcc"] is None
    assert [a.addr_spec for a in parsed["To"].addresses] == ["wang@d01.example"]
    assert parsed.policy == SMTP


@pytest.mark.parametrize("address", ["", "wang", "@d01.example", "wang@"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not a mail address"):
        print_mail(brief_mail(small()), envelope(Mailbox("王", address)))
