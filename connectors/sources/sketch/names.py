"""What columns are usually called: a dictionary (names.csv), the likelier name first."""

import csv
import re
from functools import cache
from pathlib import Path

from domain.spelling import same_text

EXACT, PART, ABOVE = 100, 45, 40
"""What is worth a name of the dictionary; one that holds such a name; one that only stands under
such a name, as the month does in 完成情况/本月."""

_MONTH = re.compile(r"(1[-—–~至])?\d{1,2}月份?")
_BRACKETED = re.compile(r"[(\[（【].*?[)\]）】]")


@cache
def known(column: str) -> tuple[str, ...]:
    """The usual names of one thing, in lower case."""
    with Path(__file__).with_name("names.csv").open(encoding="utf-8", newline="") as lines:
        rows = {row["column"]: tuple(row["names"].split()) for row in csv.DictReader(lines)}
    return rows[column]


def worth(column: str, name: str) -> int:
    """How much speaks for it that ``name`` names a ``column``: 0 for nothing, up to EXACT.

    The last part of a name of several lines or steps says most: 完成情况/累计, progress.value.
    """
    usual, (last, *above) = known(column), _parts(name) or [""]
    if last in usual:
        return EXACT - usual.index(last)
    held = [len(word) for word in usual if len(word) > 1 and not word.isascii() and word in last]
    return PART + max(held) if held else ABOVE * any(part in usual for part in above)


def may_stand(name: str) -> bool:
    """Whether a reading can name it: with braces it would be a template, on two lines no name."""
    return bool(name) and name.isprintable() and not set("{}") & set(name)


def is_called(column: str, name: str) -> bool:
    """Whether the dictionary has this very name."""
    return any(part in known(column) for part in _parts(name)[:1])


def _parts(name: str) -> list[str]:
    """Of ``完成.#text`` 完成, of ``@code`` code, of ``progress.value`` value and then progress."""
    plain = _MONTH.sub("", _BRACKETED.sub("", same_text(name))).lower().removeprefix("^.")
    parts = [part.lstrip("@") for part in re.split(r"[./]", plain) if part != "#text"]
    joined = [re.sub(r"[_\-\s:：]", "", part) for part in reversed(parts)]
    return [part for part in joined if part]
