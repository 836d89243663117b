"""Dialect ``csv``: a text table, in the encoding and with the delimiter declared."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from pydantic import Field, model_validator

from connectors.sources.answers import Asked, Fetched, Parsed
from connectors.sources.arrival import Address, fetch_file
from connectors.sources.columns import EMPTY, ROW_CAP, Cell, check_size, plain_cell
from connectors.sources.decoding import Encoding, decode
from connectors.sources.file_names import FileTemplate
from connectors.sources.grid import Head, Table
from connectors.sources.handed_in import handed_in
from connectors.sources.layouts import TableReading, checked_month
from connectors.sources.refusals import (
    COLUMN_COUNT,
    ROW_OPEN,
    UNREADABLE,
    Refusal,
    blaming,
    body_hash,
    refuse,
)
from connectors.sources.table_rows import is_skipped
from connectors.sources.tables import head_of, parse_table, table_of
from connectors.sources.unzipping import Packed, unpacked
from domain.records import Body


class Reading(TableReading):
    """A table of text; every value stays as it is written (001 stays 001, NA stays NA)."""

    file: FileTemplate
    packed: Packed | None = None
    encoding: Encoding = "utf-8"
    delimiter: str = Field(default=",", pattern=r"""^[^"\r\n]$""")

    @model_validator(mode="after")
    def _month_is_named(self) -> "Reading":
        checked_month(self)
        return self


def fetch(
    address: Address,
    reading: Reading,
    asked: Asked,
    secret: Callable[[str], str],
    folder: Path,
) -> Fetched:
    """The file of the period, and what proves how it came."""
    return fetch_file(address, reading.file, asked, secret, folder)


def parse(settings: Reading, bodies: Sequence[Body], asked: Asked) -> Parsed:
    """Rows of the one file. Raises RefusedError where it is not the table that was declared."""
    given = handed_in(bodies)
    body = given.table
    with blaming(body):
        text = decode(unpacked(body.content, settings.packed), settings.encoding)
        lines = [[plain_cell(value) for value in line] for line in _lines(text, settings)]
        whole = Table(lines, body.name, body_hash(body))
        table = table_of(whole, settings, asked)
        broken = list(_broken_lines(table, head_of(table, settings, asked), settings))
        if lines and not text.endswith(("\n", "\r")):
            broken.append(_open_end(whole))
        notes = [*broken, *given.notes]
        return parse_table(_without(table, broken), settings, asked, notes)


def _lines(text: str, settings: Reading) -> list[list[str]]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=settings.delimiter, strict=True)
    try:
        lines = list(islice(rows, ROW_CAP + 1))
    except csv.Error as error:
        sentence = f"第{rows.line_num}行附近的引号或分隔符不规范，请按CSV格式重新导出"
        raise refuse(UNREADABLE, sentence) from error
    check_size(len(lines), max(map(len, lines), default=0))
    return lines


def _broken_lines(table: Table, head: Head, reading: Reading) -> Iterator[Refusal]:
    """Rows that have more or fewer values than the head: which is which cannot be told.

    Where every row ends in a delimiter more than the head it is typography; a note need not
    fill its line.
    """
    rows = {
        line: table.lines[line]
        for line in range(head.end, len(table.lines))
        if table.lines[line] and not is_skipped(head, table.lines[line], reading)
    }
    width, named = len(table.lines[head.end - 1]), len(head.names)
    if len({len(cells) for cells in rows.values()}) == 1:
        named = max(n for n, name in enumerate(head.names, 1) if name)
        width = max(named, *map(len, rows.values()))
    for line, cells in rows.items():
        if len(cells) != width or any(cell != EMPTY for cell in cells[named:]):
            sentence = f"这一行有{len(cells)}个值，表头有{named}列，请核对分隔符、引号和缺漏的值"
            yield _refusal(table, line, COLUMN_COUNT, sentence)


def _open_end(table: Table) -> Refusal:
    """The last row may have been cut inside its last value, and nothing would show it."""
    sentence = "文件末行没有换行，最后一行可能没有写完，请在末尾补上换行后重新报送"
    return _refusal(table, len(table.lines) - 1, ROW_OPEN, sentence)


def _refusal(table: Table, line: int, rule: str, sentence: str) -> Refusal:
    raw = ",".join(cell.text or "" for cell in table.lines[line])
    place = table.place(line)
    return Refusal(rule, sentence, place=place, raw_value=raw, raw_hash=table.raw_hash)


def _without(table: Table, broken: Sequence[Refusal]) -> Table:
    """The table with its broken lines emptied, so that the others keep their numbers."""
    numbers = {refusal.place.row for refusal in broken if refusal.place}
    nothing: list[Cell] = []
    lines = [nothing if n in numbers else line for n, line in enumerate(table.lines, 1)]
    return replace(table, lines=lines)
