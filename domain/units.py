"""Units in an exact relation to each other, as people write it: 10000元 = 1万元."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from domain.spelling import same_text

AS_REGISTERED = "as_registered"
"""What a source's settings say where its form prints the register's unit beside each row."""
AS_STATED = "as_stated"
"""A line above the head says it (单位：万元)."""
IN_NAME = "in_name"
"""In brackets at the end of what the target is called: 固定资产投资（亿元）."""
IN_FIGURE = "in_figure"
"""Behind the number in its own cell: 120.5万元."""
UNIT_WORDS = (AS_REGISTERED, AS_STATED, IN_NAME, IN_FIGURE)

_EQUATION = re.compile(r"(\d+(?:\.\d+)?)([^\d=/.][^=]*)=(\d+(?:\.\d+)?)([^\d=/.][^=]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class UnitEquation:
    """So much of ``unit`` is exactly 1 of ``other``, or ``per`` of it; ``text`` says it."""

    text: str
    unit: str
    other: str
    per: Fraction
    """How many of ``other`` one ``unit`` is."""

    def factor(self, stated: str, wanted: str) -> Fraction | None:
        """What turns a number of ``stated`` into one of ``wanted``; None if it says nothing."""
        if (stated, wanted) == (self.unit, self.other):
            return self.per
        return 1 / self.per if (stated, wanted) == (self.other, self.unit) else None


def parse_equation(text: str) -> UnitEquation:
    """The equation in ``text``. Raises ValueError with a Chinese sentence."""
    plain = same_text(text)
    found = _EQUATION.fullmatch(plain)
    if not found or found[2] == found[4]:
        raise ValueError(f"“{text[:40]}”不是单位换算，须写作10000元=1万元")
    many, much = Fraction(found[1]), Fraction(found[3])
    if not many or not much:
        raise ValueError(f"“{text[:40]}”中的数不能为0")
    return UnitEquation(plain, found[2], found[4], much / many)


def conversion(
    equations: Iterable[UnitEquation], stated: str, wanted: str
) -> tuple[UnitEquation, Fraction] | None:
    """The equation that leads from one unit to another, and its factor; None if there is none."""
    stated, wanted = same_text(stated), same_text(wanted)
    factors = ((one, one.factor(stated, wanted)) for one in equations)
    return next(((one, factor) for one, factor in factors if factor is not None), None)
