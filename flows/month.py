"""The month as a Prefect flow: the same stages, one task per department, for schedules and the UI.

Prefect shows and schedules; the ledger is the record and the lock. Nothing is retried here:
connectors retry, and sending is inside no task at all.
"""

import sys
from collections.abc import Callable, Iterable, Sequence

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed
from prefect.runtime import flow_run
from prefect.settings import get_current_settings

from cycle.collect import Pulled
from cycle.month import Outcome, collect_only
from cycle.month import run as run_month
from cycle.progress import silent
from cycle.refusal import not_yet
from domain.local_time import local_day
from domain.office import Department
from domain.period import Period
from domain.refusals import Refused, Tripped
from domain.words import Standing
from flows.month_shown import collection, sentences
from flows.session import opened


@flow(
    name="month",
    persist_result=False,
    validate_parameters=True,
)
def month(period: str | None = None, only: str | None = None) -> list[str]:
    """Run one month; waiting for a decision is its good end.

    Without a period it is the month before the scheduled start, which is only collected before
    its judging day. Fails with the sentence of a refusal, of a held month, or of a tripped breaker.
    """
    scheduled = local_day(flow_run.scheduled_start_time)
    asked = Period(period) if period else Period.month_of(scheduled.year, scheduled.month).plus(-1)
    with opened() as (parts, now):
        if period is None and (early := not_yet(parts.office, asked, scheduled)):
            collected = collect_only(
                parts, asked, now, silent, only=only, spread=_as_tasks, holder="Prefect"
            )
            return [early, *collection(collected)]
        outcome = run_month(
            parts, asked, now, silent, only=only, spread=_as_tasks, holder="Prefect"
        )
    _show(outcome)
    if outcome.assessed.tripped:
        raise Tripped(outcome.assessed.tripped)
    return list(sentences(outcome))


def _as_tasks(
    work: Callable[[Department], Pulled], departments: Sequence[Department]
) -> Iterable[Pulled]:
    """One task per department, named after it; each answer as it comes."""

    @task(cache_policy=NO_CACHE, persist_result=False)
    def pull(department: Department) -> Pulled:
        return work(department)

    named = [
        pull.with_options(name=one.name, task_run_name=f"{one.code} {one.name}").submit(one)
        for one in departments
    ]
    for future in as_completed(named):
        yield future.result()


def _show(outcome: Outcome) -> None:
    """A table in Prefect's UI: standings by track."""
    rows = [
        {"轨道": track, **{standing.label: counts.get(standing, 0) for standing in Standing}}
        for track, counts in outcome.assessed.standings.items()
    ]
    description = "\n".join(f"- {sentence.strip()}" for sentence in sentences(outcome))
    create_table_artifact(rows, key=f"month-{outcome.period}", description=description)


def main() -> None:
    """``python -m flows.month PERIOD [DEPARTMENT]`` against the server of PREFECT_API_URL."""
    if not get_current_settings().api.url:
        raise Refused("PREFECT_API_URL is not set: the flow needs a running Prefect server")
    for sentence in month(*sys.argv[1:]):
        sys.stdout.write(sentence + "\n")


if __name__ == "__main__":
    main()
