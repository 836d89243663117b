"""Which rows of a shared table are the department's."""

from collections.abc import Sequence

from connectors.sources.sketch.names import may_stand
from connectors.sources.sketch.register import Register


def own_names(said: Sequence[str], register: Register) -> tuple[list[str], str]:
    """What the department is called among ``said``, and a remark."""
    there = list(dict.fromkeys(name for name in said if may_stand(name)))
    full = register.departments.get(register.department, "")
    own = [name for name in there if name in (full, register.department) or _short(name, full)]
    if own:
        return own, "what the department is called there"
    others = f" of {', '.join(there[:10])}" if len(there) > 1 else ""
    return there[:1], f"which is the department{others}?"


def _short(name: str, full: str) -> bool:
    """Whether ``name`` is ``full`` with characters left out: 文旅局 for 文化和旅游局."""
    left = iter(full)
    return len(name) > 2 and all(letter in left for letter in name)
