"""What should be done by now: the planned value of a target at the end of a month (DOMAIN §2)."""

from fractions import Fraction

from domain.figures import SCALE, print_figure
from domain.period import Period
from domain.records import Planned
from domain.targets import HUNDRED, Node, Target, Timeline
from domain.words import Form, Kind

NOT_DUE = Planned(None, due=False)
NO_VALUE = Planned(None)


def planned(target: Target, figure_period: Period, *, counts_whole: bool) -> Planned:
    """The plan of ``target`` for ``figure_period`` (a month), exact, in ten-thousandths.

    Of a milestone it is the weight due by then, in ten-thousandths of a per cent. Kinds that are
    judged without a plan have no value. With ``counts_whole`` things are floored to whole units,
    whatever the form and kind. Raises ValueError if an explicit timeline leaves the month out.
    """
    if target.kind is Kind.MILESTONE:
        return Planned(Fraction(sum(node.weight for node in due_nodes(target, figure_period))))
    value = _value(target, figure_period)
    if value is None or not counts_whole:
        return _of(target, value)
    return Planned(Fraction(value // SCALE * SCALE))


def due_nodes(target: Target, month: Period) -> tuple[Node, ...]:
    """The nodes of a milestone that are due by the end of ``month``."""
    return tuple(node for node in target.nodes if _index(node.due) <= _index(month))


def _of(target: Target, value: Fraction | None) -> Planned:
    if value is not None:
        return Planned(value)
    return NOT_DUE if target.timeline or target.kind is Kind.ANNUAL_ONLY else NO_VALUE


def _value(target: Target, month: Period) -> Fraction | None:
    """None: nothing is due yet, or the kind has no plan."""
    annual = Fraction(target.annual or 0)
    if target.kind is Kind.ANNUAL_ONLY:
        return annual if month.ends_year else None
    if target.timeline is None:
        return None
    if target.timeline.form is Form.AMOUNTS:
        return Fraction(_listed(target, target.timeline, month))
    if _no_limit_yet(target, month):
        return None
    share = _share(target, target.timeline, month)
    return None if share is None else annual * share


def _no_limit_yet(target: Target, month: Period) -> bool:
    """A stepped ceiling has no limit before its first quarter ends; 0 would accuse everyone."""
    stepped = target.timeline is not None and target.timeline.form is Form.STEPPED
    return stepped and target.kind is Kind.CEILING and not _quarters_ended(month)


def _share(target: Target, timeline: Timeline, month: Period) -> Fraction | None:
    """The part of the annual value that is due; None before a window opens."""
    match timeline.form:
        case Form.LINEAR:
            return Fraction(month.month, 12)
        case Form.SHARES:
            return Fraction(_listed(target, timeline, month), HUNDRED)
        case Form.STEPPED:
            ended = _quarters_ended(month)
            return Fraction(timeline.steps[ended - 1], HUNDRED) if ended else Fraction(0)
        case Form.WINDOW:
            return _window_share(timeline, month)
        case _:
            return Fraction(1)


def _quarters_ended(month: Period) -> int:
    return month.month // 3


def _listed(target: Target, timeline: Timeline, month: Period) -> int:
    if month.text not in timeline.values:
        raise ValueError(f"target {target.code}: the timeline has no value for {month}")
    return timeline.values[month.text]


def _window_share(timeline: Timeline, month: Period) -> Fraction | None:
    begun, length = _window_months(timeline, month)
    if begun <= 0:
        return None
    return Fraction(min(begun, length), length)


def _window_months(timeline: Timeline, month: Period) -> tuple[int, int]:
    """Months of the window begun by the end of ``month`` (≤ 0 before it), and its length."""
    if timeline.first is None or timeline.last is None:
        raise ValueError("a window needs first and last")
    before = _index(timeline.first.months[0]) - 1
    return _index(month) - before, _index(timeline.last) - before


def _index(month: Period) -> int:
    return month.year * 12 + month.month


def plan_phrase(target: Target, month: Period, *, counts_whole: bool) -> str:
    """How the planned value comes about, for the reason: ``按月均衡，全年的8/12``."""
    rounded = "，按整数计" if counts_whole else ""
    return _form_phrase(target, month) + rounded


def _form_phrase(target: Target, month: Period) -> str:
    timeline = target.timeline
    if timeline is None:
        return "全年目标"
    match timeline.form:
        case Form.LINEAR:
            return f"{timeline.form.label}，全年的{month.month}/12"
        case Form.SHARES:
            return f"{timeline.form.label}，全年的{print_figure(timeline.values[month.text])}%"
        case Form.STEPPED:
            share = _share(target, timeline, month) or Fraction(0)
            return f"{timeline.form.label}，全年的{print_figure(share * HUNDRED)}%"
        case Form.WINDOW:
            begun, length = _window_months(timeline, month)
            return f"{timeline.form.label}，全年的{min(begun, length)}/{length}"
        case _:
            return timeline.form.label
