"""Thresholds: numbers of rules that could never be reached, or always would be."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from config.errors import Loc, OfficeError, Part, error_at
from domain.figures import FigureError, parse_figure
from domain.rules import Days

_RULES = ("days", "breaker", "lamps", "tracks")
_IN_ORDER = ("report_due", "judged", "contest", "brief")


def threshold_refusals(whole: Part) -> list[OfficeError]:
    """Rules' numbers below zero, and a month's days that do not follow each other.

    Works on plain values, so that it speaks even when other values are wrong.
    """
    negative = [
        error_at(whole.spots, loc, "不能为负数")
        for block in _RULES
        for loc, value in _leaves(whole.data.get(block), (block,))
        if _is_negative(value)
    ]
    return [*negative, *_days_out_of_order(whole)]


def _leaves(value: object, loc: Loc) -> Iterator[tuple[Loc, object]]:
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    else:
        yield loc, value
    for key, below in inner:
        yield from _leaves(below, (*loc, key))


def _is_negative(value: object) -> bool:
    if not isinstance(value, int | str):
        return False
    try:
        return parse_figure(str(value)) < 0
    except FigureError:
        return False


def _days_out_of_order(whole: Part) -> list[OfficeError]:
    """Figures are due, then judged, then contested, then the brief goes out."""
    usual = Days()
    written = whole.data.get("days")
    if not isinstance(written, dict):
        return []
    order = [(name, written.get(name, getattr(usual, name))) for name in _IN_ORDER]
    return [
        error_at(whole.spots, ("days", later), f"不能早于{earlier}（第{first}个工作日）")
        for (earlier, first), (later, second) in pairwise(order)
        if isinstance(first, int) and isinstance(second, int) and 0 <= second < first
    ]
