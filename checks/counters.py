"""Months behind, folded from judgements and never stored (DOMAIN §3, "Counters")."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby

from domain.period import Period
from domain.records import Counters, Judgement
from domain.words import Lamp, Standing

_JUDGED = {Standing.AHEAD, Standing.ON_PACE, Standing.BEHIND, Standing.DONE}


@dataclass(frozen=True, slots=True)
class Tally:
    """All counters after one period's judgements; ``periods`` is how many were looked at."""

    targets: Mapping[str, Counters]
    """By target code."""
    departments: Mapping[tuple[str, str], Counters]
    """By (track, department): months in which it had any target of the track behind."""
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
        periods=len(periods),
    )


def count(judgements: Iterable[Judgement]) -> Counters:
    """The counters of one target after its judgements, given in order of period.

    They restart with the year of the figure; months not judged neither count nor reset.
    """
    return _fold(_month_of(judgement.figure_period, (judgement,)) for judgement in judgements)


def count_department(judgements: Iterable[Judgement]) -> Counters:
    """As ``count``, for all targets of one department on one track: behind if any target is."""
    by_period = groupby(judgements, key=lambda judgement: judgement.period)
    return _fold(_month_of(period, tuple(found)) for period, found in by_period)


def _month_of(month: Period, found: Sequence[Judgement]) -> _Month:
    behind = [j for j in found if j.standing is Standing.BEHIND]
    return _Month(
        month=month,
        judged=any(j.standing in _JUDGED for j in found),
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
