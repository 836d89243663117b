"""From a source's own columns to rows: the declared column map, drift, and what a cell may hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from connectors.sources.answers import Asked, Parsed
from connectors.sources.naming import (
    Codes,
    Names,
    Naming,
    each_name_once,
    is_like,
    naming,
    unit_in_name,
)
from connectors.sources.placeholders import Template, fill
from connectors.sources.refusals import (
    CELL,
    CHARACTERS,
    COLUMNS_DRIFTED,
    SIZE,
    STRUCK,
    TARGET_MISSING,
    UNKNOWN_TARGET,
    Refusal,
    RefusedError,
    is_broken,
    refuse,
)
from domain.fields import Strict
from domain.figures import split_unit
from domain.records import Place, Row
from domain.units import IN_FIGURE, IN_NAME, parse_equation
from domain.words import Severity

_BROKEN_TEXT = "内容含有乱码或不可见的控制字符，请在源头改正后重新报送"
_NO_TARGET = "这一行没有填目标编号，无法对应到目标任务，请补填编号；合计行、说明行请联系效能办登记"
_NARRATIVE = ("reason_given", "correction", "name")
"""Prose is pasted from anywhere: a stray mark in it says nothing against the figure beside it."""

GUARDS = ("target", "figure", "unit", "period", "department", "section")
"""Without one of these that was declared no row is read: a guard that vanished guards nothing."""


TARGET = "〔目标编号〕"
"""What the target's column is called where ``targets`` names the targets."""


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
    section: str | None = None
    """What a target's name is told apart by where it stands in several sections."""

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
    """One unit for all rows, or one of UNIT_WORDS, where no column gives it."""
    units: tuple[str, ...] = ()
    """Units in an exact relation to the register's: 10000元=1万元."""
    codes: Annotated[Codes, AfterValidator(each_name_once)] = Field(default_factory=dict)
    """Our code → what the target's column calls it; a row called otherwise is a stranger."""
    targets: dict[str, Template] = Field(default_factory=dict)
    """Our code → the column of its figure, where one row holds several targets."""
    only: dict[str, Names] = Field(default_factory=dict)
    """Column → what stands there in our rows, one or several; others are passed over."""
    ignore: tuple[str, ...] = ()
    """Names in the source that are known and not read; ``*`` is any text."""
    decimals: int | None = Field(default=None, ge=0, le=4)

    @model_validator(mode="before")
    @classmethod
    def _columns_of_targets(cls, settings: Any) -> Any:
        """With ``targets`` neither target nor figure is a column of its own."""
        targets = settings.get("targets") if isinstance(settings, dict) else None
        if not isinstance(targets, dict) or not targets:
            return settings
        columns = settings.get("columns") or {}
        if not isinstance(columns, dict) or {"target", "figure"} & columns.keys():
            raise ValueError("填了targets，columns中就不再填target与figure")
        if settings.get("codes"):
            raise ValueError("targets已写明我方编号，不再填codes")
        figure = str(next(iter(targets.values())))
        return {**settings, "columns": columns | {"target": TARGET, "figure": figure}}

    @field_validator("units")
    @classmethod
    def _equations(cls, units: tuple[str, ...]) -> tuple[str, ...]:
        pairs = [{one.unit, one.other} for one in map(parse_equation, units)]
        if twice := next((pair for pair in pairs if pairs.count(pair) > 1), None):
            raise ValueError(f"{'与'.join(sorted(twice))}的换算写了两次，只能写一次")
        return units

    @model_validator(mode="after")
    def _sections_have_codes(self) -> Self:
        if self.columns.section and not self.codes:
            raise ValueError("填写columns.section须同时填写codes，写明“分段/名称”对应的编号")
        return self

    @model_validator(mode="after")
    def _one_unit(self) -> "ColumnReading":
        if self.unit and self.columns.unit:
            raise ValueError("计量单位列与统一计量单位只能填一个")
        return self

    def filled(self, asked: Asked) -> Self:
        """With the placeholders in the names of columns filled: ``figure: "{month}月"``."""
        theirs = {ours: fill(name, asked) for ours, name in self.columns.declared.items()}
        return self.model_copy(
            update={
                "columns": self.columns.model_copy(update=theirs),
                "only": {
                    fill(name, asked): tuple(fill(value, asked) for value in wanted)
                    for name, wanted in self.only.items()
                },
                "targets": {target: fill(name, asked) for target, name in self.targets.items()},
                "ignore": tuple(fill(name, asked) for name in self.ignore),
            }
        )


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


def called(cells: Mapping[str, Cell], columns: Columns) -> str:
    """What a row's target is called, below the section it stands in; empty if it has no name."""
    target = (cells.get(columns.target, EMPTY).text or "").strip()
    held = cells.get(columns.section, EMPTY) if columns.section else EMPTY
    section = (held.text or "").strip()
    return f"{section}/{target}" if section and target else target


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
    known = naming(reading.codes, asked)
    rows = []
    for record in records:
        refusals = list(_refusals(record, reading.columns, known))
        found += refusals
        if not refusals and not _is_blank(record, reading.columns):
            rows.append(_row(record, reading, asked, known))
    findings = tuple(refusal.finding(asked) for refusal in found)
    return Parsed(tuple(rows), findings, tuple(seen))


