"""Period (报告期): text such as ``2026-06``, ``2026-Q2`` or ``2026``. It is never the run time."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

_TEXT = re.compile(
    r"(?P<year>20\d\d)(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?", re.ASCII
)
_STATED_MONTH = re.compile(
    r"(?P<year>20\d\d)"
    r"(?:[-./](?P<plain>\d{1,2})月?"
    r"|(?P<joined>\d\d)"
    r"|年(?P<named>\d{1,2})(?:月份?)?"
    r"|年0?1月?[-—–~～至](?P<running>\d{1,2})月份?)",
    re.ASCII,
)
"""``2014年1-6月`` runs from January: of a running total it names June, as 2014年6月 does."""

_STATED_DAY = re.compile(
    r"(20\d\d)(?:([-./])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d\d)(\d\d))"
    r"(?:[ T]00:00(?::00)?)?",
    re.ASCII,
)
_CHINESE_MARK = re.compile(r"\s*([年月日份])\s*")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－／", "0123456789.-/")


class PeriodError(ValueError):
    """The text names no period, or more than one."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A month, a quarter or a year; compares by its last day, then by its length."""

    text: str

    def __post_init__(self) -> None:
        """Refuse anything but the three written forms."""
        if not _TEXT.fullmatch(self.text):
            raise PeriodError(f"not a period (YYYY-MM, YYYY-Qn or YYYY): {self.text!r}")

    def __str__(self) -> str:
        return self.text

    def __lt__(self, other: "Period") -> bool:
        return (self.last_day, len(self.months)) < (other.last_day, len(other.months))

    @classmethod
    def month_of(cls, year: int, month: int) -> "Period":
        """The month ``month`` (1–12) of ``year``."""
        return cls(f"{year:04d}-{month:02d}")

    @property
    def year(self) -> int:
        """Calendar year."""
        return int(self.text[:4])

    @property
    def is_month(self) -> bool:
        """Whether this period is a single month."""
        return len(self.text) == 7 and self.text[5] != "Q"

    @property
    def month(self) -> int:
        """Number (1–12) of the period's last month."""
        if self.is_month:
            return int(self.text[5:])
        return 3 * int(self.text[6]) if "Q" in self.text else 12

    @property
    def months(self) -> tuple["Period", ...]:
        """The months the period covers, first to last."""
        count = 1 if self.is_month else 3 if "Q" in self.text else 12
        return tuple(
            Period.month_of(self.year, n) for n in range(self.month - count + 1, self.month + 1)
        )

    @property
    def first_day(self) -> date:
        """First calendar day."""
        return date(self.year, self.months[0].month, 1)

    @property
    def last_day(self) -> date:
        """Last calendar day."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def ends_quarter(self) -> bool:
        """Whether the last month closes a quarter."""
        return self.month % 3 == 0

    @property
    def ends_year(self) -> bool:
        """Whether the last month is December."""
        return self.month == 12

    def plus(self, months: int) -> "Period":
        """The month ``months`` after this one (before it when negative). Months only."""
        if not self.is_month:
            raise PeriodError(f"month arithmetic needs a month: {self.text}")
        index = self.year * 12 + self.month - 1 + months
        return Period.month_of(index // 12, index % 12 + 1)

    @property
    def label(self) -> str:
        """The Chinese form: 2026年6月, 2026年第2季度, 2026年."""
        if self.is_month:
            return f"{self.year}年{self.month}月"
        return f"{self.year}年第{self.text[6]}季度" if "Q" in self.text else f"{self.year}年"


def parse_stated_month(text: str) -> Period:
    """The one parser of a month as departments write it (``2026.11``, ``2026年11月``, ``202611``).

    Full-width digits and spaces beside 年 and 月 are read; a day (``2026-11-30``) is allowed when
    it exists, and so is 2026年1-11月. Raises PeriodError for anything without a year or
    ambiguous: nothing is guessed.
    """
    plain = _CHINESE_MARK.sub(r"\1", text.strip().translate(_FULL_WIDTH))
    if found := _STATED_MONTH.fullmatch(plain):
        month = next(int(part) for part in found.groups()[1:] if part)
        if 1 <= month <= 12:
            return Period.month_of(int(found["year"]), month)
    elif dated := _STATED_DAY.fullmatch(plain):
        year, month, day = (int(part) for part in dated.groups() if part and part.isdigit())
        try:
            date(year, month, day)
        except ValueError as error:
            raise PeriodError(f"not a date: {text!r}") from error
        return Period.month_of(year, month)
    raise PeriodError(f"names no month: {text!r}")
