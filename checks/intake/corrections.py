"""Corrections (更正): a report that takes back what was reported before, and the reason for it."""

from checks.intake.cleaning import narrative
from checks.intake.known import completes
from domain.records import Progress
from domain.spelling import same_text
from domain.targets import Target
from domain.words import Kind

_NO_REASON = frozenset(
    {"无更正", "没有", "没有更正", "未更正", "无需更正", "不更正", "不涉及", "不适用", "暂无", "na"}
)
"""What people write into a column that does not concern them; shorter words name nothing."""


def reason_named(text: str) -> str:
    """``text`` safe to print if it names a reason; empty if it says nothing (无, /, 不涉及)."""
    said = "".join(letter for letter in same_text(text).casefold() if letter.isalpha())
    return "" if len(said) < 2 or said in _NO_REASON else narrative(text)


def held(
    target: Target, earlier: Progress | None, progress: Progress | None
) -> tuple[int | None, int | None]:
    """What was reached before and what this report says of it; it should not be less.

    A running total in ten-thousandths; of other kinds, how much was completed.
    """
    if target.judged_kind is Kind.CUMULATIVE:
        return earlier.value if earlier else None, progress.value if progress else None
    return completed(target, earlier, progress)


def completed(
    target: Target, earlier: Progress | None, progress: Progress | None
) -> tuple[int | None, int | None]:
    """How much was completed before, nodes or 1 for a whole target, and how much of it still is."""
    if earlier is None or progress is None:
        return None, None
    if earlier.nodes is not None and progress.nodes is not None:
        return len(earlier.nodes), len(earlier.nodes & progress.nodes)
    return int(completes(target, earlier)), int(completes(target, progress))


def takes_back(target: Target, earlier: Progress, progress: Progress) -> bool:
    """Whether ``progress`` is less than what was reported before."""
    before, still = held(target, earlier, progress)
    return before is not None and still is not None and still < before
