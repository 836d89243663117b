"""What a message carries (MIME) and who it says it is from. Forwarded messages are not opened."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect, HeaderParseError, MessageDefect
from email.header import decode_header
from email.message import Message
from typing import Any
from urllib.parse import unquote_to_bytes

_NAMED_IN = ("filename", "name")
"""The parameters that name a part: of its disposition, else of its type."""

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SENDER = re.compile(r"""[^<>@,;:()"\\]*<([^\s<>@,;:()"\\]+@[^\s<>@,;:()"\\]+)>""")
_BARE = re.compile(r"""([^\s<>@,;:()"\\]+@[^\s<>@,;:()"\\]+)""")
_VERDICT = re.compile(r"\s*(dmarc|spf)\s*=\s*(\w+)")
_COMMENT = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Attached:
    """One part that holds something: its content, and whether its coding is broken."""

    content: bytes
    is_broken: bool


def attached(raw: bytes) -> list[Attached]:
    """Every part of a message in order, as IMAP counts them; all broken if the message is cut.

    None where the message cannot be taken apart.
    """
    try:
        return _taken_apart(message_from_bytes(raw))
    except (LookupError, RecursionError, ValueError):
        return []


def _taken_apart(message: Message) -> list[Attached]:
    is_cut = any(
        isinstance(defect, CloseBoundaryNotFoundDefect)
        for part in message.walk()
        for defect in part.defects
    )
    return [_attached(part, is_cut=is_cut) for part in _parts(message)]


def carries(raw: bytes, content: bytes) -> bool:
    """Whether ``raw`` is a message one part of which is ``content``."""
    return any(part.content == content for part in attached(raw))


def names(structure: Any) -> list[str]:
    """The name of each part of a BODYSTRUCTURE, in order; empty where it has none."""
    if structure and isinstance(structure[0], list):
        return [name for inner in structure[0] for name in names(inner)]
    given = [_parameters(structure[2])]
    given += [_parameters(field[1]) for field in structure[3:] if _is_disposition(field)]
    found = (_named(parameters, key) for key in _NAMED_IN for parameters in reversed(given))
    return [next(filter(None, found), "")]


def sender(header: bytes) -> str | None:
    """The one address in the From line of a header, in lower case; None where there are more.

    What could be read in two ways names nobody.
    """
    (*more, line) = _lines(header, "from") or ["", ""]
    plain = _QUOTED.sub("", line).strip()
    found = _SENDER.fullmatch(plain) or _BARE.fullmatch(plain)
    return found[1].lower() if found and not more else None


def is_forged(header: bytes, authserv: str) -> bool:
    """Whether our own mail server says that the sender is not who the From line names.

    Only its newest verdict counts: it stands first, and what stands below may be forged too.
    """
    for line in _lines(header, "authentication-results"):
        server, *verdicts = _COMMENT.sub("", line).lower().split(";")
        if server.split()[:1] == [authserv.lower()]:
            found = filter(None, map(_VERDICT.match, reversed(verdicts)))
            said = {each[1]: each[2] for each in found}
            return said.get("dmarc", said.get("spf")) == "fail"
    return False


def _lines(header: bytes, name: str) -> list[str]:
    """Each field called ``name``, on one line, a letter for each byte: nothing is guessed."""
    text = re.sub(r"\r?\n(?=[ \t])", " ", header.decode("latin-1"))
    fields = (line.partition(":") for line in re.split(r"\r?\n", text))
    return [value.strip() for key, _, value in fields if key.strip().lower() == name]


def _parts(message: Message) -> Iterator[Message]:
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part)
    else:
        yield message


def _attached(part: Message, *, is_cut: bool) -> Attached:
    if part.is_multipart():  # a forwarded message: its bytes, unopened
        return Attached(b"", is_broken=False)
    content = part.get_payload(decode=True)
    defects: Sequence[MessageDefect] = part.defects
    return Attached(content if isinstance(content, bytes) else b"", is_cut or bool(defects))


def _is_disposition(field: Any) -> bool:
    """(name, (parameter, value, …)): no other field of a part has this shape."""
    return (
        isinstance(field, tuple)
        and len(field) == 2
        and isinstance(field[0], bytes)
        and isinstance(field[1], tuple)
    )


def _parameters(flat: Any) -> dict[str, bytes]:
    """Names in lower case; ``flat`` is (name, value, name, value, …) or nothing."""
    if not isinstance(flat, tuple):
        return {}
    pairs = zip(flat[::2], flat[1::2], strict=False)
    return {_text(key).lower(): value for key, value in pairs if isinstance(value, bytes)}


def _named(parameters: Mapping[str, bytes], key: str) -> str:
    """The value of a parameter, also in the pieces and the charset of RFC 2231."""
    if plain := parameters.get(key):
        return _last_step(_words(_text(plain)))
    pieces = [name for name in parameters if re.fullmatch(rf"{key}\*(\d+\*?)?", name)]
    pieces.sort(key=lambda name: int(re.sub(r"\D", "", name[len(key) :]) or 0))
    charset, value = "", b""
    for name in pieces:
        piece = parameters[name]
        if name.endswith("*"):
            if not value and piece.count(b"'") >= 2:
                said, _, piece = piece.split(b"'", 2)
                charset = _text(said)
            piece = unquote_to_bytes(piece)
        value += piece
    return _last_step(_text(value, charset))


def _words(text: str) -> str:
    """Encoded words (RFC 2047) decoded: many programs put them where they do not belong."""
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return "".join(p if isinstance(p, str) else _text(p, said or "") for p, said in pieces)


def _text(value: bytes, charset: str = "") -> str:
    """As declared; without a word about it UTF-8 or, of old programs, GBK."""
    for known in (charset, "utf-8", "gb18030"):
        try:
            return value.decode(known)
        except (LookupError, ValueError):
            continue
    return value.decode("latin-1")


def _last_step(name: str) -> str:
    """Some programs send the way to the file with its name."""
    return re.split(r"[/\\]", name)[-1]
