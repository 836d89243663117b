"""Reads xls by calamine, in a process of its own, so that a damaged file ends nothing but itself.

The format's reader tells no formulas, number formats or hidden rows.
"""

import json
import subprocess
import sys
from datetime import date, datetime
from typing import Any

from openpyxl.utils import get_column_letter

from connectors.sources.columns import EMPTY, Cell, check_size
from connectors.sources.refusals import UNREADABLE, refuse
from connectors.sources.sheets import Sheet, cell_of, choose_sheet, refused_cell

LONGEST_SECONDS = 30
_CHILD = (sys.executable, "-m", "connectors.sources.xls_child")
_UNREADABLE = "文件不是可读的xls工作簿，可能有打开密码或已损坏，请另存为.xlsx后重新报送"


def read_sheet(content: bytes, name: str | None) -> Sheet:
    """The sheet called ``name``, or the only one. Raises RefusedError."""
    sheets = {sheet["name"]: sheet for sheet in _sheets(content)}
    are_visible = {title: sheet["is_visible"] for title, sheet in sheets.items()}
    filled = (title for title, sheet in sheets.items() if sheet["rows"])
    chosen = choose_sheet(name, are_visible, filled)
    sheet = sheets[chosen]
    check_size(sheet["rows"], sheet["columns"])
    return Sheet(
        name=chosen,
        lines=_lines(sheet["lines"]),
        merged=[(top, left, bottom, right) for top, left, bottom, right in sheet["merged"]],
        is_hidden=not are_visible[chosen],
        other_hidden_sheets=[t for t, seen in are_visible.items() if not seen and t != chosen],
    )


def _sheets(content: bytes) -> list[dict[str, Any]]:
    """What the child says of the file. Raises RefusedError if it ends without an answer."""
    try:
        done = subprocess.run(  # noqa: S603 our own interpreter and module
            _CHILD,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=LONGEST_SECONDS,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise refuse(UNREADABLE, _UNREADABLE) from error
    sheets: list[dict[str, Any]] = json.loads(done.stdout)
    return sheets


def _lines(lines: list[list[Any]]) -> list[list[Cell]]:
    return [
        [_cell(value, f"{get_column_letter(column)}{row}") for column, value in enumerate(line, 1)]
        for row, line in enumerate(lines, 1)
    ]


def _cell(value: Any, where: str) -> Cell:
    if value == "":
        return EMPTY
    match value:
        case ["date", text]:
            return cell_of(date.fromisoformat(text), where)
        case ["datetime", text]:
            return cell_of(datetime.fromisoformat(text), where)
        case ["time", text]:
            return refused_cell(text, f"单元格{where}是时间，请改填文字或数字")
        case _:
            return cell_of(value, where)
