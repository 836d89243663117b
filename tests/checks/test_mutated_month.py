"""Whole months of mutants, a short run; ``python -m bench.fuzz`` takes the long one."""

from collections import Counter

import pytest

from tests.support.mutated_month import FATES, mutated_month

LONGEST_SECONDS = 5.0
COUNTS = {"JSON": 600, "CSV": 300, "xlsx": 150}


@pytest.mark.parametrize("kind", COUNTS)
def test_no_mutant_puts_a_target_behind_unseen(kind: str) -> None:
    """Nor is one uncaught, nor does one hang."""
    fates = mutated_month(kind, COUNTS[kind], seed=1)
    words = Counter(fate.word for fate in fates)
    assert words[FATES[-1]] == 0
    assert [fate.body for fate in fates if fate.last_resort] == []
    assert max(fate.parse_seconds for fate in fates) < LONGEST_SECONDS
    assert {"as sent", "refused", "in part"} <= words.keys()


def test_some_mutants_would_be_behind_and_each_is_told() -> None:
    """Well-formed bytes with another figure: only the note of a first lag speaks of them."""
    fates = [fate for seed in range(2) for fate in mutated_month("JSON", 600, seed)]
    assert sum(fate.word == "behind, told" for fate in fates) >= 1
