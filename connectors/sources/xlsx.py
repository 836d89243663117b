"""Reads xlsx by openpyxl: it knows formulas, number formats, merged and hidden parts."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from connectors.sources.columns import Cell, check_size
from connectors.sources.refusals import FORMULA, MACROS, UNREADABLE, refuse
from connectors.sources.sheets import (
    Sheet,
    cell_of,
    choose_sheet,
    refused_cell,
)

GROWTH_CAP_BYTES = 16 * 1024 * 1024
"""What unpacking may add: a form of 20,000 rows and 20 columns, some ten seconds to read."""

_COMPUTED_TEXT = "str"
"""The type of a formula that was computed to text, to an empty one too."""

_QUOTED = re.compile(r'"[^"]*"|\\.')
_ZEROS = re.compile(r"0{2,20}")


def read_sheet(content: bytes, name: str | None) -> Sheet:
    """The sheet called ``name``, or the only one. Raises RefusedError."""
    check_parts(content)
    shown, written = load(content, values=True), load(content, values=False)
    sheets = {sheet.title: sheet for sheet in shown.worksheets}
    are_visible = {title: sheet.sheet_state == "visible" for title, sheet in sheets.items()}
    filled = (sheet.title for sheet in written.worksheets if _is_filled(sheet))
    chosen = choose_sheet(name, are_visible, filled)
    sheet = sheets[chosen]
    return Sheet(
        name=chosen,
        lines=_lines(sheet, written[chosen]),
        merged=[
            (top - 1, left - 1, bottom - 1, right - 1)
            for left, top, right, bottom in (each.bounds for each in sheet.merged_cells.ranges)
        ],
        is_hidden=not are_visible[chosen],
        hidden_columns=[*_hidden_columns(sheet)],
        hidden_rows=sorted(row for row, shape in sheet.row_dimensions.items() if shape.hidden),
        other_hidden_sheets=[t for t, seen in are_visible.items() if not seen and t != chosen],
    )


def filled_sheets(content: bytes) -> list[str]:
    """The visible sheets that hold anything, in order. Raises RefusedError."""
    check_parts(content)
    sheets = load(content, values=False).worksheets
    return [s.title for s in sheets if s.sheet_state == "visible" and _is_filled(s)]


def _hidden_columns(sheet: Worksheet) -> Iterator[str]:
    """Letters; one entry of the file may stand for several columns up to the last of all."""
    for shape in sheet.column_dimensions.values():
        if shape.hidden:
            last = min(shape.max or 0, sheet.max_column)
            yield from map(get_column_letter, range(shape.min or 1, last + 1))


def check_parts(content: bytes) -> None:
    """Raise RefusedError for what unpacks to too much, and for macros."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        growth = sum(max(0, part.file_size - part.compress_size) for part in packed.infolist())
        if growth > GROWTH_CAP_BYTES:
            raise refuse(UNREADABLE, "工作簿解压后过大，请删除多余内容后重新报送")
        if any(part.filename.endswith("vbaProject.bin") for part in packed.infolist()):
            raise refuse(MACROS, "工作簿含有宏，请另存为不含宏的.xlsx后重新报送")


def load(content: bytes, *, values: bool) -> Workbook:
    """Formulas as they are written, or the values that were last computed for them."""
    with warnings.catch_warnings():
        # What openpyxl leaves out (validation lists, print settings) is no data.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(content), data_only=values, keep_links=False)


def _is_filled(sheet: Worksheet) -> bool:
    check_size(sheet.max_row, sheet.max_column)
    return any(value is not None for row in sheet.iter_rows(values_only=True) for value in row)


def _lines(shown: Worksheet, written: Worksheet) -> list[list[Cell]]:
    check_size(shown.max_row, shown.max_column)
    pairs = zip(shown.iter_rows(), written.iter_rows(), strict=True)
    return [[_cell(*both) for both in zip(*rows, strict=True)] for rows in pairs]


def _cell(shown: Any, written: Any) -> Cell:
    where = shown.coordinate
    was_computed = shown.value is not None or shown.data_type == _COMPUTED_TEXT
    if written.data_type == "f" and not was_computed:
        sentence = f"单元格{where}的公式没有计算结果，请用Excel打开、重新计算并保存后再报送"
        return refused_cell(str(written.value), sentence, FORMULA)
    if shown.data_type == "e":
        sentence = f"单元格{where}是错误值{shown.value}，请改正公式后重新报送"
        return refused_cell(str(shown.value), sentence)
    cell = cell_of(shown.value, where)
    return _as_formatted(cell, shown.number_format) if cell.kind == "number" else cell


def _as_formatted(cell: Cell, number_format: str) -> Cell:
    """With its percentage noted, and with the leading zeros that a format such as 000 shows."""
    text = cell.text or ""
    if _ZEROS.fullmatch(number_format) and text.isdecimal():
        text = text.zfill(len(number_format))
    return Cell(text, "number", is_percent="%" in _QUOTED.sub("", number_format))
