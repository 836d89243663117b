"""Tables with a head: title lines, head lines of one to three, then rows until the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from pydantic import Field, field_validator

from connectors.sources.answers import Asked, Parsed
from connectors.sources.columns import (
    EMPTY,
    Cell,
    ColumnReading,
    Columns,
    Record,
    parse_records,
)
from connectors.sources.refusals import COLUMNS_DRIFTED, HEADER, Refusal, refuse
from domain.records import Place


class TableReading(ColumnReading):
    """How a table lies on its sheet. Several head lines are joined by ``/``."""

    title_lines: int = Field(default=0, ge=0, le=20)
    """Lines above the head, such as a title; they are not read."""
    header_lines: int = Field(default=1, ge=1, le=3)
    skip: tuple[str, ...] = ()
    """What stands in the target column of rows that are no data (合计; ``*`` for any text)."""

    @field_validator("columns")
    @classmethod
    def _spaces_do_not_matter(cls, columns: Columns) -> Columns:
        return Columns(**{ours: squeezed(theirs) for ours, theirs in columns.declared.items()})

    @field_validator("ignore", "skip")
    @classmethod
    def _nor_in_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(squeezed(name) for name in names)


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by line, from the sheet's first line on; merged head cells already spread."""

    lines: Sequence[Sequence[Cell]]
    file: str
    raw_hash: str
    sheet: str = ""

    def place(self, line: int, column: str = "") -> Place:
        """The place of a line (0-based) as people count it."""
        return Place(self.file, self.sheet, line + 1, column)


def squeezed(text: str) -> str:
    """A name without white space: heads are wrapped and spaced out for looks."""
    return "".join(text.split())


def parse_table(
    table: Table, reading: TableReading, asked: Asked, notes: Sequence[Refusal] = ()
) -> Parsed:
    """Rows and findings of a table. Raises RefusedError for a head that cannot be used."""
    names = _head(table, reading)
    records = list(_records(table, names, reading))
    return parse_records(records, filter(None, names), reading, asked, notes)


def _head(table: Table, reading: TableReading) -> list[str]:
    """One name for each column; empty for a column that has neither a name nor data."""
    first_row = reading.title_lines + reading.header_lines
    head = table.lines[reading.title_lines : first_row]
    if len(head) < reading.header_lines or not any(c.text for line in head for c in line):
        raise refuse(HEADER, "没有找到表头，请核对表头所在行是否与约定一致")
    width = max(len(line) for line in table.lines)
    names = [_joined([line[n] if n < len(line) else EMPTY for line in head]) for n in range(width)]
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise refuse(COLUMNS_DRIFTED, f"表头中“{twice[:40]}”出现两次，无法确定读哪一列，请改正")
    rows = table.lines[first_row:]
    return [name or _unnamed(n, rows) for n, name in enumerate(names)]


def _joined(cells: Sequence[Cell]) -> str:
    """The lines of one column's head; a cell merged downwards counts once."""
    parts = [squeezed(cell.text) for cell in cells if cell.text]
    return "/".join(part for n, part in enumerate(parts) if n == 0 or part != parts[n - 1])


def _unnamed(column: int, rows: Sequence[Sequence[Cell]]) -> str:
    has_data = any(column < len(row) and row[column] != EMPTY for row in rows)
    return f"第{column + 1}列（无表头）" if has_data else ""


def _records(table: Table, names: Sequence[str], reading: TableReading) -> Iterator[Record]:
    for line in range(reading.title_lines + reading.header_lines, len(table.lines)):
        cells = {name: cell for name, cell in zip(names, table.lines[line], strict=False) if name}
        target = squeezed(cells.get(reading.columns.target, EMPTY).text or "")
        if not any(fnmatchcase(target, pattern) for pattern in reading.skip):
            yield Record(cells, table.place(line), table.raw_hash)
