"""No settings and no name server lead a pull to this machine or into nowhere."""

import socket
from collections.abc import Callable
from typing import Any

import pytest

from connectors.sources.safe_url import AddressRefusedError, reachable, same_origin
from domain.words import PullOutcome
from tests.connectors.sources.asking import COLUMNS, drawn
from tests.support.certificates import Certificate
from tests.support.department_server import DepartmentServer, json_reply

READING = {"columns": COLUMNS}
LINES = [{"code": "T01", "value": 1, "unit": "个"}]
Found = Callable[..., Any]


def answering(address: str) -> Found:
    """A name server that knows one address for every name."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET

    def found(host: str, port: int, *args: Any, **options: Any) -> Any:
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    return found


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "0.0.0.0", "[::]"],
)
def test_fault_a19_a_number_that_means_this_machine_is_not_connected(host: str) -> None:
    with DepartmentServer(json_reply(LINES)) as server:
        port = server.url.rpartition(":")[2].partition("/")[0]
        address = {"url": f"https://{host}:{port}/progress", "deadline_seconds": 1}
        fetched, _ = drawn("rest", address, READING)
        assert server.connections == 0
    assert fetched.outcome is PullOutcome.FAULT
    assert "没有连接" in fetched.error


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "169.254.169.254",
        "fe80::1%2",
        "224.0.0.1",
        "0.0.0.0",
        "255.255.255.255",
    ],
)
def test_fault_a19_a_name_that_leads_there_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answering(address))
    with pytest.raises(AddressRefusedError):
        reachable("progress.example.cn", 443)


@pytest.mark.parametrize(
    "address", ["10.0.0.8", "192.168.3.4", "61.1.2.3", "fd00::8", "::ffff:10.0.0.8"]
)
def test_the_networks_of_a_city_are_reached(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answering(address))
    assert reachable("progress.example.cn", 443) == [address]


def test_fault_a19_a_name_that_turns_to_this_machine_after_the_settings_were_checked(
    monkeypatch: pytest.MonkeyPatch, certificate: Certificate
) -> None:
    with DepartmentServer(json_reply(LINES), tls=certificate.server) as server:
        port = server.url.rpartition(":")[2].partition("/")[0]
        monkeypatch.setattr(socket, "getaddrinfo", answering("127.0.0.1"))
        address = {"url": f"https://progress.example.cn:{port}/x", "deadline_seconds": 1}
        fetched, _ = drawn("rest", address, READING)
        assert server.connections == 0
    assert "没有连接" in fetched.error


def test_this_machine_is_reached_where_it_is_named() -> None:
    with DepartmentServer(json_reply(LINES)) as server:
        named = server.url.replace("127.0.0.1", "localhost")
        fetched, _ = drawn("rest", {"url": named, "deadline_seconds": 2}, READING)
    assert fetched.outcome is PullOutcome.OK


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("https://a.cn/y?z=1", True),
        ("https://a.cn:443/", True),
        ("https://a.cn:8443/x", False),
        ("http://a.cn/x", False),
        ("https://b.cn/x", False),
        ("https://a.cn.b.cn/x", False),
    ],
)
def test_one_origin(other: str, same: bool) -> None:
    assert same_origin("https://a.cn/x", other) is same
