"""A table as cells by line, whatever its file: its head, its merged cells, the place of a line."""

import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from connectors.sources.columns import EMPTY, Cell
from connectors.sources.refusals import HEADER, refuse
from domain.records import Place

SEARCHED_LINES = 30
"""A head stands within the first thirty lines, or there is none."""

Merged = tuple[int, int, int, int]
"""A merged range: first row, first column, last row, last column, counted from 0."""


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by line, from the sheet's first line on."""

    lines: Sequence[Sequence[Cell]]
    file: str
    raw_hash: str
    sheet: str = ""
    merged: Sequence[Merged] = ()

    def place(self, line: int, column: str = "") -> Place:
        """The place of a line (0-based) as people count it."""
        return Place(self.file, self.sheet, line + 1, column)


@dataclass(frozen=True, slots=True)
class Head:
    """The lines ``first`` to ``end`` (0-based, ``end`` is the first row) and a name by column."""

    first: int
    end: int
    names: Sequence[str]


def squeezed(text: str) -> str:
    """A name as it is compared: heads are spaced out and wrapped, and typed in full width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def spread(table: Table, end: int) -> list[list[Cell]]:
    """The lines before ``end``, each merged value standing in all of its cells."""
    lines = [list(line) for line in table.lines[:end]]
    for top, left, bottom, right in table.merged:
        for line in lines[top : bottom + 1]:
            width = max(0, min(right + 1, len(line)) - left)
            line[left : left + width] = lines[top][left : left + 1] * width
    return lines


def spread_down(table: Table, head: Head, columns: Container[str]) -> Sequence[Sequence[Cell]]:
    """All lines, with what is merged downwards in one of ``columns`` standing in each row.

    Any other merged value stays where it is: that one figure counts for several targets is not
    for us to say.
    """
    lines = [list(line) for line in table.lines]
    for top, left, bottom, right in table.merged:
        if top >= head.end and left == right < len(head.names) and head.names[left] in columns:
            for line in lines[top + 1 : bottom + 1]:
                line[left] = lines[top][left]
    return lines


def find_head(
    table: Table,
    wanted: Iterable[str],
    lines: int,
    first: int | None,
    same: Mapping[str, str],
) -> Head:
    """The head of ``lines`` lines: at ``first``, or else where the ``wanted`` names stand.

    Where they never stand all together it is the first place with most of them, so that people
    are told which are gone. ``same`` gives the usual name for another one. Raises RefusedError.
    """
    starts = range(SEARCHED_LINES) if first is None else range(first, first + 1)
    shown = spread(table, starts[-1] + lines)
    width = max((len(line) for line in table.lines), default=0)
    heads = [
        Head(start, start + lines, _names(shown[start : start + lines], width, same))
        for start in starts
        if start + lines <= len(shown)
    ]
    best = max(heads, key=lambda head: len(set(wanted) & set(head.names)), default=None)
    if best is None or not (set(best.names) & set(wanted) if first is None else any(best.names)):
        raise refuse(HEADER, "没有找到表头，请核对表头的列名和所在行是否与约定一致")
    return best


def _names(lines: Sequence[Sequence[Cell]], width: int, same: Mapping[str, str]) -> list[str]:
    columns = ([line[n] if n < len(line) else EMPTY for line in lines] for n in range(width))
    joined = (_joined(cells) for cells in columns)
    return [same.get(name, name) for name in joined]


def _joined(cells: Iterable[Cell]) -> str:
    """The lines of one column's head; a cell merged downwards counts once."""
    parts = [squeezed(cell.text) for cell in cells if cell.text]
    return "/".join(part for n, part in enumerate(parts) if n == 0 or part != parts[n - 1])
