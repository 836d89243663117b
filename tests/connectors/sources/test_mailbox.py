"""A mailbox on a real Dovecot: whose mail is read, which of it, and what is kept."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connectors.sources.door import Asked, parse
from connectors.sources.file_names import CAP_BYTES
from domain.period import Period
from domain.records import Body
from domain.words import PullOutcome, Severity
from tests.connectors.sources import books
from tests.connectors.sources.asking import figures, rules
from tests.connectors.sources.mails import (
    ASKED,
    AT,
    GOOD,
    HEAD,
    LATER,
    LIAISON,
    OTHER,
    READING,
    STRANGER,
    message,
    on,
    pulled,
    written,
)
from tests.support.imap_server import ImapServer, Mailbox

ONE = [("T01", "1", None)]
TWO = [("T01", "2", None)]


@pytest.fixture
def mailbox(imap: ImapServer) -> Mailbox:
    return imap.fresh()


def test_the_attachment_is_read_and_the_message_is_kept(mailbox: Mailbox) -> None:
    sent = message()
    mailbox.put(sent, on(3))
    fetched, parsed = pulled(mailbox.address)
    assert (fetched.outcome, fetched.error) == (PullOutcome.OK, "")
    assert [body.content for body in fetched.bodies] == [GOOD, sent]
    assert [body.name for body in fetched.bodies] == ["2014-06.csv", "2014-07-03 09:00收到的邮件"]
    assert figures(parsed) == ONE
    assert parsed.findings == ()


def test_an_archived_answer_gives_the_same_rows_whatever_its_bodies_are_called(
    mailbox: Mailbox,
) -> None:
    mailbox.put(message([("2014-06.csv", LATER)]), on(2))
    mailbox.put(message(), on(3))
    fetched, parsed = pulled(mailbox.address)
    nameless = [Body(str(n), body.content) for n, body in enumerate(fetched.bodies)]
    again = parse("csv", READING, nameless, Asked("D01", Period("2014-06")))
    assert [row.raw_hash for row in again.rows] == [row.raw_hash for row in parsed.rows]
    assert figures(again) == ONE


def test_a_workbook_is_read_like_one_in_a_folder(mailbox: Mailbox) -> None:
    mailbox.put(message([("2014-06.et", books.xlsx())]), on(3))
    reading = books.READING | {"file": "{period}*.xlsx"}
    fetched, parsed = pulled(mailbox.address, dialect="workbook", **reading)
    assert fetched.outcome is PullOutcome.OK
    assert figures(parsed) == books.ROWS


def test_nothing_in_the_mailbox_is_marked_or_moved(mailbox: Mailbox) -> None:
    mailbox.put(message(), on(3))
    mailbox.put(message(sender=STRANGER), on(4))
    before = mailbox.flags()
    assert pulled(mailbox.address)[0].outcome is PullOutcome.OK
    assert mailbox.flags() == before
    assert not any(b"Seen" in flags for flags in before)


def test_no_mail_is_silence(mailbox: Mailbox) -> None:
    fetched, _ = pulled(mailbox.address)
    assert (fetched.outcome, fetched.error, fetched.bodies) == (PullOutcome.SILENT, "", ())


@pytest.mark.parametrize("sender", [LIAISON.upper(), HEAD])
def test_each_person_in_office_may_send(sender: str, mailbox: Mailbox) -> None:
    mailbox.put(message(sender=sender), on(3))
    assert figures(pulled(mailbox.address)[1]) == ONE


def test_mail_of_a_stranger_is_not_read_and_changes_nothing(mailbox: Mailbox) -> None:
    mailbox.put(message([("2014-06.csv", LATER)], sender=STRANGER), on(4))
    fetched, _ = pulled(mailbox.address)
    assert (fetched.outcome, fetched.bodies) == (PullOutcome.SILENT, ())
    assert "1封邮件附有约定名称的数据文件，但发件人不在人员名单中" in fetched.error
    assert STRANGER not in fetched.error
    mailbox.put(message(), on(3))
    fetched, parsed = pulled(mailbox.address)
    assert (fetched.outcome, figures(parsed)) == (PullOutcome.OK, ONE)
    assert "1封邮件" in fetched.error


def test_a_stranger_s_other_mail_is_not_worth_a_word(mailbox: Mailbox) -> None:
    mailbox.put(message([("报价.csv", GOOD)], sender=STRANGER), on(4))
    assert pulled(mailbox.address)[0].error == ""


def test_fault_c14_mail_of_another_department_is_its_own(mailbox: Mailbox) -> None:
    """Ninety departments send to one mailbox: their files are neither ours nor a stranger's."""
    mailbox.put(message(sender=OTHER), on(4))
    fetched, _ = pulled(mailbox.address)
    assert (fetched.outcome, fetched.error) == (PullOutcome.SILENT, "")


