"""Months behind, folded from judgements and never stored (DOMAIN §3, "Counters")."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby

from domain.period import Period
from domain.records import Counters, Judgement
from domain.words import Lamp, Standing

_JUDGED = {Standing.AHEAD, Standing.ON_PACE, Standing.BEHIND, Standing.DONE}
_UNHEARD = {Standing.MISSING, Standing.REJECTED}


@dataclass(frozen=True, slots=True)
class Tally:
    """All counters after one period's judgements; ``periods`` is how many were looked at."""

    targets: Mapping[str, Counters]
    """By target code."""
    departments: Mapping[tuple[str, str], Counters]
    """By (track, department): months in which it had any target of the track behind."""
    since: Mapping[str, Period]
    """By target code, of those behind when last judged: the figure's month their lag began."""
    periods: int


@dataclass(frozen=True, slots=True)
class _Month:
    """What one month adds: the figure's month of a target, the brief's of a department."""

    month: Period
    judged: bool
    behind: bool
    red: bool


def tally(history: Iterable[Judgement]) -> Tally:
    """Fold a whole history, in order of period, the assessment at hand last."""
    targets: dict[str, list[Judgement]] = defaultdict(list)
    departments: dict[tuple[str, str], list[Judgement]] = defaultdict(list)
    periods = set()
    for judgement in history:
        targets[judgement.target].append(judgement)
        departments[judgement.track, judgement.department].append(judgement)
        periods.add(judgement.period)
    return Tally(
        targets={code: count(judgements) for code, judgements in targets.items()},
        departments={key: count_department(found) for key, found in departments.items()},
        since={code: began for code, js in targets.items() if (began := _lag_began(js))},
        periods=len(periods),
    )


def count(judgements: Iterable[Judgement]) -> Counters:
    """The counters of one target after its judgements, given in order of period.

    They restart with the year of the figure; months not judged neither count nor reset.
    """
    return _fold(_month_of(each.figure_period, (each,), frozenset()) for each in judgements)


def count_department(judgements: Iterable[Judgement]) -> Counters:
    """As ``count``, for all targets of one department on one track: behind if any target is.

    A month without a lag resets nothing while a target that was behind is missing or rejected.
    """
    return _fold(_department_months(judgements))


def _department_months(judgements: Iterable[Judgement]) -> Iterator[_Month]:
    behind: frozenset[str] = frozenset()
    for period, group in groupby(judgements, key=lambda judgement: judgement.period):
        found = tuple(group)
        unheard = behind & {j.target for j in found if j.standing in _UNHEARD}
        behind = unheard | {j.target for j in found if j.standing is Standing.BEHIND}
        yield _month_of(period, found, unheard)


def _lag_began(judgements: Iterable[Judgement]) -> Period | None:
    began: Period | None = None
    for judgement in judgements:
        if judgement.standing is Standing.BEHIND:
            began = began or judgement.figure_period
        elif judgement.standing in _JUDGED:
            began = None
    return began


def _month_of(month: Period, found: Sequence[Judgement], unheard: frozenset[str]) -> _Month:
    behind = [j for j in found if j.standing is Standing.BEHIND]
    return _Month(
        month=month,
        judged=bool(behind) or (any(j.standing in _JUDGED for j in found) and not unheard),
        behind=bool(behind),
        red=any(j.lamp is Lamp.RED for j in behind),
    )


def _fold(months: Iterable[_Month]) -> Counters:
    start: tuple[int | None, Counters] = (None, Counters())
    return reduce(_add, months, start)[1]


def _add(so_far: tuple[int | None, Counters], month: _Month) -> tuple[int | None, Counters]:
    year, counters = so_far
    if month.month.year != year:
        counters = Counters()
    return month.month.year, _counted(counters, month)


def _counted(before: Counters, month: _Month) -> Counters:
    if not month.judged:
        return before
    if not month.behind:
        return Counters(months=before.months, quarter_ends=before.quarter_ends, reds=before.reds)
    quarter_end = int(month.month.ends_quarter)
    return Counters(
        running_months=before.running_months + 1,
        months=before.months + 1,
        running_quarter_ends=before.running_quarter_ends + quarter_end,
        quarter_ends=before.quarter_ends + quarter_end,
        running_reds=before.running_reds + 1 if month.red else 0,
        reds=before.reds + int(month.red),
    )
