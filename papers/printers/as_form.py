"""The fill-in form as a workbook: one sheet on A4, locked but for what is asked, the same bytes."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from domain import fill_in
from domain.spelling import in_one_cell
from papers.facts import clean
from papers.form import Form, FormLine, lines
from papers.printers import form_page as page
from papers.printers.canonical_zip import canonical

_LAST_COLUMN = len(fill_in.HEAD)
_FIGURE = fill_in.HEAD.index(fill_in.FIGURE) + 1
_PROSE = tuple(fill_in.HEAD.index(name) + 1 for name in (fill_in.REASON, fill_in.CORRECTION))
_TITLE_ROW, _IDENTITY_ROW, _ASKED_ROW, HEAD_ROW = 1, 2, 3, 4
_SIGNATURES = ("填报人：", "审核人：", "联系电话：", "填报日期：　　　年　　月　　日")
_GAP = "　" * 13
_MOST = 10**14
_PERCENT_FORMAT = "0.00##%"
"""What is typed into such a cell is a percentage, with its sign or without: 1.2 is not 120 %."""
_FORMULA_LIKE = ("=", "+", "-", "@")


def print_form(form: Form) -> bytes:
    """The form as xlsx bytes: the same form gives the same bytes."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a sheet")
    sheet.title = fill_in.SHEET
    asked = [*lines(form)]
    _above(sheet, form)
    _table(sheet, asked)
    last = _below(sheet, form, HEAD_ROW + len(asked) + 1)
    page.lay_out(sheet, HEAD_ROW, last)
    _lock(book, sheet)
    return _saved(book, form)


def _saved(book: Workbook, form: Form) -> bytes:
    """Without the time of writing, which ``Workbook.save`` would add."""
    known = book.properties
    known.title, known.creator = form.title, clean(form.office)
    known.created = known.modified = datetime(form.period.year, form.period.month, 1)  # noqa: DTZ001
    buffer = BytesIO()
    ExcelWriter(book, ZipFile(buffer, "w")).save()
    return canonical(buffer.getvalue())


def _above(sheet: Worksheet, form: Form) -> None:
    page.title(_wide(sheet, _TITLE_ROW, form.title))
    said = {
        (1, 2): fill_in.DEPARTMENT,
        (3, 3): clean(form.department),
        (4, 5): fill_in.CODE,
        (6, 6): clean(form.code),
        (7, 7): fill_in.PERIOD,
        (8, 8): str(form.period),
        (9, 9): fill_in.LAYOUT,
        (10, 11): fill_in.LAYOUT_VERSION,
    }
    for n, ((first, last), text) in enumerate(said.items()):
        is_label = n % 2 == 0
        cell = _text(sheet, _IDENTITY_ROW, first, text + "：" * is_label, last)
        page.identity(cell, is_label=is_label)
    page.requirements(_wide(sheet, _ASKED_ROW, form.asked))


def _table(sheet: Worksheet, asked: Sequence[FormLine]) -> None:
    for column, name in enumerate(fill_in.HEAD, 1):
        page.head(_text(sheet, HEAD_ROW, column, name), is_asked=column in (_FIGURE, *_PROSE))
    for row, line in enumerate(asked, HEAD_ROW + 1):
        _row(sheet, row, line)


def _row(sheet: Worksheet, row: int, line: FormLine) -> None:
    texts = (line.number, line.code, line.name, line.kind, line.unit)
    for column, text in enumerate(texts, 1):
        page.locked(_text(sheet, row, column, text), fill_in.HEAD[column - 1], line)
    for column, text in enumerate((line.annual, line.last, line.planned), len(texts) + 1):
        page.locked(_number(sheet, row, column, text), fill_in.HEAD[column - 1], line)
    figure = _plain(sheet, row, _FIGURE)
    if line.asks:
        page.asked(figure, is_choice=bool(line.choices))
        if line.is_percent:
            figure.number_format = _PERCENT_FORMAT
        sheet.add_data_validation(_validation(line, figure.coordinate))
    else:
        page.locked(_text(sheet, row, _FIGURE, "见下列节点"), fill_in.FIGURE, line)
    for column in _PROSE:
        cell = _plain(sheet, row, column)
        page.prose(cell) if line.takes_prose else page.locked(cell, fill_in.REASON, line)
    page.set_height(sheet, row)


def _validation(line: FormLine, where: str) -> DataValidation:
    """A list to choose from, or a number; a counted thing with decimals is asked about only."""
    if line.choices:
        rule = DataValidation("list", formula1=f'"{",".join(line.choices)}"')
        rule.error = f"只能填{'、'.join(line.choices)}"
    else:
        least = str(-_MOST if line.least is None else line.least)
        rule = DataValidation("decimal", operator="between", formula1=least, formula2=str(_MOST))
        if line.counts_whole:
            rule.type, rule.errorStyle = "whole", "warning"
        rule.error = line.prompt
    rule.allow_blank = True
    rule.showErrorMessage = rule.showInputMessage = True
    rule.errorTitle, rule.promptTitle, rule.prompt = "请核对", fill_in.FIGURE, line.prompt
    rule.add(where)
    return rule


def _below(sheet: Worksheet, form: Form, row: int) -> int:
    """What stands under the table; the last row used."""
    if form.left_out:
        page.requirements(_wide(sheet, row, form.left_out))
        row += 1
    page.signatures(_wide(sheet, row, _GAP.join(_SIGNATURES)))
    return row


def _lock(book: Workbook, sheet: Worksheet) -> None:
    """Without a password: against slips, not against people."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    book.security.lockStructure = True


def _plain(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell that no merged range covers."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(f"{cell.coordinate} is covered by a merged range")
    return cell


def _wide(sheet: Worksheet, row: int, text: str) -> Cell:
    return _text(sheet, row, 1, text, _LAST_COLUMN)


def _text(sheet: Worksheet, row: int, column: int, text: str, last: int | None = None) -> Cell:
    """A cell of text, whatever it begins with; a quoted one stays text when it is edited."""
    cell = _plain(sheet, row, column)
    if last is not None and last > column:
        sheet.merge_cells(start_row=row, end_row=row, start_column=column, end_column=last)
    cell.value, cell.data_type = in_one_cell(text), "s"
    cell.quotePrefix = text.startswith(_FORMULA_LIKE)
    return cell


def _number(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """A number where the text is one, exactly and with its own decimals."""
    if not text.lstrip("-").replace(".", "", 1).isdecimal():
        return _text(sheet, row, column, text)
    cell = _plain(sheet, row, column)
    cell.value = Decimal(text)
    decimals = len(text.partition(".")[2])
    cell.number_format = f"0.{'0' * decimals}" if decimals else "0"
    return cell
