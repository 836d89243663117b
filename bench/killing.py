"""Kill a month at every single point it passes, not only at the first of each name.

``python -m bench.killing``: takes minutes; `make test` kills at the first of each name.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

from tests.cycle.test_killed import CLOSED_WINDOW, letters
from tests.support.mail_server import MailServer


def main() -> None:
    """Print how many deaths there were and every one that left something wrong."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as root, MailServer() as server:
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.killing", root, str(server.port), "every"],
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    trials = [json.loads(line) for line in done.stdout.splitlines()]
    wrong = [(one["step"], one["point"]) for one in trials if not _is_whole(one, server)]
    seconds = time.perf_counter() - started
    print(f"{len(trials)} deaths, {len(wrong)} left something wrong, {seconds:.0f} s")
    for step, point in wrong:
        print(f"  {step} at {point}")
    sys.exit(bool(wrong))


def _is_whole(trial: dict[str, Any], server: MailServer) -> bool:
    """Killed, whole after the second try, and nothing twice outside the named window."""
    taken = letters(server, trial["sender"])
    twice = sum(len(found) > 1 for found in taken.values())
    is_same = trial["found"] == trial["wanted"]
    return bool(trial["killed"] and is_same and twice == (trial["point"] in CLOSED_WINDOW))


if __name__ == "__main__":
    main()
