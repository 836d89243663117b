"""The rows of a table in their order: data, totals, subtotals, and the sections they stand in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from connectors.sources.answers import Asked
from connectors.sources.columns import EMPTY, Cell, Record, called
from connectors.sources.grid import Head, Table, blanks_below, blocks, spread_down
from connectors.sources.layouts import TableReading
from connectors.sources.naming import Naming, is_like, naming
from connectors.sources.owners import is_called, is_ours
from connectors.sources.refusals import MERGED_TARGET
from domain.spelling import same_text

SECTION = "〔分段〕"
"""What the section's column is called where rows of the table name the sections."""

Sort = Literal["data", "total", "subtotal", "section", "skipped"]
_MERGED_DOWN = ("department", "unit", "period", "section")
"""What a merged cell may say for several rows."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line below the head."""

    sort: Sort
    record: Record


def rows_of(table: Table, head: Head, reading: TableReading, asked: Asked) -> list[TableRow]:
    """All rows that are not skipped; of tables side by side, one table after the other."""
    down = [reading.columns.declared.get(ours, "") for ours in _MERGED_DOWN]
    shared = {name for name in (*down, *reading.only) if name}
    whole = _with_blanks(table, head, reading, {*shared, reading.columns.target})
    lines = _disputed(whole, head, spread_down(whole, head, shared), reading)
    known = naming(reading.codes, asked)
    period = str(asked.period) if reading.stated_period else None
    return [
        TableRow(sort, Record(cells, table.place(n), table.raw_hash, stated_period=period))
        for block in blocks(head, reading.side_by_side)
        for n, sort, cells in _sorted(table, block, lines, reading, known)
        if sort != "skipped"
    ]


def _sorted(
    table: Table,
    head: Head,
    lines: Sequence[Sequence[Cell]],
    reading: TableReading,
    known: Naming,
) -> Iterator[tuple[int, Sort, Mapping[str, Cell]]]:
    """Each line with its number and what its columns say."""
    heads = {_texts(line) for line in table.lines[head.first : head.end]}
    section: dict[str, Cell] = {SECTION: EMPTY} if reading.sections else {}
    for number in range(head.end, len(lines)):
        cells = dict(named(head, lines[number])) | section
        if _texts(table.lines[number]) in heads or _is_blank_block(head, cells, reading):
            continue
        label = _label(head, table.lines[number], reading)
        name = called(cells, reading.columns)
        sort = "data" if known.by_name and known.code(name) else _sort(label, reading)
        if sort == "section":
            section = {SECTION: Cell(label)}
        yield number, sort, cells


def named(head: Head, line: Sequence[Cell]) -> Iterator[tuple[str, Cell]]:
    """The cells of a line under the names of the head."""
    return ((name, cell) for name, cell in zip(head.names, line, strict=False) if name)


def is_skipped(head: Head, line: Sequence[Cell], reading: TableReading) -> bool:
    """Whether a line is no data by its label."""
    return _sort(_label(head, line, reading), reading) == "skipped"


def _is_blank_block(head: Head, cells: Mapping[str, Cell], reading: TableReading) -> bool:
    """Whether one of several tables side by side has no row in this line: the last is shorter."""
    own = [name for name in reading.wanted if name in head.repeated]
    return bool(own) and all(cells.get(name, EMPTY) == EMPTY for name in own)


def _label(head: Head, line: Sequence[Cell], reading: TableReading) -> str:
    """What a row is called: its target, or where that is empty the first thing it says."""
    target = dict(named(head, line)).get(reading.columns.target, EMPTY)
    return same_text(next((cell.text for cell in [target, *line] if cell.text), ""))


def _sort(label: str, reading: TableReading) -> Sort:
    patterns: tuple[tuple[Sort, tuple[str, ...]], ...] = (
        ("total", reading.totals),
        ("subtotal", reading.subtotals),
        ("section", reading.sections),
        ("skipped", reading.skip),
    )
    fitting = (sort for sort, some in patterns if any(is_like(label, one) for one in some))
    return next(fitting, "data")


def _texts(line: Sequence[Cell]) -> tuple[str, ...]:
    """What a line says: a head may stand once more, as on each page of a long table."""
    return tuple(same_text(cell.text or "") for cell in line)


def _with_blanks(table: Table, head: Head, reading: TableReading, columns: set[str]) -> Table:
    """With the blanks below a value as merged cells, where the table writes them so."""
    if not table.blanks_are_merged:
        return table
    breaks = {
        number
        for number in range(head.end, len(table.lines))
        if not any(_texts(table.lines[number]))
        or _sort(_label(head, table.lines[number], reading), reading) != "data"
    }
    found = [
        each
        for column, name in enumerate(head.names)
        if name in columns
        for each in blanks_below(table, head, column, breaks)
    ]
    return replace(table, merged=[*table.merged, *found])


def _disputed(
    table: Table, head: Head, lines: Sequence[Sequence[Cell]], reading: TableReading
) -> Sequence[Sequence[Cell]]:
    """With those figures refused that share one merged target: which is its own, none says.

    Where ``only`` or ``own_rows`` leaves one of the rows, it is the target's.
    """
    columns = reading.columns
    changed = [list(line) for line in lines]
    figures = [n for n, name in enumerate(head.names) if name == columns.figure]
    for top, left, bottom, _ in table.merged if figures else ():
        if top < head.end or left >= len(head.names) or head.names[left] != columns.target:
            continue
        column = next((n for n in figures if n > left), figures[0])
        ours = [line for line in changed[top : bottom + 1] if _may_be_ours(head, line, reading)]
        filled = [line for line in ours if _at(line, column) != EMPTY]
        if len(ours) == 1:
            ours[0][left] = lines[top][left]
        for line in filled if len(filled) > 1 else ():
            rows = f"第{top + 1}至{bottom + 1}行"
            sentence = (
                f"{rows}合并为一个目标却填了{len(filled)}个数，无法确定以哪个为准，请分列填报"
            )
            line[left] = lines[top][left]
            line[column] = Cell(line[column].text, refused=(MERGED_TARGET, sentence))
    return changed


def _may_be_ours(head: Head, line: Sequence[Cell], reading: TableReading) -> bool:
    """Whether a row is not plainly another's: by ``only``, and by whom it names."""
    cells = dict(named(head, line))
    owner = cells.get(reading.columns.department or "", EMPTY)
    is_doubtful = not reading.own_rows or owner == EMPTY or owner.refused
    return is_ours(cells, reading.only) and bool(
        is_doubtful or is_called(owner.text or "", reading.own_rows)
    )


def _at(line: Sequence[Cell], column: int) -> Cell:
    return line[column] if column < len(line) else EMPTY
