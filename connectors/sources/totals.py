"""Totals rows are control sums: what does not add up was cut, shifted or typed over."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from connectors.sources.columns import EMPTY, Cell, Record
from connectors.sources.refusals import CONTROL_SUM, refuse
from domain.figures import DECIMALS, FigureError, half_up, parse_exact, print_figure


def check_totals(rows: Sequence[Record], totals: Sequence[Record], columns: Sequence[str]) -> None:
    """Raise RefusedError unless each of ``totals`` is the sum of ``rows`` in each of ``columns``.

    Both sums are compared in whole ten-thousandths: a sum that a program computed carries the
    dust of its binary fractions (0.30000000000000004) far below. A cell without a number adds
    nothing.
    """
    if not totals:
        raise refuse(CONTROL_SUM, "没有找到约定的合计行，表格可能不完整，请核对后重新报送")
    for total in totals:
        for column in columns:
            _check(rows, total, column)


def _check(rows: Sequence[Record], total: Record, column: str) -> None:
    summed = half_up(
        sum((_number(row, column) or Fraction() for row in rows), Fraction()), DECIMALS
    )
    stated = _number(total, column)
    if stated is None or half_up(stated, DECIMALS) != summed:
        number = None if stated is None else print_figure(half_up(stated, DECIMALS))
        written = number or (total.cells.get(column, EMPTY).text or "空")[:40]
        sentence = f"合计行为{written}，各行相加为{print_figure(summed)}，两者不一致"
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
