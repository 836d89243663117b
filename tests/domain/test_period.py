"""Periods: the written forms, their order, and months as departments write them."""

from datetime import date

import pytest

from domain.period import Period, PeriodError, parse_stated_month

JUNE = Period("2014-06")

JUNE_AS_WRITTEN = (
    "2014-06",
    "2014-6",
    "2014.06",
    "2014.6",
    "2014/06",
    "201406",
    "2014年6月",
    "2014年06月",
    "2014年6月份",
    "2014 年 6 月",
    "2014年6",
    "２０１４年６月",
    "２０１４－０６",
    " 2014-06 ",
    "2014年1-6月",
    "2014年1—6月",
    "2014年1～6月",
    "2014年1至6月",
    "2014年1月-6月",
    "2014年01-06月",
    "2014-06-30",
    "2014-6-1",
    "2014/6/30",
    "2014.6.30",
    "20140630",
    "2014年6月30日",
    "2014-06-01 00:00:00",
    "2014-06-01T00:00",
)

NO_MONTH = (
    "",
    "6月",
    "1-6月",
    "六月",
    "2014",
    "2014年",
    "2014年2-6月",
    "2014年1-6",
    "2014年1-13月",
    "2014年上半年",
    "2014-Q2",
    "2014年第2季度",
    "2014-00",
    "2014-13",
    "201413",
    "2014-06-31",
    "2014-02-29",
    "20140632",
    "2014-1/6",
    "2014.6-30",
    "2014年6月31日",
    "2014-06-30 13:00",
    "14-06",
    "14年6月",
    "06-2014",
    "1914-06",
    "2014-06,2014-07",
    "2014-06至2014-07",
    "41820",
    "本月",
    "20١٤-06",
    "2014-006",
)


@pytest.mark.parametrize("text", JUNE_AS_WRITTEN)
def test_a_month_is_read_as_departments_write_it(text: str) -> None:
    assert parse_stated_month(text) == JUNE


@pytest.mark.parametrize("text", NO_MONTH)
def test_what_names_no_single_month_is_refused(text: str) -> None:
    with pytest.raises(PeriodError):
        parse_stated_month(text)


def test_every_month_is_told_from_every_other() -> None:
    for number in range(1, 13):
        month = Period.month_of(2014, number)
        assert parse_stated_month(f"2014年1-{number}月") == month
        assert parse_stated_month(f"2014{number:02d}") == month
        assert parse_stated_month(f"2014.{number}") == month
        assert parse_stated_month(month.label) == parse_stated_month(str(month)) == month


@pytest.mark.parametrize(
    "text", ["2014-6", "2014-Q5", "2014-00", "2014-13", "1999-06", "14-06", "2014-06 ", "20١٤"]
)
def test_a_period_has_three_written_forms_only(text: str) -> None:
    with pytest.raises(PeriodError):
        Period(text)


def test_a_period_knows_its_days_and_months() -> None:
    quarter, year = Period("2014-Q1"), Period("2016")
    assert (quarter.first_day, quarter.last_day) == (date(2014, 1, 1), date(2014, 3, 31))
    assert [str(month) for month in quarter.months] == ["2014-01", "2014-02", "2014-03"]
    assert (len(year.months), year.month, year.last_day) == (12, 12, date(2016, 12, 31))
    assert Period("2016-02").last_day == date(2016, 2, 29)
    assert [p.label for p in (JUNE, quarter, year)] == ["2014年6月", "2014年第1季度", "2016年"]
    ends = [(p.ends_quarter, p.ends_year) for p in (JUNE, Period("2014-12"), Period("2014-08"))]
    assert ends == [(True, False), (True, True), (False, False)]


def test_periods_are_ordered_by_their_end_then_by_their_length() -> None:
    texts = ["2013-12", "2014-02", "2014-03", "2014-Q1", "2014-04", "2014-12", "2014-Q4", "2014"]
    assert [str(p) for p in sorted(Period(t) for t in reversed(texts))] == texts


def test_month_arithmetic_crosses_years() -> None:
    for months in range(-30, 31):
        moved = JUNE.plus(months)
        assert moved.plus(-months) == JUNE
        assert (moved > JUNE) is (months > 0)
    assert str(JUNE.plus(-6)) == "2013-12"
    with pytest.raises(PeriodError, match="needs a month"):
        Period("2014-Q2").plus(1)