def _drift(names: list[str], reading: ColumnReading) -> Refusal | None:
    """The difference between the declared names and ``names``; raised if a guard is gone."""
    declared = reading.columns.declared
    gone = [theirs for theirs in declared.values() if theirs not in names]
    exact = {*declared.values(), *(name for name in reading.ignore if "*" not in name)}
    patterns = [name for name in reading.ignore if "*" in name]
    unknown = (name for name in names if not _is_known(name, exact))
    new = [name for name in unknown if not any(is_like(name, one) for one in patterns)]
    if not gone and not new:
        return None
    sentence = (
        "数据列与约定不一致："
        + (f"缺少{_quoted(gone)}；" if gone else "")
        + (f"新出现{_quoted(new)}；" if new else "")
        + "请改回约定的列名，或联系效能办更新列对照"
    )
    refusal = Refusal(COLUMNS_DRIFTED, sentence, Severity.NOTE)
    if any(declared[ours] in gone for ours in GUARDS if ours in declared):
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
    own = columns.model_copy(update={"section": None}).declared.values()
    cells = (record.cells.get(theirs, EMPTY) for theirs in own)
    return all(cell.text is None and cell.refused is None for cell in cells)


def _refusals(record: Record, columns: Columns, known: Naming) -> Iterator[Refusal]:
    """Why this record gives no row; nothing if it does, or if it is blank."""
    target = record.cells.get(columns.target, EMPTY)
    name = "" if target.refused else called(record.cells, columns)
    code = known.code(name) if name and not is_broken(name) else None
    for ours, theirs in columns.declared.items():
        cell = record.cells.get(theirs, EMPTY)
        if reason := _cell_refusal(ours, cell):
            yield _refusal(record, reason, theirs, cell, code or _printable(name))
    figure = record.cells.get(columns.figure, EMPTY)
    if _is_blank(record, columns):
        return
    if target == EMPTY:
        yield _refusal(record, (TARGET_MISSING, _NO_TARGET), columns.target, figure, None)
    elif code is None and _printable(name):
        sentence = f"“{name[:40]}”不在约定的目标对照之内，请核对名称，或联系效能办登记"
        yield _refusal(record, (UNKNOWN_TARGET, sentence), columns.target, figure, name)


def _printable(name: str) -> str | None:
    return None if is_broken(name) else name or None


def _refusal(
    record: Record, reason: tuple[str, str], column: str, cell: Cell, target: str | None
) -> Refusal:
    rule, sentence = reason
    return Refusal(
        rule,
        sentence,
        place=replace(record.place, column=column),
        target=target,
        raw_value=cell.text or "",
        raw_hash=record.raw_hash,
    )


def _cell_refusal(ours: str, cell: Cell) -> tuple[str, str] | None:
    if cell.refused and not (ours in _NARRATIVE and cell.refused[0] == STRUCK):
        return cell.refused
    if ours not in _NARRATIVE and is_broken(cell.text or ""):
        return CHARACTERS, _BROKEN_TEXT
    if cell.kind == "date" and ours in ("target", "figure", "unit", "department"):
        return CELL, f"此处应填文字或数字，实际是日期（{cell.text}），请改正单元格格式后重新填报"
    if cell.kind == "number" and ours == "period" and "." in (cell.text or ""):
        return CELL, "期别写成了小数，10月与1月无法区分，请改为文本（如2014-06）"
    return None


def _row(record: Record, reading: ColumnReading, asked: Asked, known: Naming) -> Row:
    texts = {
        ours: record.cells.get(theirs, EMPTY).text
        for ours, theirs in reading.columns.declared.items()
    }
    figure = record.cells.get(reading.columns.figure, EMPTY)
    return Row(
        department=asked.department,
        target=known.code(called(record.cells, reading.columns)) or "",
        figure=figure.text,
        place=replace(record.place, column=reading.columns.figure),
        raw_hash=record.raw_hash,
        stated_department=_stripped(texts.get("department", record.stated_department)),
        stated_period=_stripped(texts.get("period", record.stated_period)),
        unit=_stripped(_unit(texts, reading)),
        reason_given=_storable(texts.get("reason_given") or "").strip(),
        correction=_storable(texts.get("correction") or "").strip(),
        name=_storable(texts.get("name") or "").strip() or None,
        decimals=reading.decimals,
        percent_format=figure.is_percent,
        unit_equations=tuple(map(parse_equation, reading.units)),
    )


def _unit(texts: Mapping[str, str | None], reading: ColumnReading) -> str | None:
    """The unit as the source states it, for one row."""
    if reading.columns.unit:
        return texts["unit"]
    if reading.unit == IN_FIGURE:
        return split_unit(texts["figure"] or "")[1] or None
    if reading.unit == IN_NAME:
        called = reading.columns.figure if reading.targets else texts.get("name")
        return unit_in_name(called or texts["target"] or "")
    return reading.unit


def _stripped(text: str | None) -> str | None:
    return text.strip() if text is not None else None


def _storable(prose: str) -> str:
    """Half of a cut emoji cannot be written down; everything else stays as it was typed."""
    return prose.encode(errors="replace").decode()
