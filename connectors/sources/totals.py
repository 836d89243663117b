"""Totals rows are control sums: what does not add up was cut, shifted or typed over."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from connectors.sources.columns import EMPTY, Cell, Record
from connectors.sources.refusals import CONTROL_SUM, refuse
from connectors.sources.table_rows import TableRow
from domain.figures import DECIMALS, FigureError, half_up, parse_exact, print_figure


def check_totals(rows: Sequence[TableRow], columns: Sequence[str]) -> None:
    """Raise RefusedError unless each total is the sum of all data in each of ``columns``.

    Both sums are compared in whole ten-thousandths: a sum that a program computed carries the
    dust of its binary fractions (0.30000000000000004) far below. A cell without a number adds
    nothing.
    """
    data = [row.record for row in rows if row.sort == "data"]
    _check_each([(data, row.record) for row in rows if row.sort == "total"], columns, "合计")


def check_subtotals(rows: Sequence[TableRow], columns: Sequence[str]) -> None:
    """The same of each subtotal and the data since the one before, or since its section began."""
    data: list[Record] = []
    sums = []
    for row in rows:
        if row.sort == "data":
            data.append(row.record)
        elif row.sort == "subtotal":
            sums.append((data, row.record))
        if row.sort in ("section", "subtotal"):
            data = []
    _check_each(sums, columns, "小计")


def _check_each(
    sums: Sequence[tuple[Sequence[Record], Record]], columns: Sequence[str], word: str
) -> None:
    if not sums:
        raise refuse(CONTROL_SUM, f"没有找到约定的{word}行，表格可能不完整，请核对后重新报送")
    for data, total in sums:
        for column in columns:
            _check(data, total, column, word)


def _check(rows: Sequence[Record], total: Record, column: str, word: str) -> None:
    summed = half_up(
        sum((_number(row, column) or Fraction() for row in rows), Fraction()), DECIMALS
    )
    stated = _number(total, column)
    if stated is None or half_up(stated, DECIMALS) != summed:
        number = None if stated is None else print_figure(half_up(stated, DECIMALS))
        written = number or (total.cells.get(column, EMPTY).text or "空")[:40]
        sentence = f"{word}行为{written}，各行相加为{print_figure(summed)}，两者不一致"
        place = replace(total.place, column=column)
        raise refuse(CONTROL_SUM, f"{sentence}，请核对有无漏行、错行后重新报送", place)


def _number(record: Record, column: str) -> Fraction | None:
    cell: Cell = record.cells.get(column, EMPTY)
    if cell.refused or not cell.text:
        return None
    try:
        number = parse_exact(cell.text, percent=True)
    except FigureError:
        return None
    return number * 100 if cell.is_percent else number
