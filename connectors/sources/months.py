"""A column per month: which column is meant, and what the months before it add to it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from connectors.sources.answers import Asked
from connectors.sources.columns import EMPTY, Cell, Columns, Record
from connectors.sources.placeholders import fill
from connectors.sources.refusals import INCREMENTS
from domain.figures import FigureError, parse_exact
from domain.period import Period

_DASHES = ("-", "–", "—", "~", "至")


def of_month(columns: Columns, asked: Asked) -> Columns:
    """The names as they are in the asked month."""
    return Columns(**{ours: fill(theirs, asked) for ours, theirs in columns.declared.items()})


def in_any_month(templates: Iterable[str], asked: Asked) -> tuple[str, ...]:
    """The names in every month of the year: a column of another month is known and not read."""
    months = [_month(asked, number) for number in range(1, 13)]
    return tuple({fill(template, month): None for template in templates for month in months})


def names_until(template: str, asked: Asked, first_month: int) -> list[str]:
    """The names of the year's months from ``first_month`` to the asked one."""
    months = range(first_month, asked.period.month + 1)
    return [fill(template, _month(asked, number)) for number in months]


def merged_names(templates: Iterable[str], asked: Asked, first_month: int) -> dict[str, str]:
    """1-2月 → 2月 where January is reported with February."""
    if first_month == 1:
        return {}
    february = _month(asked, 2)
    return {
        fill(template.replace("{month_number}", f"1{dash}2"), february): fill(template, february)
        for template in templates
        for dash in _DASHES
    }


def accumulated(record: Record, amounts: Sequence[str]) -> Record:
    """``record`` with the sum of ``amounts`` in the last of them.

    A month that was not filled in is no zero: then the figure is refused. If the last one holds
    no number (nothing, a verdict, a remark) it stays as it is.
    """
    cells = [record.cells.get(name, EMPTY) for name in amounts]
    if cells[-1].refused or _number(cells[-1]) is None:
        return record
    total = _sum(cells, amounts)
    return replace(record, cells={**record.cells, amounts[-1]: total})


def _sum(cells: Sequence[Cell], amounts: Sequence[str]) -> Cell:
    numbers = [_number(cell) for cell in cells]
    for name, cell, number in zip(amounts, cells, numbers, strict=True):
        if number is None or cell.refused:
            said = f"为“{cell.text[:40]}”" if cell.text else "是空的"
            sentence = f"“{name[:40]}”列{said}，无法累计到本月，请补填数字（没有发生的填0）"
            return Cell(cells[-1].text, refused=cell.refused or (INCREMENTS, sentence))
    if len({bool(cell.is_percent) for cell in cells}) > 1:
        sentence = "各月增量有的是百分比格式、有的不是，无法累计，请统一格式"
        return Cell(cells[-1].text, refused=(INCREMENTS, sentence))
    is_percent = next((c.is_percent for c in cells if c.is_percent is not None), None)
    return Cell(_text(sum(filter(None, numbers), Fraction())), "number", is_percent)


def _number(cell: Cell) -> Fraction | None:
    try:
        return parse_exact(cell.text or "")
    except FigureError:
        return None


def _text(number: Fraction) -> str:
    """Exact: sums of decimal numbers are decimal numbers."""
    text = format(Decimal(number.numerator) / Decimal(number.denominator), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _month(asked: Asked, number: int) -> Asked:
    return Asked(asked.department, Period.month_of(asked.period.year, number))
