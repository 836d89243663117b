"""Text as people type it, made safe to print."""

from domain.spelling import is_printable

RAW_LENGTH = 200
"""Characters of a raw value that a finding keeps."""


def narrative(text: str) -> str:
    """What a department wrote, safe to print: on one line, without controls or direction marks.

    The original stays in the archived bytes.
    """
    spaced = "".join(" " if c.isspace() else c for c in text)
    return " ".join("".join(c for c in spaced if is_printable(c)).split())


def raw_value(text: str | None) -> str:
    """The first characters of a raw value, its unprintable ones spelt out."""
    shown = (c if is_printable(c) else f"\\u{ord(c):04x}" for c in (text or "")[:RAW_LENGTH])
    return "".join(shown)[:RAW_LENGTH]
