"""Reads xls by calamine. The format's reader tells no formulas, number formats or hidden rows."""

import io
from datetime import time

from openpyxl.utils import get_column_letter
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from connectors.sources.columns import EMPTY, Cell, check_size
from connectors.sources.sheets import Sheet, cell_of, choose_sheet, refused_cell


def read_sheet(content: bytes, name: str | None) -> Sheet:
    """The sheet called ``name``, or the only one. Raises RefusedError."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    are_visible = {
        sheet.name: sheet.visible is SheetVisibleEnum.Visible
        for sheet in book.sheets_metadata
        if sheet.typ is SheetTypeEnum.WorkSheet
    }
    filled = (title for title in are_visible if book.get_sheet_by_name(title).end)
    chosen = choose_sheet(name, are_visible, filled)
    sheet = book.get_sheet_by_name(chosen)
    return Sheet(
        name=chosen,
        lines=_lines(sheet),
        merged=[(*first, *last) for first, last in sheet.merged_cell_ranges or []],
        is_hidden=not are_visible[chosen],
        other_hidden_sheets=[t for t, seen in are_visible.items() if not seen and t != chosen],
    )


def filled_sheets(content: bytes) -> list[str]:
    """The visible sheets that hold anything, in order."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ is SheetTypeEnum.WorkSheet
        and sheet.visible is SheetVisibleEnum.Visible
        and book.get_sheet_by_name(sheet.name).end
    ]


def _lines(sheet: CalamineSheet) -> list[list[Cell]]:
    last_row, last_column = sheet.end or (-1, -1)
    check_size(last_row + 1, last_column + 1)
    return [
        [_cell(value, f"{get_column_letter(column)}{row}") for column, value in enumerate(line, 1)]
        for row, line in enumerate(sheet.to_python(skip_empty_area=False), 1)
    ]


def _cell(value: object, where: str) -> Cell:
    if value == "":
        return EMPTY
    if isinstance(value, time):
        return refused_cell(str(value), f"单元格{where}是时间，请改填文字或数字")
    return cell_of(value, where)
