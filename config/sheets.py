"""Sheets that people fill in and hand to a command: audit (审核表) and decision sheets (呈批件)."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from config.csv_file import read_csv
from config.errors import OfficeError, OfficeErrors
from config.table import Columns, Line, cell, day, filled, labelled
from config.text_file import AS_SAVED_BY_OFFICES
from domain.words import DecisionVerdict, Measure

T = TypeVar("T")

AUDIT = Columns(("编号", "审核值", "依据"))
DECISION = Columns(("序号", "决定"), ("措施", "理由", "告知日期", "告知方式"))
_NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)


def read_audit_sheet(file: Path) -> list[tuple[str, str, str]]:
    """Rows (target, audited value, evidence). Raises OfficeErrors with every bad cell.

    What a value means depends on the target's kind: whoever records it reads it.
    """
    return _read(file, AUDIT, _audited)


def read_decision_sheet(
    file: Path,
) -> list[tuple[int, DecisionVerdict, Measure | None, str, date | None, str]]:
    """Rows (proposal number, verdict, measure, reason, told on, told how). Raises OfficeErrors."""
    return _read(file, DECISION, _ruling)


def _read(file: Path, columns: Columns, read: Callable[[Line, list[OfficeError]], T]) -> list[T]:
    """All rows, or every error of the file at once; a sheet without rows is an error too."""
    errors: list[OfficeError] = []
    lines = read_csv(file.parent, file.name, columns, errors, AS_SAVED_BY_OFFICES)
    if not lines and not errors:
        errors.append(OfficeError(file.name, 1, "表中没有任何一行"))
    errors += _repeated(lines, columns.required[0])
    rows = [read(line, errors) for line in lines if filled(line, columns.required, errors)]
    if errors:
        raise OfficeErrors(errors)
    return rows


def _repeated(lines: Sequence[Line], column: str) -> Iterator[OfficeError]:
    """Two rows on one subject could contradict each other: which of them holds, nobody knows."""
    first: dict[str, int] = {}
    for line in lines:
        if line[column] and line[column] in first:
            yield line.error(column, f"{line[column]}重复，首次出现在第{first[line[column]]}行")
        first.setdefault(line[column], line.number)


def _audited(line: Line, _: list[OfficeError]) -> tuple[str, str, str]:
    return line["编号"], line["审核值"], line["依据"]


def _ruling(
    line: Line, errors: list[OfficeError]
) -> tuple[int, DecisionVerdict, Measure | None, str, date | None, str]:
    number = cell(line, "序号", _proposal_number, errors)
    verdict = cell(line, "决定", labelled(DecisionVerdict), errors)
    measure = cell(line, "措施", labelled(Measure), errors)
    told_on = cell(line, "告知日期", day, errors)
    errors.extend(_contradictions(line, verdict))
    # A row with an error is never used: the whole sheet is refused.
    ruled = verdict or DecisionVerdict.DECLINE
    return number or 0, ruled, measure, line["理由"], told_on, line["告知方式"]


def _proposal_number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"“{text}”不是呈批件上的序号")
    return int(text)


def _contradictions(line: Line, verdict: DecisionVerdict | None) -> Iterator[OfficeError]:
    if verdict is DecisionVerdict.AMEND and not line["措施"]:
        yield line.error("措施", "决定为变更的，须写明改用的措施")
    if verdict in {DecisionVerdict.CONFIRM, DecisionVerdict.DECLINE} and line["措施"]:
        yield line.error("措施", "只在决定为变更时填写")
    if verdict is DecisionVerdict.DECLINE and not line["理由"]:
        yield line.error("理由", "决定为不同意的，须写明理由")
    if verdict is DecisionVerdict.DECLINE and line["告知日期"]:
        yield line.error("告知日期", "决定为不同意的不填")
    if bool(line["告知日期"]) != bool(line["告知方式"]):
        empty = "告知方式" if line["告知日期"] else "告知日期"
        yield line.error(empty, "告知日期和告知方式须同时填写")
