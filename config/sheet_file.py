"""Worksheets of the register workbook, as text: what each cell says, exactly."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from config.errors import OfficeError
from config.table import Columns, Line, table

if TYPE_CHECKING:
    from openpyxl import Workbook


def read_sheets(
    folder: Path, file: str, sheets: Mapping[str, Columns], errors: list[OfficeError]
) -> dict[str, list[Line]]:
    """The rows of each named sheet of ``folder/file``; a sheet that is not there is reported."""
    from openpyxl import load_workbook  # noqa: PLC0415 -- 0.25 s that a CSV register never pays

    try:
        book = load_workbook(folder / file, read_only=True, data_only=True)
    except (OSError, BadZipFile, KeyError, ValueError) as error:
        errors.append(OfficeError(file, 1, f"不是可读取的xlsx工作簿（{error}）"))
        return {sheet: [] for sheet in sheets}
    try:
        return {
            sheet: _read_sheet(book, file, sheet, columns, errors)
            for sheet, columns in sheets.items()
        }
    finally:
        book.close()


def _read_sheet(
    book: "Workbook", file: str, sheet: str, columns: Columns, errors: list[OfficeError]
) -> list[Line]:
    place = f"{file}[{sheet}]"
    if sheet not in book.sheetnames:
        errors.append(OfficeError(place, 1, "缺少这张工作表"))
        return []
    return table(place, _records(book, sheet), columns, errors)


def _records(book: "Workbook", sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Numbered records, without the empty cells that a spreadsheet keeps right of the table."""
    width = 0
    for number, values in enumerate(book[sheet].iter_rows(values_only=True), 1):
        cells = [_text(value) for value in values]
        used = max((count for count, text in enumerate(cells, 1) if text), default=0)
        width = width or used
        yield number, (cells + [""] * width)[: max(width, used)]


def _text(value: object) -> str:
    """A number's shortest exact text: the one that a person typed, never its binary shadow."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value).strip()
