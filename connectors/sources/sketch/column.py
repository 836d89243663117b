"""A column of a sample: its name, its values, and what they look like."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from connectors.sources.sketch.names import known
from domain.figures import FigureError, parse_exact, split_unit
from domain.period import Period, PeriodError, parse_stated_month
from domain.words import Verdict

_VERDICTS = frozenset(verdict.label for verdict in Verdict)
_DEPARTMENT_ENDS = (*"局委办院镇乡会区厅处所", "街道", "中心", "公司")


@dataclass(frozen=True, slots=True)
class Column:
    """Values as text; None where the cell is empty."""

    name: str
    values: Sequence[str | None]

    @property
    def said(self) -> list[str]:
        """What is not empty."""
        return [value.strip() for value in self.values if value and value.strip()]

    @property
    def is_numeric(self) -> bool:
        """Whether at least half of what it says are numbers (figures may be missing, or late)."""
        return self.share(lambda text: number(text) is not None) >= 0.5

    @property
    def has_figures(self) -> bool:
        """Whether at least half of it could be figures: numbers, or a qualitative verdict."""
        return self.share(_is_figure) >= 0.5

    @property
    def is_distinct(self) -> bool:
        """Whether each row has a value of its own."""
        return bool(self.said) and len(set(self.said)) == len(self.said)

    @property
    def counts(self) -> bool:
        """Whether it numbers the rows."""
        return [number(text) for text in self.said] == [*range(1, len(self.said) + 1)]

    @property
    def has_units(self) -> bool:
        """Whether its values are units."""
        return self.share(lambda text: text in known("unit_word")) >= 0.6

    @property
    def has_departments(self) -> bool:
        """Whether its values are called as departments are."""
        return self.share(lambda text: text.endswith(_DEPARTMENT_ENDS)) >= 0.6

    @property
    def months(self) -> list[Period]:
        """The months it states; none unless all of it are months."""
        found = [month_of(text) for text in self.said]
        return [month for month in found if month] if all(found) else []

    def share(self, holds: Callable[[str], bool]) -> float:
        """The share of its values for which ``holds``; 0 where there are none."""
        said = self.said
        return sum(map(holds, said)) / len(said) if said else 0.0

    def is_among(self, values: Iterable[str]) -> bool:
        """Whether most of its values are among ``values``."""
        wanted = set(values)
        return bool(wanted) and self.share(lambda text: text in wanted) >= 0.6


def _is_figure(text: str) -> bool:
    amount, unit = split_unit(text)
    is_amount = unit in known("unit_word") and number(amount) is not None
    return is_amount or number(text) is not None or text in _VERDICTS


def number(text: str) -> Fraction | None:
    """The number that ``text`` is."""
    try:
        return parse_exact(text, percent=True)
    except FigureError:
        return None


def month_of(text: str) -> Period | None:
    """The month that ``text`` states."""
    try:
        return parse_stated_month(text)
    except PeriodError:
        return None
