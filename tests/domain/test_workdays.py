"""Working days by the State Council calendar with 调休, and the office's own days above it."""

from datetime import date, timedelta

import pytest

from domain.period import Period
from domain.rules import CalendarDays
from domain.workdays import CalendarError, due_day, is_workday, workdays_later

AS_PUBLISHED = CalendarDays()


def days(*texts: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2014, 6, 3), True),
        (date(2014, 6, 7), False),  # an ordinary Saturday
        (date(2014, 6, 2), False),  # 端午, a Monday
        (date(2014, 1, 26), True),  # a Sunday worked for 春节
        (date(2014, 9, 28), True),  # a Sunday worked for 国庆
        (date(2014, 10, 11), True),  # a Saturday worked for 国庆
        (date(2014, 10, 7), False),  # a Tuesday of 国庆
        (date(2020, 1, 31), False),  # 春节 as it was lengthened afterwards
    ],
)
def test_a_day_is_worked_as_the_state_council_says(day: date, *, is_worked: bool) -> None:
    assert is_workday(day, AS_PUBLISHED) is is_worked


@pytest.mark.parametrize(
    ("period", "nth", "day"),
    [
        ("2014-05", 5, date(2014, 6, 9)),  # 2 June is 端午
        ("2014-09", 1, date(2014, 10, 8)),  # after the holiday week
        ("2014-09", 5, date(2014, 10, 13)),  # Saturday the 11th is worked
        ("2014-01", 5, date(2014, 2, 12)),  # 春节 until the 6th, Saturday the 8th is worked
        ("2014-Q2", 10, date(2014, 7, 14)),
        ("2014-12", 5, date(2015, 1, 8)),  # Sunday 4 January 2015 is worked
    ],
)
def test_month_rules_fall_due_on_working_days(period: str, nth: int, day: date) -> None:
    assert due_day(Period(period), nth, AS_PUBLISHED) == day


def test_the_office_corrects_the_calendar() -> None:
    """A day of its own holiday, and a Saturday on which it works."""
    own = CalendarDays(holidays=days("2014-07-01"), workdays=days("2014-07-05"))
    assert due_day(Period("2014-06"), 1, own) == date(2014, 7, 2)
    assert due_day(Period("2014-06"), 4, own) == date(2014, 7, 5)
    assert due_day(Period("2014-06"), 4, AS_PUBLISHED) == date(2014, 7, 4)
    both = CalendarDays(holidays=days("2014-07-05"), workdays=days("2014-07-05"))
    assert is_workday(date(2014, 7, 5), both) is False


def test_a_limit_counts_working_days_only() -> None:
    assert workdays_later(date(2014, 9, 26), 1, AS_PUBLISHED) == date(2014, 9, 28)
    assert workdays_later(date(2014, 9, 30), 5, AS_PUBLISHED) == date(2014, 10, 13)
    day = date(2014, 1, 1)
    for count in range(1, 200):
        later = workdays_later(day, count, AS_PUBLISHED)
        span = [day + timedelta(n) for n in range(1, (later - day).days + 1)]
        assert sum(is_workday(each, AS_PUBLISHED) for each in span) == count
        assert is_workday(later, AS_PUBLISHED)


def test_an_unpublished_year_is_not_guessed() -> None:
    with pytest.raises(CalendarError, match="2099"):
        is_workday(date(2099, 1, 4), AS_PUBLISHED)
    own = CalendarDays(workdays=days("2099-01-04"))
    assert is_workday(date(2099, 1, 4), own)
