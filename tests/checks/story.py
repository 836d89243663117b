"""One invented case as plain values: months are numbers, figures are fractions of whole units."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Figure = Fraction | str | frozenset[str] | None
YEAR = 2014


@dataclass(frozen=True)
class Story:
    """One target, one month of its figure, what arrived, and the rules of its track."""

    kind: str
    month: int
    base: str | None = None
    unit: str = "万元"
    annual: Fraction | None = None
    form: str | None = None
    table: tuple[Fraction, ...] = ()
    """Twelve running shares in per cent, or amounts."""
    steps: tuple[int, ...] = ()
    window: tuple[int, int] | None = None
    nodes: tuple[tuple[str, int, int], ...] = ()
    """Name, month due, weight in per cent."""
    lag: int = 0
    first_judged: int = 2
    is_whole: bool = False
    tolerance: Fraction = Fraction(0)
    ahead: Fraction = Fraction(5)
    lamps: str = "银川"
    without_number: str | None = "yellow"
    decimals: Literal[0, 1, 2] = 1
    figure: Figure = None
    is_rejected: bool = False
    is_exempt: bool = False
    was_done: bool = False
    is_contested: bool = False
    cause: str = "not_asked"
