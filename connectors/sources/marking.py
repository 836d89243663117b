"""Marks a workbook: cells with a ground and a note, sentences beside their rows, all in a list."""

import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from connectors.sources.neutral import MARKED, is_free, neutral_xls, neutral_xlsx, put
from connectors.sources.returned import COLUMN, SHEET, Mark, Marked
from domain.spelling import same_text

WRITERS: Mapping[str, Callable[[bytes], Workbook]] = {"xlsx": neutral_xlsx, "xls": neutral_xls}

_AUTHOR = "督办"
_UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 the format knows no zone
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_WIDTH, _LINE_POINTS = 60, 15
_LIST = (("序号", 8), ("位置", 40), ("退回原因和处理办法", 80))


def marked(kind: str, content: bytes, told: Marked) -> bytes:
    """An xlsx, the same for the same arguments, in which nothing computes."""
    book = WRITERS[kind](content)
    sheet = next((each for each in book.worksheets if each.title == told.sheet), None)
    if sheet is not None:
        _mark(sheet, told)
    _list(book.create_sheet(SHEET, 0), told.marks)
    book.active = 0
    return _saved(book)


def _mark(sheet: Worksheet, told: Marked) -> None:
    column = _column(sheet, told.line)
    _fit_width(sheet)
    sentences: dict[int, list[str]] = defaultdict(list)
    notes: dict[tuple[int, int], list[str]] = defaultdict(list)
    for mark in told.marks:
        if mark.row is not None:
            sentences[mark.row].append(mark.sentence)
            if mark.column is not None:
                notes[mark.row, mark.column + 1].append(mark.sentence)
    for row, said in sentences.items():
        _write(sheet, row, column, "；".join(said))
        _make_room(sheet, row, "；".join(said))
    for (row, at), said in notes.items():
        cell = sheet.cell(row, at)
        cell.fill = MARKED
        if is_free(cell):
            cell.comment = Comment("\n".join(said), _AUTHOR, height=120, width=320)


def _column(sheet: Worksheet, line: int) -> int:
    """The number of the column for sentences, emptied and with its head in ``line``."""
    heads = [same_text(str(cell.value or "")) for cell in sheet[line]]
    column = heads.index(COLUMN) + 1 if COLUMN in heads else _last(sheet, line) + 1
    for row in range(line + 1, sheet.max_row + 1):
        if is_free(sheet.cell(row, column)):
            sheet.cell(row, column).value = None
    _write(sheet, line, column, COLUMN)
    sheet.cell(line, column).font = Font(bold=True)
    sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
    return column


def _make_room(sheet: Worksheet, row: int, text: str) -> None:
    """A row whose height was set by hand would cut the sentence off; others grow by themselves."""
    height = sheet.row_dimensions[row].height
    if height is not None:
        lines = -(-2 * len(text) // (_WIDTH - 4))
        sheet.row_dimensions[row].height = max(height, lines * _LINE_POINTS)


def _last(sheet: Worksheet, line: int) -> int:
    """The last column that holds anything or is merged from the head on."""
    filled = (c.column for row in sheet.iter_rows() for c in row if c.value is not None)
    merged = (each.max_col for each in sheet.merged_cells.ranges if each.max_row >= line)
    return max((*filled, *merged), default=0)


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    put(sheet.cell(row, column), text)
    sheet.cell(row, column).alignment = _WRAPPED


def _list(sheet: Worksheet, marks: Iterable[Mark]) -> None:
    put(sheet.cell(1, 1), "退回说明：请按下列各项更正后重新报送（本表和“退回原因”列无须删除）")
    sheet.cell(1, 1).font = Font(bold=True)
    for column, (name, width) in enumerate(_LIST, 1):
        put(sheet.cell(2, column), name)
        sheet.cell(2, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, mark in enumerate(marks, 1):
        for column, value in enumerate((number, mark.where, mark.sentence), 1):
            put(sheet.cell(number + 2, column), value)
            sheet.cell(number + 2, column).alignment = _WRAPPED
    sheet.page_setup.orientation = "landscape"
    _fit_width(sheet)


def _fit_width(sheet: Worksheet) -> None:
    """In print the sentences stand beside their rows."""
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _saved(book: Workbook) -> bytes:
    """Its bytes without the hour: the same letter must not go out twice."""
    book.properties.creator = _AUTHOR
    book.properties.created = book.properties.modified = _UNDATED
    out, fixed = io.BytesIO(), io.BytesIO()
    ExcelWriter(book, ZipFile(out, "w")).save()
    with ZipFile(out) as dated, ZipFile(fixed, "w") as undated:
        for name in dated.namelist():
            undated.writestr(_member(name), dated.read(name), compresslevel=6)
    return fixed.getvalue()


def _member(name: str) -> Any:
    info = ZipInfo(name)
    info.compress_type = ZIP_DEFLATED
    return info
