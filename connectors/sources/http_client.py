"""One HTTP request to a department: verified, cut off in time, capped in size, never redirected."""

import logging
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, ReadTimeoutError

from connectors.sources.outgoing import Outgoing
from connectors.sources.safe_url import AddressRefusedError, reachable
from connectors.sources.tries import Trouble
from connectors.sources.wall_clock import Deadline
from domain.words import PullOutcome

DECODED_CAP_BYTES = 20 * 1024 * 1024
RATIO_CAP = 100
"""Decoded bytes for one byte on the wire: beyond it a body is a bomb, not data."""
_RATIO_FROM_BYTES = 1024 * 1024
_CHUNK_BYTES = 8 * 1024
_TIMEOUTS = (requests.Timeout, TimeoutError, ReadTimeoutError)
_PASSING = frozenset({429, 500, 502, 503, 504})

logging.getLogger("urllib3").setLevel(logging.INFO)
"""Its debug lines hold whole addresses, and an address may hold a key."""

PART = Trouble("数据接口只给出一部分数据（HTTP 206），请核对接口设置", PullOutcome.PARTIAL)
"""Some give each page of a list so: whoever knows how many rows there are may read it."""
_AGAIN = "请稍后重新采集，仍不成的请接口维护单位检查"
_NOT_WHOLE = {202: Trouble(f"数据接口还在准备数据，{_AGAIN}（HTTP 202）", passing=True), 206: PART}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as far as it came; ``trouble`` is None for a whole 200, 201 or 204."""

    content: bytes = b""
    status: int = 0
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in any case."""
    trouble: Trouble | None = None


class Wire:
    """The live sockets of a session, so that a deadline can cut them while a thread still reads.

    A source is read by one thread: a new connection to a host means that the last one is gone.
    """

    def __init__(self) -> None:
        self.is_cut = False
        self.is_refused = False
        self._held: dict[tuple[str, int | None], socket.socket] = {}
        self._changing = threading.Lock()

    def connect(
        self, connection: HTTPConnection, plainly: Callable[[], socket.socket]
    ) -> socket.socket:
        """A socket to an address that was checked: the name is not resolved a second time."""
        host, port = connection.host, connection.port or connection.default_port
        try:
            addresses = reachable(host, port)
        except AddressRefusedError:
            self.is_refused = True
            raise
        try:
            for address in addresses[:-1]:
                with suppress(OSError, HTTPError):
                    connection.host = address
                    return self._hold((host, port), plainly())
            connection.host = addresses[-1]
            return self._hold((host, port), plainly())
        finally:
            connection.host = host

    def cut(self) -> None:
        """End the connections; whoever reads from one gets an error or the end at once."""
        with self._changing:
            self.is_cut = True
            for held in self._held.values():
                with suppress(OSError):
                    held.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the handles back."""
        with self._changing:
            for held in self._held.values():
                held.close()
            self._held = {}

    def _hold(self, peer: tuple[str, int | None], connected: socket.socket) -> socket.socket:
        """Keep a second handle: TLS takes the first one away. Cut before it came: cut at once."""
        with self._changing:
            if before := self._held.pop(peer, None):
                before.close()
            self._held[peer] = connected.dup()
        if self.is_cut:
            self.cut()
        return connected


class _Http(HTTPConnection):
    def __init__(self, wire: Wire, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._wire = wire

    def _new_conn(self) -> socket.socket:
        return self._wire.connect(self, super()._new_conn)


class _Https(HTTPSConnection):
    def __init__(self, wire: Wire, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._wire = wire

    def _new_conn(self) -> socket.socket:
        return self._wire.connect(self, super()._new_conn)


class _HeldAdapter(HTTPAdapter):
    """requests' own adapter, whose connections hand their sockets to a wire."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(_pool, HTTPConnectionPool, partial(_Http, self._wire)),
            "https": partial(_pool, HTTPSConnectionPool, partial(_Https, self._wire)),
        }


def _pool(pool_class: Any, connection: Any, *args: Any, **options: Any) -> Any:
    pool = pool_class(*args, **options)
    pool.ConnectionCls = connection
    return pool


