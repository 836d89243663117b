"""Templates in settings, filled with the month and the department that are asked."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time
from functools import partial
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import AfterValidator, BeforeValidator

from connectors.sources.answers import Asked
from domain.local_time import SHANGHAI
from domain.period import Period

_PLACE = re.compile(r"""\{([^{}\s"]*)\}""")
"""Braces round anything with a space or a quote in it are text, as in a query of GraphQL."""
_SPACED = re.compile(r"\{(?:\s+(\w+)\s*|\s*(\w+)\s+)\}")
_WORDS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_SO_FAR = {1: "1月", 3: "一季度", 6: "上半年", 9: "前三季度", 12: "全年"}
YEAR = frozenset({"period", "year"})
MONTH = frozenset({"period", "month", "month_number", "month_word", "so_far"})
"""Those that say which year, and which month of it."""

_NEXT = frozenset({"next_period", "next_year", "next_month"})
_MOMENTS = frozenset({"first_second", "last_second", "first_millisecond", "last_millisecond"})

NAMES = (
    YEAR
    | MONTH
    | _NEXT
    | _MOMENTS
    | {"month_index", "last_day", "quarter_number", "quarter_word", "department"}
)


def values(asked: Asked) -> dict[str, str]:
    """What each placeholder stands for: period 2014-06, month 06, month_number 6, month_word 六.

    ``month_index`` is 5, the place of June in a list; the moments are those of Beijing;
    quarter_number 2, quarter_word 二; so_far 上半年 in June and 1-7月 in July.
    """
    following, quarter = asked.period.plus(1), (asked.period.month + 2) // 3
    first, end = (_second(period) for period in (asked.period, following))
    return {
        "period": str(asked.period),
        "year": f"{asked.period.year:04d}",
        "month": f"{asked.period.month:02d}",
        "department": asked.department,
        "month_number": str(asked.period.month),
        "month_word": _WORDS[asked.period.month - 1],
        "month_index": str(asked.period.month - 1),
        "so_far": _SO_FAR.get(asked.period.month, f"1-{asked.period.month}月"),
        "quarter_number": str(quarter),
        "quarter_word": _WORDS[quarter - 1],
        "last_day": f"{asked.period.last_day.day:02d}",
        "next_period": str(following),
        "next_year": f"{following.year:04d}",
        "next_month": f"{following.month:02d}",
        "first_second": str(first),
        "last_second": str(end - 1),
        "first_millisecond": str(first * 1000),
        "last_millisecond": str(end * 1000 - 1),
    }


def _second(period: Period) -> int:
    """When ``period`` begins in Beijing, in seconds since 1970."""
    return int(datetime.combine(period.first_day, time(), SHANGHAI).timestamp())


def fill(template: str, asked: Asked, escape: Callable[[str], str] = str) -> str:
    """``template`` with its placeholders filled, each value passed through ``escape``."""
    return put(template, values(asked), escape)


def put(template: str, known: Mapping[str, str], escape: Callable[[str], str] = str) -> str:
    """``template`` with each placeholder replaced by what ``known`` says of it."""
    return _PLACE.sub(lambda found: escape(known[found[1]]), template)


def filled_url(template: str, asked: Asked) -> str:
    """An address whose placeholders are filled, escaped as it must be."""
    return fill(template, asked, partial(quote, safe=""))


def fill_tree(tree: Any, asked: Asked) -> Any:
    """Every text inside nested mappings and lists filled; other values stay as they are."""
    return put_in_tree(tree, values(asked))


def put_in_tree(tree: Any, known: Mapping[str, str]) -> Any:
    """``tree`` with the placeholders of its texts replaced by what ``known`` says of them."""
    match tree:
        case str():
            return put(tree, known)
        case dict():
            return {key: put_in_tree(value, known) for key, value in tree.items()}
        case list() | tuple():
            return [put_in_tree(value, known) for value in tree]
        case _:
            return tree


def named_in(template: str) -> frozenset[str]:
    """The placeholders of ``template``."""
    return frozenset(_PLACE.findall(template))


def checked(template: str) -> str:
    """The template itself. Raises ValueError naming a placeholder that is not known."""
    return checked_for(template, NAMES)


def checked_for(template: str, names: frozenset[str]) -> str:
    """The template itself. Raises ValueError naming a placeholder that is not in ``names``."""
    strangers = sorted(named_in(template) - names)
    if strangers:
        known = "、".join(sorted(names))
        raise ValueError(f"不认识的占位符 {{{strangers[0]}}}，可用 {known}")
    spaced = [one or other for one, other in _SPACED.findall(template)]
    if meant := [name for name in spaced if name in names]:
        raise ValueError(f"占位符的大括号内不得有空格，请写作{{{meant[0]}}}")
    return template


def checked_tree(tree: Any, check: Callable[[str], str] = checked) -> Any:
    """Nested mappings and lists whose texts are templates. Raises ValueError likewise."""
    match tree:
        case str():
            check(tree)
        case dict():
            for value in tree.values():
                checked_tree(value, check)
        case list() | tuple():
            for value in tree:
                checked_tree(value, check)
    return tree


def listed(value: Any) -> Any:
    """One value where several may stand."""
    return value if isinstance(value, list | tuple) else (value,)


def as_written(value: Any) -> Any:
    """YAML reads 100 as a number; it is sent and compared as written."""
    return str(value) if type(value) is int else value


Template = Annotated[str, BeforeValidator(as_written), AfterValidator(checked)]
