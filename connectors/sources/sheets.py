"""A sheet of a workbook as cells, whatever its file format, and which sheet is meant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from connectors.sources.columns import Cell, plain_cell
from connectors.sources.grid import Merged
from connectors.sources.naming import is_like
from connectors.sources.refusals import CELL, SHEET, refuse
from connectors.sources.returned import SHEET as RETURNED
from domain.spelling import same_text


@dataclass(frozen=True, slots=True)
class Sheet:
    """Cells by line from the first row on. Hidden rows are counted from 1, columns are letters."""

    name: str
    lines: list[list[Cell]]
    merged: Sequence[Merged] = ()
    is_hidden: bool = False
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[str] = ()
    other_hidden_sheets: Sequence[str] = ()

    @property
    def hidden_lines_sentence(self) -> str:
        """What is hidden in the sheet that was read; empty if nothing is."""
        if self.is_hidden:
            return "所读的工作表是隐藏的，请核对是否为要报送的内容并取消隐藏"
        hidden = [*_listed(self.hidden_rows, "行"), *_listed(self.hidden_columns, "列")]
        return f"{'、'.join(hidden)}被隐藏，已一并读取，请核对是否要报送" if hidden else ""

    @property
    def hidden_sheets_sentence(self) -> str:
        """Which other sheets are hidden; empty if none is."""
        if not self.other_hidden_sheets:
            return ""
        names = "、".join(f"“{name}”" for name in self.other_hidden_sheets)
        return f"工作表{names}被隐藏，没有读取，请核对其中是否有要报送的内容"


def _listed(lines: Sequence[object], kind: str) -> Iterator[str]:
    if lines:
        shown = "、".join(str(line) for line in lines[:20])
        yield f"第{shown}等{len(lines)}{kind}" if len(lines) > 20 else f"第{shown}{kind}"


def choose_sheet(wanted: str | None, are_visible: Mapping[str, bool], filled: Iterable[str]) -> str:
    """The name of the sheet that is meant; ``filled``, those that hold anything, may be lazy.

    Raises RefusedError naming the sheets if it is not there or not clear. The list of a workbook
    that was returned is none of them.
    """
    own = {name: seen for name, seen in are_visible.items() if same_text(name) != RETURNED}
    if wanted is not None:
        named = [name for name in own if is_like(name, same_text(wanted))]
        sentence = f"{'没有' if not named else '有几个'}名为“{wanted}”的工作表"
    else:
        named = [name for name in filled if own.get(name)]
        sentence = "应当只有一个有内容的工作表"
    if len(named) != 1:
        names = "、".join(f"“{name}”" for name in own)
        raise refuse(SHEET, f"{sentence}，文件中有：{names}，请核对后重新报送")
    return named[0]


def cell_of(value: object, where: str) -> Cell:
    """A value as a reader of workbooks gives it, as exact text; ``where`` is its address."""
    if value is None or isinstance(value, str):
        return plain_cell(value)
    if isinstance(value, bool):
        return refused_cell(str(value).upper(), f"单元格{where}是逻辑值，请改填文字或数字")
    if isinstance(value, int | float):
        return Cell(_plain(value), "number")
    if isinstance(value, date):
        return _dated(value, where)
    return refused_cell(str(value), f"单元格{where}是时间，请改填文字或数字")


def refused_cell(text: str, sentence: str, rule: str = CELL) -> Cell:
    """A cell whose content may not be read as a value."""
    return Cell(text, refused=(rule, sentence))


def _plain(number: float) -> str:
    """The shortest decimal text that is this very number: 12, not 12.0; 0.0000001, not 1e-07."""
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _dated(value: date, where: str) -> Cell:
    if isinstance(value, datetime) and value.time() != time():
        return refused_cell(str(value), f"单元格{where}是带钟点的时间，请改填文字或数字")
    return Cell(f"{value:%Y-%m-%d}", "date")
