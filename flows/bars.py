"""Progress bars in a terminal; silence where nobody watches."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from cycle.progress import Progress, silent


@contextmanager
def bars() -> Iterator[Progress]:
    """Yield a progress callback that draws one bar per stage on stderr."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True)) as shown:
        tasks = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = shown.add_task(stage, total=total)
            shown.update(tasks[stage], completed=done, total=total)

        yield show
