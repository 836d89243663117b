"""Digests of a text, named as platforms name them."""

import hashlib
import hmac
from base64 import b64encode
from typing import Literal

Algorithm = Literal[
    "md5",
    "sha1",
    "sha256",
    "sha512",
    "sm3",
    "hmac-md5",
    "hmac-sha1",
    "hmac-sha256",
    "hmac-sha512",
    "hmac-sm3",
]
Written = Literal["hex", "HEX", "base64"]


def digest(name: str, content: bytes) -> bytes:
    """The digest of ``content`` by an algorithm without a key."""
    return hashlib.new(name, content).digest()


def digested(algorithm: Algorithm, text: str, key: str, written: Written) -> str:
    """The digest of ``text``; an HMAC is keyed with ``key``, the others know no key."""
    name = algorithm.removeprefix("hmac-")
    if algorithm.startswith("hmac-"):
        made = hmac.digest(key.encode(), text.encode(), name)
    else:
        made = digest(name, text.encode())
    match written:
        case "hex":
            return made.hex()
        case "HEX":
            return made.hex().upper()
        case "base64":
            return b64encode(made).decode()
