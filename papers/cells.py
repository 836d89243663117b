"""Facts of one target in tables and sentences: plan, actual, gap, months, lamp, reason given."""

from fractions import Fraction

from domain.figures import SCALE, print_number
from domain.office import Office
from domain.records import Judgement, Progress
from domain.targets import Target
from domain.wording import gap_phrase
from domain.words import Kind
from papers.facts import Fact, count, figure, name_of, narrative
from papers.tree import Line, Part, line

LONGEST_REASON = 60
"""Characters of a given reason that a table cell has room for."""

DASH = "—"

DROPPED = "（已不在目标任务清单）"
"""Behind the code of a target that the register has dropped since: its name is not known."""


def department_name(office: Office, code: str) -> Fact:
    """单位名称 in the office version of the snapshot: old months keep old names."""
    return name_of(f"department.{code}.name", office.departments[code].name, code)


def target_name(target: Target) -> Line:
    """Code and name."""
    return line(
        name_of(f"target.{target.code}.code", target.code, target.code),
        " ",
        name_of(f"target.{target.code}.name", target.name, target.code),
    )


def planned(target: Target, judgement: Judgement) -> Line:
    """What should be done by now: an amount, or how many nodes were due."""
    fact = f"target.{target.code}.planned"
    if target.judged_kind is Kind.MILESTONE:
        due = sum(node.due <= judgement.figure_period for node in target.nodes)
        return line(count(fact, due, [target.code]), "个节点")
    if judgement.planned is None:
        return line(DASH)
    exact = judgement.planned / SCALE
    text = print_number(exact, _decimals(exact, judgement.progress)).rstrip("0").rstrip(".")
    return line(Fact(fact, exact, f"{text}{target.unit}", target.unit, rows=(target.code,)))


def _decimals(exact: Fraction, progress: Progress | None) -> int:
    """Two, four below one unit; more where the plan would round onto or past what was reached."""
    decimals = 2 if abs(exact) >= 1 else 4
    if progress is None or progress.value is None:
        return decimals
    reached = Fraction(progress.value, SCALE)
    while _side(Fraction(print_number(exact, decimals)), reached) != _side(exact, reached):
        decimals += 1
    return decimals


def _side(planned: Fraction, reached: Fraction) -> tuple[bool, bool]:
    return planned < reached, planned > reached


def actual(target: Target, judgement: Judgement) -> Line:
    """What was judged: a figure with its unit, nodes reached, or one of the five words."""
    return progressed(f"target.{target.code}.actual", target, judgement.progress)


def progressed(fact: str, target: Target, progress: Progress | None) -> Line:
    """A progress in print, under the name ``fact``; a dash where there is none."""
    if progress is None:
        return line(DASH)
    if progress.value is not None:
        return line(figure(fact, progress.value, target.unit, target.code))
    if progress.nodes is not None:
        return line(count(fact, len(progress.nodes), [target.code]), "个节点")
    return line(progress.verdict.label if progress.verdict else DASH)


def gap(office: Office, target: Target, judgement: Judgement) -> Line:
    """The gap in words, rounded once from the exact gap; a dash where the kind has none."""
    exact = judgement.gap_points
    decimals = office.tracks[judgement.track].decimals
    words = gap_phrase(target.judged_kind, exact, judgement.standing, decimals)
    if not words:
        return line(DASH)
    value = words if exact is None else exact
    return line(Fact(f"target.{target.code}.gap", value, words, "个百分点", rows=(target.code,)))


def months_behind(target: Target, months: int) -> Line:
    """Judged months behind in a row."""
    return line(count(f"target.{target.code}.months", months, [target.code]), "个月")


def lamp(judgement: Judgement) -> Line:
    """The lamp, or a dash."""
    return line(judgement.lamp.label if judgement.lamp else DASH)


def reason_given(target: Target, reason: str) -> Part:
    """What the department gave as reason, or that it gave none."""
    if not reason.strip():
        return "未说明"
    return narrative(f"target.{target.code}.reason", reason, target.code, LONGEST_REASON)
