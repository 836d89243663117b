"""One IMAP session over TLS: it reads only, is cut off in time and takes so many bytes at most."""

import imaplib
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from imapclient.datetime_util import format_criteria_date
from imapclient.exceptions import ProtocolError
from imapclient.imap_utf7 import encode
from imapclient.response_parser import parse_fetch_response

from connectors.sources.file_names import CAP_BYTES
from connectors.sources.safe_url import AddressRefusedError, reachable
from connectors.sources.tries import Trouble
from connectors.sources.wall_clock import Deadline

SESSION_CAP_BYTES = 4 * CAP_BYTES
AT_ONCE = 5
"""Sessions of one account side by side: servers refuse more (Dovecot 10), and all departments of
a city may share one account."""

_taken: dict[tuple[str, int, str], threading.BoundedSemaphore] = {}
_taking = threading.Lock()
_MESSAGES_AT_ONCE = 500
_HEADER = "BODY.PEEK[HEADER.FIELDS (FROM AUTHENTICATION-RESULTS)]"
_PASSING = ("[UNAVAILABLE]", "[INUSE]", "[SERVERBUG]", "[LIMIT]")
_BROKEN = (imaplib.IMAP4.error, ProtocolError, OSError, LookupError, ValueError, RecursionError)
_STRANGE = "邮件服务器的答复不合规范，请核对地址、端口是否为IMAP服务"


class SessionError(Exception):
    """The session cannot go on. ``trouble`` says why, without names of people."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.sentence)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Server:
    """Where the mailbox is and whom it knows us as."""

    host: str
    port: int
    folder: str
    user: str
    password: str
    tls: ssl.SSLContext


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a message says outside: ``header`` holds only who it is from."""

    uid: int
    received_at: datetime
    size: int
    header: bytes


class _Line:
    """The live socket, so that a deadline can cut it while a thread still reads."""

    def __init__(self) -> None:
        self._held: socket.socket | None = None
        self._is_cut = False
        self._changing = threading.Lock()

    def hold(self, connected: socket.socket) -> None:
        """Keep a second handle: TLS takes the first one away. Cut before it came: cut at once."""
        with self._changing:
            self._held = connected.dup()
        if self._is_cut:
            self.cut()

    def cut(self) -> None:
        """End the connection; whoever reads from it gets an error or the end at once."""
        with self._changing:
            self._is_cut = True
            if self._held:
                with suppress(OSError):
                    self._held.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the handle back."""
        with self._changing:
            if self._held:
                self._held.close()


class _Connection(imaplib.IMAP4):
    """imaplib's protocol over a checked address and verified TLS, every byte counted."""

    def __init__(self, server: Server, line: _Line, deadline: Deadline) -> None:
        self._server, self._line, self._deadline = server, line, deadline
        self._left = SESSION_CAP_BYTES
        super().__init__(server.host, server.port)

    def _create_socket(self, timeout: float | None) -> socket.socket:  # noqa: ARG002 imaplib's own
        plain = self._connected()
        try:
            self._line.hold(plain)
            return self._server.tls.wrap_socket(plain, server_hostname=self._server.host)
        except BaseException:
            plain.close()
            raise

    def _connected(self) -> socket.socket:
        """A socket to an address that was checked: the name is not resolved a second time."""
        *others, last = reachable(self._server.host, self._server.port)
        for address in others:
            with suppress(OSError):
                return self._to(address)
        return self._to(last)

    def _to(self, address: str) -> socket.socket:
        seconds = max(self._deadline.remaining, 0.001)
        return socket.create_connection((address, self._server.port), seconds)

    def read(self, size: int) -> bytes:
        """A literal; it is refused before it is read if it is too long."""
        self._count(size)
        return super().read(size)

    def readline(self) -> bytes:
        """A line of an answer."""
        line = super().readline()
        self._count(len(line))
        return line

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0 or size > CAP_BYTES:
            raise SessionError(Trouble("邮件服务器返回的数据超过上限，已停止接收"))


