"""Deadlines that hold whatever the other side does: a wall clock, not a socket timeout."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


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


def left_alone(work: Callable[[], T], seconds: float) -> T:
    """What ``work`` gives, in a thread that is left to itself when the time is up.

    For what nothing can cut, such as a share that hangs in the kernel. Raises TimeoutError.
    """
    done: Future[T] = Future()

    def fulfil() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 it is raised where it is waited for
            done.set_exception(error)

    threading.Thread(target=fulfil, daemon=True).start()
    return done.result(seconds)
