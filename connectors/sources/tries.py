"""The only place where a pull is tried again: a few times, inside the source's own deadline."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from connectors.sources.wall_clock import Deadline
from domain.words import PullOutcome

PAUSES = (1 / 120, 1 / 60, 1 / 30)
"""Pauses before the second, third and fourth try, as shares of the source's own deadline."""

SPREAD = (0.5, 1.5)
"""Each pause is drawn from this range of itself: departments that fail together on one platform
do not come back together."""

LONGEST_PAUSE_SECONDS = 5.0
"""A server may ask for a longer pause (Retry-After); it is not granted."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong with one attempt, and whether another may help."""

    sentence: str
    outcome: PullOutcome = PullOutcome.FAULT
    passing: bool = False
    wait_seconds: float | None = None
    expired: bool = False
    """Whether a new login may help, where there is one."""


WEB_PAGE = Trouble("返回的是网页（多为登录页面），不是数据，请核对接口授权是否到期", expired=True)


class Attempt(Protocol):
    """Anything that may have failed."""

    @property
    def trouble(self) -> Trouble | None:
        """None when it went well."""


A = TypeVar("A", bound=Attempt)


def until_settled(once: Callable[[], A], deadline: Deadline) -> A:
    """Try until it goes well, trying again cannot help, or the deadline is near."""
    attempt = once()
    for share in PAUSES:
        trouble = attempt.trouble
        if trouble is None or not trouble.passing:
            break
        wait = min(_pause(trouble, share * deadline.seconds), LONGEST_PAUSE_SECONDS)
        if wait >= deadline.remaining:
            break
        time.sleep(wait)
        attempt = once()
    return attempt


def _pause(trouble: Trouble, seconds: float) -> float:
    """What the server asks for, else about ``seconds``."""
    if trouble.wait_seconds is not None:
        return trouble.wait_seconds
    return seconds * random.uniform(*SPREAD)  # noqa: S311 no secret hangs on it
