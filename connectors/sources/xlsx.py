"""Reads xlsx by openpyxl: it knows formulas, number formats, merged and hidden parts."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from connectors.sources.columns import Cell, check_size
from connectors.sources.refusals import FORMULA, MACROS, STRUCK, UNREADABLE, refuse
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
_NUMERIC = re.compile(r"[-+\d.,%\s]+")
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
        lines=_lines(sheet, written[chosen], *_extent(written[chosen])),
        merged=[
            (top - 1, left - 1, bottom - 1, right - 1)
            for left, top, right, bottom in (each.bounds for each in sheet.merged_cells.ranges)
        ],
        is_hidden=not are_visible[chosen],
        hidden_columns=[*_hidden_columns(sheet, _extent(written[chosen])[1])],
        hidden_rows=[*_hidden_rows(sheet, _extent(written[chosen])[0])],
        other_hidden_sheets=[t for t, seen in are_visible.items() if not seen and t != chosen],
    )


def filled_sheets(content: bytes) -> list[str]:
    """The visible sheets that hold anything, in order. Raises RefusedError."""
    check_parts(content)
    sheets = load(content, values=False).worksheets
    return [s.title for s in sheets if s.sheet_state == "visible" and _is_filled(s)]


def _hidden_rows(sheet: Worksheet, height: int) -> Iterator[int]:
    """Rows that hold anything or stand among such; below them there is nothing to hide."""
    shapes = sheet.row_dimensions.items()
    yield from sorted(row for row, shape in shapes if shape.hidden and row <= height)


def _hidden_columns(sheet: Worksheet, width: int) -> Iterator[str]:
    """Letters; one entry of the file may stand for several columns up to the last of all."""
    for shape in sheet.column_dimensions.values():
        if shape.hidden:
            last = min(shape.max or 0, width)
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
        return openpyxl.load_workbook(
            io.BytesIO(content), data_only=values, keep_links=False, rich_text=values
        )


def _is_filled(sheet: Worksheet) -> bool:
    return _extent(sheet) != (0, 0)


def _extent(sheet: Worksheet) -> tuple[int, int]:
    """The last row and the last column that hold anything: the rest is paint."""
    cells = sheet._cells.items()  # what the file names; all other ways make the missing ones
    filled = [place for place, cell in cells if cell.value is not None]
    return max((row for row, _ in filled), default=0), max((c for _, c in filled), default=0)


def _lines(shown: Worksheet, written: Worksheet, height: int, width: int) -> list[list[Cell]]:
    check_size(height, width)
    if not height:
        return []
    each = (sheet.iter_rows(max_row=height, max_col=width) for sheet in (shown, written))
    return [[_cell(*both) for both in zip(*rows, strict=True)] for rows in zip(*each, strict=True)]


def _cell(shown: Any, written: Any) -> Cell:
    where = shown.coordinate
    was_computed = shown.value is not None or shown.data_type == _COMPUTED_TEXT
    if written.data_type == "f" and not was_computed:
        sentence = f"单元格{where}的公式没有计算结果，请用Excel打开、重新计算并保存后再报送"
        return refused_cell(str(written.value), sentence, FORMULA)
    if shown.data_type == "e":
        sentence = f"单元格{where}是错误值{shown.value}，请改正公式后重新报送"
        return refused_cell(str(shown.value), sentence)
    if doubt := _doubt(shown):
        return refused_cell(str(shown.value), f"单元格{where}{doubt}", STRUCK)
    value = str(shown.value) if isinstance(shown.value, CellRichText) else shown.value
    cell = cell_of(value, where)
    return _as_formatted(cell, shown.number_format) if cell.kind == "number" else cell


def _doubt(shown: Any) -> str:
    """What people see in a cell and its plain text does not say; empty as a rule."""
    if shown.value is None:
        return ""
    runs = [run.font for run in _runs(shown.value)]
    is_struck = shown.has_style and shown.font.strike
    if is_struck or any(font.strike for font in runs):
        return "的内容带删除线，无法确定是否作废，请删去作废的内容后重新报送"
    if any(font.vertAlign for font in runs) and _NUMERIC.fullmatch(str(shown.value)):
        return "的数字中有上标或下标，无法确定数值，请去掉角标后重新报送"
    return ""


def _runs(value: object) -> list[TextBlock]:
    parts = value if isinstance(value, CellRichText) else ()
    return [part for part in parts if isinstance(part, TextBlock)]


def _as_formatted(cell: Cell, number_format: str) -> Cell:
    """With its percentage noted, and with the leading zeros that a format such as 000 shows."""
    text = cell.text or ""
    if _ZEROS.fullmatch(number_format) and text.isdecimal():
        text = text.zfill(len(number_format))
    return Cell(text, "number", is_percent="%" in _QUOTED.sub("", number_format))
