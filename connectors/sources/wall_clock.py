"""Deadlines that hold whatever the other side does: a wall clock, not a socket timeout."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Deadline:
    """A moment ``seconds`` from now."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def remaining(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self._end - time.monotonic())

    @property
    def passed(self) -> bool:
        """Whether no time is left."""
        return self.remaining == 0

    def within(self, seconds: float) -> "Deadline":
        """A deadline ``seconds`` from now, but no later than this one."""
        return Deadline(min(seconds, self.remaining))

    @contextmanager
    def cutting(self, cut: Callable[[], None]) -> Iterator[None]:
        """Call ``cut`` from another thread if the block still runs when the time is up.

        A socket timeout starts anew with every byte, so a peer that drips outlives it.
        """
        timer = threading.Timer(self.remaining, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
