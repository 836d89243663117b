"""The demo counts working days for itself; house and demo must mean the same days."""

from demo import days
from demo.city import MONTHS
from domain.period import Period
from domain.rules import CalendarDays
from domain.workdays import due_day


def test_house_and_demo_agree_on_every_working_day_of_the_year() -> None:
    for month in MONTHS:
        for nth in (days.RUN, days.SECOND_RUN, days.AUDIT, days.DECISION, days.ISSUE):
            due = due_day(Period.month_of(2014, month), nth, CalendarDays())
            assert days.working_day(month, nth) == due


def test_a_moment_names_its_zone() -> None:
    assert days.moment(9, days.ISSUE).isoformat() == "2014-10-20T09:00:00+08:00"
