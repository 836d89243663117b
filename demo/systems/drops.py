"""CSV drops: GBK, BOM, tabs and UTF-16, each as some department's old program exports it."""

import csv
import io
from pathlib import Path
from typing import Any

from demo.city import YEAR, Department
from demo.shown import Answer, Line
from demo.systems.tables import month_label, typed

_ENCODINGS = {"gbk": "gbk", "bom": "utf-8-sig", "tabs": "gb18030", "utf16": "utf-16"}
_DELIMITERS = {"gbk": ",", "bom": ",", "tabs": "\t", "utf16": ";"}
_HEADS = {
    "gbk": ("编号", "名称", "累计完成", "单位", "所属月份", "备注"),
    "bom": ("目标编号", "目标名称", "完成情况", "说明"),
    "tabs": ("编号", "完成", "计量单位", "月份"),
    "utf16": ("指标", "值", "计量单位", "填报单位", "期别"),
}
_COLUMNS: dict[str, dict[str, str]] = {
    "gbk": {
        "target": "编号",
        "name": "名称",
        "figure": "累计完成",
        "unit": "单位",
        "period": "所属月份",
        "reason_given": "备注",
    },
    "bom": {"target": "目标编号", "name": "目标名称", "figure": "完成情况", "reason_given": "说明"},
    "tabs": {"target": "编号", "figure": "完成", "unit": "计量单位", "period": "月份"},
    "utf16": {
        "target": "指标",
        "figure": "值",
        "unit": "计量单位",
        "department": "填报单位",
        "period": "期别",
    },
}


class Drops:
    """Folders into which departments drop a CSV file each month."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def settings(self, department: Department) -> tuple[dict[str, Any], dict[str, Any]]:
        """The address and the reading of a department's drop."""
        folder = self._folder / department.code
        folder.mkdir(parents=True, exist_ok=True)
        make = department.make
        reading: dict[str, Any] = {
            "file": "jd{year}{month}.csv",
            "encoding": _ENCODINGS[make],
            "delimiter": _DELIMITERS[make],
            "columns": _COLUMNS[make],
        }
        if not department.has_unit_column:
            reading["unit"] = "as_registered"
        return {"folder": str(folder)}, reading

    def publish(self, department: Department, month: int, answer: Answer) -> None:
        """Drop the file of the month; a silent or late department drops none."""
        if answer.fault in ("silent", "late"):
            return
        path = self._folder / department.code / f"jd{YEAR}{month:02d}.csv"
        encoding = "utf-8" if answer.fault == "mojibake" else _ENCODINGS[department.make]
        path.write_bytes(_text(department.make, answer.lines).encode(encoding))

    def close(self) -> None:
        """Files need no closing."""


def _text(make: str, lines: tuple[Line, ...]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=_DELIMITERS[make], lineterminator="\r\n")
    writer.writerow(_HEADS[make])
    writer.writerows(_row(make, line) for line in lines)
    return written.getvalue()


def _row(make: str, line: Line) -> tuple[str, ...]:
    if make == "gbk":
        return (
            line.target,
            line.name,
            typed(line),
            line.unit,
            month_label(line, 1),
            line.reason,
        )
    if make == "bom":
        return (line.target, line.name, typed(line), line.reason)
    if make == "tabs":
        return (line.target, typed(line), line.unit, month_label(line, 2))
    return (line.target, typed(line), line.unit, line.department, month_label(line, 0))
