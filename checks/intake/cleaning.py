"""Text as people type it: one form for comparing names, one for printing what they wrote."""

import unicodedata

RAW_LENGTH = 200
"""Characters of a raw value that a finding keeps."""

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Controls, invisible marks (zero width, direction), surrogates, private and unassigned."""


def same_text(text: str) -> str:
    """The form in which codes, names and units are compared: NFKC, no spaces, nothing invisible.

    NFKC alone keeps U+200B and its kin, which arrive with every copy from a web page.
    """
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if not c.isspace() and _is_printable(c))


def narrative(text: str) -> str:
    """What a department wrote, safe to print: on one line, without controls or direction marks.

    The original stays in the archived bytes.
    """
    spaced = "".join(" " if c.isspace() else c for c in text)
    return " ".join("".join(c for c in spaced if _is_printable(c)).split())


def raw_value(text: str | None) -> str:
    """The first characters of a raw value, its unprintable ones spelt out."""
    shown = (c if _is_printable(c) else f"\\u{ord(c):04x}" for c in (text or "")[:RAW_LENGTH])
    return "".join(shown)[:RAW_LENGTH]


def _is_printable(character: str) -> bool:
    return unicodedata.category(character) not in _UNPRINTABLE
