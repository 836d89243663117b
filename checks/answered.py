"""Causes already answered: one lag is never punished twice (DOMAIN §5)."""

from collections.abc import Iterable

from checks.counters import Tally
from domain.records import Judgement
from domain.rules import Rung, Track
from domain.snapshot import Decided
from domain.words import DecisionVerdict


def is_answered(
    track: Track, judgement: Judgement, rung: Rung, tally: Tally, decided: Iterable[Decided]
) -> bool:
    """Whether a leader confirmed this rung or a higher one for the lag that still runs.

    ``decided`` are those of earlier periods. What was declined answers nothing; a target that
    caught up and fell behind again, and each quarter's end, is a cause of its own.
    """
    if rung.counts == "quarter_ends":
        return False
    began = tally.since[judgement.target]
    return any(
        ground.target == judgement.target and ground.figure_period >= began
        for said in decided
        if said.verdict is not DecisionVerdict.DECLINE and _rises_to(track, said, rung)
        for ground in said.proposal.grounds
    )


def _rises_to(track: Track, said: Decided, rung: Rung) -> bool:
    """Whether what was asked for, or what the leader made of it, stands at ``rung`` or above."""
    measures = (said.proposal.measure, said.measure)
    return any(step.measure in measures for step in track.ladder[track.ladder.index(rung) :])
