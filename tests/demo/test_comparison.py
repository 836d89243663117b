"""Planted = found: whatever is lost, strange or changed is a difference, and is told."""

from demo.comparison import Comparison


def test_the_same_members_are_no_difference() -> None:
    comparison = Comparison()
    comparison.sets("standings", {("M1", "behind")}, {("M1", "behind")}, "2014-09")
    assert comparison.differences == 0


def test_a_changed_member_is_one_difference_told_from_both_sides() -> None:
    comparison = Comparison()
    comparison.sets("standings", {("M1", "behind")}, {("M1", "on_pace")}, "2014-09")
    assert comparison.differences == 1
    told = "\n".join(comparison.table())
    assert "not found: standings: 2014-09 M1 behind" in told
    assert "not planted: standings: 2014-09 M1 on_pace" in told


def test_differences_add_up_over_months_and_kinds() -> None:
    comparison = Comparison()
    comparison.sets("letters", {("alert", "D01")}, set(), "2014-08")
    comparison.sets("letters", set(), {("alert", "D02")}, "2014-09")
    comparison.sets("letters", set(), {("alert", "D03")}, "2014-09")
    comparison.count("September: municipal behind", 68, 67)
    assert comparison.differences == 3


def test_counts_that_agree_are_no_difference() -> None:
    comparison = Comparison()
    comparison.count("September: municipal behind", 68, 68)
    assert comparison.differences == 0
    assert any("68" in line for line in comparison.table())
