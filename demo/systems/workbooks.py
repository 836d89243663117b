"""Workbooks as offices keep them: merged titles, two-line heads, totals, text among numbers."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from demo.city import YEAR, Department
from demo.shown import Answer, Line
from demo.systems.tables import month_label, typed

_MOUNTED = "在线.txt"
_RENAMED = "本月完成数"
_TITLE = "{name}重点目标任务进度表"
_PERCENT = "0.0000%"


class Workbooks:
    """Shared folders into which departments save a workbook each month."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def settings(self, department: Department) -> tuple[dict[str, Any], dict[str, Any]]:
        """The address and the reading of a department's workbook."""
        folder = self._folder / department.code
        folder.mkdir(parents=True, exist_ok=True)
        address = {"folder": str(folder), "sentinel": _MOUNTED}
        suffix = "xls" if department.make == "xls" else "xlsx"
        reading = {"file": f"进度*{{year}}{{month}}.{suffix}", **_READINGS[department.make]}
        return address, reading

    def publish(self, department: Department, month: int, answer: Answer) -> None:
        """Save the workbook of the month, or leave the share unmounted or empty."""
        folder = self._folder / department.code
        mounted = folder / _MOUNTED
        if answer.fault == "unmounted":
            mounted.unlink(missing_ok=True)
            return
        mounted.touch()
        if answer.fault in ("silent", "late"):
            return
        suffix = "xls" if department.make == "xls" else "xlsx"
        path = folder / f"进度（{department.name}）{YEAR}{month:02d}.{suffix}"
        if answer.fault == "not_a_workbook":
            path.write_text("<html><body>导出失败，请重新登录</body></html>", encoding="utf-8")
            return
        _WRITERS[department.make](path, department, answer)

    def close(self) -> None:
        """Files need no closing."""


def _write_merged(path: Path, department: Department, answer: Answer) -> None:
    """A title, then two head lines whose titles are merged across and down."""
    book, sheet = _sheet("进度")
    figure = _RENAMED if answer.fault == "renamed_column" else "累计完成"
    _merged(sheet, "A1:F1", _TITLE.format(name=department.name))
    _merged(sheet, "A2:B2", "目标任务")
    _merged(sheet, "C2:D2", "完成情况")
    _merged(sheet, "E2:E3", "所属期")
    _merged(sheet, "F2:F3", "滞后原因")
    for cell, text in zip("ABCD", ("编号", "名称", figure, "计量单位"), strict=True):
        sheet[f"{cell}3"] = text
    for row, line in enumerate(answer.lines, 4):
        sheet.append([line.target, line.name, None, line.unit, month_label(line, 1), line.reason])
        _put(sheet, f"C{row}", line)
    book.save(path)


def _write_totals(path: Path, department: Department, answer: Answer) -> None:
    """A title and a line on units above the head, subtotals and a grand total among the rows."""
    book, sheet = _sheet("汇总")
    figure = _RENAMED if answer.fault == "renamed_column" else "累计 完成"
    _merged(sheet, "A1:E1", _TITLE.format(name=department.name))
    sheet["E2"] = "单位：见各行"
    for cell, text in zip("ABCDE", ("编号", "名称", figure, "单位", "月份"), strict=True):
        sheet[f"{cell}3"] = text
    row = 3
    for count, line in enumerate(answer.lines, 1):
        row += 1
        sheet.append([line.target, line.name, None, line.unit, month_label(line, 0)])
        _put(sheet, f"C{row}", line)
        if count % 5 == 0:
            row += 1
            sheet.append(["小计", None, count])
    sheet.append(["合计", None, len(answer.lines)])
    book.save(path)


def _write_plain(path: Path, _department: Department, answer: Answer) -> None:
    """One head line, percentages as the program stores them: 0.95 shown as 95 %."""
    book, sheet = _sheet("Sheet1")
    figure = _RENAMED if answer.fault == "renamed_column" else "完成值"
    sheet.append(["目标编号", "目标名称", figure, "所属期"])
    for row, line in enumerate(answer.lines, 2):
        sheet.append([line.target, line.name, None, month_label(line, 2)])
        if _shows_percent(line):
            sheet[f"C{row}"] = float(Decimal(line.figure or "") / 100)
            sheet[f"C{row}"].number_format = _PERCENT
        else:
            _put(sheet, f"C{row}", line)
    book.save(path)


def _write_xls(path: Path, department: Department, answer: Answer) -> None:
    """The old format, as an old program still writes it."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("进度")
    sheet.write_merge(0, 0, 0, 3, _TITLE.format(name=department.name))
    for column, text in enumerate(("编号", "完成", "所属期", "备注")):
        sheet.write(1, column, text)
    for row, line in enumerate(answer.lines, 2):
        for column, value in enumerate((line.target, _cell(line), month_label(line, 1))):
            sheet.write(row, column, value)
        sheet.write(row, 3, line.reason)
    book.save(str(path))


def _sheet(title: str) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook opens on its worksheet")
    sheet.title = title
    return book, sheet


def _merged(sheet: Worksheet, cells: str, text: str) -> None:
    sheet[cells.split(":", maxsplit=1)[0]] = text
    sheet.merge_cells(cells)


def _put(sheet: Worksheet, place: str, line: Line) -> None:
    """The figure, or what stands there instead: a formula never computed, an error value."""
    if line.mark == "formula":
        sheet[place] = "=SUM(Z1:Z9)"
    elif line.mark == "error_cell":
        sheet[place] = "#DIV/0!"
    else:
        sheet[place] = _cell(line)


def _cell(line: Line) -> float | int | str | None:
    """A number in two rows of three; in the third it was typed as text."""
    figure = line.figure
    if figure is None or sum(map(ord, line.target)) % 3 == 0:
        return typed(line) if figure is not None else None
    try:
        number = float(figure)
    except ValueError:
        return figure
    return int(number) if number.is_integer() else number


def _shows_percent(line: Line) -> bool:
    """Not what a clerk forgot to turn into per cent: that stays as small as it came."""
    if line.unit != "%" or line.mark:
        return False
    try:
        return abs(Fraction(line.figure or "0")) > Fraction("1.5")
    except ValueError:
        return False


_WRITERS: dict[str, Callable[[Path, Department, Answer], None]] = {
    "merged": _write_merged,
    "totals": _write_totals,
    "plain": _write_plain,
    "xls": _write_xls,
}
_READINGS: dict[str, dict[str, Any]] = {
    "merged": {
        "sheet": "进度",
        "title_lines": 1,
        "header_lines": 2,
        "columns": {
            "target": "目标任务/编号",
            "name": "目标任务/名称",
            "figure": "完成情况/累计完成",
            "unit": "完成情况/计量单位",
            "period": "所属期",
            "reason_given": "滞后原因",
        },
    },
    "totals": {
        "title_lines": 2,
        "columns": {
            "target": "编号",
            "name": "名称",
            "figure": "累计完成",
            "unit": "单位",
            "period": "月份",
        },
        "skip": ["小计", "合计"],
    },
    "plain": {
        "columns": {
            "target": "目标编号",
            "name": "目标名称",
            "figure": "完成值",
            "period": "所属期",
        },
        "unit": "as_registered",
    },
    "xls": {
        "title_lines": 1,
        "columns": {
            "target": "编号",
            "figure": "完成",
            "period": "所属期",
            "reason_given": "备注",
        },
        "unit": "as_registered",
    },
}
