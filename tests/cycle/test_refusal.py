"""What the cycle refuses before it starts, and when a scheduled run must wait."""

from datetime import date

import pytest

from cycle.refusal import not_yet, refuse_unjudged, target_of
from cycle.wiring import Parts
from domain.refusals import Refused
from tests.support.small_office import month


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2014-Q1", "不是月份"),
        ("2013-12", "不在本年度配置（2014年）之内"),
        ("2014-01", "自2月起评判"),
    ],
)
def test_only_a_judged_month_of_the_year_is_run(parts: Parts, period: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        refuse_unjudged(parts.office, month(period))


def test_a_scheduled_run_waits_for_working_day_6_over_a_holiday(parts: Parts) -> None:
    """Of April: 1–3 May are holidays and 4 May is a working Sunday, so day 6 is Friday the 9th."""
    april = month("2014-04")
    assert (
        not_yet(parts.office, april, date(2014, 5, 8)) == "2014年4月自2014-05-09起评判，今日不评判"
    )
    assert not_yet(parts.office, april, date(2014, 5, 9)) == ""


def test_an_unknown_target_is_refused(parts: Parts) -> None:
    with pytest.raises(Refused, match="目标X9不在目标库中"):
        target_of(parts.office, "X9", month("2014-03"))
