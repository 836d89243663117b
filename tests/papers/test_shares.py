"""Shares and ranks by the declared method, and rounding that never hides a laggard."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.figures import print_number
from domain.wording import gap_phrase
from domain.words import Kind, Standing
from papers.shares import half_up_share, ranks, share, whole_shares

GAPS = st.fractions(min_value=-200, max_value=200, max_denominator=100_000)


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (68, 1088, "6.25%"),
        (23, 90, "25.6%"),
        (28, 30, "93.3%"),
        (28, 28, "100.0%"),
        (1, 800, "0.1%"),
        (1, 8, "12.5%"),
        (1, 16, "6.3%"),
        (0, 3, "0.0%"),
    ],
)
def test_a_share_names_its_denominator(part: int, whole: int, printed: str) -> None:
    fact = share("behind.share", part, whole, ["M001"])
    assert (fact.text, fact.denominator, fact.value) == (
        printed,
        whole,
        Fraction(100 * part, whole),
    )


@given(st.lists(st.integers(min_value=0, max_value=2000), min_size=1, max_size=9).filter(any))
def test_shares_of_a_whole_add_to_a_hundred(parts: list[int]) -> None:
    shares = whole_shares(parts)
    assert sum(shares) == 100
    whole, largest = sum(parts), parts.index(max(parts))
    alone = [half_up_share(part, whole) for part in parts]
    assert [n for n, (got, own) in enumerate(zip(shares, alone, strict=True)) if got != own] in (
        [],
        [largest],
    )


def test_what_rounding_leaves_goes_to_the_largest() -> None:
    assert whole_shares([1, 1, 1]) == (Fraction("33.4"), Fraction("33.3"), Fraction("33.3"))
    assert whole_shares([2, 2, 3]) == (Fraction("28.6"), Fraction("28.6"), Fraction("42.8"))


def test_ties_share_a_rank_and_leave_a_gap() -> None:
    assert ranks([9, 7, 4, 4, 1]) == (1, 2, 3, 3, 5)
    assert ranks([2, 2]) == (1, 1)
    assert ranks([]) == ()


@pytest.mark.parametrize(
    ("value", "printed"),
    [("-2.25", "-2.3"), ("2.25", "2.3"), ("-0.04", "0.0"), ("-0.05", "-0.1"), ("0.05", "0.1")],
)
def test_half_up_goes_by_magnitude(value: str, printed: str) -> None:
    assert print_number(Fraction(value), 1) == printed


@given(gap=GAPS.filter(lambda gap: gap < 0), decimals=st.sampled_from([0, 1, 2]))
@pytest.mark.parametrize("kind", [Kind.CUMULATIVE, Kind.LEVEL, Kind.GROWTH, Kind.MILESTONE])
def test_behind_never_reads_level(kind: Kind, gap: Fraction, decimals: int) -> None:
    words = gap_phrase(kind, gap, Standing.BEHIND, decimals)
    assert "持平" not in words
    assert words.startswith(("慢于序时进度", "低于目标"))
    assert not words.endswith(("度0个百分点", "度0.0个百分点", "度0.00个百分点"))


@pytest.mark.parametrize(
    ("decimals", "words"),
    [(0, "不足1个百分点"), (1, "不足0.1个百分点"), (2, "不足0.01个百分点")],
)
def test_a_gap_too_small_to_print_is_still_behind(decimals: int, words: str) -> None:
    tiny = Fraction(-1, 1000)
    assert gap_phrase(Kind.CUMULATIVE, tiny, Standing.BEHIND, decimals) == f"慢于序时进度{words}"
    assert gap_phrase(Kind.CUMULATIVE, tiny, Standing.ON_PACE, decimals) == "与序时进度持平"
