"""Working days of the demo's year: when each run, audit, decision and issue takes place."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

from demo.city import YEAR

_SHANGHAI = ZoneInfo("Asia/Shanghai")
RUN, SECOND_RUN, AUDIT, DECISION, ISSUE = 6, 7, 8, 9, 10
"""Working days of the month after the period."""


def moment(month: int, nth: int, hour: int = 9) -> datetime:
    """The ``nth`` working day after ``month``."""
    return datetime.combine(working_day(month, nth), time(hour), _SHANGHAI)


def working_day(month: int, nth: int) -> date:
    """The date of the ``nth`` working day (1-based) of the month after ``month``."""
    day = date(YEAR, month + 1, 1)
    while True:
        if chinese_calendar.is_workday(day):
            nth -= 1
        if nth == 0:
            return day
        day += timedelta(days=1)