def test_fault_c14_the_attachment_of_another_month_is_not_taken(mailbox: Mailbox) -> None:
    """By its name, and where the name says nothing by what stands in it."""
    mailbox.put(message([("2014-05.csv", GOOD)]), on(3))
    fetched, _ = pulled(mailbox.address)
    assert fetched.outcome is PullOutcome.SILENT
    assert "附件名均不是约定的数据文件名" in fetched.error
    titled: dict[str, Any] = {
        "file": "*.csv",
        "titles": ["{year}年{month_number}月"],
        "stated_period": "titles",
    }
    mailbox.put(message([("进度.csv", "2014年5月,\n".encode() + GOOD)]), on(4))
    assert rules(pulled(mailbox.address, **titled)[1]) == ["title_disagrees"]


@pytest.mark.parametrize(
    "line",
    [
        f"{LIAISON}, {STRANGER}",
        f"{STRANGER}, {LIAISON}",
        f"{LIAISON} <{STRANGER}>",
        f'"{LIAISON}" <{STRANGER}>',
        f"<{LIAISON}> <{STRANGER}>",
        f"{LIAISON}\r\nFrom: {STRANGER}",
        f"{STRANGER}\r\nFrom: {LIAISON}",
        f"{LIAISON}\x0b<{STRANGER}>",
        f"{LIAISON} ({STRANGER})",
        f"单位: {LIAISON};",
        f"=?utf-8?q?{LIAISON.replace('@', '=40')}?= <{STRANGER}>",
        f"{STRANGER}\r\nSender: {LIAISON}\r\nReply-To: {LIAISON}",
    ],
)
def test_a_sender_that_can_be_read_in_two_ways_is_a_stranger(line: str, mailbox: Mailbox) -> None:
    named = 'Content-Type: application/octet-stream; name="2014-06.csv"'
    mailbox.put(written(named, sender=line), on(3))
    fetched, _ = pulled(mailbox.address)
    assert (fetched.outcome, fetched.bodies) == (PullOutcome.SILENT, ())
    assert "1封邮件" in fetched.error


@pytest.mark.parametrize(
    ("verdicts", "read"),
    [
        ("mx.city.example; spf=pass; dkim=pass; dmarc=pass", True),
        ("mx.city.example; spf=fail (forwarded); dkim=pass; dmarc=pass", True),
        ("MX.City.example 1; dmarc=fail (p=none; spf=pass) header.from=d01", False),
        ("mx.city.example; spf=fail smtp.mailfrom=d01", False),
        ("mx.city.example; spf=softfail", True),
        ("mx.elsewhere.example; dmarc=fail", True),
        (
            "mx.city.example; dmarc=fail\r\nAuthentication-Results: mx.city.example; dmarc=pass",
            False,
        ),
    ],
)
def test_the_verdict_of_the_own_mail_server_is_believed_where_it_is_named(
    verdicts: str, read: bool, mailbox: Mailbox
) -> None:
    mailbox.put(f"Authentication-Results: {verdicts}\r\n".encode() + message(), on(3))
    trusting = mailbox.address | {"trusted_authserv": "mx.city.example"}
    fetched, _ = pulled(trusting)
    assert fetched.outcome is (PullOutcome.OK if read else PullOutcome.SILENT)
    assert ("未通过邮件服务器核验" in fetched.error) is not read
    assert pulled(mailbox.address)[0].outcome is PullOutcome.OK


def test_a_forgery_in_the_name_of_another_department_is_told_as_well(mailbox: Mailbox) -> None:
    forged = b"Authentication-Results: mx.city.example; dmarc=fail\r\n" + message(sender=OTHER)
    mailbox.put(forged, on(3))
    assert pulled(mailbox.address)[0].error == ""
    trusting = mailbox.address | {"trusted_authserv": "mx.city.example"}
    assert "信箱中有1封邮件" in pulled(trusting)[0].error


@pytest.mark.parametrize(
    ("day", "month", "read"), [(20, 6, False), (21, 6, True), (8, 7, True), (9, 7, False)]
)
def test_only_mail_of_the_window_is_read(
    day: int, month: int, read: bool, mailbox: Mailbox
) -> None:
    mailbox.put(message(), on(day, month))
    found = pulled(mailbox.address)[0].outcome
    assert found is (PullOutcome.OK if read else PullOutcome.SILENT)


