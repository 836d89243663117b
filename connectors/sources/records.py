"""From documents to records: which lines are rows, which are ours, and what stands in a row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

from pydantic import Field, model_validator

from connectors.sources import said
from connectors.sources.answers import Asked
from connectors.sources.columnar import columnar_lines
from connectors.sources.columns import (
    GUARDS,
    TARGET,
    Cell,
    ColumnReading,
    Record,
    check_size,
    plain_cell,
)
from connectors.sources.decoding import Encoding
from connectors.sources.documents import CSV_LINES, CSV_NAMES, Format
from connectors.sources.json_text import Json, Lexeme, leaves, step_down
from connectors.sources.lines import ASKED, KEY, OUTER, VALUE, Line, as_record, lines_at, texts_at
from connectors.sources.moments import PeriodWritten, dated
from connectors.sources.owners import is_ours
from connectors.sources.packed import Steps
from connectors.sources.pivot import Pivot
from connectors.sources.placeholders import Template, fill
from connectors.sources.refusals import (
    CELL,
    COLUMN_COUNT,
    COLUMNS_DRIFTED,
    RECORDS_MISSING,
    TOTAL,
    Refusal,
    RefusedError,
    refuse,
)
from connectors.sources.verdict import Verdict
from connectors.sources.xml_text import Node
from domain.records import Place

_PLACE = "数据接口"
_RANGE = re.compile(r"(?:\w+ )?(?:[0-9]+-[0-9]+|\*)/([0-9]+)", re.ASCII)


class RecordReading(ColumnReading):
    """How the bodies are read. Paths are dotted; ``columns`` are paths inside a record."""

    format: Format = "json"
    encoding: Encoding = "utf-8"
    """``html``: the rows of the one table whose head holds the declared names."""
    delimiter: str = Field(default=",", pattern=r"""^[^"\r\n]$""")
    parsed: dict[str, Steps] = Field(default_factory=dict)
    """Dotted path of a text → the document that it holds, which then stands in its place."""
    records: Template = ""
    children: str = ""
    """The name under which a record holds records of its own, to any depth."""
    layout: Literal["rows", "columns"] = "rows"
    """``columns``: what stands at ``records`` is one list for each column."""
    pivot: Pivot | None = None
    header: str | tuple[str, ...] | None = None
    """Names of the values of rows that are arrays: a path to their list, or the list."""
    stated_period: str | None = None
    period_written: PeriodWritten = "text"
    stated_department: str | None = None
    total: str | None = None
    verdict: Verdict | None = None

    @model_validator(mode="after")
    def _stated_once(self) -> "RecordReading":
        if self.stated_period and self.columns.period:
            raise ValueError("期别在stated_period与columns.period中只能填一处")
        if self.stated_department and self.columns.department:
            raise ValueError("单位在stated_department与columns.department中只能填一处")
        nested = (
            self.records,
            self.children,
            self.stated_period,
            self.stated_department,
            self.verdict,
        )
        if self.is_table and (any(nested) or self.total_in_body or _is_path(self.header)):
            raise ValueError(
                "CSV与网页只有表格，records、verdict、stated_…与正文中的total都无处可取"
            )
        if self.format == "text" and "" not in self.parsed:
            raise ValueError('format为text时，须在parsed中写明正文是什么，如{"": [base64, json]}')
        if self.format == "html" and self.header:
            raise ValueError("网页中的表格按表头辨认，不能填header")
        if self.layout == "columns" and (
            self.header or self.targets or self.children or self.is_table
        ):
            sentence = "layout为columns时，不再填header、targets与children，format也不能是csv、html"
            raise ValueError(sentence)
        if self.period_written != "text" and not (self.columns.period or self.stated_period):
            raise ValueError("填写period_written须同时填写columns.period或stated_period")
        return self

    @property
    def is_table(self) -> bool:
        """Whether an answer is one table, a head and lines of text."""
        return self.format in ("csv", "html")

    @property
    def named(self) -> list[str]:
        """The names that the head of a table must hold."""
        theirs = self.columns.declared
        needed = [name for ours, name in theirs.items() if ours in GUARDS and name != TARGET]
        return list(dict.fromkeys([*needed, *self.targets.values(), *self.only]))

    @property
    def holds_one(self) -> bool:
        """Whether one record may stand there without a list round it."""
        return bool(self.targets) or ASKED in self.columns.declared.values()

    @property
    def total_in_body(self) -> str | None:
        """The path of the total, unless it stands in a header."""
        return None if self.total and said.in_header(self.total) else self.total

    def filled(self, asked: Asked) -> Self:
        """With the placeholders in the names of columns filled: ``figure: "{month}月"``."""
        named = super().filled(asked)
        return named.model_copy(update={"records": fill(self.records, asked)})


def _is_path(header: str | tuple[str, ...] | None) -> bool:
    return isinstance(header, str)


def lines_of(reading: RecordReading, document: Json) -> list[Line]:
    """The lines of a page. Raises RefusedError if they are not where they should be."""
    if document is None:
        return []
    if reading.layout == "columns":
        table = _found(document, reading.records)
        return columnar_lines(table, reading.columns.declared.values())
    if not reading.is_table:
        single = _found(document, reading.records) if reading.holds_one else None
        return [Line(single)] if isinstance(single, dict) else _listed(reading, document)
    lines = lines_at(document, CSV_LINES)
    return lines if reading.header is None else [Line(_first(document)), *lines]


