"""What bytes are, by themselves: no name and no header is believed."""

from typing import Literal

Kind = Literal["xlsx", "xls", "json", "xml", "html", "txt", "bin"]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_MARKS = b"\xef\xbb\xbf\xff\xfe \t\r\n"


def kind_of(content: bytes) -> Kind:
    """The kind of file, by its first bytes; ``txt`` for other text, CSV among it."""
    if content.startswith(_ZIP):
        return "xlsx"
    if content.startswith(_OLE):
        return "xls"
    plain = content[:1000].replace(b"\0", b"").lstrip(_MARKS)
    if plain[:1] in (b"{", b"["):
        return "json"
    if plain[:14].lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    if plain[:1] == b"<":
        return "xml"
    is_text = content.startswith(_UTF_16) or not _has_controls(plain)
    return "txt" if is_text else "bin"


def _has_controls(content: bytes) -> bool:
    """Whether there is a byte that no text holds in the usual encodings of one byte."""
    return any(byte < 9 or 13 < byte < 27 for byte in content)
