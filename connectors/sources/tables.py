"""Tables in files: what stands above the head, the head, the rows, the totals among them."""

from collections.abc import Sequence
from dataclasses import replace

from connectors.sources.answers import Asked, Parsed
from connectors.sources.columns import EMPTY, Cell
from connectors.sources.grid import Head, Table, find_head, numbered, part_of, right_of, told_apart
from connectors.sources.layouts import TableReading
from connectors.sources.months import accumulated, in_any_month, merged_names, names_until
from connectors.sources.owners import our_records, own_records
from connectors.sources.placeholders import fill
from connectors.sources.refusals import COLUMNS_DRIFTED, Refusal, refuse
from connectors.sources.returned import COLUMN as RETURNED
from connectors.sources.table_rows import SECTION, TableRow, rows_of
from connectors.sources.titles import check_titles, stated_unit
from connectors.sources.totals import check_subtotals, check_totals
from connectors.sources.unfolding import parse_targets
from domain.units import AS_STATED

_PATTERNS = ("titles", "skip", "sections", "totals", "subtotals", "own_rows")


def table_of(sheet: Table, reading: TableReading, asked: Asked) -> Table:
    """The table that is meant. Raises RefusedError if what bounds it on its sheet is not there."""
    after, until = (text and fill(text, asked) for text in (reading.after, reading.until))
    part = part_of(sheet, after, until)
    return replace(part, blanks_are_merged=reading.blanks == "merged")


def head_of(table: Table, reading: TableReading, asked: Asked) -> Head:
    """The head of the table. Raises RefusedError if there is none or it cannot be used."""
    filled = reading.filled(asked)
    wanted = [*filled.wanted]
    same = merged_names(_templates(reading), asked, reading.first_month)
    several = numbered([*wanted, *filled.ignore])

    def renamed(names: Sequence[str]) -> list[str]:
        usual = [same.get(name, name) for name in names]
        return told_apart(right_of(usual, several) if table.blanks_are_merged else usual, several)

    head = find_head(table, wanted, reading.header_lines, reading.title_lines, renamed)
    _check_often(head, filled)
    return head


def _check_often(head: Head, reading: TableReading) -> None:
    """Each name stands once, or once in each of the tables side by side. Raises RefusedError."""
    tables = reading.side_by_side
    for name in reading.wanted:
        often = head.names.count(name)
        if often not in (0, 1, tables):
            sentence = f"表头中“{name[:40]}”出现{often}次，无法确定读哪一列，请改正"
            raise refuse(COLUMNS_DRIFTED, sentence)
        if often == 1 < tables and name in (reading.columns.target, reading.columns.figure):
            sentence = f"表头中“{name[:40]}”应当并排出现{tables}次，现在只有1次，请核对表头"
            raise refuse(COLUMNS_DRIFTED, sentence)


def _templates(reading: TableReading) -> list[str]:
    return [*reading.wanted, *reading.ignore]


def parse_table(
    table: Table, reading: TableReading, asked: Asked, notes: Sequence[Refusal] = ()
) -> Parsed:
    """Rows and findings of a table. Raises RefusedError where none of it may be trusted."""
    head = head_of(table, reading, asked)
    settled = _settled(table, head, reading, asked)
    check_titles(table, head, settled.titles)
    amounts = _amounts(reading, head, asked)
    rows = rows_of(table, head, settled, asked)
    records = our_records([row.record for row in rows if row.sort == "data"], settled.only)
    if settled.own_rows:
        records = own_records(records, settled.columns, settled.own_rows, asked)
    if amounts:
        records = [accumulated(record, amounts) for record in records]
    names = [*_names(table, head), *([SECTION] if settled.sections else [])]
    parsed = parse_targets(records, names, settled, asked, notes)
    _check_sums(rows, settled, amounts or [*settled.targets.values()] or [settled.columns.figure])
    return parsed


def _check_sums(rows: Sequence[TableRow], reading: TableReading, figures: Sequence[str]) -> None:
    if reading.totals:
        check_totals(rows, figures)
    if reading.subtotals:
        check_subtotals(rows, figures)


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
    named = reading.filled(asked)
    known = (*in_any_month(_templates(reading), asked), RETURNED)
    found: dict[str, object] = {"ignore": known}
    for key in _PATTERNS:
        found[key] = tuple(fill(pattern, asked) for pattern in getattr(reading, key))
    if reading.unit == AS_STATED:
        found["unit"] = stated_unit(table, head)
    if reading.sections:
        found["columns"] = named.columns.model_copy(update={"section": SECTION})
    return named.model_copy(update=found)


def _names(table: Table, head: Head) -> list[str]:
    """One name for each column that has a name or data."""
    rows = table.lines[head.end :]
    every = (name or _unnamed(n, rows) for n, name in enumerate(head.names))
    return [name for name in every if name]


def _unnamed(column: int, rows: Sequence[Sequence[Cell]]) -> str:
    has_data = any(column < len(row) and row[column] != EMPTY for row in rows)
    return f"第{column + 1}列（无表头）" if has_data else ""
