"""The only place where a pull is tried again: a few times, inside the source's own deadline."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from connectors.sources.wall_clock import Deadline
from domain.words import PullOutcome

TRIES = 4
PAUSES_SECONDS = (0.5, 1.0, 2.0)
LONGEST_PAUSE_SECONDS = 5.0
"""A server may ask for a longer pause (Retry-After); it is not granted."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong with one attempt, and whether another may help."""

    sentence: str
    outcome: PullOutcome = PullOutcome.FAULT
    passing: bool = False
    wait_seconds: float | None = None


class Attempt(Protocol):
    """Anything that may have failed."""

    @property
    def trouble(self) -> Trouble | None:
        """None when it went well."""


A = TypeVar("A", bound=Attempt)


def until_settled(once: Callable[[], A], deadline: Deadline) -> A:
    """Try until it goes well, trying again cannot help, or the deadline is near."""
    attempt = once()
    for pause in PAUSES_SECONDS:
        trouble = attempt.trouble
        if trouble is None or not trouble.passing:
            break
        asked = pause if trouble.wait_seconds is None else trouble.wait_seconds
        wait = min(asked, LONGEST_PAUSE_SECONDS)
        if wait >= deadline.remaining:
            break
        time.sleep(wait)
        attempt = once()
    return attempt