def test_fault_c13_the_newest_message_is_read_and_the_older_one_is_told(mailbox: Mailbox) -> None:
    """By when the server received it: a Date line is written by the sender."""
    first = b"Date: Fri, 4 Jul 2014 18:00:00 +0800\r\n" + message()
    mailbox.put(message([("2014-06 改.csv", LATER)]), on(4))
    mailbox.put(first, on(3))
    fetched, parsed = pulled(mailbox.address)
    assert figures(parsed) == TWO
    assert fetched.bodies[2].content == first
    (note,) = parsed.findings
    assert (note.rule, note.severity) == ("file_superseded", Severity.NOTE)
    assert "“2014-07-03 09:00收到的邮件”附有另一份数据文件，已由较新的一封取代" in note.sentence


def test_fault_c13_two_files_in_one_message_are_refused_naming_both(mailbox: Mailbox) -> None:
    mailbox.put(message([("2014-06.csv", GOOD), ("2014-06 改.csv", LATER)]), on(3))
    fetched, parsed = pulled(mailbox.address)
    assert len(fetched.bodies) == 3
    assert (rules(parsed), parsed.rows) == (["files_several"], ())
    assert "“2014-06.csv”、“2014-06 改.csv”" in parsed.findings[0].sentence


@pytest.mark.parametrize("name", ["2014-06.csv", "2014-06 再报.csv"])
def test_fault_c12_the_same_file_sent_again_is_one_and_is_told(name: str, mailbox: Mailbox) -> None:
    mailbox.put(message(), on(3))
    _, first = pulled(mailbox.address)
    mailbox.put(message([(name, GOOD)]), on(4))
    _, parsed = pulled(mailbox.address)
    assert [row.raw_hash for row in parsed.rows] == [row.raw_hash for row in first.rows]
    (note,) = parsed.findings
    assert (note.rule, note.severity) == ("file_repeated", Severity.NOTE)
    assert "报送了2次" in note.sentence


def test_fault_c12_the_same_file_twice_in_one_message_is_one(mailbox: Mailbox) -> None:
    mailbox.put(message([("2014-06.csv", GOOD), ("2014-06(1).csv", GOOD)]), on(3))
    _, parsed = pulled(mailbox.address)
    assert (figures(parsed), rules(parsed)) == (ONE, ["file_repeated"])


BASE64 = "\r\nContent-Transfer-Encoding: base64"
WAYS_TO_NAME: list[tuple[str, str | bytes]] = [
    ("plain", 'Content-Disposition: attachment; filename="2014-06 六月.csv"'),
    ("gbk", 'Content-Disposition: attachment; filename="2014-06 六月.csv"'.encode("gbk")),
    (
        "a type in gbk",
        'Content-Type: application/octet-stream; name="2014-06 六月.csv"'.encode("gbk"),
    ),
    ("words", 'Content-Type: text/csv; name="=?GBK?B?MjAxNC0wNiDB+dTCLmNzdg==?="'),
    (
        "words in two pieces",
        'Content-Type: text/csv; name="=?utf-8?B?MjAxNC0wNiDlha0=?=\r\n =?utf-8?B?5pyILmNzdg==?="',
    ),
    ("charset", "Content-Disposition: attachment; filename*=gbk''2014-06%20%C1%F9%D4%C2.csv"),
    (
        "pieces",
        "Content-Disposition: attachment; filename*0*=utf-8''2014-06%20%E5%85;\r\n"
        " filename*1*=%AD%E6%9C%88; filename*2=.csv",
    ),
    ("the way to it", 'Content-Disposition: attachment; filename="C:\\\\表\\\\2014-06 六月.csv"'),
    (
        "both, and the disposition counts",
        'Content-Type: text/csv; name="x.csv"\r\n'
        'Content-Disposition: attachment; filename="2014-06 六月.csv"',
    ),
]


@pytest.mark.parametrize("headers", [h for _, h in WAYS_TO_NAME], ids=[n for n, _ in WAYS_TO_NAME])
def test_a_chinese_name_is_read_however_it_is_written(
    headers: str | bytes, mailbox: Mailbox
) -> None:
    mailbox.put(written(headers), on(3))
    fetched, parsed = pulled(mailbox.address)
    assert figures(parsed) == ONE
    assert fetched.bodies[0].name == "2014-06 六月.csv"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../2014-06.csv", "2014-06.csv"),
        ("..\\\\2014-06.csv", "2014-06.csv"),
        ("2014-06\x01\x7f.csv", "2014-06??.csv"),
        (f"2014-06{'督' * 90}.csv", f"2014-06{'督' * 90}.csv"),
        (f"2014-06{'督' * 900}.csv", f"2014-06{'督' * 112}…"),
    ],
)
def test_fault_c15_an_odd_name_of_an_attachment_goes_nowhere(
    name: str, shown: str, mailbox: Mailbox, tmp_path: Path
) -> None:
    mailbox.put(written(f'Content-Disposition: attachment; filename="{name}"'), on(3))
    fetched, parsed = pulled(mailbox.address)
    assert figures(parsed) == ONE
    assert fetched.bodies[0].name == shown
    assert [*tmp_path.iterdir()] == []