class Session:
    """An open folder of a mailbox. It is only examined: nothing in it is marked or moved."""

    def __init__(self, connection: imaplib.IMAP4) -> None:
        self._connection = connection

    def since(self, first: date) -> list[int]:
        """Numbers of the messages that the server received on ``first`` or later."""
        day = format_criteria_date(first).decode()
        answers = self._done(self._connection.uid("SEARCH", "SINCE", day))
        return [int(uid) for answer in answers if answer for uid in answer.split()]

    def envelopes(self, uids: Sequence[int]) -> list[Envelope]:
        """The outside of each message; one that has gone meanwhile is left out."""
        found = self._fetched(uids, f"(INTERNALDATE RFC822.SIZE {_HEADER})", b"INTERNALDATE")
        return [_envelope(uid, said) for uid, said in found.items()]

    def structures(self, uids: Sequence[int]) -> dict[int, Any]:
        """The BODYSTRUCTURE of each message, as imapclient reads it."""
        found = self._fetched(uids, "(BODYSTRUCTURE)", b"BODYSTRUCTURE")
        return {uid: said[b"BODYSTRUCTURE"] for uid, said in found.items()}

    def message(self, uid: int) -> bytes:
        """The whole message, byte for byte."""
        raw: bytes = self._fetched([uid], "(BODY.PEEK[])", b"BODY[]")[uid][b"BODY[]"]
        return raw

    def _fetched(
        self, uids: Sequence[int], items: str, needed: bytes
    ) -> dict[int, dict[bytes, Any]]:
        found: dict[int, dict[bytes, Any]] = {}
        for start in range(0, len(uids), _MESSAGES_AT_ONCE):
            part = ",".join(str(uid) for uid in uids[start : start + _MESSAGES_AT_ONCE])
            lines = self._done(self._connection.uid("FETCH", part, items))
            read = parse_fetch_response([line for line in lines if line], normalise_times=False)
            # Servers speak of other messages too, whose flags somebody changes meanwhile.
            found |= {uid: said for uid, said in read.items() if needed in said}
        return found

    def _done(self, answer: tuple[str, list[Any]]) -> list[Any]:
        status, lines = answer
        if status != "OK":
            raise SessionError(
                Trouble(f"邮件服务器没有照办（{status}），请稍后重新采集", passing=True)
            )
        return lines


@contextmanager
def session(server: Server, deadline: Deadline) -> Iterator[Session]:
    """A session that ends at the deadline. Raises SessionError for whatever the server does.

    Waiting for those who read the same account at the same time counts towards the deadline.
    """
    line = _Line()
    try:
        with _turn(server, deadline), deadline.cutting(line.cut):
            connection = _Connection(server, line, deadline)
            try:
                _log_in(connection, server)
                _examine(connection, server)
                yield Session(connection)
                with suppress(imaplib.IMAP4.error, OSError):
                    connection.logout()
            finally:
                with suppress(OSError):
                    connection.shutdown()
    except SessionError:
        raise
    except _BROKEN as error:
        raise SessionError(_trouble(error, deadline)) from error
    finally:
        line.close()


@contextmanager
def _turn(server: Server, deadline: Deadline) -> Iterator[None]:
    account = server.host, server.port, server.user
    with _taking:
        turns = _taken.setdefault(account, threading.BoundedSemaphore(AT_ONCE))
    if not turns.acquire(timeout=deadline.remaining):
        sentence = "同一邮箱的其他单位尚未读完，等候超过时限，请调大deadline_seconds或稍后重新采集"
        raise SessionError(Trouble(sentence))
    try:
        yield
    finally:
        turns.release()


def _log_in(connection: imaplib.IMAP4, server: Server) -> None:
    """One try: a second one with the same password would help to lock the account."""
    try:
        if "AUTH=PLAIN" in connection.capabilities:
            proof = f"\0{server.user}\0{server.password}".encode()
            connection.authenticate("PLAIN", lambda _: proof)
        else:
            connection.login(_quoted(server.user), server.password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        is_passing = any(code in str(error).upper() for code in _PASSING)
        sentence = "邮箱拒绝登录，请核对用户名和口令（不少邮箱须用专门的授权码）"
        raise SessionError(Trouble(sentence, passing=is_passing)) from error


def _examine(connection: imaplib.IMAP4, server: Server) -> None:
    if "ID" in connection.capabilities:  # the mail houses of NetEase open nothing to the nameless
        connection.xatom("ID", '("name" "duban")')
    status, _ = connection.select(_quoted(encode(server.folder).decode()), readonly=True)
    if status != "OK":
        sentence = f"信箱中打不开文件夹“{server.folder}”，请核对mailbox的文件夹名和邮箱的IMAP授权"
        raise SessionError(Trouble(sentence))


def _envelope(uid: int, said: dict[bytes, Any]) -> Envelope:
    headers = (value for key, value in said.items() if key.startswith(b"BODY[HEADER"))
    return Envelope(uid, said[b"INTERNALDATE"], said[b"RFC822.SIZE"], next(headers, None) or b"")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _trouble(error: Exception, deadline: Deadline) -> Trouble:
    """Only the kind is told: the text of an exception may hold an address or a name."""
    if deadline.passed or isinstance(error, TimeoutError):
        return Trouble("邮件服务器在规定时间内没有答复完", passing=True)
    if isinstance(error, AddressRefusedError):
        return Trouble("邮件服务器的地址指向本机或不允许访问的网段，没有连接，请核对mailbox")
    if isinstance(error, ssl.SSLCertVerificationError):
        return Trouble("邮件服务器的安全证书未通过验证，请联系邮箱维护单位更换证书")
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        return Trouble("邮件服务器没有按TLS 1.2以上应答，请核对地址、端口和服务器的TLS版本")
    is_sent_away = "BYE" in str(error)  # imaplib's own error for a greeting that is a farewell
    if is_sent_away or isinstance(error, OSError | imaplib.IMAP4.abort):
        return Trouble(f"与邮件服务器的连接没有建立或中断（{type(error).__name__}）", passing=True)
    return Trouble(_STRANGE)
