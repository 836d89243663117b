"""Messages as mail programs write them, and one pull of a mailbox that holds them."""

from collections.abc import Iterable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from connectors.sources.door import Asked, Fetched, Parsed, fetch, parse
from domain.local_time import SHANGHAI
from domain.period import Period
from tests.support.imap_server import PASSWORD

LIAISON = "liaison@d01.example.invalid"
HEAD = "Head@D01.example.invalid"
OTHER = "liaison@d02.example.invalid"
STRANGER = "somebody@example.invalid"
AT = datetime(2014, 7, 8, 9, 0, tzinfo=SHANGHAI)
ASKED = Asked("D01", Period("2014-06"), AT, frozenset({LIAISON, HEAD.lower()}), frozenset({OTHER}))
READING: dict[str, Any] = {"file": "{period}*.csv", "columns": {"target": "code", "figure": "done"}}
GOOD = b"code,done\nT01,1\n"
LATER = b"code,done\nT01,2\n"


def on(day: int, month: int = 7, hour: int = 9) -> datetime:
    """A moment of 2014 in Shanghai."""
    return datetime(2014, month, day, hour, tzinfo=SHANGHAI)


def message(
    files: Iterable[tuple[str, bytes]] = (("2014-06.csv", GOOD),), sender: str = LIAISON
) -> bytes:
    """A letter with files, as today's programs write it."""
    letter = EmailMessage()
    letter["From"] = f"联络员 <{sender}>"
    letter["To"] = "duban@example.invalid"
    letter["Subject"] = "六月进度"
    letter.set_content("附件请查收。")
    for name, content in files:
        letter.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    return letter.as_bytes(policy=SMTP)


def written(headers: str | bytes, sender: str = LIAISON, content: bytes = GOOD) -> bytes:
    """A letter whose only part has these headers, byte for byte, as old programs write them."""
    given = headers if isinstance(headers, bytes) else headers.encode()
    lines = [f"From: {sender}".encode(), b"MIME-Version: 1.0", *given.splitlines()]
    return b"\r\n".join([*lines, b"", content])


def pulled(
    address: dict[str, Any],
    asked: Asked = ASKED,
    dialect: str = "csv",
    **reading: Any,
) -> tuple[Fetched, Parsed]:
    """Fetch, then parse what came as the archive would give it back."""
    how = READING | reading
    fetched = fetch(dialect, address, how, asked, {"MAIL": PASSWORD}.__getitem__, Path("/nowhere"))
    return fetched, parse(dialect, how, fetched.bodies, asked)
