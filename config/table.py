"""Tables of the office folder (CSV files and worksheets) as rows of named text cells."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from config.errors import OfficeError, Spot
from config.sentences import domain_sentence
from domain.words import Labelled

T = TypeVar("T")
L = TypeVar("L", bound=Labelled)

_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Columns:
    """The headers a table must have and those it may have, in any order; no others."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its place and its cells by header, stripped of white space round them."""

    file: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def error(self, column: str, sentence: str) -> OfficeError:
        """An error in one cell of this row."""
        return OfficeError(self.file, self.number, f"{column}：{sentence}")

    def spot(self, name: str) -> Spot:
        """Where this row stands; ``name`` says which part of it."""
        return Spot(self.file, self.number, name)


def table(
    file: str,
    records: Iterable[tuple[int, list[str]]],
    columns: Columns,
    errors: list[OfficeError],
) -> list[Line]:
    """Give numbered records their headers (the first record). A bad row is left out."""
    numbered = iter(records)
    number, headers = next(numbered, (1, []))
    headers = [header.strip() for header in headers]
    if refusals := _header_refusals(headers, columns):
        errors.extend(OfficeError(file, number, refusal) for refusal in refusals)
        return []
    lines = []
    for number, cells in numbered:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(headers):
            sentence = f"本行有{len(cells)}格，表头有{len(headers)}格"
            errors.append(OfficeError(file, number, sentence))
            continue
        named = dict(zip(headers, (cell.strip() for cell in cells), strict=True))
        lines.append(Line(file, number, named))
    return lines


def _header_refusals(headers: list[str], columns: Columns) -> list[str]:
    known = {*columns.required, *columns.optional}
    return [
        *(f"缺少“{name}”列" for name in columns.required if name not in headers),
        *(f"不认识的列“{name}”" for name in headers if name not in known),
        *(f"“{name}”列重复" for name in known if headers.count(name) > 1),
    ]


def filled(line: Line, names: Collection[str], errors: list[OfficeError]) -> bool:
    """Whether all the named cells are filled; reports each that is not."""
    empty = [name for name in names if not line[name]]
    errors.extend(line.error(name, "未填写") for name in empty)
    return not empty


def cell(line: Line, column: str, read: Callable[[str], T], errors: list[OfficeError]) -> T | None:
    """The cell read by ``read``; None if it is empty or (with an error) cannot be read."""
    if not line[column]:
        return None
    try:
        return read(line[column])
    except ValueError as error:
        errors.append(line.error(column, domain_sentence(str(error))))
        return None


def labelled(words: type[L]) -> Callable[[str], L]:
    """A reader of the Chinese labels of ``words``."""
    by_label = {word.label: word for word in words}

    def read(text: str) -> L:
        if text not in by_label:
            raise ValueError(f"“{text}”不在允许的取值之内：{'、'.join(by_label)}")
        return by_label[text]

    return read


def day(text: str) -> date:
    """A date, year first. Raises ValueError."""
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise ValueError(f"“{text}”不是日期，请写成 2014-03-01 的样子")
