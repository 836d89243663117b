"""Reads xls by calamine. The format's reader tells no formulas, number formats or hidden rows."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from openpyxl.utils import get_column_letter
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from connectors.sources.columns import EMPTY, Cell, check_size
from connectors.sources.refusals import UNREADABLE, refuse
from connectors.sources.sheets import Merged, Sheet, cell_of, choose_sheet

_UNREADABLE = "文件不是可读的xls工作簿，可能有打开密码或已损坏，请另存为.xlsx后重新报送"


def read_sheet(content: bytes, name: str | None) -> Sheet:
    """The sheet called ``name``, or the only one. Raises RefusedError."""
    with _refusing():
        return _read(CalamineWorkbook.from_filelike(io.BytesIO(content)), name)


@contextmanager
def _refusing() -> Iterator[None]:
    """What breaks the reader is a refusal of the file.

    A damaged file can make it panic, and its panic is no Exception: it would stop the batch.
    """
    try:
        yield
    except CalamineError as error:
        raise refuse(UNREADABLE, _UNREADABLE) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise refuse(UNREADABLE, _UNREADABLE) from error


def _read(book: CalamineWorkbook, name: str | None) -> Sheet:
    are_visible = {
        sheet.name: sheet.visible is SheetVisibleEnum.Visible
        for sheet in book.sheets_metadata
        if sheet.typ is SheetTypeEnum.WorkSheet
    }
    filled = (title for title in are_visible if book.get_sheet_by_name(title).end is not None)
    chosen = choose_sheet(name, are_visible, filled)
    sheet = book.get_sheet_by_name(chosen)
    return Sheet(
        name=chosen,
        lines=_lines(sheet),
        merged=_merged(sheet),
        is_hidden=not are_visible[chosen],
        other_hidden_sheets=[t for t, seen in are_visible.items() if not seen and t != chosen],
    )


def _lines(sheet: CalamineSheet) -> list[list[Cell]]:
    last_row, last_column = sheet.end or (-1, -1)
    check_size(last_row + 1, last_column + 1)
    return [
        [
            EMPTY if value == "" else cell_of(value, f"{get_column_letter(column)}{row}")
            for column, value in enumerate(line, 1)
        ]
        for row, line in enumerate(sheet.to_python(skip_empty_area=False), 1)
    ]


def _merged(sheet: CalamineSheet) -> list[Merged]:
    ranges = sheet.merged_cell_ranges or []
    return [(top, left, bottom, right) for (top, left), (bottom, right) in ranges]
