"""Which rows of a shared table are the department's."""

import re
from collections.abc import Sequence

from connectors.sources.sketch.names import may_stand
from connectors.sources.sketch.register import Register

_FIRST = re.compile(r"[、,，;；(（/]")
"""What stands behind the first of several departments, who leads: 商务局（牵头）、住建局."""


def own_names(said: Sequence[str], register: Register) -> tuple[list[str], str]:
    """What the department is called among ``said``, and a remark."""
    there = list(dict.fromkeys(name for name in said if may_stand(name)))
    own = [name for name in there if is_own(_FIRST.split(name)[0], register)]
    if own:
        return own, "what the department is called there"
    others = f" of {', '.join(there[:10])}" if len(there) > 1 else ""
    return there[:1], f"which is the department{others}?"


def is_own(name: str, register: Register) -> bool:
    """Whether ``name`` is the department, by its code, its name or a short form of it."""
    full = register.departments.get(register.department, "")
    return bool(name) and (name in (full, register.department) or _short(name, full))


def _short(name: str, full: str) -> bool:
    """Whether ``name`` is ``full`` with characters left out: 文旅局 for 文化和旅游局."""
    left = iter(full)
    return len(name) > 2 and all(letter in left for letter in name)
