"""Text as people type it: one form for comparing, one for printing, one for showing."""

import unicodedata

from checks.intake.cleaning import RAW_LENGTH, narrative, raw_value
from domain.spelling import same_text
from tests.checks.intake.builders import checked, office, row, target

DIRTY = "雨季\u202e停工\x0b，\r\n 已\u200b复工\ue000\ud800\t完成 60 %"


def test_spaces_width_and_invisible_marks_do_not_tell_names_apart() -> None:
    assert same_text(" Ｍ 01\u200b\u3000\xa0（二）\ufeff") == same_text("M01(二)") == "M01(二)"
    assert same_text("M01") != same_text("MO1")
    assert same_text(" \u200b ") == ""


def test_a_narrative_is_printed_on_one_line_without_controls() -> None:
    assert narrative(DIRTY) == "雨季停工 ， 已复工 完成 60 %"
    assert narrative(" \n ") == ""


def test_a_raw_value_shows_what_cannot_be_seen_and_is_cut() -> None:
    assert raw_value("12\u200b万\x00") == "12\\u200b万\\u0000"
    assert raw_value(None) == ""
    assert len(raw_value("9" * 40_000)) == len(raw_value("\x00" * 40_000)) == RAW_LENGTH


def test_nothing_unprintable_leaves_the_intake() -> None:
    feed = [row("T01", "60", reason_given=DIRTY), row(f"X\u202e{'长' * 90}", "约\x0b60", 3)]
    found = checked(feed, office([target("T01")]))
    (kept,) = found.accepted
    assert kept.row.reason_given == narrative(DIRTY)
    (finding,) = found.findings
    for text in (finding.sentence, finding.target or "", finding.raw_value):
        assert {unicodedata.category(c) for c in text} & {"Cc", "Cf", "Cs", "Co"} == set()
    assert len(finding.target or "") == 40