def _listed(reading: RecordReading, document: Json) -> list[Line]:
    """The list at ``records``; nothing in its place is an empty one where the total says 0."""
    try:
        lines = lines_at(document, reading.records, reading.children)
        return lines[1:] if reading.header == f"{reading.records}.0".lstrip(".") else lines
    except RefusedError:
        path = reading.total_in_body
        if path and said.at(path, document, {}) == "0" and _is_null(document, reading.records):
            return []
        raise


def _is_null(document: Json, path: str) -> bool:
    try:
        return step_down(document, path) is None
    except LookupError:
        return False


def _found(document: Json, path: str) -> Json:
    try:
        return step_down(document, path)
    except LookupError:
        return None


def _first(document: Json) -> Json:
    """The first line of a CSV answer, which is no head where the settings give the names."""
    return document[CSV_NAMES] if isinstance(document, dict) else None


def total_of(reading: RecordReading, document: Json, headers: Mapping[str, str]) -> str | None:
    """How many records there are, as far as the answer says so."""
    if reading.total is None:
        return None
    if said.in_header(reading.total):
        return _counted(said.at(reading.total, None, headers))
    return None if document is None else said.stated(document, reading.total, TOTAL)


def _counted(total: str | None) -> str | None:
    """The number itself; in Content-Range (``0-24/319``) it stands after the slash."""
    found = _RANGE.fullmatch(total or "")
    return found[1] if found else total


@dataclass(frozen=True, slots=True)
class PageRecords:
    """The records of one page that are ours, and its lines that cannot be read."""

    records: Sequence[Record]
    broken: Sequence[Refusal] = ()


def page_records(
    reading: RecordReading, document: Json, page: int, raw_hash: str, each: str | None = None
) -> PageRecords:
    """What a page holds. Raises RefusedError if it is not what was agreed.

    ``each`` is what the page was asked for. A line of CSV with more or fewer values than the
    head is refused by itself, unless all are.
    """
    lines = lines_of(reading, document)
    check_size(len(lines))
    names = _names(reading, document) if lines else None
    period, department = (
        said.stated(document, path, COLUMNS_DRIFTED) if path and lines else None
        for path in (reading.stated_period, reading.stated_department)
    )
    if period is not None:
        period = _stated_day(period, reading)
    asked: dict[str, Json] = {} if each is None else {ASKED: each}
    records, broken = [], []
    for item, line in enumerate(lines, 1):
        place = Place(_PLACE, page=page, item=item)
        try:
            cells = _cells(_record(line.value, names, place, reading), reading, line.around | asked)
        except RefusedError as error:
            if not reading.is_table or error.refusal.rule != COLUMN_COUNT or len(lines) == 1:
                raise
            broken.append(replace(error.refusal, raw_value=_joined(line), raw_hash=raw_hash))
            continue
        if is_ours(cells, reading.only):
            records.append(Record(cells, place, raw_hash, period, department))
    if broken and len(broken) == len(lines):
        raise RefusedError(broken[0])
    return PageRecords(records, broken)


def _record(
    value: Json, names: Sequence[str] | None, place: Place, reading: RecordReading
) -> dict[str, Json]:
    record = as_record(value, names, place)
    wanted = VALUE in reading.columns.declared.values()
    if (VALUE in record) != wanted or isinstance(record.get(VALUE), list):
        raise refuse(RECORDS_MISSING, "数据列表中有一条不是记录，请核对接口返回内容", place)
    return record


def _joined(line: Line) -> str:
    return ",".join(map(str, line.value)) if isinstance(line.value, list) else ""


def _stated_day(period: str, reading: RecordReading) -> str:
    cell = dated(Cell(period), reading.period_written)
    if cell.refused:
        raise refuse(*cell.refused)
    return cell.text or ""


def _names(reading: RecordReading, document: Json) -> Sequence[str] | None:
    header = CSV_NAMES if reading.is_table and not reading.header else reading.header
    names = texts_at(document, header) if isinstance(header, str) else header
    if names and (twice := next((name for name in names if list(names).count(name) > 1), None)):
        raise refuse(COLUMNS_DRIFTED, f"列名中“{twice[:40]}”出现两次，无法确定读哪一列，请改正")
    return names


def _cells(
    line: dict[str, Json], reading: RecordReading, around: Mapping[str, Json]
) -> dict[str, Cell]:
    """Cells by dotted path; nested content where a value was agreed is no empty cell."""
    values = leaves(line)
    declared = {*reading.columns.declared.values(), *reading.targets.values(), *reading.only}
    lists = [path for path, value in values.items() if isinstance(value, list)]
    entered = [path for path in lists if any(name.startswith(f"{path}.") for name in declared)]
    for path in entered:
        del values[path]
    for name in declared:
        if any(path.startswith(f"{name}.") for path in values):
            values.setdefault(name, {})
        if any(name.startswith(f"{path}.") for path in entered):
            values |= _inside_list(line, name)
        if name in around and name.startswith((OUTER, KEY, ASKED)):
            values[name] = around[name]
    cells = {path: _cell(value) for path, value in values.items()}
    if (name := reading.columns.period or "") in cells:
        cells[name] = dated(cells[name], reading.period_written)
    return cells


def _inside_list(line: Json, name: str) -> dict[str, Json]:
    """What stands at ``name``, whose path leads into a list: nothing where the list is short."""
    try:
        return {name: step_down(line, name)}
    except LookupError:
        return {}


def _cell(value: Json) -> Cell:
    if value is None or isinstance(value, Lexeme):
        return Cell(None if value is None else str(value), "number" if value else "text")
    if isinstance(value, str):
        return plain_cell(value)
    if isinstance(value, Node) and not value:
        return Cell(None)
    return Cell(
        None,
        refused=(CELL, "此处应填文字或数字，实际是逻辑值或嵌套内容，请核对接口返回内容"),
    )
