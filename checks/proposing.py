"""Proposals: what the office asks its leader to decide, with grounds. It only ever proposes."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from checks.answered import is_answered
from checks.counters import Tally
from checks.ladder import standing_on
from domain.office import Office
from domain.period import Period
from domain.records import Ground, Judgement, Progress, Proposal, Report
from domain.rules import Rung, Track
from domain.snapshot import Decided


def propose(
    office: Office,
    period: Period,
    judgements: Sequence[Judgement],
    tally: Tally,
    reports: Mapping[int, Report],
    *,
    decided: Sequence[Decided] = (),
) -> tuple[Proposal, ...]:
    """One proposal per track and department, for the highest rung that needs a decision.

    ``judgements`` are the period's, ``tally`` the whole history with them, ``reports`` by number,
    ``decided`` what leaders decided on proposals of the year. Grounds are all targets due for
    that measure. Missing and rejected targets never are, nor a lag that was answered in
    an earlier month; a contested one is, but cannot be confirmed. The first month of an office
    proposes nothing.
    """
    if tally.periods <= 1:
        return ()
    earlier = [said for said in decided if said.proposal.period < period]
    groups: dict[tuple[str, str], list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        groups[judgement.track, judgement.department].append(judgement)
    found = (
        _proposal(office.tracks[track], group, tally, reports, earlier)
        for (track, _), group in sorted(groups.items())
    )
    return tuple(proposal for proposal in found if proposal)


def _proposal(
    track: Track,
    judgements: Sequence[Judgement],
    tally: Tally,
    reports: Mapping[int, Report],
    earlier: Sequence[Decided],
) -> Proposal | None:
    due = [
        (judgement, rung, months)
        for judgement, rung, months in standing_on(track, judgements, tally)
        if not rung.measure.automatic and not is_answered(track, judgement, rung, tally, earlier)
    ]
    if not due:
        return None
    measure = max((rung for _, rung, _ in due), key=track.ladder.index).measure
    highest: dict[str, Ground] = {}
    for judgement, rung, months in sorted(due, key=lambda d: track.ladder.index(d[1])):
        if rung.measure is measure:
            highest[judgement.target] = _ground(judgement, rung, months, reports)
    grounds = tuple(highest[target] for target in sorted(highest))
    first = judgements[0]
    return Proposal(
        period=first.period,
        track=first.track,
        measure=measure,
        subject_kind="department",
        subject_id=first.department,
        department=first.department,
        grounds=grounds,
        grounds_hash=grounds_hash(grounds),
    )


def _ground(judgement: Judgement, rung: Rung, months: int, reports: Mapping[int, Report]) -> Ground:
    if judgement.report is None or judgement.progress is None:
        raise ValueError(f"target {judgement.target}: no report to rest an accusation on")
    report = reports[judgement.report]
    return Ground(
        target=judgement.target,
        figure_period=judgement.figure_period,
        planned=judgement.planned,
        progress=judgement.progress,
        gap_points=judgement.gap_points,
        months=months,
        rule=rung.text,
        report=judgement.report,
        place=report.place,
        raw_hash=report.raw_hash,
    )


def grounds_hash(grounds: Sequence[Ground]) -> str:
    """SHA-256 of the grounds as canonical JSON: a decision binds to it."""
    document = [_plain(ground) for ground in sorted(grounds, key=lambda ground: ground.target)]
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(ground: Ground) -> dict[str, object]:
    return {
        "target": ground.target,
        "figure_period": str(ground.figure_period),
        "planned": _exact(ground.planned),
        "progress": _progress(ground.progress),
        "gap_points": _exact(ground.gap_points),
        "months": ground.months,
        "rule": ground.rule,
        "report": ground.report,
        "place": None if ground.place is None else str(ground.place),
        "raw_hash": ground.raw_hash,
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"


def _progress(progress: Progress) -> dict[str, object]:
    return {
        "value": progress.value,
        "verdict": progress.verdict,
        "nodes": None if progress.nodes is None else sorted(progress.nodes),
    }
