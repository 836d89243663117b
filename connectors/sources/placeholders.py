"""Templates in settings, filled with the month and the department that are asked."""

import re
from collections.abc import Callable

from connectors.sources.answers import Asked

_PLACE = re.compile(r"\{([^{}]*)\}")
_WORDS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
NAMES = frozenset({"period", "year", "month", "month_number", "month_word", "department"})
YEAR = frozenset({"period", "year"})
MONTH = frozenset({"period", "month", "month_number", "month_word"})
"""Those that say which year, and which month of it."""


def values(asked: Asked) -> dict[str, str]:
    """What each placeholder stands for: period 2014-06, month 06, month_number 6, month_word 六."""
    return {
        "period": str(asked.period),
        "year": f"{asked.period.year:04d}",
        "month": f"{asked.period.month:02d}",
        "month_number": str(asked.period.month),
        "month_word": _WORDS[asked.period.month - 1],
        "department": asked.department,
    }


def fill(template: str, asked: Asked, escape: Callable[[str], str] = str) -> str:
    """``template`` with its placeholders filled, each value passed through ``escape``."""
    known = values(asked)
    return _PLACE.sub(lambda found: escape(known[found[1]]), template)


def named_in(template: str) -> frozenset[str]:
    """The placeholders of ``template``."""
    return frozenset(_PLACE.findall(template))


def checked(template: str) -> str:
    """The template itself. Raises ValueError naming a placeholder that is not known."""
    if strangers := sorted(named_in(template) - NAMES):
        known = "period、year、month、month_number、month_word、department"
        raise ValueError(f"不认识的占位符 {{{strangers[0]}}}，可用 {known}")
    return template
