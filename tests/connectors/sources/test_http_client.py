"""One request on the wire: time, truncation, size, redirects, certificates, the environment."""

import gzip
import json
import socket
import subprocess
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from connectors.sources.door import fetch
from connectors.sources.http_client import DECODED_CAP_BYTES
from domain.words import PullOutcome
from tests.connectors.sources.asking import (
    ASKED,
    COLUMNS,
    Settings,
    drawn,
    figures,
    no_secret,
    secrets,
)
from tests.support.certificates import Certificate, self_signed
from tests.support.department_server import (
    Cut,
    DepartmentServer,
    Drip,
    Endless,
    Hang,
    Reset,
    Send,
    Step,
    json_reply,
    raw,
    reply,
)

READING = {"columns": COLUMNS}
LINES = [{"code": f"T{n:02}", "value": n * 7, "unit": "个"} for n in range(1, 13)]
BODY = json.dumps(LINES).encode()
GOOD = reply(BODY)
SLACK_SECONDS = 1.0
QUICK: Settings = {"request_seconds": 0.3, "deadline_seconds": 0.6}
"""Pauses between tries are shares of the deadline, so these are quick too."""
BRIEF: Settings = {"deadline_seconds": 1.2}


def seconds_of(address: Settings) -> tuple[float, Any]:
    """How long a pull takes, and what it gives."""
    start = time.monotonic()
    fetched = fetch("rest", address, READING, ASKED, no_secret, Path("/nowhere"))
    return time.monotonic() - start, fetched


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        (Hang(), PullOutcome.FAULT),
        (Drip(raw(BODY), 0.05), PullOutcome.FAULT),
        (Drip(raw(BODY), 0.05, at_once=200), PullOutcome.PARTIAL),
        (Drip(raw(BODY, length=None), 0.05, at_once=200), PullOutcome.PARTIAL),
        (Endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), PullOutcome.FAULT),
    ],
)
def test_fault_a1_the_deadline_holds_whatever_the_peer_does(
    step: Step, outcome: PullOutcome
) -> None:
    with DepartmentServer(step) as server:
        seconds, fetched = seconds_of({"url": server.url} | QUICK)
    assert seconds <= QUICK["deadline_seconds"] + SLACK_SECONDS
    assert fetched.outcome is outcome
    assert fetched.outcome.failed


def test_fault_a1_each_request_has_a_deadline_inside_the_source_s() -> None:
    with DepartmentServer(Hang(), GOOD) as server:
        address = {"url": server.url, "request_seconds": 0.3, "deadline_seconds": 5}
        seconds, fetched = seconds_of(address)
    assert fetched.outcome is PullOutcome.OK
    assert 0.3 <= seconds < 2
    assert len(server.requests) == 2


def test_fault_a1_many_pages_share_the_deadline_of_the_source() -> None:
    def page(request: Any) -> Step:
        time.sleep(0.15)
        return json_reply([LINES[0] | {"code": f"T{request.parameters['page']}"}])

    reading = READING | {"paging": {"parameter": "page"}}
    start = time.monotonic()
    with DepartmentServer(page) as server:
        address = {"url": server.url, "deadline_seconds": 0.6}
        fetched, _ = drawn("rest", address, reading)
    assert time.monotonic() - start < 0.6 + SLACK_SECONDS
    assert fetched.outcome.failed
    assert 2 <= len(fetched.bodies) <= 5


