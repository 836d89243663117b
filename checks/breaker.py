"""熔断: too much at once is an accident of data until a named person says otherwise."""

from collections.abc import Collection, Mapping, Sequence

from domain.office import Office
from domain.records import Judgement
from domain.rules import Breaker
from domain.words import Form, Kind, PullOutcome, Standing


def tripped(
    office: Office,
    outcomes: Mapping[str, PullOutcome],
    judgements: Sequence[Judgement],
    previous: Sequence[Judgement],
) -> str | None:
    """Why alerts and proposals must wait, as a Chinese sentence; None if nothing is odd.

    It names the departments, so that a release of one accident frees no other of the same size.
    ``outcomes`` is by department asked, ``judgements`` the period's on all tracks, ``previous``
    those of the last judged month; without one nobody is *newly* behind.
    """
    sentences = (
        _failed_sources(office.breaker, outcomes),
        _newly_behind(office, judgements, previous),
    )
    said = "；".join(sentence for sentence in sentences if sentence)
    return f"{said}。已暂停提醒和提请，请核实后由专人放行。" if said else None


def _failed_sources(limits: Breaker, outcomes: Mapping[str, PullOutcome]) -> str | None:
    failed, asked = {code for code, one in outcomes.items() if one.failed}, len(outcomes)
    percent = limits.failed_sources_over_percent
    if not _too_many(len(failed), asked, limits.failed_sources_at_least, percent):
        return None
    return f"{asked}个数据源中有{len(failed)}个采集失败，超过{percent}%（{_named(failed)}）"


def _newly_behind(
    office: Office, judgements: Sequence[Judgement], previous: Sequence[Judgement]
) -> str | None:
    if not previous:
        return None
    limits = office.breaker
    before = {j.target: j for j in previous}
    laggards = {j.department for j in previous if j.standing is Standing.BEHIND}
    newly = {
        j.department
        for j in judgements
        if j.standing is Standing.BEHIND
        and j.department not in laggards
        and not _plan_stepped(office, j, before.get(j.target))
    }
    everyone = len({j.department for j in judgements})
    percent = limits.newly_behind_over_percent
    if not _too_many(len(newly), everyone, limits.newly_behind_at_least, percent):
        return None
    counted = f"{everyone}个单位中有{len(newly)}个较上一评判月新出现滞后，超过{percent}%"
    return f"{counted}（{_named(newly)}）"


def _plan_stepped(office: Office, now: Judgement, before: Judgement | None) -> bool:
    """Whether a step, a node or the year's end, not the department, moved the target."""
    target = office.targets[now.target]
    by_steps = target.kind in (Kind.MILESTONE, Kind.ANNUAL_ONLY) or (
        target.timeline is not None and target.timeline.form is Form.STEPPED
    )
    return by_steps and (before is None or before.planned != now.planned)


def _named(departments: Collection[str]) -> str:
    return "、".join(sorted(departments))


def _too_many(count: int, whole: int, at_least: int, over_percent: int) -> bool:
    return count >= at_least and count * 100 > over_percent * whole
