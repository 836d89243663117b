"""Text as people type it: the one form in which codes, names and units are compared."""

import unicodedata

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Controls, invisible marks (zero width, direction), surrogates, private and unassigned."""

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−~", "-"))
"""1—6月, 1–6月 and 1~6月 are one; ～ and － have become ~ and - before."""

CELL_LONGEST = 32_767
"""Characters in one cell of a workbook; what writes workbooks drops the rest without a word."""

_CUT = "……（本格文字过长，以下从略，全文见原件）"


def in_one_cell(text: str) -> str:
    """The text, or as much of it as a cell holds, which then says that it was cut."""
    return text if len(text) <= CELL_LONGEST else text[: CELL_LONGEST - len(_CUT)] + _CUT


def same_text(text: str) -> str:
    """NFKC, no spaces, nothing invisible, every dash the same.

    NFKC alone keeps U+200B and its kin, which arrive with every copy from a web page.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return "".join(c for c in plain if not c.isspace() and is_printable(c))


def is_printable(character: str) -> bool:
    """Whether anybody can see it."""
    return unicodedata.category(character) not in _UNPRINTABLE
