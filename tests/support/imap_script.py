"""An IMAP server on loopback that says what a test wants: true, false, too much or nothing."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Self

Answer = bytes | Iterable[bytes] | None
"""``%t`` stands for the command's tag. Pieces are sent as they come; None ends the connection."""

HONEST: Mapping[str, Answer] = {
    "": b"* OK ready\r\n",
    "CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n%t OK done\r\n",
    "LOGIN": b"%t OK done\r\n",
    "EXAMINE": b"* 1 EXISTS\r\n%t OK [READ-ONLY]\r\n",
    "SEARCH": b"* SEARCH 1\r\n%t OK done\r\n",
    "LOGOUT": b"* BYE\r\n%t OK done\r\n",
}
"""A server with one message, by command; the empty one is its greeting."""


class ScriptedImap:
    """``with ScriptedImap(tls, LOGIN=b"%t NO\\r\\n") as server``: honest but for what is given."""

    def __init__(
        self, tls: ssl.SSLContext | None, greeting: Answer = HONEST[""], **answers: Answer
    ) -> None:
        self.tls = tls
        self.answers = {**HONEST, "": greeting, **answers}
        self.commands: list[str] = []
        self._stopping = threading.Event()
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    @property
    def address(self) -> dict[str, object]:
        """The settings of a source that reads it; its secret is called MAIL."""
        port = self._listener.getsockname()[1]
        url = f"imaps://127.0.0.1:{port}/INBOX"
        return {"mailbox": url, "user": "duban", "password": "MAIL", "deadline_seconds": 1}

    def said(self, word: str) -> int:
        """How often a command came."""
        return self.commands.count(word)

    def hang(self) -> Iterable[bytes]:
        """Nothing, for as long as the server lives."""
        self._stopping.wait()
        return ()

    def drip(self) -> Iterable[bytes]:
        """A byte now and then, and never a whole line."""
        while not self._stopping.wait(0.05):
            yield b"*"

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._spawn(self._accept)
        return self

    def __exit__(self, *error: object) -> None:
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _spawn(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._open.append(connection)
                self._spawn(self._serve, connection)

    def _serve(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError), plain:
            wrapped = self.tls.wrap_socket(plain, server_side=True) if self.tls else plain
            with wrapped as connection, connection.makefile("rb") as stream:
                self.commands.append("")
                if not self._answer(connection, "", b""):
                    return
                while line := stream.readline(65536).split():
                    words = [word.decode("latin-1").upper() for word in line]
                    word = words[2] if words[1:2] == ["UID"] else "".join(words[1:2])
                    self.commands.append(word)
                    if not self._answer(connection, word, line[0]):
                        return

    def _answer(self, connection: socket.socket, word: str, tag: bytes) -> bool:
        """Whether the connection lives on."""
        answer = self.answers.get(word, b"%t BAD no\r\n")
        if answer is None:
            return False
        for piece in [answer] if isinstance(answer, bytes) else answer:
            connection.sendall(piece.replace(b"%t", tag))
        return True
