"""How numbers read in print (DOMAIN §2, "In print"): one wording for reasons and papers."""

from fractions import Fraction

from domain.figures import print_figure, print_number
from domain.records import Progress
from domain.words import Kind, Standing

_RUNNING = {Kind.CUMULATIVE, Kind.MILESTONE}


def amount(scaled: int | Fraction, unit: str) -> str:
    """A figure (ten-thousandths) with its unit: ``45万元``."""
    return f"{print_figure(scaled)}{unit}"


def progress_phrase(progress: Progress | None, unit: str) -> str:
    """What was reported, as people read it: a figure with its unit, nodes or a verdict."""
    if progress is None:
        return ""
    if progress.nodes is not None:
        return "、".join(sorted(progress.nodes)) or "无"
    if progress.verdict is not None:
        return progress.verdict.label
    return amount(progress.value or 0, unit)


def points(value: Fraction, decimals: int) -> str:
    """The size of a gap without its sign: ``21.7个百分点``."""
    return f"{print_number(abs(value), decimals)}个百分点"


def gap_phrase(kind: Kind, gap: Fraction | None, standing: Standing, decimals: int) -> str:
    """What a paper says of a gap in points; ``kind`` is the target's judged kind.

    Empty where the kind has no gap (verdicts). A target that is behind never reads 持平.
    """
    behind = standing is Standing.BEHIND
    if kind is Kind.CEILING:
        return _ceiling_phrase(gap, decimals, over=behind or (gap is not None and gap < 0))
    if gap is None:
        return ""
    below, above, level = (
        ("慢于序时进度", "超序时进度", "与序时进度持平")
        if kind in _RUNNING
        else ("低于目标", "高于目标", "与目标持平")
    )
    if behind:
        return below + _size(gap, decimals)
    if _rounds_to_zero(gap, decimals):
        return level
    return (above if gap > 0 else below) + points(gap, decimals)


def _ceiling_phrase(gap: Fraction | None, decimals: int, *, over: bool) -> str:
    if not over:
        return "控制在目标以内"
    return "超出控制目标" + ("" if gap is None else _size(gap, decimals))


def _size(gap: Fraction, decimals: int) -> str:
    """Points that must not read as zero: ``不足0.1个百分点``."""
    if _rounds_to_zero(gap, decimals):
        return f"不足{points(Fraction(1, 10**decimals), decimals)}"
    return points(gap, decimals)


def _rounds_to_zero(gap: Fraction, decimals: int) -> bool:
    return bool(abs(gap) * 2 * 10**decimals < 1)
