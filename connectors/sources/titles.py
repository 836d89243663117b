"""What stands above the head: which table this is, and the unit of its figures."""

import re
from collections.abc import Sequence

from connectors.sources.grid import Head, Table, said_in
from connectors.sources.naming import is_like
from connectors.sources.refusals import TITLE, UNIT_UNCLEAR, refuse
from domain.spelling import same_text

_UNIT = re.compile(r"(?:^|[\s(,;])(?:计量|金额)?\s*单\s*位\s*[:：]\s*([^\s(),;，；（）]+)")
_LIKE_ASCII = str.maketrans("（，；\u3000", "(,; ")


def check_titles(table: Table, head: Head, titles: Sequence[str]) -> None:
    """Raise RefusedError if one of ``titles`` does not stand above the head.

    Last month's file, and another department's, look the same in everything below it.
    """
    said = [text for line in table.lines[: head.first] for text in said_in(line)]
    for wanted in titles:
        if not any(is_like(text, wanted) for text in said):
            there = "、".join(f"“{text.strip()[:40]}”" for text in said[:5]) or "（空）"
            sentence = f"表头上方应有“{wanted}”，实际为{there}，请核对是否放错了月份或单位的文件"
            raise refuse(TITLE, sentence)


def stated_unit(table: Table, head: Head) -> str:
    """The one unit that a line above the head states. Raises RefusedError for none or two."""
    above = table.lines[table.first : head.first]
    texts = [text.translate(_LIKE_ASCII) for line in above for text in said_in(line)]
    written = (found for text in texts for found in _UNIT.findall(text))
    units = {unit for found in written for unit in same_text(found).split("、") if unit}
    if len(units) != 1:
        there = f"有{'、'.join(sorted(units))}" if units else "没有"
        sentence = f"表头上方应写明一个计量单位（如“单位：万元”），实际{there}，请补正"
        raise refuse(UNIT_UNCLEAR, sentence)
    return units.pop()
