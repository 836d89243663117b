"""Run as a process of its own: an xls on standard input, its sheets as JSON on standard output.

calamine is compiled code, and a damaged file can make it panic or ask for all the memory there
is: then this process ends, and not the month. It imports nothing of the house.
"""

import io
import json
import resource
import sys
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY_BYTES = 1024**3
CPU_SECONDS = 20
CELL_CAP = 1_000_000


def main() -> None:
    """Write ``[{name, is_visible, rows, columns, merged, lines}, …]``."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    visible = {
        sheet.name: sheet.visible is SheetVisibleEnum.Visible
        for sheet in book.sheets_metadata
        if sheet.typ is SheetTypeEnum.WorkSheet
    }
    sheets = [_told(book.get_sheet_by_name(name), seen) for name, seen in visible.items()]
    json.dump(sheets, sys.stdout)


def _told(sheet: CalamineSheet, is_visible: bool) -> dict[str, Any]:  # noqa: FBT001 a fact
    last_row, last_column = sheet.end or (-1, -1)
    rows, columns = last_row + 1, last_column + 1
    lines = sheet.to_python(skip_empty_area=False) if rows * columns <= CELL_CAP else []
    return {
        "name": sheet.name,
        "is_visible": is_visible,
        "rows": rows,
        "columns": columns,
        "merged": [[*first, *last] for first, last in sheet.merged_cell_ranges or []],
        "lines": [[_plain(value) for value in line] for line in lines],
    }


def _plain(value: object) -> object:
    """Text, numbers and truths as they are; a date as ``[kind, ISO text]``."""
    if isinstance(value, str | bool | int | float):
        return value
    kind = "datetime" if isinstance(value, datetime) else "date"
    return [kind if isinstance(value, date) else "time", str(value)]


if __name__ == "__main__":
    main()
