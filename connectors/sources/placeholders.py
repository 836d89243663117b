"""Templates in settings: ``{period}`` 2014-06, ``{year}``, ``{month}`` 06, ``{department}``."""

import re
from collections.abc import Callable

from connectors.sources.answers import Asked

_PLACE = re.compile(r"\{([^{}]*)\}")
NAMES = frozenset({"period", "year", "month", "department"})


def values(asked: Asked) -> dict[str, str]:
    """What each placeholder stands for."""
    return {
        "period": str(asked.period),
        "year": f"{asked.period.year:04d}",
        "month": f"{asked.period.month:02d}",
        "department": asked.department,
    }


def fill(template: str, asked: Asked, escape: Callable[[str], str] = str) -> str:
    """``template`` with its placeholders filled, each value passed through ``escape``."""
    known = values(asked)
    return _PLACE.sub(lambda found: escape(known[found[1]]), template)


def checked(template: str) -> str:
    """The template itself. Raises ValueError naming a placeholder that is not known."""
    strangers = sorted(set(_PLACE.findall(template)) - NAMES)
    if strangers:
        raise ValueError(f"不认识的占位符 {{{strangers[0]}}}，可用 period、year、month、department")
    return template
