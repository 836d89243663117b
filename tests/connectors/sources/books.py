"""Workbooks as departments make them: written by openpyxl and xlwt, or bent by hand."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

COLUMNS = {"target": "编号", "figure": "完成", "unit": "单位"}
READING: dict[str, Any] = {"file": "{period}.xlsx", "columns": COLUMNS}
HEAD = ("编号", "完成", "单位")
LINES: tuple[Sequence[Any], ...] = (HEAD, ("T01", 12.5, "万元"), ("T02", 0, "个"))
ROWS = [("T01", "12.5", "万元"), ("T02", "0", "个")]


def xlsx(
    lines: Sequence[Sequence[Any]] = LINES,
    shape: Callable[[Worksheet], None] = lambda sheet: None,
    **other_sheets: Sequence[Sequence[Any]],
) -> bytes:
    """A workbook of one sheet 进度, changed by ``shape``, and of other sheets."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "进度"
    for line in lines:
        sheet.append(list(line))
    for title, other in other_sheets.items():
        added = book.create_sheet(title)
        for line in other:
            added.append(list(line))
    shape(sheet)
    return _saved(book.save)


def xls(
    lines: Sequence[Sequence[Any]] = LINES,
    shape: Callable[[Any], None] = lambda sheet: None,
    styles: Mapping[tuple[int, int], str] | None = None,
) -> bytes:
    """The same as an xls; ``styles`` are number formats by (row, column) from 0."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("进度")
    for row, line in enumerate(lines):
        for column, value in enumerate(line):
            if value is None:
                continue
            style = xlwt.easyxf(num_format_str=(styles or {}).get((row, column), "General"))
            sheet.write(row, column, value, style)
    shape(sheet)
    return _saved(book.save)


def rewritten(
    book: bytes, change: Callable[[str, bytes], bytes], more: Mapping[str, bytes] | None = None
) -> bytes:
    """The parts of an xlsx, each one as ``change(name, content)`` leaves it, and ``more``."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return out.getvalue()


def in_sheet(book: bytes, old: bytes, new: bytes) -> bytes:
    """An xlsx whose first sheet's XML holds ``new`` instead of what the pattern ``old`` finds."""
    found = []

    def change(name: str, part: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return part
        changed, count = re.subn(old, new, part)
        found.append(count)
        return changed

    changed = rewritten(book, change)
    assert found == [1]
    return changed


def _saved(save: Callable[[io.BytesIO], None]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()
