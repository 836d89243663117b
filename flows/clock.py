"""The one clock. Everything else gets its time as an argument."""

import os
from datetime import datetime

from domain.local_time import SHANGHAI
from domain.refusals import Refused

PINNED = "DUBAN_NOW"


class ClockError(Refused):
    """The pinned time cannot be read, or may not be used here."""


def now() -> datetime:
    """The present moment in Asia/Shanghai, or ``DUBAN_NOW`` (ISO 8601 with a zone) when set."""
    text = os.environ.get(PINNED)
    if not text:
        return datetime.now(SHANGHAI)
    try:
        pinned = datetime.fromisoformat(text)
    except ValueError as error:
        raise ClockError(f"{PINNED} is not ISO 8601: {text!r}") from error
    if pinned.tzinfo is None:
        raise ClockError(f"{PINNED} names no zone: {text!r}")
    return pinned.astimezone(SHANGHAI)


def is_pinned() -> bool:
    """Whether the time is a rehearsal's: then no channel may leave loopback."""
    return bool(os.environ.get(PINNED))
