"""prefect.yaml: one deployment of the month, whose flow stands where the file says."""

from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from inspect import signature
from typing import Any

import pytest
import yaml

from domain.period import Period
from domain.rules import CalendarDays
from domain.workdays import due_day
from tests.house.reading import ROOT

JUDGED = 6


@pytest.fixture(scope="module")
def deployment() -> dict[str, Any]:
    (only,) = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert isinstance(only, dict)
    return only


def fired(cron: str, month: Period) -> Iterator[date]:
    """The days of ``month`` on which ``cron`` fires: a range of days and Monday to Friday."""
    _, _, days, _, weekdays = cron.split()
    assert weekdays == "1-5"
    first, last = map(int, days.split("-"))
    for number in range(first, last + 1):
        day = month.last_day.replace(day=number)
        if day.isoweekday() <= 5:
            yield day


def test_the_entrypoint_stands_and_takes_a_period(deployment: dict[str, Any]) -> None:
    path, _, name = deployment["entrypoint"].partition(":")
    assert (ROOT / path).is_file()
    flow = getattr(import_module(path.removesuffix(".py").replace("/", ".")), name)
    assert set(deployment["parameters"]) <= set(signature(flow.fn).parameters)
    assert signature(flow.fn).parameters["period"].default is None


def test_the_first_run_of_a_month_only_collects(deployment: dict[str, Any]) -> None:
    """A department learns before the judging day what of its file was refused."""
    (schedule,) = deployment["schedules"]
    month = Period("2021-10")
    due = due_day(Period("2021-09"), JUDGED, CalendarDays())
    before = [day for day in fired(schedule["cron"], month) if day < due]
    assert len(before) >= JUDGED - 2


@pytest.mark.parametrize("year", range(2016, 2026))
def test_a_run_fires_at_working_day_6_whatever_the_holidays(
    year: int, deployment: dict[str, Any]
) -> None:
    """That morning, or on Monday when it is a worked weekend; never only before it."""
    (schedule,) = deployment["schedules"]
    assert (schedule["timezone"], schedule["day_or"]) == ("Asia/Shanghai", False)
    for number in range(1, 12):
        due = due_day(Period.month_of(year, number), JUDGED, CalendarDays())
        after = [
            day for day in fired(schedule["cron"], Period.month_of(year, number + 1)) if day >= due
        ]
        assert after, due
        assert min(after) - due <= timedelta(days=2)
