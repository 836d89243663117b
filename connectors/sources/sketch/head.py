"""Where a table's head stands, and which of its columns is which."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connectors.sources.columns import Cell
from connectors.sources.grid import SEARCHED_LINES, Head, Table, find_head, spread
from connectors.sources.refusals import RefusedError
from connectors.sources.sketch.column import Column, number
from connectors.sources.sketch.months import Monthly, monthly
from connectors.sources.sketch.names import may_stand, worth
from connectors.sources.sketch.register import Register
from connectors.sources.sketch.roles import Role, named_alone, roles
from domain.spelling import same_text

LOOKED_AT = 2_000
"""Rows that are enough to tell what a column holds."""

TOTALS = re.compile(r"(本页|本表|全市|全县)?(合计|总计|小计|共计)")
NOTES = re.compile(r"(备?注|说明|填表|填报|制表|审核|负责人|单位负责人|联系|附)")
_SECTION = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)]?、?")
_SAYS = re.compile(r"^(计量|金额)?(单位|填报|报送|填表|制表|时间|日期|截至|审核).{0,6}[:：]\s*\S")
"""A cell that says something of the whole table: 单位：万元."""


@dataclass(frozen=True, slots=True)
class Found:
    """A head, its columns below it, which is which, and the columns that stand for months."""

    head: Head
    columns: Sequence[Column]
    roles: dict[str, Role]
    families: Sequence[Monthly]
    has_unnamed: bool
    """Whether a column without a name holds anything: more of the head stands further down."""
    is_named_alone: bool = False
    """Whether the targets have names and no codes that the dictionary or the register knows."""

    @property
    def worth(self) -> int:
        """How much speaks for it."""
        months = 100 if self.families and "figure" not in self.roles else 0
        unnamed = 100 if self.has_unnamed else 0
        return sum(role.worth for role in self.roles.values()) + months - unnamed


def found_head(table: Table, register: Register) -> Found | None:
    """The likeliest head; None where nothing looks like one."""
    founds = _founds(table, register)
    return max(founds, key=lambda each: (each.worth, len(each.columns)), default=None)


def is_apart(line: Sequence[Cell]) -> bool:
    """Whether a line below the head is no row of the table: a total, a note, a title."""
    texts = texts_of(line)
    return len(texts) < 2 or bool(TOTALS.match(texts[0]) or NOTES.match(texts[0]))


def texts_of(line: Sequence[Cell]) -> list[str]:
    """What a row says, without the number of a section before its name: 一, （二）."""
    texts = [same_text(cell.text) for cell in line if cell.text]
    return texts[1:] if len(texts) == 2 and _SECTION.fullmatch(texts[0]) else texts


def _founds(table: Table, register: Register) -> Iterator[Found]:
    for start in range(min(SEARCHED_LINES, len(table.lines) - 1)):
        for lines in (1, 2, 3):
            shown = spread(table, start + lines)[start:]
            if len(shown) < lines or not all(map(_is_of_a_head, shown)):
                break
            try:
                head = find_head(table, [], lines, start)
            except RefusedError:
                break
            yield _found(table, head, register)


def _is_of_a_head(line: Sequence[Cell]) -> bool:
    texts = {same_text(cell.text) for cell in line if cell.text}
    return len(texts) > 1 and not any(number(t) is not None or _SAYS.search(t) for t in texts)


def _found(table: Table, head: Head, register: Register) -> Found:
    looked_at = table.lines[head.end : head.end + LOOKED_AT]
    rows = [line for line in looked_at if not is_apart(line)]
    once = [
        n for n, name in enumerate(head.names) if may_stand(name) and head.names.count(name) == 1
    ]
    columns = [Column(head.names[n], [_text(row, n) for row in rows]) for n in once]
    numeric = [column for column in columns if column.is_numeric or not column.said]
    families = [
        family
        for family in monthly(column.name for column in numeric)
        if not worth("plan", family.template)
    ]
    of_months = {name for family in families for name in family.names.values()}
    others = [column for column in columns if column.name not in of_months]
    known = roles(others, register)
    named = named_alone(known)
    nameless = [n for n, name in enumerate(head.names) if not name]
    has_unnamed = any(_text(row, n) for row in rows for n in nameless)
    return Found(head, columns, named, families, has_unnamed, named != known)


def _text(row: Sequence[Cell], column: int) -> str | None:
    return row[column].text if column < len(row) else None
