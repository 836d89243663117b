"""What stands above the head: which table this is, and the unit of its figures."""

import re
from collections.abc import Iterator, Sequence

from connectors.sources.answers import Asked
from connectors.sources.grid import Head, Table, squeezed
from connectors.sources.placeholders import fill
from connectors.sources.refusals import TITLE, UNIT_UNCLEAR, refuse

AS_STATED = "as_stated"
"""As a ``unit``: a line above the head says it (单位：万元)."""

_UNIT = re.compile(r"(?:^|[\s(,;])(?:计量|金额)?\s*单\s*位\s*[:：]\s*([^\s(),;，；（）]+)")
_LIKE_ASCII = str.maketrans("（，；\u3000", "(,; ")


def check_titles(table: Table, head: Head, titles: Sequence[str], asked: Asked) -> None:
    """Raise RefusedError if one of ``titles`` does not stand above the head.

    Last month's file, and another department's, look the same in everything below it.
    """
    said = [*_said(table, head)]
    for title in titles:
        wanted = fill(title, asked)
        pattern = re.compile(".*".join(map(re.escape, wanted.split("*"))))
        if not any(pattern.fullmatch(squeezed(text)) for text in said):
            there = "、".join(f"“{text.strip()[:40]}”" for text in said[:5]) or "（空）"
            sentence = f"表头上方应有“{wanted}”，实际为{there}，请核对是否放错了月份或单位的文件"
            raise refuse(TITLE, sentence)


def stated_unit(table: Table, head: Head) -> str:
    """The one unit that a line above the head states. Raises RefusedError for none or two."""
    texts = (text.translate(_LIKE_ASCII) for text in _said(table, head))
    units = {squeezed(found) for text in texts for found in _UNIT.findall(text)}
    if len(units) != 1:
        there = f"有{'、'.join(sorted(units))}" if units else "没有"
        sentence = f"表头上方应写明一个计量单位（如“单位：万元”），实际{there}，请补正"
        raise refuse(UNIT_UNCLEAR, sentence)
    return units.pop()


def _said(table: Table, head: Head) -> Iterator[str]:
    """Each cell above the head, then each line of several cells as a whole."""
    for line in table.lines[: head.first]:
        texts = [cell.text for cell in line if cell.text]
        yield from texts
        if len(texts) > 1:
            yield " ".join(texts)
