"""Plays scenes in children that kill themselves at a named point.

``python -m tests.ledger.killer`` loads the ledger once and forks for every line of url, archive
folder, scene and point, tabs between. It answers with the child's exit code, negative for the
signal that ended it.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ledger import Ledger
from tests.ledger.scenes import BY_NAME


@dataclass(frozen=True, slots=True)
class Killer:
    """The waiting process, as the tests see it."""

    process: subprocess.Popen[str]

    def play(self, ledger: Ledger, scene: str, point: str) -> int:
        """Play the scene on the same ledger in a child that dies at ``point``; its exit code."""
        asked = "\t".join((ledger.url, str(ledger.archive_folder), scene, point))
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(asked + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def killer() -> Iterator[Killer]:
    """A killer for as long as the block runs."""
    command = [sys.executable, "-m", "tests.ledger.killer"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Killer(process)
        assert process.stdin is not None
        process.stdin.close()


def _die_at(point: str, here: str) -> None:
    if here == point:
        os.kill(os.getpid(), signal.SIGKILL)


def _play(url: str, folder: str, scene: str, point: str) -> None:
    try:
        ledger = Ledger.open(url, Path(folder), partial(_die_at, point))
        BY_NAME[scene].act(ledger)
    finally:
        os._exit(0)  # still alive: the point was never reached


def _serve() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _play(*line.rstrip("\n").split("\t"))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    _serve()
