"""A real mail server on loopback that keeps what it is given."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from demo.ports import free_port


@dataclass(frozen=True, slots=True)
class Mail:
    """One envelope as it arrived."""

    recipients: tuple[str, ...]
    message_id: str
    subject: str
    path: Path


class Sink:
    """The running server; each message becomes a file in ``folder``, its page another beside it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.mails: list[Mail] = []
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._controller.stop()

    async def handle_DATA(  # noqa: N802 the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the message, then say so."""
        content = envelope.original_content or b""
        parsed = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
        path = self._folder / f"{len(self.mails) + 1:04d}.eml"
        path.write_bytes(content)
        page = parsed.get_body(preferencelist=("html",))
        if page is not None:
            path.with_suffix(".html").write_text(page.get_content(), encoding="utf-8")
        ids, subject = str(parsed["Message-ID"]), str(parsed["Subject"])
        self.mails.append(Mail(tuple(envelope.rcpt_tos), ids, subject, path))
        return "250 kept"
