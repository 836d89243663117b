"""How the fill-in form looks: A4 landscape, official fonts by name, pale yellow where it asks."""

from math import ceil
from typing import Any

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from domain import fill_in
from papers.form import FormLine
from papers.printers.widths import ems

TITLE_FONT, TEXT_FONT, HEAD_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"

WIDTHS = {
    fill_in.NUMBER: 6,
    fill_in.TARGET: 8.5,
    fill_in.NAME: 28,
    fill_in.KIND: 10,
    fill_in.UNIT: 9.5,
    fill_in.ANNUAL: 14.5,
    fill_in.LAST: 17,
    fill_in.PLANNED: 13,
    fill_in.FIGURE: 14,
    fill_in.REASON: 22,
    fill_in.CORRECTION: 18,
}
"""In characters of half width, by column."""

TITLE_PT, HEAD_PT, TEXT_PT = 20, 11, 11
LINE_PT = 15.5
"""One line of text with its share of the white above and below."""

_ROOM_PT = 480
"""What a page of A4 landscape holds between its margins, at the scale that fits its width."""

_ASKED, _LOCKED, _NODE = "FFF8DC", "E9EEF4", "F5F7FA"
_THIN = Side(style="thin", color="7F7F7F")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_RULE = Border(bottom=Side(style="thin", color="404040"))
_LEFT = (fill_in.NAME, fill_in.REASON, fill_in.CORRECTION)
_RIGHT = (fill_in.ANNUAL, fill_in.LAST, fill_in.PLANNED)


def title(cell: Cell) -> None:
    """The title, centred over the table."""
    _set(cell, Font(name=TITLE_FONT, size=TITLE_PT), "center")
    _height(cell, 36)


def identity(cell: Cell, *, is_label: bool) -> None:
    """A label above the table, or what stands beside it."""
    font = Font(name=HEAD_FONT if is_label else TEXT_FONT, size=TEXT_PT, bold=not is_label)
    _set(cell, font, "right" if is_label else "left")
    cell.border = Border() if is_label else _RULE
    _height(cell, 22)


def requirements(cell: Cell) -> None:
    """Sentences over the whole width."""
    _set(cell, Font(name=TEXT_FONT, size=10), "left", top=True)
    per_line = sum(WIDTHS.values()) / 2 * TEXT_PT / 10 * 0.94
    _height(cell, 15 * ceil(ems(str(cell.value)) / per_line) + 6)


def head(cell: Cell, *, is_asked: bool) -> None:
    """A column's name; those to be filled in stand out."""
    _set(cell, Font(name=HEAD_FONT, size=HEAD_PT), "center")
    cell.fill = _fill(_ASKED if is_asked else _LOCKED)
    cell.border = _GRID
    _height(cell, 30)


def locked(cell: Cell, column: str, line: FormLine) -> None:
    """What is given: a node stands back behind its milestone."""
    is_node = line.kind == fill_in.NODE
    across = "left" if column in _LEFT else "right" if column in _RIGHT else "center"
    grey = "7F7F7F" if column == fill_in.FIGURE else "000000"
    _set(cell, Font(name=TEXT_FONT, size=TEXT_PT, color=grey), across)
    if across == "left":
        cell.alignment = Alignment(across, "center", wrap_text=True, indent=2 if is_node else 0)
    if is_node or column in (fill_in.REASON, fill_in.FIGURE):
        cell.fill = _fill(_NODE)
    cell.border = _GRID


def asked(cell: Cell, *, is_choice: bool) -> None:
    """A cell to be filled in with a figure or a word."""
    font = Font(name=TEXT_FONT, size=12, bold=True, color="1F3864")
    _open(cell, font, "center" if is_choice else "right")


def prose(cell: Cell) -> None:
    """A cell to be filled in with a sentence."""
    _open(cell, Font(name=TEXT_FONT, size=10), "left")


def signatures(cell: Cell) -> None:
    """The line that is signed on the printed copy; it may be typed into."""
    _set(cell, Font(name=TEXT_FONT, size=TEXT_PT), "left")
    cell.protection = Protection(locked=False)
    _height(cell, 34)


def set_height(sheet: Worksheet, row: int) -> None:
    """As many lines as the longest text of the row needs, and room to write by hand."""
    needed = max(_lines(cell) for cell in sheet[row])
    sheet.row_dimensions[row].height = max(26.0, LINE_PT * needed + 8)


def lay_out(sheet: Worksheet, head_row: int, last_row: int) -> None:
    """Columns, the page, and what stands still: the head on each page and on the screen."""
    for column, name in enumerate(fill_in.HEAD, 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[name]
    last = get_column_letter(len(fill_in.HEAD))
    sheet.print_area = f"A1:{last}{last_row}"
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.freeze_panes = f"D{head_row + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100
    setup: Any = sheet.page_setup
    setup.orientation, setup.paperSize = "landscape", 9
    setup.fitToWidth, setup.fitToHeight = 1, int(_fits_one_page(sheet, last_row))
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.6, 0.3, 0.3
    sheet.print_options.horizontalCentered = True
    footer: Any = sheet.oddFooter
    footer.center.text, footer.center.size = "第 &P 页，共 &N 页", 9


def _fits_one_page(sheet: Worksheet, last_row: int) -> bool:
    """Whether one page holds it without becoming small."""
    heights = (sheet.row_dimensions[row].height or LINE_PT for row in range(1, last_row + 1))
    return sum(heights) <= _ROOM_PT * 1.25


def _lines(cell: Cell | MergedCell) -> int:
    column = fill_in.HEAD[(cell.column or 1) - 1]
    room = WIDTHS[column] / 2 - 0.6
    return ceil(ems(str(cell.value or "")) * 1.04 / room) or 1


def _open(cell: Cell, font: Font, across: str) -> None:
    _set(cell, font, across)
    cell.fill, cell.border = _fill(_ASKED), _GRID
    cell.protection = Protection(locked=False)


def _set(cell: Cell, font: Font, across: str, *, top: bool = False) -> None:
    cell.font = font
    cell.alignment = Alignment(across, "top" if top else "center", wrap_text=True)


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def _height(cell: Cell, points: float) -> None:
    sheet: Any = cell.parent
    sheet.row_dimensions[cell.row].height = points
