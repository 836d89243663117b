"""Working days by the State Council calendar with 调休, overridden by the office's own days."""

from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar

from domain.period import Period
from domain.rules import CalendarDays


class CalendarError(ValueError):
    """The year's holidays are not known: refuse to compute rather than guess."""


def is_workday(day: date, overrides: CalendarDays) -> bool:
    """Whether ``day`` is worked. Raises CalendarError for a year that is not published."""
    if day in overrides.holidays:
        return False
    if day in overrides.workdays:
        return True
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as error:
        raise CalendarError(f"no published holiday calendar for {day.year}") from error


def _workdays_after(day: date, overrides: CalendarDays) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        if is_workday(day, overrides):
            yield day


def due_day(period: Period, nth: int, overrides: CalendarDays) -> date:
    """Working day ``nth`` (1-based) of the month after ``period``: where month rules fall due."""
    days = _workdays_after(period.last_day, overrides)
    return next(day for count, day in enumerate(days, 1) if count == nth)


def workdays_later(day: date, count: int, overrides: CalendarDays) -> date:
    """The working day ``count`` working days after ``day``."""
    days = _workdays_after(day, overrides)
    return next(later for n, later in enumerate(days, 1) if n == count)
