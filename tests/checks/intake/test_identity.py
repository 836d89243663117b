"""Whose figure it is, of which month, and said once."""

import pytest

from domain.period import Period
from domain.records import Place
from domain.words import Severity
from tests.checks.intake.builders import (
    JUNE,
    LAST_PAYLOAD,
    MAY,
    accepted,
    before,
    checked,
    doubts,
    office,
    refused,
    row,
    rules,
    target,
    value,
)


def test_fault_a15_another_month_is_never_taken_for_the_month_asked() -> None:
    """Last month's, a future month, the same month of another year, one that cannot be read."""
    stated = {
        "201405": "stale_date",
        "2014年1-5月": "stale_date",
        "2014-07": "wrong_period",
        "2014-04": "wrong_period",
        "2013-06": "wrong_period",
        "2015年6月": "wrong_period",
        "1-6月": "unreadable_period",
        "6月": "unreadable_period",
        "2014-13": "unreadable_period",
    }
    codes = {text: f"T{number:02d}" for number, text in enumerate(stated)}
    of = office([target(code) for code in codes.values()])
    feed = [row(codes[text], "10", place, stated_period=text) for place, text in enumerate(stated)]
    found = checked(feed, of)
    assert accepted(found) == {}
    assert {f.target: f.rule for f in found.findings} == {
        codes[text]: rule for text, rule in stated.items()
    }


def test_fault_a15_last_months_payload_is_stale_where_it_names_no_month() -> None:
    old = [target("T01"), target("T02")]
    new = [target("T03", "D02"), target("T04", "D02")]
    feed = [row(one.code, "60", stated_period=None, raw_hash=LAST_PAYLOAD) for one in old]
    feed += [
        row("T03", "60", 3, department="D02", stated_period=" ", raw_hash=LAST_PAYLOAD),
        row("T04", "60", 4, department="D02", stated_period=None, raw_hash="7" * 64),
    ]
    found = checked(feed, office([*old, *new]))
    assert {f.target: f.rule for f in found.findings} == {
        "T01": "stale_payload",
        "T02": "stale_payload",
    }
    assert set(accepted(found)) == {"T03", "T04"}  # one page of D02's answer is new


def test_fault_a15_an_unchanged_figure_in_a_payload_that_names_the_month_is_a_figure() -> None:
    feed = [row("T01", "50", raw_hash=LAST_PAYLOAD)]
    found = checked(feed, office([target("T01")]), [before("T01", value(50))])
    assert accepted(found) == {"T01": value(50)}
    assert doubts(found) == []


def test_a_lagging_target_owes_the_month_before() -> None:
    of = office([target("T01", lag_months=1), target("T02", lag_months=1)])
    found = checked([row("T01", "50", stated_period="2014-05"), row("T02", "60", 3)], of)
    assert [(one.target.code, one.figure_period) for one in found.accepted] == [("T01", MAY)]
    assert rules(found) == {"wrong_period"}
    assert "本期应报2014年5月数据，表内所属期为2014年6月" in found.findings[0].sentence


def test_a_payload_that_names_one_month_for_all_names_the_month_asked() -> None:
    """The head of a portal's answer says June, also above the May figure of a lagging target."""
    of = office(
        [target("T01", lag_months=1), target("T02")], D01={"reading": {"stated_period": "month"}}
    )
    june = checked([row("T01", "50"), row("T02", "60", 3)], of)
    figures = {one.target.code: one.figure_period for one in june.accepted}
    assert figures == {"T01": MAY, "T02": JUNE}
    may = checked([row("T01", "50", stated_period="2014-05")], of)
    assert {f.rule: f.target for f in may.findings} == {"stale_date": "T01", "not_arrived": "T02"}
    assert "请更新到2014年6月" in may.findings[-1].sentence


def test_fault_b03_different_rows_of_one_target_are_all_refused() -> None:
    """A view that fans out: nobody can say which row is meant."""
    feed = [row("T01", "60", 2), row("T01", "10", 3), row("T01", "六十", 4), row("T02", "60", 5)]
    found = checked(feed, office([target("T01"), target("T02")]))
    assert set(accepted(found)) == {"T02"}
    assert refused(found) == {one.place for one in feed[:3]}
    clashes = {f.place: f.sentence for f in found.findings if f.rule == "not_unique"}
    assert set(clashes) == {one.place for one in feed[:3]}
    for place, sentence in clashes.items():
        assert {str(one.place) in sentence for one in feed[:3] if one.place != place} == {True}
        assert str(place) not in sentence


def test_fault_b03_identical_rows_are_merged_with_a_note() -> None:
    """Spaces, width and the spelling of the month make no difference; a fuller reason is kept."""
    feed = [
        row("T01", "60", 2),
        row(" Ｔ01", " 60.0", 3, unit="万 元", stated_period="2014年6月", reason_given="雨季停工"),
        row("T01\u200b", "６０", 4, stated_period=None),
    ]
    found = checked(feed, office([target("T01")]))
    (kept,) = found.accepted
    assert (kept.progress, kept.row.reason_given) == (value(60), "雨季停工")
    (note,) = found.findings
    assert (note.rule, note.severity, note.place) == ("repeated", Severity.NOTE, kept.row.place)
    assert f"另见{feed[0].place}；{feed[2].place}" in note.sentence


@pytest.mark.parametrize(
    "other",
    [{"unit": "元"}, {"stated_department": "D02局"}, {"stated_period": "六月"}],
    ids=lambda other: next(iter(other)),
)
def test_fault_b03_a_row_that_differs_in_more_than_its_figure_is_not_merged(
    other: dict[str, str],
) -> None:
    feed = [row("T01", "60", 2), row("T01", "60", 3, **other)]
    found = checked(feed, office([target("T01")]))
    assert found.accepted == ()
    assert refused(found) == {one.place for one in feed}


def test_a_row_for_each_month_gives_the_month_asked() -> None:
    """A table that grows by a line each month is no contradiction."""
    feed = [
        row("T01", f"{month}0", month, stated_period=str(Period.month_of(2014, month)))
        for month in range(1, 7)
    ]
    found = checked(feed, office([target("T01")]))
    assert accepted(found) == {"T01": value(60)}
    assert refused(found) == {one.place for one in feed[:5]}


def test_two_departments_that_report_one_target_do_not_refuse_each_other() -> None:
    """Nor is what a stranger says held against the owner's history, range or unit."""
    of = office([target("T01", supporting=["D02"]), target("T02", "D02")])
    place = Place("上报.csv", row=7)
    feed = [row("T01", "60"), row("T01", "-1", department="D02", place=place, unit="元")]
    found = checked(feed, of, [before("T01", value(50))])
    assert accepted(found) == {"T01": value(60)}
    assert {(f.rule, f.department) for f in found.findings} == {
        ("not_owner", "D02"),
        ("not_arrived", "D02"),
    }
