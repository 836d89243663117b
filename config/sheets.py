"""Sheets that people fill in and hand to a command: audit (审核表) and decision sheets (呈批件)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from config.csv_file import read_csv
from config.errors import OfficeError, OfficeErrors
from config.table import Columns, Line, cell, day, filled, labelled
from domain.words import DecisionVerdict, Measure

T = TypeVar("T")

AUDIT = Columns(("编号", "审核值", "依据"))
DECISION = Columns(("序号", "决定"), ("措施", "理由", "告知日期", "告知方式"))


def read_audit_sheet(file: Path) -> list[tuple[str, str, str]]:
    """Rows (target, audited value, evidence). Raises OfficeErrors with every bad cell."""
    return _read(file, AUDIT, _audited)


def read_decision_sheet(
    file: Path,
) -> list[tuple[int, DecisionVerdict, Measure | None, str, date | None, str]]:
    """Rows (proposal number, verdict, measure, reason, told on, told how). Raises OfficeErrors."""
    return _read(file, DECISION, _ruling)


def _read(file: Path, columns: Columns, read: Callable[[Line, list[OfficeError]], T]) -> list[T]:
    errors: list[OfficeError] = []
    lines = read_csv(file.parent, file.name, columns, errors)
    rows = [read(line, errors) for line in lines if filled(line, columns.required, errors)]
    if errors:
        raise OfficeErrors(errors)
    return rows


def _audited(line: Line, _: list[OfficeError]) -> tuple[str, str, str]:
    return line["编号"], line["审核值"], line["依据"]


def _ruling(
    line: Line, errors: list[OfficeError]
) -> tuple[int, DecisionVerdict, Measure | None, str, date | None, str]:
    return (
        cell(line, "序号", int, errors) or 0,
        cell(line, "决定", labelled(DecisionVerdict), errors) or DecisionVerdict.DECLINE,
        cell(line, "措施", labelled(Measure), errors),
        line["理由"],
        cell(line, "告知日期", day, errors),
        line["告知方式"],
    )
