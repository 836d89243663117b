"""The table of printed gaps that an official can read, line by line."""

from fractions import Fraction

import pytest

from domain.wording import gap_phrase
from domain.words import Kind, Standing
from tests.checks.tables import NOTHING, Line, lines


@pytest.mark.parametrize(
    "line", tuple(lines("rules_wording.md")), ids=lambda x: " ".join(x.values())
)
def test_a_gap_reads_as_the_table_says(line: Line) -> None:
    kind = next(k for k in Kind if k.label == line["类型"])
    standing = next(s for s in Standing if s.label == line["结论"])
    gap = None if line["差距"] == NOTHING else Fraction(line["差距"])
    assert gap_phrase(kind, gap, standing, int(line["小数"])) == line["印出"]
