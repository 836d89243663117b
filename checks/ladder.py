"""Ladders (DOMAIN §5): which rungs a count has reached. Nothing here acts on anybody."""

from collections.abc import Sequence

from checks.counters import Tally
from domain.period import Period
from domain.records import Counters, Judgement
from domain.rules import Rung, Track
from domain.words import Lamp, Standing


def accuses(judgement: Judgement) -> bool:
    """Whether a target may be held against anybody: behind on an accepted figure.

    A contested one still may: the objection stands beside it and only stops a confirmation.
    """
    return judgement.standing is Standing.BEHIND and judgement.report is not None


def reached(rung: Rung, counters: Counters) -> int:
    """The count that ``rung`` looks at."""
    noun = _counted(rung)
    return int(getattr(counters, f"running_{noun}" if rung.span == "running" else noun))


def _counted(rung: Rung) -> str:
    return "reds" if rung.lamp else rung.counts


def due_rungs(track: Track, counters: Counters, judgement: Judgement) -> tuple[Rung, ...]:
    """The rungs that one target stands on now, low to high.

    A rung is due when its count is reached in a month that adds to it: a quarter-end rung only
    at a quarter's end, a rung of reds only on a red.
    """
    return _due(track, "target", counters, judgement.figure_period, (judgement,))


def due_department_rungs(
    track: Track, counters: Counters, judgements: Sequence[Judgement]
) -> tuple[Rung, ...]:
    """As ``due_rungs`` for the rungs that count a department, over its targets on ``track``."""
    return _due(track, "department", counters, judgements[0].period, judgements)


def _due(
    track: Track,
    subject: str,
    counters: Counters,
    month: Period,
    judgements: Sequence[Judgement],
) -> tuple[Rung, ...]:
    accusing = [judgement for judgement in judgements if accuses(judgement)]
    if not accusing:
        return ()
    grew = {"months"}
    if month.ends_quarter:
        grew.add("quarter_ends")
    if any(judgement.lamp is Lamp.RED for judgement in accusing):
        grew.add("reds")
    return tuple(
        rung
        for rung in track.ladder
        if rung.subject == subject
        and _counted(rung) in grew
        and reached(rung, counters) >= rung.at_least
    )


def standing_on(
    track: Track, judgements: Sequence[Judgement], tally: Tally
) -> tuple[tuple[Judgement, Rung, int], ...]:
    """Each accusing target of one department on ``track``, with each due rung and its count.

    ``judgements`` are this period's, all of one department and track.
    """
    if not judgements:
        return ()
    whole = tally.departments[judgements[0].track, judgements[0].department]
    shared = due_department_rungs(track, whole, judgements)
    found: list[tuple[Judgement, Rung, int]] = []
    for judgement in filter(accuses, judgements):
        own = tally.targets[judgement.target]
        found += [(judgement, r, reached(r, own)) for r in due_rungs(track, own, judgement)]
        found += [(judgement, r, reached(r, whole)) for r in shared]
    return tuple(found)


def automatic(
    track: Track, judgements: Sequence[Judgement], tally: Tally
) -> tuple[tuple[Judgement, Rung], ...]:
    """Each accusing target of one department with its highest remind or urge rung, if it has one.

    These go out by themselves, in the department's alert; ``judgements`` as for ``standing_on``.
    """
    highest: dict[str, tuple[Judgement, Rung]] = {}
    due = standing_on(track, judgements, tally)
    for judgement, rung, _ in sorted(due, key=lambda one: track.ladder.index(one[1])):
        if rung.measure.automatic:
            highest[judgement.target] = (judgement, rung)
    return tuple(highest.values())
