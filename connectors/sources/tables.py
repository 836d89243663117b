"""Tables in files: what stands above the head, the head, the rows, the totals among them."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Literal

from pydantic import Field, field_validator, model_validator

from connectors.sources.answers import Asked, Parsed
from connectors.sources.columns import EMPTY, Cell, ColumnReading, Columns, Record, parse_records
from connectors.sources.grid import Head, Table, find_head, spread_down, squeezed
from connectors.sources.months import (
    accumulated,
    in_any_month,
    merged_names,
    names_until,
    of_month,
)
from connectors.sources.owners import own_records
from connectors.sources.placeholders import MONTH, YEAR, checked, named_in
from connectors.sources.refusals import COLUMNS_DRIFTED, Refusal, refuse
from connectors.sources.returned import COLUMN as RETURNED
from connectors.sources.titles import AS_STATED, check_titles, stated_unit
from connectors.sources.totals import check_totals

_MERGED_DOWN = ("department", "unit", "period")
"""What a merged cell may say for several rows."""


class TableReading(ColumnReading):
    """How a table lies on its sheet. Several head lines are joined by ``/``.

    The names in ``columns``, ``ignore`` and ``titles`` may hold placeholders.
    """

    title_lines: int | None = Field(default=None, ge=0, le=20)
    """Lines above the head; left out, the head is found by its names."""
    header_lines: int = Field(default=1, ge=1, le=3)
    titles: tuple[str, ...] = ()
    """Each must stand above the head, in a cell or a line (``*`` for any text)."""
    stated_period: Literal["titles"] | None = None
    """``titles``, the sheet and the figure's column together say which month it is."""
    skip: tuple[str, ...] = ()
    """Rows that are no data (合计; ``*`` for any text), by their label."""
    totals: tuple[str, ...] = ()
    """Rows whose figure must be the sum of all others, by their label."""
    own_rows: tuple[str, ...] = ()
    """What stands in the department's column of its own rows, where several share a sheet."""
    figures: Literal["running_totals", "increments"] = "running_totals"
    first_month: int = Field(default=1, ge=1, le=2)
    """Of increments: 2 where January is reported with February."""

    @field_validator("columns")
    @classmethod
    def _spaces_do_not_matter(cls, columns: Columns) -> Columns:
        names = {ours: squeezed(checked(theirs)) for ours, theirs in columns.declared.items()}
        return Columns(**names)

    @field_validator("ignore", "titles", "skip", "totals", "own_rows")
    @classmethod
    def _nor_in_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(squeezed(checked(name)) for name in names)

    @model_validator(mode="after")
    def _fits_together(self) -> "TableReading":
        if self.own_rows and not self.columns.department:
            raise ValueError("填写own_rows须同时填写columns.department")
        if self.figures == "increments" and not named_in(self.columns.figure) & MONTH:
            raise ValueError("按月增量须每月一列，columns.figure须含月份占位符，如{month_number}月")
        return self


def checked_month(reading: TableReading, *templates: str) -> None:
    """Raise ValueError if the file is to name its month and nothing that is looked for does."""
    if not reading.stated_period:
        return
    if reading.columns.period:
        raise ValueError("stated_period与columns.period只能填一个")
    said = named_in("".join([*reading.titles, reading.columns.figure, *templates]))
    if not (said & YEAR and said & MONTH):
        raise ValueError("titles、sheet或columns.figure中须有年份和月份的占位符，如{period}")


def head_of(table: Table, reading: TableReading, asked: Asked) -> Head:
    """The head of the table. Raises RefusedError if there is none or it cannot be used."""
    wanted = [*of_month(reading.columns, asked).declared.values()]
    same = merged_names(_templates(reading), asked, reading.first_month)
    head = find_head(table, wanted, reading.header_lines, reading.title_lines, same)
    twice = next((name for name in head.names if name in wanted and head.names.count(name) > 1), "")
    if twice:
        raise refuse(COLUMNS_DRIFTED, f"表头中“{twice[:40]}”出现两次，无法确定读哪一列，请改正")
    return head