def test_fault_c15_a_line_end_in_the_name_of_an_attachment_is_a_space(mailbox: Mailbox) -> None:
    folded = "Content-Disposition: attachment; filename*=utf-8''2014-06%0D%0AX-Y%3A1.csv"
    mailbox.put(written(folded), on(3))
    assert pulled(mailbox.address)[0].bodies[0].name == "2014-06 X-Y:1.csv"


def nested(inner: bytes) -> bytes:
    """A part inside two others, beside one that shows the letter twice."""
    return (
        (
            f"From: {LIAISON}\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
            "Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
            "Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\r\ntext\r\n--c\r\n"
            "Content-Type: text/html\r\n\r\n<p>\r\n--c--\r\n--b\r\n"
        ).encode()
        + inner
        + b"\r\n--b--\r\n--a--\r\n"
    )


def test_a_file_deep_inside_is_found(mailbox: Mailbox) -> None:
    part = b"Content-Type: text/csv; name=2014-06.csv\r\n\r\n" + GOOD
    mailbox.put(nested(part), on(3))
    assert figures(pulled(mailbox.address)[1]) == ONE


def test_a_forwarded_message_is_not_opened(mailbox: Mailbox) -> None:
    """Who wrote it nobody can check."""
    mailbox.put(nested(b"Content-Type: message/rfc822\r\n\r\n" + message()), on(3))
    assert pulled(mailbox.address)[0].outcome is PullOutcome.SILENT


@pytest.mark.parametrize(
    "cut",
    [
        lambda raw: raw[: raw.rindex(b"--")].rsplit(b"--", 1)[0],
        lambda raw: raw.replace(b"Y29kZ", b"Y29k*"),
    ],
    ids=["the end is gone", "a letter is damaged"],
)
def test_a_damaged_attachment_is_partial(cut: Callable[[bytes], bytes], mailbox: Mailbox) -> None:
    raw = cut(message())
    mailbox.put(raw, on(3))
    fetched, parsed = pulled(mailbox.address)
    assert fetched.outcome is PullOutcome.PARTIAL
    assert "不完整或编码残缺" in fetched.error
    assert [body.content for body in fetched.bodies] == [raw]
    assert parsed.rows == ()


def test_too_large_a_message_is_not_fetched(mailbox: Mailbox) -> None:
    big = b"Content-Type: text/csv; name=2014-06.csv\r\n\r\n" + b"x" * CAP_BYTES
    mailbox.put(f"From: {LIAISON}\r\n".encode() + big, on(4))
    fetched, _ = pulled(mailbox.address)
    assert (fetched.outcome, fetched.bodies) == (PullOutcome.FAULT, ())
    assert "20MB" in fetched.error


def test_an_older_message_is_kept_as_far_as_there_is_room(mailbox: Mailbox) -> None:
    big = b"Content-Type: text/csv; name=2014-06.csv\r\n\r\n" + b"x" * (CAP_BYTES - 200)
    mailbox.put(f"From: {LIAISON}\r\n".encode() + big, on(3))
    mailbox.put(message(), on(4))
    fetched, parsed = pulled(mailbox.address)
    assert (fetched.outcome, len(fetched.bodies)) == (PullOutcome.OK, 2)
    assert "另有1封较早的" in fetched.error
    assert figures(parsed) == ONE


def test_without_anybody_in_office_nothing_is_silent(mailbox: Mailbox) -> None:
    fetched, _ = pulled(mailbox.address, replace(ASKED, senders=frozenset()))
    assert fetched.outcome is PullOutcome.FAULT
    assert "人员名单" in fetched.error


def test_a_folder_of_the_mailbox_in_chinese_is_read(mailbox: Mailbox) -> None:
    mailbox.put(message(), on(3), folder="&d2Nn5Q-")  # 督查 in IMAP's own UTF-7
    named = mailbox.address["mailbox"].replace("INBOX", "督查")
    assert figures(pulled(mailbox.address | {"mailbox": named})[1]) == ONE


def test_addresses_of_people_stay_out_of_every_sentence(mailbox: Mailbox) -> None:
    mailbox.put(message([("2014-06.csv", LATER)]), on(2))
    mailbox.put(message(), on(3))
    mailbox.put(message(sender=STRANGER), on(4))
    fetched, parsed = pulled(mailbox.address)
    said = [
        fetched.error,
        *(b.name for b in fetched.bodies),
        *(f.sentence for f in parsed.findings),
    ]
    assert not any("@" in sentence for sentence in said)
    assert "@" not in repr(ASKED)
    assert ASKED.at == AT
