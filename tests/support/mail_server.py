"""A scripted SMTP server on loopback: it answers, stalls or hangs up exactly as a test says."""

import base64
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Self

_REPLIES = {
    "CONNECT": "220 test",
    "HELO": "250 test",
    "STARTTLS": "220 go ahead",
    "AUTH": "235 welcome",
    "MAIL": "250 sender ok",
    "RCPT": "250 recipient ok",
    "DATA": "354 end with a dot",
    "BODY": "",
    "DOT": "250 accepted as 1",
    "RSET": "250 ok",
    "NOOP": "250 ok",
    "QUIT": "221 bye",
}


@dataclass(frozen=True)
class Drop:
    """Hang up instead of answering."""


@dataclass(frozen=True)
class Sleep:
    """Answer as usual, ``seconds`` later."""

    seconds: float


DROP = Drop()
Step = str | Drop | Sleep


@dataclass(frozen=True)
class Accepted:
    """One envelope that the server took, whatever its client saw of the answer."""

    sender: str
    recipients: tuple[str, ...]
    message: bytes
    encrypted: bool


@dataclass
class _Session:
    connection: socket.socket
    stream: BinaryIO
    encrypted: bool = False
    sender: str = ""
    recipients: list[str] = field(default_factory=list)


class MailServer:
    """``with MailServer({"RCPT": ["451 later"]}) as server``: steps by verb, used up in order.

    Besides the verbs there are CONNECT (the greeting), BODY (after 354, before the message is
    read) and DOT (the answer to the message). A message counts as accepted unless its DOT step
    is an answer that refuses it: DROP and Sleep accept first. ``tls`` offers STARTTLS.
    """

    def __init__(
        self,
        script: Mapping[str, Sequence[Step]] | None = None,
        *,
        tls: ssl.SSLContext | None = None,
        extensions: Sequence[str] = (),
    ) -> None:
        self.accepted: list[Accepted] = []
        self.commands: list[str] = []
        """Every command line as received, from all connections."""
        self.logins: list[tuple[str, str]] = []
        self.connections = 0
        self._script = {verb: list(steps) for verb, steps in (script or {}).items()}
        self._tls = tls
        self._extensions = tuple(extensions)
        self._stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []

    @property
    def port(self) -> int:
        port = self._listener.getsockname()[1]
        assert isinstance(port, int)
        return port

    @property
    def verbs(self) -> list[str]:
        return [_verb(line) for line in self.commands]

    def __enter__(self) -> Self:
        self._start(self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=10)
            assert not thread.is_alive(), "a connection to the mail server was left open"

    def _start(self, target: Callable[..., None], *arguments: socket.socket) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        session = _Session(connection, connection.makefile("rb"))
        with contextlib.suppress(OSError):
            if self._answer(session, "CONNECT"):
                while (line := session.stream.readline()) and self._obey(session, line):
                    pass
        with contextlib.suppress(OSError):
            session.stream.close()
            session.connection.close()

    def _obey(self, session: _Session, line: bytes) -> bool:
        """Answer one command; False when the connection is over."""
        command = line.decode("utf-8", "replace").rstrip("\r\n")
        self.commands.append(command)
        verb = _verb(command)
        answer = {
            "EHLO": self._ehlo,
            "STARTTLS": self._starttls,
            "AUTH": self._auth,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
        }.get(verb)
        if answer:
            return answer(session, command)
        return self._answer(session, verb if verb in _REPLIES else "NOOP") and verb != "QUIT"

    def _answer(self, session: _Session, verb: str, usual: str = "") -> bool:
        return self._say(session, self._step(verb), usual or _REPLIES[verb])

    def _step(self, verb: str) -> Step | None:
        steps = self._script.get(verb)
        return steps.pop(0) if steps else None

    def _say(self, session: _Session, step: Step | None, usual: str) -> bool:
        if isinstance(step, Drop):
            return False
        if isinstance(step, Sleep):
            self._stopping.wait(step.seconds)
        reply = step if isinstance(step, str) else usual
        if reply:
            session.connection.sendall(reply.encode() + b"\r\n")
        return True

    def _ehlo(self, session: _Session, _: str) -> bool:
        offers = ["test", *self._extensions]
        if self._tls and not session.encrypted:
            offers.append("STARTTLS")
        offers.append("AUTH PLAIN")
        usual = "\r\n".join(f"250-{offer}" for offer in offers[:-1]) + f"\r\n250 {offers[-1]}"
        return self._answer(session, "EHLO", usual)

    def _starttls(self, session: _Session, _: str) -> bool:
        if not self._answer(session, "STARTTLS") or self._tls is None:
            return False
        session.stream.close()
        session.connection = self._tls.wrap_socket(session.connection, server_side=True)
        session.stream = session.connection.makefile("rb")
        session.encrypted = True
        return True

    def _auth(self, session: _Session, command: str) -> bool:
        _, user, password = base64.b64decode(command.split(" ")[2]).decode().split("\0")
        self.logins.append((user, password))
        return self._answer(session, "AUTH")

    def _mail(self, session: _Session, command: str) -> bool:
        session.sender, session.recipients = _address(command), []
        return self._answer(session, "MAIL")

    def _rcpt(self, session: _Session, command: str) -> bool:
        step = self._step("RCPT")
        if not isinstance(step, str) or step.startswith("2"):
            session.recipients.append(_address(command))
        return self._say(session, step, _REPLIES["RCPT"])

    def _data(self, session: _Session, _: str) -> bool:
        step = self._step("DATA")
        if not self._say(session, step, _REPLIES["DATA"]):
            return False
        if isinstance(step, str) and not step.startswith("3"):
            return True
        if not self._answer(session, "BODY"):
            return False
        message = _body(session.stream)
        step = self._step("DOT")
        if message is None:
            return False
        if not isinstance(step, str) or step.startswith("2"):
            recipients = tuple(session.recipients)
            taken = Accepted(session.sender, recipients, message, session.encrypted)
            self.accepted.append(taken)
        return self._say(session, step, _REPLIES["DOT"])


def _verb(command: str) -> str:
    return command.split(" ", maxsplit=1)[0].upper()


def _address(command: str) -> str:
    return command.partition("<")[2].partition(">")[0]


def _body(stream: BinaryIO) -> bytes | None:
    """The message up to its final dot; None if the connection ended before it."""
    lines = []
    while (line := stream.readline()) != b".\r\n":
        if not line:
            return None
        lines.append(line.removeprefix(b"."))
    return b"".join(lines)
