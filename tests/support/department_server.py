"""A department's HTTP interface on loopback that answers, stalls or breaks off as a test says."""

import contextlib
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Self
from urllib.parse import parse_qsl, urlsplit

_AT_ONCE = 64 * 1024


@dataclass(frozen=True)
class Request:
    """One request as it arrived; header names are in lower case."""

    path: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]
    method: str = "GET"
    body: bytes = b""
    query: str = ""
    """As it was sent."""

    @property
    def json(self) -> Any:
        """The value of a body in JSON."""
        return json.loads(self.body)

    @property
    def form(self) -> Mapping[str, str]:
        """The fields of a body that is a form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True)
class Send:
    """These raw bytes, a whole answer: the connection stays open for the next request."""

    raw: bytes

    def take(self, connection: socket.socket, stopping: threading.Event) -> bool:
        """Whether the connection lives on."""
        connection.sendall(self.raw)
        return True


@dataclass(frozen=True)
class Cut:
    """These raw bytes, then the end of the connection."""

    raw: bytes

    def take(self, connection: socket.socket, stopping: threading.Event) -> bool:
        """Whether the connection lives on."""
        connection.sendall(self.raw)
        return False


@dataclass(frozen=True)
class Reset:
    """These raw bytes, then a reset instead of an end."""

    raw: bytes = b""

    def take(self, connection: socket.socket, stopping: threading.Event) -> bool:
        """Whether the connection lives on."""
        connection.sendall(self.raw)
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        return False


@dataclass(frozen=True)
class Drip:
    """The raw bytes after ``at_once`` of them one by one, ``seconds`` apart."""

    raw: bytes
    seconds: float
    at_once: int = 0

    def take(self, connection: socket.socket, stopping: threading.Event) -> bool:
        """Whether the connection lives on."""
        connection.sendall(self.raw[: self.at_once])
        for byte in self.raw[self.at_once :]:
            if stopping.wait(self.seconds):
                break
            connection.sendall(bytes([byte]))
        return False


@dataclass(frozen=True)
class Hang:
    """Nothing at all, for as long as the server lives."""

    def take(self, connection: socket.socket, stopping: threading.Event) -> bool:
        """Whether the connection lives on."""
        stopping.wait()
        return False


@dataclass(frozen=True)
class Endless:
    """The raw bytes, then ``chunk`` again and again until the client has enough."""

    raw: bytes
    chunk: bytes

    def take(self, connection: socket.socket, stopping: threading.Event) -> bool:
        """Whether the connection lives on."""
        connection.sendall(self.raw)
        while not stopping.is_set():
            connection.sendall(self.chunk)
        return False


Step = Send | Cut | Reset | Drip | Hang | Endless
Script = Step | Callable[[Request], Step]


def raw(
    body: bytes,
    status: str = "200 OK",
    content_type: str = "application/json",
    length: int | None = -1,
    **headers: str,
) -> bytes:
    """An answer's bytes; ``length`` overrides the true Content-Length, None leaves it out."""
    given = {"Content-Type": content_type} | {k.replace("_", "-"): v for k, v in headers.items()}
    if length is not None:
        given["Content-Length"] = str(len(body) if length == -1 else length)
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in given.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def reply(body: bytes, status: str = "200 OK", **headers: str) -> Send:
    """A whole and honest answer."""
    return Send(raw(body, status, "application/json", -1, **headers))


def json_reply(value: Any) -> Send:
    """A whole answer in JSON."""
    return reply(json.dumps(value, ensure_ascii=False).encode())


class DepartmentServer:
    """``with DepartmentServer(reply(b"[]")) as server``: steps in order, the last one repeats."""

    def __init__(self, *steps: Script, tls: ssl.SSLContext | None = None) -> None:
        self.steps = list(steps)
        self.tls = tls
        self.requests: list[Request] = []
        self.connections = 0
        self._stopping = threading.Event()
        self._changing = threading.Lock()
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    @property
    def url(self) -> str:
        """Where the interface is."""
        scheme = "https" if self.tls else "http"
        return f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}/progress"

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
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
                self.connections += 1
                self._open.append(connection)
                self._spawn(self._serve, connection)

    def _serve(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError), plain:
            wrapped = self.tls.wrap_socket(plain, server_side=True) if self.tls else plain
            with wrapped as connection, connection.makefile("rb") as stream:
                while request := _read(stream):
                    if not self._next(request).take(connection, self._stopping):
                        return

    def _next(self, request: Request) -> Step:
        with self._changing:
            self.requests.append(request)
            script = self.steps[0] if len(self.steps) == 1 else self.steps.pop(0)
        return script if isinstance(script, Step) else script(request)


def _read(stream: BinaryIO) -> Request | None:
    """The next request; None at the end of the connection."""
    first = stream.readline(_AT_ONCE).decode("latin-1").split()
    if len(first) != 3:
        return None
    headers = {}
    while line := stream.readline(_AT_ONCE).strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    parts = urlsplit(first[1])
    body = stream.read(int(headers.get("content-length", 0)))
    parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
    return Request(parts.path, parameters, headers, first[0], body, parts.query)