def _templates(reading: TableReading) -> list[str]:
    return [*reading.columns.declared.values(), *reading.ignore]


def parse_table(
    table: Table, reading: TableReading, asked: Asked, notes: Sequence[Refusal] = ()
) -> Parsed:
    """Rows and findings of a table. Raises RefusedError where none of it may be trusted."""
    head = head_of(table, reading, asked)
    check_titles(table, head, reading.titles, asked)
    amounts = _amounts(reading, head, asked)
    settled = _settled(table, head, reading, asked)
    rows, totals = _rows_and_totals(table, head, settled, asked)
    if settled.totals:
        check_totals(rows, totals, amounts or [settled.columns.figure])
    if settled.own_rows:
        rows = own_records(rows, settled.columns, settled.own_rows, asked)
    if amounts:
        rows = [accumulated(record, amounts) for record in rows]
    return parse_records(rows, filter(None, _names(table, head)), settled, asked, notes)


def _amounts(reading: TableReading, head: Head, asked: Asked) -> list[str]:
    """The columns of increments that make up the figure. Raises RefusedError if one is gone."""
    if reading.figures != "increments":
        return []
    amounts = names_until(reading.columns.figure, asked, reading.first_month)
    if gone := [name for name in amounts if name not in head.names]:
        names = "、".join(f"“{name[:40]}”" for name in gone)
        raise refuse(COLUMNS_DRIFTED, f"数据列与约定不一致：缺少{names}，无法累计，请补上该列")
    return amounts


def _settled(table: Table, head: Head, reading: TableReading, asked: Asked) -> TableReading:
    """The reading of this one file: its names filled, its unit found."""
    columns = of_month(reading.columns, asked)
    known = [*in_any_month(_templates(reading), asked), RETURNED]
    found = {"columns": columns, "ignore": known}
    if reading.unit == AS_STATED:
        found |= {"unit": stated_unit(table, head)}
    return reading.model_copy(update=found)


def _names(table: Table, head: Head) -> list[str]:
    """One name for each column; empty for a column that has neither a name nor data."""
    rows = table.lines[head.end :]
    return [name or _unnamed(n, rows) for n, name in enumerate(head.names)]


def _unnamed(column: int, rows: Sequence[Sequence[Cell]]) -> str:
    has_data = any(column < len(row) and row[column] != EMPTY for row in rows)
    return f"第{column + 1}列（无表头）" if has_data else ""


def _rows_and_totals(
    table: Table, head: Head, reading: TableReading, asked: Asked
) -> tuple[list[Record], list[Record]]:
    declared = reading.columns.declared
    lines = spread_down(table, head, [declared[o] for o in _MERGED_DOWN if o in declared])
    head_texts = {_texts(line) for line in table.lines[head.first : head.end]}
    period = str(asked.period) if reading.stated_period else None
    rows, totals = [], []
    for number in range(head.end, len(lines)):
        named = zip(head.names, lines[number], strict=False)
        cells = {name: cell for name, cell in named if name}
        record = Record(cells, table.place(number), table.raw_hash, stated_period=period)
        label = _label(cells.get(reading.columns.target, EMPTY), lines[number])
        if _is_any(label, reading.totals):
            totals.append(record)
        elif not _is_any(label, reading.skip) and _texts(lines[number]) not in head_texts:
            rows.append(record)
    return rows, totals


def _label(target: Cell, line: Sequence[Cell]) -> str:
    """What a row is called: its target, or where that is empty the first thing it says."""
    first = next((cell.text for cell in [target, *line] if cell.text), "")
    return squeezed(first)


def _is_any(label: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(label, pattern) for pattern in patterns)


def _texts(line: Sequence[Cell]) -> tuple[str, ...]:
    """What a line says: a head may stand once more, as on each page of a long table."""
    return tuple(squeezed(cell.text or "") for cell in line)
