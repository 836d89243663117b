"""From a source's own columns to rows: the declared column map, drift, and what a cell may hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import Field, model_validator

from connectors.sources.answers import Asked, Parsed
from connectors.sources.refusals import (
    CELL,
    CHARACTERS,
    COLUMNS_DRIFTED,
    SIZE,
    TARGET_MISSING,
    Refusal,
    RefusedError,
    is_broken,
    refuse,
)
from domain.fields import Strict
from domain.records import Place, Row
from domain.words import Severity

_BROKEN_TEXT = "内容含有乱码或不可见的控制字符，请在源头改正后重新报送"
_NARRATIVE = ("reason_given", "correction", "name")
"""Prose is pasted from anywhere: a stray mark in it says nothing against the figure beside it."""

_GUARDS = ("target", "figure", "unit", "period", "department")
"""Without one of these that was declared no row is read: a guard that vanished guards nothing."""


class Columns(Strict):
    """What each of our columns is called in the source."""

    target: str = Field(min_length=1)
    figure: str = Field(min_length=1)
    unit: str | None = None
    period: str | None = None
    department: str | None = None
    reason_given: str | None = None
    correction: str | None = None
    name: str | None = None

    @property
    def declared(self) -> dict[str, str]:
        """Our name → the source's name, where there is one."""
        return {ours: theirs for ours, theirs in self if theirs is not None}

    @model_validator(mode="after")
    def _each_name_once(self) -> "Columns":
        names = list(self.declared.values())
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"“{twice[0]}”对应了两个项目，每列只能对应一项")
        return self


class ColumnReading(Strict):
    """What every dialect's ``reading`` says."""

    columns: Columns
    unit: str | None = Field(default=None, min_length=1)
    """One unit for all rows, or ``as_registered``, where no column gives it."""
    ignore: tuple[str, ...] = ()
    """Names in the source that are known and not read."""
    decimals: int | None = Field(default=None, ge=0, le=4)

    @model_validator(mode="after")
    def _one_unit(self) -> "ColumnReading":
        if self.unit and self.columns.unit:
            raise ValueError("计量单位列与统一计量单位只能填一个")
        return self


ROW_CAP = 20_000
COLUMN_CAP = 500
CELL_CAP = 1_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a source as text; None when empty. ``refused`` holds (rule, sentence)."""

    text: str | None
    kind: Literal["text", "number", "date"] = "text"
    is_percent: bool | None = None
    refused: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a source under the source's own column names."""

    cells: Mapping[str, Cell]
    place: Place
    raw_hash: str
    stated_period: str | None = None
    stated_department: str | None = None


EMPTY = Cell(None)


def plain_cell(text: str | None) -> Cell:
    """A cell of text; blank is empty."""
    return Cell(text) if text and not text.isspace() else EMPTY


def check_size(rows: int, columns: int = 1) -> None:
    """Raise RefusedError for more than any report of a department can hold."""
    if rows > ROW_CAP or columns > COLUMN_CAP or rows * columns > CELL_CAP:
        caps = f"{ROW_CAP}行、{COLUMN_CAP}列、{CELL_CAP}格"
        sentence = f"数据有{rows}行{columns}列，超出上限（{caps}），请删去多余的行列后重新报送"
        raise refuse(SIZE, sentence)


def parse_records(
    records: Sequence[Record],
    names: Iterable[str],
    reading: ColumnReading,
    asked: Asked,
    notes: Sequence[Refusal] = (),
) -> Parsed:
    """Rows and findings of ``records``, whose columns are ``names``.

    Raises RefusedError if a column is gone without which no row can be trusted.
    """
    seen = list(dict.fromkeys(names))
    drift = _drift(seen, reading) if seen else None
    found = [*notes, *([drift] if drift else [])]
    rows = []
    for record in records:
        refusals = list(_refusals(record, reading.columns))
        found += refusals
        if not refusals and not _is_blank(record, reading.columns):
            rows.append(_row(record, reading, asked))
    findings = tuple(refusal.finding(asked) for refusal in found)
    return Parsed(tuple(rows), findings, tuple(seen))


