"""Mail over SMTP: one connection and one envelope per recipient, and a certain answer."""

import contextlib
import ipaddress
import re
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from connectors.channels.refusals import SendRefused, SendUncertain

_LINE_END = re.compile(rb"\r\n|\r|\n")
_LINE_DOT = re.compile(rb"^\.", re.MULTILINE)
_ADDRESS = re.compile(r"[!-;=?A-~]+@[!-;=?A-~]+")
"""Printable ASCII, one @ and no angle brackets: nothing that could end the envelope early."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mail is handed over; anything but the ``host:port`` listed in ``allow`` is refused."""

    host: str
    port: int
    sender: str
    allow: frozenset[str]
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    """Certificates of an authority of one's own; None trusts the system's."""
    timeout_seconds: float = 30

    @property
    def needs_tls(self) -> bool:
        """Only mail that stays on this machine and shows no password may go in the clear."""
        return bool(self.user) or not is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether ``host`` is this machine, by what is written and not by what a resolver says."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_plain_address(text: str) -> bool:
    """Whether ``text`` may stand in an envelope: a mail address and nothing else."""
    return bool(_ADDRESS.fullmatch(text))


def send(settings: MailSettings, message: bytes, recipient: str) -> str:
    """Hand ``message`` (RFC 5322 bytes) over for one recipient; returns the server's answer.

    Raises SendRefused when it was certainly not sent: permanent after a 5xx answer to this
    envelope or message, else temporary. Raises SendUncertain when the connection broke between
    the final dot and its answer.
    """
    _check_envelope(settings, recipient)
    with _connected(settings) as smtp:
        _offer(smtp, settings.sender, recipient, message)
        _transmit(smtp, message)
        return _verdict(smtp)


def _check_envelope(settings: MailSettings, recipient: str) -> None:
    if f"{settings.host}:{settings.port}" not in settings.allow:
        text = f"{settings.host}:{settings.port} is not on the list of permitted mail servers"
        raise SendRefused(temporary=True, code=0, text=text)
    if not is_plain_address(settings.sender):
        raise SendRefused(temporary=True, code=0, text="the sender is not a plain mail address")
    if not is_plain_address(recipient):
        raise SendRefused(temporary=False, code=0, text="the recipient is not a plain mail address")


@contextlib.contextmanager
def _connected(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    """A fresh connection, greeted, encrypted and logged in; never used for a second message."""
    smtp = _open(settings)
    try:
        yield smtp
        with contextlib.suppress(smtplib.SMTPException, OSError):
            smtp.quit()  # the message has its answer: how the parting goes changes nothing
    finally:
        smtp.close()


def _open(settings: MailSettings) -> smtplib.SMTP:
    """Nothing here is the message's fault, so every refusal is temporary."""
    own_name = settings.sender.rpartition("@")[2]
    with contextlib.ExitStack() as undo, _before_the_message():
        smtp = smtplib.SMTP(settings.host, settings.port, own_name, settings.timeout_seconds)
        undo.callback(smtp.close)
        if settings.needs_tls:
            smtp.starttls(context=ssl.create_default_context(cafile=settings.ca_file))
        smtp.ehlo_or_helo_if_needed()
        if settings.user:
            smtp.login(settings.user, settings.password)
        undo.pop_all()
        return smtp


@contextlib.contextmanager
def _before_the_message() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPResponseException as error:
        text = _text(error.smtp_error)
        raise SendRefused(temporary=True, code=error.smtp_code, text=text) from error
    except (smtplib.SMTPException, OSError) as error:
        raise SendRefused(temporary=True, code=0, text=f"no mail server: {error}") from error


def _offer(smtp: smtplib.SMTP, sender: str, recipient: str, message: bytes) -> None:
    """MAIL, RCPT and DATA, up to the permission to go on."""
    options = [f"size={len(message)}"] if smtp.has_extn("size") else []
    if not message.isascii() and smtp.has_extn("8bitmime"):
        options.append("body=8bitmime")
    try:
        _expect(smtp.mail(sender, options), 2)
        _expect(smtp.rcpt(recipient), 2)
        _expect(smtp.docmd("DATA"), 3)
    except (smtplib.SMTPException, OSError) as error:
        raise SendRefused(temporary=True, code=0, text=f"connection lost: {error}") from error


def _transmit(smtp: smtplib.SMTP, message: bytes) -> None:
    """The message to its final dot. If this fails the dot never left, so nothing was accepted."""
    lines = _LINE_END.sub(b"\r\n", message).removesuffix(b"\r\n") + b"\r\n"
    try:
        smtp.send(_LINE_DOT.sub(b"..", lines) + b".\r\n")
    except (smtplib.SMTPException, OSError) as error:
        raise SendRefused(temporary=True, code=0, text=f"connection lost: {error}") from error


def _verdict(smtp: smtplib.SMTP) -> str:
    try:
        reply = smtp.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise SendUncertain(f"no answer after the final dot: {error}") from error
    if reply[0] // 100 not in (2, 4, 5):
        raise SendUncertain(f"no clear answer after the final dot: {reply[0]} {_text(reply[1])}")
    _expect(reply, 2)
    return f"{reply[0]} {_text(reply[1])}"


def _expect(reply: tuple[int, bytes], hundreds: int) -> None:
    code, text = reply
    if code // 100 != hundreds:
        raise SendRefused(temporary=code // 100 != 5, code=code, text=_text(text))


def _text(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())
