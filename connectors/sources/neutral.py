"""A workbook written anew from what is harmless in another: values, looks, nothing that computes.

Only what is named here is taken over. Formulas become their values; links, connections, names,
macros, objects, hyperlinks, comments, conditions and properties stay behind.
"""

import io
from collections.abc import Callable, Iterator
from copy import copy
from typing import Any

from openpyxl.cell import MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from connectors.sources import xlsx
from connectors.sources.columns import check_size
from connectors.sources.returned import SHEET
from domain.spelling import in_one_cell, same_text

MARKED = PatternFill("solid", fgColor="FFFFD9B3")
"""The ground of a marked cell. One that comes back is taken off: the cell may be right by now."""

_COMPUTING = tuple("=+-@\t\r\n")
"""What a spreadsheet may take for the start of a formula when the text is typed or pasted again."""

_FORMULA = "f"


def neutral_xlsx(content: bytes) -> Workbook:
    """Every sheet with its look. Raises RefusedError for more than may be read."""
    xlsx.check_parts(content)
    written = xlsx.load(content, values=False)
    sheets = [each for each in written.worksheets if same_text(each.title) != SHEET]
    for each in sheets:
        check_size(each.max_row, each.max_column)
    shown = xlsx.load(content, values=True) if any(map(_computes, sheets)) else written
    made = empty_book()
    styled = _styling()
    for each in sheets:
        sheet = made.create_sheet(each.title)
        for cell, value in _values(each, shown[each.title]):
            new = sheet.cell(cell.row, cell.column)
            put(new, value)
            if cell.has_style:
                styled(new, cell)
        _take_shape(sheet, each)
    return made


def neutral_xls(content: bytes) -> Workbook:
    """Every sheet's cells: the older format's reader knows no look."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    made = empty_book()
    for told in book.sheets_metadata:
        if told.typ is SheetTypeEnum.WorkSheet and same_text(told.name) != SHEET:
            sheet = made.create_sheet(told.name)
            if told.visible is not SheetVisibleEnum.Visible:
                sheet.sheet_state = "hidden"
            _fill(sheet, book.get_sheet_by_name(told.name))
    return made


def empty_book() -> Workbook:
    """A workbook without a sheet."""
    made = Workbook()
    made.remove(made.worksheets[0])
    return made


def put(cell: Any, value: Any) -> None:
    """Write a value so that it stays one: text is text, whatever it begins with."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = in_one_cell(ILLEGAL_CHARACTERS_RE.sub("?", value))
    cell.data_type = "s"
    if value.startswith(_COMPUTING):
        cell.quotePrefix = True


def _computes(sheet: Worksheet) -> bool:
    return any(cell.data_type == _FORMULA for row in sheet.iter_rows() for cell in row)


def _values(written: Worksheet, shown: Worksheet) -> Iterator[tuple[Any, Any]]:
    """Cells that hold or show anything; a formula that was never computed as its text."""
    for row in written.iter_rows():
        for cell in row:
            value: Any = cell.value
            if cell.data_type == _FORMULA:
                value = shown[cell.coordinate].value
                value = _text(cell.value) if value is None else value
            if value is not None or cell.has_style:
                yield cell, value


def _text(formula: Any) -> str:
    return str(getattr(formula, "text", None) or formula)


def _styling() -> Callable[[Any, Any], None]:
    """Give a cell the look of another book's; each look is taken over once."""
    known: dict[int, StyleArray] = {}

    def styled(new: Any, old: Any) -> None:
        is_quoted = new.quotePrefix
        if old.style_id not in known:
            for part in ("font", "border", "alignment", "protection"):
                setattr(new, part, copy(getattr(old, part)))
            new.fill = PatternFill() if old.fill == MARKED else copy(old.fill)
            new.number_format = old.number_format
            known[old.style_id] = copy(new._style)
        new._style = copy(known[old.style_id])
        new.quotePrefix = is_quoted

    return styled


def _take_shape(new: Worksheet, old: Worksheet) -> None:
    new.sheet_state = "visible" if old.sheet_state == "visible" else "hidden"
    for key, width in old.column_dimensions.items():
        taken = new.column_dimensions[key]
        taken.min, taken.max = width.min, width.max
        taken.width, taken.hidden = width.width, width.hidden
    for number, height in old.row_dimensions.items():
        new.row_dimensions[number].height = height.height
        new.row_dimensions[number].hidden = height.hidden
    for merged in old.merged_cells.ranges:
        new.merge_cells(merged.coord)
    new.freeze_panes = old.freeze_panes
    for name in ("orientation", "paperSize", "fitToWidth", "fitToHeight"):
        setattr(new.page_setup, name, getattr(old.page_setup, name))
    new.page_margins = copy(old.page_margins)
    new.sheet_properties.pageSetUpPr = copy(old.sheet_properties.pageSetUpPr)
    for choice in old.data_validations.dataValidation:
        if choice.type == "list" and (choice.formula1 or "").startswith('"'):
            new.add_data_validation(
                DataValidation(type="list", formula1=choice.formula1, sqref=choice.sqref)
            )


def _fill(sheet: Worksheet, old: CalamineSheet) -> None:
    last_row, last_column = old.end or (-1, -1)
    check_size(last_row + 1, last_column + 1)
    for row, line in enumerate(old.to_python(skip_empty_area=False), 1):
        for column, value in enumerate(line, 1):
            if value != "":
                put(sheet.cell(row, column), value)
    for (top, left), (bottom, right) in old.merged_cell_ranges or []:
        sheet.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)


def is_free(cell: Any) -> bool:
    """Whether something may be written there: not inside a merged range."""
    return not isinstance(cell, MergedCell)