def _drift(names: list[str], reading: ColumnReading) -> Refusal | None:
    """The difference between the declared names and ``names``; raised if a guard is gone."""
    declared = reading.columns.declared
    gone = [theirs for theirs in declared.values() if theirs not in names]
    known = {*declared.values(), *reading.ignore}
    new = [name for name in names if not _is_known(name, known)]
    if not gone and not new:
        return None
    sentence = (
        "数据列与约定不一致："
        + (f"缺少{_quoted(gone)}；" if gone else "")
        + (f"新出现{_quoted(new)}；" if new else "")
        + "请改回约定的列名，或联系效能办更新列对照"
    )
    refusal = Refusal(COLUMNS_DRIFTED, sentence, Severity.NOTE)
    if any(declared[ours] in gone for ours in _GUARDS if ours in declared):
        raise RefusedError(replace(refusal, severity=Severity.REJECT), tuple(names))
    return refusal


def _is_known(name: str, known: set[str]) -> bool:
    """Known by itself, or as part of a nested value that is known (``meta`` covers ``meta.id``)."""
    parts = name.split(".")
    return any(".".join(parts[: n + 1]) in known for n in range(len(parts)))


def _quoted(names: Sequence[str]) -> str:
    shown = "、".join(f"“{name[:40]}”" for name in names[:10])
    return f"{shown}等{len(names)}列" if len(names) > 10 else shown


def _is_blank(record: Record, columns: Columns) -> bool:
    cells = (record.cells.get(theirs, EMPTY) for theirs in columns.declared.values())
    return all(cell.text is None and cell.refused is None for cell in cells)


def _refusals(record: Record, columns: Columns) -> Iterator[Refusal]:
    """Why this record gives no row; nothing if it does, or if it is blank."""
    target = record.cells.get(columns.target, EMPTY)
    for ours, theirs in columns.declared.items():
        cell = record.cells.get(theirs, EMPTY)
        if reason := _cell_refusal(ours, cell):
            rule, sentence = reason
            yield Refusal(
                rule,
                sentence,
                place=replace(record.place, column=theirs),
                target=None if target.refused or is_broken(target.text or "") else target.text,
                raw_value=cell.text or "",
                raw_hash=record.raw_hash,
            )
    if target == EMPTY and not _is_blank(record, columns):
        yield Refusal(
            TARGET_MISSING,
            "这一行没有填目标编号，无法对应到目标任务，请补填编号；合计行、说明行请联系效能办登记",
            place=replace(record.place, column=columns.target),
            raw_value=record.cells.get(columns.figure, EMPTY).text or "",
            raw_hash=record.raw_hash,
        )


def _cell_refusal(ours: str, cell: Cell) -> tuple[str, str] | None:
    if cell.refused:
        return cell.refused
    if ours not in _NARRATIVE and is_broken(cell.text or ""):
        return CHARACTERS, _BROKEN_TEXT
    if cell.kind == "date" and ours in ("target", "figure", "unit", "department"):
        return CELL, f"此处应填文字或数字，实际是日期（{cell.text}），请改正单元格格式后重新填报"
    if cell.kind == "number" and ours == "period" and "." in (cell.text or ""):
        return CELL, "期别写成了小数，10月与1月无法区分，请改为文本（如2014-06）"
    return None


def _row(record: Record, reading: ColumnReading, asked: Asked) -> Row:
    texts = {
        ours: record.cells.get(theirs, EMPTY).text
        for ours, theirs in reading.columns.declared.items()
    }
    figure = record.cells.get(reading.columns.figure, EMPTY)
    return Row(
        department=asked.department,
        target=(texts["target"] or "").strip(),
        figure=figure.text,
        place=replace(record.place, column=reading.columns.figure),
        raw_hash=record.raw_hash,
        stated_department=_stripped(texts.get("department", record.stated_department)),
        stated_period=_stripped(texts.get("period", record.stated_period)),
        unit=_stripped(texts.get("unit", reading.unit)),
        reason_given=_storable(texts.get("reason_given") or "").strip(),
        correction=_storable(texts.get("correction") or "").strip(),
        name=_storable(texts.get("name") or "").strip() or None,
        decimals=reading.decimals,
        percent_format=figure.is_percent,
    )


def _stripped(text: str | None) -> str | None:
    return text.strip() if text is not None else None


def _storable(prose: str) -> str:
    """Half of a cut emoji cannot be written down; everything else stays as it was typed."""
    return prose.encode(errors="replace").decode()
