"""Addresses: what may stand in settings, and what may be connected to when names are resolved."""

import socket
from ipaddress import IPv6Address, ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from connectors.sources.placeholders import checked


def _safe(url: str) -> str:
    """An absolute https URL (http on loopback) without user, query or fragment."""
    parts = urlsplit(checked(url))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("须为完整的https地址")
    if parts.scheme == "http" and not names_loopback(parts.hostname):
        raise ValueError("非本机地址须用https")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("地址中不得带用户名、口令或参数，参数请写在reading.parameters")
    return url


SafeUrl = Annotated[str, AfterValidator(_safe)]


def names_loopback(host: str) -> bool:
    """Whether ``host`` says in so many words that it is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def same_origin(one: str, other: str) -> bool:
    """Whether both addresses are of one scheme, host and port."""
    return _origin(one) == _origin(other)


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    default = 443 if parts.scheme == "https" else 80
    return parts.scheme, parts.hostname or "", parts.port or default


class AddressRefusedError(OSError):
    """The name leads to an address where no department's system can be."""


def reachable(host: str, port: int) -> list[str]:
    """The addresses of ``host``, all of them checked.

    Raises AddressRefusedError, or socket.gaierror if there is none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(_may_be(host, address) for address in addresses):
        raise AddressRefusedError
    return addresses


def _may_be(host: str, address: str) -> bool:
    """Loopback only where the settings name it; links, groups and nowhere never."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if ip.is_loopback:
        return names_loopback(host)
    return not (ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved)
