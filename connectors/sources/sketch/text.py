"""Text of which nobody said how it is encoded: strict trials, the likeliest first."""

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from connectors.sources.decoding import Encoding, decode
from connectors.sources.refusals import RefusedError

_DELIMITERS = (",", "\t", ";", "|", "，")


def decoded(content: bytes) -> tuple[Encoding, str] | None:
    """The encoding that fits strictly, and the text; None if none does.

    Guessing is the task here, and a person checks it: GB18030 takes nearly all bytes, so it is
    tried when UTF-8 has refused them.
    """
    tried: list[Encoding] = ["utf-8", "gb18030"]
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        tried = ["utf-16"]
    for encoding in tried:
        try:
            return encoding, decode(content, encoding)
        except RefusedError:
            continue
    return None


def delimiter(text: str) -> str:
    """What parts most lines into the same number of values, more than one; else a comma."""
    return max(_DELIMITERS, key=lambda each: _evenness(text, each))


def lines(text: str, parted_by: str) -> list[list[str]]:
    """The values of each line, as far as they can be told apart."""
    return [*csv.reader(io.StringIO(text, newline=""), delimiter=parted_by)]


def _evenness(text: str, parted_by: str) -> int:
    try:
        widths = [len(line) for line in lines(text, parted_by)[:200] if line]
    except csv.Error:
        return 0
    return max((widths.count(width) for width in set(widths) if width > 1), default=0)