@dataclass(frozen=True, slots=True)
class Client:
    """One source's session and its wire."""

    session: requests.Session
    wire: Wire
    request_seconds: float
    sent: list[str] = field(default_factory=list)
    """A line for each request, without secrets."""

    def send(self, request: Outgoing, source: Deadline) -> Answer:
        """One request. Never raises for what the other side or the network does."""
        deadline = source.within(self.request_seconds)
        self.sent.append(request.line)
        received = bytearray()
        self.wire.is_cut = False
        try:
            with deadline.cutting(self.wire.cut), self._ask(request, deadline) as response:
                trouble = _receive(response, received)
                status, headers = response.status_code, response.headers
        except UnicodeEncodeError:
            return Answer(trouble=Trouble("请求中有约定的编码写不出的字，没有发出，请核对设置"))
        except (requests.RequestException, HTTPError, OSError) as error:
            return Answer(bytes(received), trouble=self._broken(error, received, deadline))
        said = _timeout(received) if self.wire.is_cut else trouble or _refusal(response)
        content_type = headers.get("Content-Type", "")
        return Answer(bytes(received), status, content_type, headers, said)

    def _ask(self, request: Outgoing, deadline: Deadline) -> requests.Response:
        content = request.content
        given = {"Content-Type": request.content_type} if content is not None else {}
        return self.session.request(
            request.method,
            request.url,
            params=request.query,
            data=content,
            headers={name: value.encode() for name, value in {**given, **request.headers}.items()},
            timeout=max(deadline.remaining, 0.001),
            allow_redirects=False,
            stream=True,
        )

    def _broken(self, error: Exception, received: bytearray, deadline: Deadline) -> Trouble:
        if self.wire.is_cut or deadline.passed or isinstance(error, _TIMEOUTS):
            return _timeout(received)
        if self.wire.is_refused:
            return Trouble("接口地址指向本机或不允许访问的网段，没有连接，请核对接口地址")
        if isinstance(error, requests.exceptions.SSLError):
            return Trouble("数据接口的安全证书未通过验证，请联系接口维护单位更换证书")
        if received:
            return Trouble(
                f"数据传输中断，只收到一部分，{_AGAIN}", PullOutcome.PARTIAL, passing=True
            )
        sentence = "无法连接数据接口，请核对地址、端口与防火墙，并请接口维护单位检查"
        return Trouble(f"{sentence}（{type(error).__name__}）", passing=True)


@contextmanager
def open_client(
    ca_file: str | None, request_seconds: float, own: tuple[str, str] | None = None
) -> Iterator[Client]:
    """A session that takes nothing from the machine: no proxies, no netrc, no CA variables.

    ``own`` are the files of our certificate and its key, where the other side asks for one.
    """
    wire = Wire()
    with requests.Session() as session:
        session.trust_env = False
        session.verify = ca_file or True
        session.cert = own
        session.headers.update({"Accept-Encoding": "gzip, deflate"})
        session.mount("http://", _HeldAdapter(wire))
        session.mount("https://", _HeldAdapter(wire))
        try:
            yield Client(session, wire, request_seconds)
        finally:
            wire.close()


def _receive(response: requests.Response, received: bytearray) -> Trouble | None:
    """Read the body into ``received`` until it ends or passes a cap.

    ``read1`` gives what is there; ``iter_content`` loses the part that a cut body leaves behind.
    """
    while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
        received += chunk
        if len(received) > DECODED_CAP_BYTES:
            return Trouble("返回的数据超过20MB上限，已停止接收，请核对接口")
        on_wire = max(response.raw.tell(), 1)
        if len(received) > _RATIO_FROM_BYTES and len(received) > RATIO_CAP * on_wire:
            return Trouble("返回的数据压缩比异常，已停止接收，请核对接口")
    return None


def _timeout(received: bytearray) -> Trouble:
    outcome = PullOutcome.PARTIAL if received else PullOutcome.FAULT
    return Trouble(f"数据接口在规定时间内没有返回完整数据，{_AGAIN}", outcome, passing=True)


def _refusal(response: requests.Response) -> Trouble | None:
    """What any other status than 200, 201 and 204 means; only a busy server is asked again."""
    status = response.status_code
    if status in (200, 201, 204):
        return None
    if status in _NOT_WHOLE:
        return _NOT_WHOLE[status]
    if status in (401, 403):
        return Trouble(f"数据接口拒绝授权（HTTP {status}），请核对接口凭证", expired=True)
    if response.is_redirect or 300 <= status < 400:
        sentence = f"数据接口要求转到别的地址（HTTP {status}），不予跟随，请核对接口地址"
        return Trouble(sentence, expired=True)
    if status in _PASSING:
        wait = _seconds(response.headers.get("Retry-After", ""))
        sentence = f"数据接口暂时不可用，{_AGAIN}（HTTP {status}）"
        return Trouble(sentence, passing=True, wait_seconds=wait)
    return Trouble(f"数据接口返回错误，请核对接口地址与参数（HTTP {status}）")


def _seconds(header: str) -> float | None:
    return float(header) if header.isascii() and header.isdigit() and len(header) < 9 else None