def test_fault_a1_a_peer_that_takes_no_connection_is_cut_off() -> None:
    """A full backlog: the connection itself hangs."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        seconds, fetched = seconds_of({"url": f"http://127.0.0.1:{port}/x"} | QUICK)
        for one in waiting:
            one.close()
    assert seconds <= QUICK["deadline_seconds"] + SLACK_SECONDS
    assert fetched.outcome is PullOutcome.FAULT


def test_fault_a1_one_that_hangs_costs_the_others_nothing() -> None:
    with DepartmentServer(Hang()) as hanging, DepartmentServer(GOOD) as fine:
        urls = [hanging.url, *[fine.url] * 29]
        start = time.monotonic()
        with ThreadPoolExecutor(8) as pool:
            done = list(pool.map(lambda url: seconds_of({"url": url} | QUICK)[1], urls))
        seconds = time.monotonic() - start
    assert [one.outcome for one in done] == [PullOutcome.FAULT] + [PullOutcome.OK] * 29
    assert seconds < QUICK["deadline_seconds"] + SLACK_SECONDS


def open_handles() -> int:
    """Files and sockets that this process holds."""
    return len(list(Path("/proc/self/fd").iterdir()))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def test_fault_a2_a_refused_connection_is_a_fault_of_the_source() -> None:
    seconds, fetched = seconds_of({"url": f"http://127.0.0.1:{_free_port()}/x"} | BRIEF)
    assert fetched.outcome is PullOutcome.FAULT
    assert fetched.bodies == ()
    assert "无法连接数据接口" in fetched.error
    assert seconds < BRIEF["deadline_seconds"]


def test_fault_a2_a_private_authority_is_trusted_by_its_file(
    certificate: Certificate, tmp_path: Path
) -> None:
    with DepartmentServer(GOOD, tls=certificate.server) as server:
        address = {"url": server.url, "ca_file": "ca.pem"}
        (tmp_path / "ca.pem").write_bytes(certificate.ca_file.read_bytes())
        fetched, parsed = drawn("rest", address, READING, folder=tmp_path)
    assert fetched.outcome is PullOutcome.OK
    assert len(parsed.rows) == 12


@pytest.mark.parametrize("bad", ["unknown", "another", "wrong address", "expired"])
def test_fault_a2_a_bad_certificate_is_never_accepted(
    bad: str, certificate: Certificate, tmp_path: Path
) -> None:
    made = {
        "wrong address": self_signed(tmp_path / "wrong", address="127.0.0.9"),
        "expired": self_signed(tmp_path / "expired", days=30),
    }.get(bad, certificate)
    trusted = {"unknown": {}, "another": {"ca_file": str(self_signed(tmp_path / "x").ca_file)}}
    with DepartmentServer(GOOD, tls=made.server) as server:
        address = {"url": server.url, "token": "NAME"} | BRIEF
        address |= trusted.get(bad, {"ca_file": str(made.ca_file)})
        fetched, _ = drawn("rest", address, READING, secrets(NAME="s3cret"))
    assert fetched.outcome is PullOutcome.FAULT
    assert "证书" in fetched.error
    assert server.requests == []
    assert server.connections == 1


def test_fault_a2_a_missing_authority_file_is_said_at_once(certificate: Certificate) -> None:
    with DepartmentServer(GOOD, tls=certificate.server) as server:
        fetched, _ = drawn("rest", {"url": server.url, "ca_file": "gone.pem"}, READING)
    assert fetched.outcome is PullOutcome.FAULT
    assert "ca_file" in fetched.error
    assert server.connections == 0


@pytest.mark.parametrize("status", ["429 Slow Down", "500 Oops", "502 Bad", "503 Busy", "504 Late"])
def test_fault_a3_a_passing_refusal_is_asked_again(status: str) -> None:
    with DepartmentServer(reply(b"busy", status), GOOD) as server:
        fetched, parsed = drawn("rest", {"url": server.url} | BRIEF, READING)
    assert fetched.outcome is PullOutcome.OK
    assert len(parsed.rows) == 12
    assert len(server.requests) == 2


def test_fault_a3_four_tries_and_no_more() -> None:
    with DepartmentServer(reply(b"<h1>busy</h1>", "503 Busy")) as server:
        seconds, fetched = seconds_of({"url": server.url} | BRIEF)
    assert len(server.requests) == 4
    assert fetched.outcome is PullOutcome.FAULT
    assert "HTTP 503" in fetched.error
    assert [body.content for body in fetched.bodies] == [b"<h1>busy</h1>"]
    assert seconds < BRIEF["deadline_seconds"]


@pytest.mark.parametrize(
    ("wait", "requests"), [("21600", 1), ("0", 4), ("Fri, 31 Dec 2094 23:59:59 GMT", 4)]
)
def test_fault_a3_a_long_pause_is_not_granted(wait: str, requests: int) -> None:
    busy = reply(b"", "503 Busy", Retry_After=wait)
    with DepartmentServer(busy) as server:
        seconds, fetched = seconds_of({"url": server.url} | BRIEF)
    assert fetched.outcome is PullOutcome.FAULT
    assert seconds < BRIEF["deadline_seconds"]
    assert len(server.requests) == requests


@pytest.mark.parametrize("status", ["400 Bad", "401 Who", "403 No", "404 Gone", "501 What"])
def test_fault_a3_a_lasting_refusal_is_asked_once(status: str) -> None:
    with DepartmentServer(reply(b'{"msg": "no"}', status)) as server:
        fetched, _ = drawn("rest", {"url": server.url} | BRIEF, READING)
    assert fetched.outcome is PullOutcome.FAULT
    assert f"HTTP {status[:3]}" in fetched.error
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temp", "308 Perm"])
def test_fault_a5_a_redirect_is_not_followed(status: str) -> None:
    with DepartmentServer(GOOD) as other:
        with DepartmentServer(reply(b"", status, Location=other.url)) as server:
            fetched, _ = drawn(
                "rest", {"url": server.url, "token": "NAME"}, READING, secrets(NAME="s3cret")
            )
        assert other.connections == 0
    assert fetched.outcome is PullOutcome.FAULT
    assert "不予跟随" in fetched.error
    assert len(server.requests) == 1


TENTHS = range(10)


@pytest.mark.parametrize("tenth", TENTHS)
def test_fault_a6_a_body_shorter_than_its_length_is_kept_and_not_parsed(tenth: int) -> None:
    part = BODY[: len(BODY) * tenth // 10]
    with DepartmentServer(Cut(raw(part, length=len(BODY)))) as server:
        fetched, _ = drawn("rest", {"url": server.url} | BRIEF, READING)
    assert fetched.outcome.failed
    assert fetched.outcome is PullOutcome.PARTIAL or not part
    assert b"".join(body.content for body in fetched.bodies) == part
    assert len(server.requests) == 4


def _chunked(body: bytes, end: bytes) -> bytes:
    head = raw(b"", length=None, Transfer_Encoding="chunked")
    parts = [body[at : at + 100] for at in range(0, len(body), 100)]
    return head + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + end


def test_fault_a6_chunks_without_an_end_are_partial() -> None:
    with DepartmentServer(Cut(_chunked(BODY, b""))) as server:
        fetched, _ = drawn("rest", {"url": server.url} | BRIEF, READING)
    assert fetched.outcome is PullOutcome.PARTIAL
    with DepartmentServer(Cut(_chunked(BODY, b"0\r\n\r\n"))) as server:
        fetched, parsed = drawn("rest", {"url": server.url} | BRIEF, READING)
    assert fetched.outcome is PullOutcome.OK
    assert len(parsed.rows) == 12


@pytest.mark.parametrize("step", [Reset(), Reset(raw(BODY)[:300]), Cut(b""), Cut(b"SSH-2.0-x\r\n")])
def test_fault_a6_a_connection_broken_off_is_tried_again(step: Step) -> None:
    with DepartmentServer(step, GOOD) as server:
        fetched, parsed = drawn("rest", {"url": server.url} | BRIEF, READING)
    assert fetched.outcome is PullOutcome.OK
    assert len(parsed.rows) == 12
    assert server.connections >= 2


@pytest.mark.parametrize("cut", sorted({*range(1, len(BODY), 29), BODY.rindex(b"}") + 1}))
def test_fault_a7_a_body_cut_without_a_length_is_partial(cut: int) -> None:
    """Nothing on the wire shows it: only the missing end does."""
    with DepartmentServer(Cut(raw(BODY[:cut], length=None))) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, READING)
    assert fetched.outcome is PullOutcome.PARTIAL
    assert [body.content for body in fetched.bodies] == [BODY[:cut]]
    assert parsed.rows == ()
    assert parsed.refused


def test_fault_a7_a_whole_body_without_a_length_is_read() -> None:
    with DepartmentServer(Cut(raw(BODY, length=None))) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, READING)
    assert fetched.outcome is PullOutcome.OK
    assert len(parsed.rows) == 12


def test_fault_a7_a_list_that_lost_records_disagrees_with_its_total() -> None:
    reading = READING | {"records": "rows", "total": "total"}
    with DepartmentServer(json_reply({"total": 12, "rows": LINES[:11]})) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, reading)
    assert fetched.outcome is PullOutcome.PARTIAL
    assert "共12条，实际收到11条" in fetched.error
    assert parsed.rows == ()


def _bomb(mebibytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(bytes(1024 * 1024)) for _ in range(mebibytes)]
    return b"".join([*parts, packer.flush()])


_PULL = """
import resource, sys
from pathlib import Path
from connectors.sources.door import fetch
from tests.connectors.sources.asking import ASKED, no_secret
address = {"url": sys.argv[1], "deadline_seconds": 20}
reading = {"columns": {"target": "code", "figure": "value"}}
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
fetch("rest", address | {"url": sys.argv[2]}, reading, ASKED, no_secret, Path("/nowhere"))
small = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
fetched = fetch("rest", address, reading, ASKED, no_secret, Path("/nowhere"))
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - small
print(fetched.outcome, len(fetched.bodies[0].content), grown // 1024)
"""


def test_fault_a8_a_bomb_is_stopped_in_little_memory() -> None:
    bomb = reply(_bomb(300), Content_Encoding="gzip")
    with DepartmentServer(bomb) as server, DepartmentServer(GOOD) as fine:
        done = subprocess.run(
            [sys.executable, "-c", _PULL, server.url, fine.url],
            capture_output=True,
            text=True,
            check=True,
        )
    outcome, received, grown_mebibytes = done.stdout.split()
    assert outcome == "fault"
    assert int(received) <= DECODED_CAP_BYTES + 1024 * 1024
    assert int(grown_mebibytes) < 64


def test_fault_a8_an_endless_body_is_stopped_at_the_cap() -> None:
    with DepartmentServer(Endless(raw(b"[", length=None), b" " * 65536)) as server:
        fetched, _ = drawn("rest", {"url": server.url}, READING)
    assert fetched.outcome is PullOutcome.FAULT
    assert "20MB" in fetched.error
    assert DECODED_CAP_BYTES < len(fetched.bodies[0].content) <= DECODED_CAP_BYTES + 65536


def test_a_packed_answer_is_unpacked() -> None:
    lines = [LINES[0] | {"code": f"T{n}"} for n in range(4_000)]
    packed = gzip.compress(json.dumps(lines).encode())
    with DepartmentServer(reply(packed, Content_Encoding="gzip")) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, READING)
    assert fetched.outcome is PullOutcome.OK
    assert len(parsed.rows) == 4_000


def test_a_broken_packing_is_partial_or_a_fault() -> None:
    packed = gzip.compress(BODY)
    broken = packed[:30] + b"\xff\xff" + packed[32:]
    with DepartmentServer(reply(broken, Content_Encoding="gzip")) as server:
        fetched, _ = drawn("rest", {"url": server.url} | BRIEF, READING)
    assert fetched.outcome.failed


def test_fault_a18_nothing_is_taken_from_the_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login thief password stolen\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    with DepartmentServer(reply(b"[]")) as proxy, DepartmentServer(GOOD) as server:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        fetched, _ = drawn(
            "rest", {"url": server.url, "token": "NAME"}, READING, secrets(NAME="ours")
        )
        plain, _ = drawn("rest", {"url": server.url}, READING)
        assert proxy.connections == 0
    assert (fetched.outcome, plain.outcome) == (PullOutcome.OK, PullOutcome.OK)
    assert [r.headers.get("authorization") for r in server.requests] == ["Bearer ours", None]


@pytest.mark.parametrize(
    "step",
    [
        reply(b"", "401 Who"),
        Send(raw(b"<html>", content_type="text/html")),
        Cut(b"nonsense"),
        Send(raw(b'{"echo": "s3cret-token"}')),
    ],
)
def test_a_secret_is_in_no_error(step: Step) -> None:
    with DepartmentServer(step) as server:
        address = {"url": server.url, "token": "NAME"} | BRIEF
        fetched, parsed = drawn("rest", address, READING, secrets(NAME="s3cret-token"))
    assert server.requests[0].headers["authorization"] == "Bearer s3cret-token"
    said = [fetched.error, *(f.sentence for f in parsed.findings)]
    assert "s3cret" not in "".join(said)


def test_a_missing_secret_is_a_fault_of_this_source_alone() -> None:
    with DepartmentServer(GOOD) as server:
        fetched, _ = drawn("rest", {"url": server.url, "token": "NAME"}, READING, secrets())
    assert fetched.outcome is PullOutcome.FAULT
    assert server.connections == 0


def test_a_connection_serves_many_pages_and_no_handle_is_left() -> None:
    def page(request: Any) -> Step:
        number = int(request.parameters["page"])
        return json_reply([LINES[0] | {"code": f"T{number}"}] if number <= 40 else [])

    reading = READING | {"paging": {"parameter": "page"}}
    with DepartmentServer(page) as server:
        before = open_handles()
        fetched, parsed = drawn("rest", {"url": server.url}, reading)
        after = open_handles()
    assert fetched.outcome is PullOutcome.OK
    assert len(parsed.rows) == 40
    assert server.connections == 1
    assert after <= before + 1  # the server's own end may not be gone yet


def test_a_server_that_closes_after_each_page_costs_one_handle() -> None:
    handles = []

    def page(request: Any) -> Step:
        handles.append(open_handles())
        number = int(request.parameters["page"])
        lines = [LINES[0] | {"code": f"T{number}"}] if number <= 30 else []
        return Cut(raw(json.dumps(lines).encode(), Connection="close"))

    reading = READING | {"paging": {"parameter": "page"}}
    with DepartmentServer(page) as server:
        _, parsed = drawn("rest", {"url": server.url}, reading)
    assert len(figures(parsed)) == 30
    assert server.connections == 31
    assert max(handles) - min(handles) < 10
