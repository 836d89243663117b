"""Shares and ranks, by the declared method (docs/adr/0020-shares.md)."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from domain.figures import print_number
from papers.facts import Fact

FINE_FROM = 1000
"""Wholes of this many things and more print a second decimal, so that one thing still shows."""


def decimals_for(whole: int) -> int:
    """Decimals of a share of ``whole`` things."""
    return 2 if whole >= FINE_FROM else 1


def share(name: str, part: int, whole: int, rows: Iterable[str] = ()) -> Fact:
    """``part`` of ``whole`` in per cent, half up: 68 of 1,088 is 6.25%, 23 of 90 is 25.6%."""
    return printed_share(name, Fraction(100 * part, whole), whole, rows)


def printed_share(name: str, per_cent: Fraction, whole: int, rows: Iterable[str] = ()) -> Fact:
    """A share already in per cent, printed with the decimals that ``whole`` deserves."""
    text = f"{print_number(per_cent, decimals_for(whole))}%"
    return Fact(name, per_cent, text, "%", denominator=whole, rows=tuple(rows))


def half_up_share(part: int, whole: int) -> Fraction:
    """The per cent that ``share`` prints, as an exact number."""
    step: int = 10 ** decimals_for(whole)
    return Fraction((200 * step * part + whole) // (2 * whole), step)


def whole_shares(parts: Sequence[int]) -> tuple[Fraction, ...]:
    """Shares in per cent, as printed, that add to exactly 100.

    Each is rounded half up; what is then over or under 100 goes to the largest part (the first
    of equals). ``parts`` are not negative and not all zero.
    """
    whole = sum(parts)
    rounded = [half_up_share(part, whole) for part in parts]
    largest = max(range(len(parts)), key=parts.__getitem__)
    rounded[largest] += 100 - sum(rounded)
    return tuple(rounded)


def ranks(counts: Sequence[int]) -> tuple[int, ...]:
    """Competition ranks of counts, largest first: ties share a rank, 1-2-3-3-5."""
    return tuple(1 + sum(other > own for other in counts) for own in counts)
