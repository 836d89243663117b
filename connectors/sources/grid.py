"""A table as cells by line, whatever its file: its head, its merged cells, the place of a line."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from connectors.sources.columns import EMPTY, Cell
from connectors.sources.naming import is_like
from connectors.sources.refusals import HEADER, TITLE, refuse
from domain.records import Place
from domain.spelling import same_text

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
    first: int = 0
    """The line from which on the head is looked for."""
    blanks_are_merged: bool = False
    """Whether a blank stands for a cell merged with the one before it, as in a CSV file."""

    def place(self, line: int, column: str = "") -> Place:
        """The place of a line (0-based) as people count it."""
        return Place(self.file, self.sheet, line + 1, column)


@dataclass(frozen=True, slots=True)
class Head:
    """The lines ``first`` to ``end`` (0-based, ``end`` is the first row) and a name by column."""

    first: int
    end: int
    names: Sequence[str]
    repeated: Container[str] = ()
    """Names of which each of several tables side by side has its own."""


def said_in(line: Sequence[Cell]) -> list[str]:
    """What each cell says, then a line of several cells as a whole."""
    texts = [cell.text for cell in line if cell.text]
    return [*texts, " ".join(texts)] if len(texts) > 1 else texts


def part_of(table: Table, after: str | None, until: str | None) -> Table:
    """The table below the line that says ``after``, above the next one that says ``until``.

    Raises RefusedError if one of them is not there: the rows would be another table's.
    """
    first = 0 if after is None else _line_that_says(table, after, 0)
    end = len(table.lines) if until is None else _line_that_says(table, until, first + 1)
    return replace(table, lines=table.lines[:end], first=first)


def _line_that_says(table: Table, pattern: str, start: int) -> int:
    for number in range(start, len(table.lines)):
        if any(is_like(text, pattern) for text in said_in(table.lines[number])):
            return number
    raise refuse(TITLE, f"表中没有写着“{pattern}”的行，无法确定读哪一张表，请核对标题是否变更")


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


def blanks_below(table: Table, head: Head, column: int, breaks: Container[int]) -> list[Merged]:
    """Ranges of one column: what is written, and the blanks below it up to a break."""
    ranges, top = [], None
    for number in range(head.end, len(table.lines)):
        line = table.lines[number]
        if number in breaks:
            top = None
        elif column < len(line) and line[column] != EMPTY:
            top = number
        elif top is not None:
            ranges.append((top, column, number, column))
    return ranges


def blocks(head: Head, count: int) -> list[Head]:
    """The heads of ``count`` tables side by side; a name that stands once belongs to each."""
    often = Counter(head.names)
    every = []
    for block in range(count):
        seen: Counter[str] = Counter()
        names = []
        for name in head.names:
            names.append(name if often[name] == 1 or seen[name] == block else "")
            seen[name] += 1
        repeated = {name for name in often if name and often[name] > 1}
        every.append(replace(head, names=names, repeated=repeated))
    return every


def find_head(
    table: Table,
    wanted: Iterable[str],
    lines: int,
    title_lines: int | None,
    renamed: Callable[[Sequence[str]], list[str]] = list,
) -> Head:
    """The head of ``lines`` lines: below ``title_lines``, or else where the ``wanted`` names stand.

    Where they never stand all together it is the first place with most of them, so that people
    are told which are gone. ``renamed`` gives the names their usual form. Raises RefusedError.
    """
    first = table.first if title_lines is None else table.first + title_lines
    starts = range(first, first + (SEARCHED_LINES if title_lines is None else 1))
    shown = spread(table, starts[-1] + lines)
    width = max((len(line) for line in table.lines), default=0)
    heads = [
        Head(start, start + lines, renamed(_names(table, shown[start : start + lines], width)))
        for start in starts
        if start + lines <= len(shown)
    ]
    best = max(heads, key=lambda head: len(set(wanted) & set(head.names)), default=None)
    is_found = best and (set(best.names) & set(wanted) if title_lines is None else any(best.names))
    if best is None or not is_found:
        raise refuse(HEADER, "没有找到表头，请核对表头的列名和所在行是否与约定一致")
    return best


def numbered(declared: Iterable[str]) -> dict[str, int]:
    """How many columns of one name there are: 完成#1 and 完成#2 say two."""
    found: dict[str, int] = {}
    for name in declared:
        called, mark, number = name.rpartition("#")
        if mark and called and number.isdecimal():
            found[called] = max(found.get(called, 0), int(number))
    return found


def right_of(names: Sequence[str], several: Container[str]) -> list[str]:
    """A column without a name is called as the one to its left, where ``several`` are called so."""
    filled: list[str] = []
    for name in names:
        before = filled[-1] if filled else ""
        filled.append(name or (before if before in several else ""))
    return filled


def told_apart(names: Sequence[str], several: Mapping[str, int]) -> list[str]:
    """Columns of one name, numbered from the left, where there are as many as ``several`` says.

    With one more or one fewer none of them is known: which of them moved, nobody can tell.
    """
    known = [name for name, count in several.items() if names.count(name) == count]
    seen: Counter[str] = Counter()
    told = []
    for name in names:
        seen[name] += 1
        told.append(f"{name}#{seen[name]}" if name in known else name)
    return told


def _names(table: Table, lines: Sequence[Sequence[Cell]], width: int) -> list[str]:
    columns = [[line[n] if n < len(line) else EMPTY for line in lines] for n in range(width)]
    if table.blanks_are_merged:
        _fill_right(columns)
    return [_joined(cells) for cells in columns]


def _fill_right(columns: Sequence[list[Cell]]) -> None:
    """A blank with something below it in the head says what the cell to its left says."""
    for before, column in pairwise(columns):
        for level in range(len(column) - 1):
            has_more = any(cell != EMPTY for cell in column[level + 1 :])
            if column[level] == EMPTY and has_more and before[level] != EMPTY:
                column[level] = before[level]


def _joined(cells: Iterable[Cell]) -> str:
    """The lines of one column's head; a cell merged downwards counts once."""
    parts = [same_text(cell.text) for cell in cells if cell.text]
    return "/".join(part for n, part in enumerate(parts) if n == 0 or part != parts[n - 1])
