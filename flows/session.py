"""Open the house for one command: settings, office, ledger and the present moment."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from flows import clock

if TYPE_CHECKING:
    from cycle.wiring import Parts


@contextmanager
def opened() -> Iterator[tuple["Parts", datetime]]:
    """Yield the wired parts and the moment at which this command acts."""
    from config.settings import read_settings
    from cycle.wiring import open_parts

    parts = open_parts(read_settings(), rehearsal=clock.is_pinned())
    try:
        yield parts, clock.now()
    finally:
        parts.ledger.close()


def tell(sentence: str) -> None:
    """Say something to the person at the terminal; results go to stdout, this does not."""
    print(sentence, file=sys.stderr)  # noqa: T201 -- the command line is where people read
