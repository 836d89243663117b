"""The mark of a message that may arrive a second time."""

import re
from email.header import Header

MARK = "【可能重复】"
_SUBJECT = re.compile(rb"^subject:(?:\r?\n?[ \t])*", re.IGNORECASE | re.MULTILINE)
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")


def possible_duplicate(message: bytes) -> bytes:
    """``message`` with the mark in front of its Subject; every other byte stays as it was.

    The Message-ID is among what stays, so that a mailbox can recognise the copy.
    """
    end = _END_OF_HEADERS.search(message)
    headers, rest = (
        (message, b"") if end is None else (message[: end.start()], message[end.start() :])
    )
    mark = Header(MARK, "utf-8").encode().encode("ascii")
    line_end = b"\r\n" if b"\r\n" in message else b"\n"
    marked, found = _SUBJECT.subn(b"Subject: " + mark + line_end + b" ", headers, count=1)
    if not found:
        marked = b"Subject: " + mark + line_end + headers
    return marked + rest
