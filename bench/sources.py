"""How long 90 departments take to pull with 8 threads at 0, 50 and 300 ms latency, one hanging.

python -m bench.sources [--write]: prints the table, or puts it into docs/measures.md.
"""

import argparse
import json
import resource
import sys
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.page import write
from connectors.sources.door import Asked, fetch
from domain.period import Period
from domain.words import PullOutcome

DEPARTMENTS, THREADS, ROWS = 90, 8, 12
LATENCIES_MS = (0, 50, 300)
DEADLINE_SECONDS = 5.0
SLACK_SECONDS = 1.0
PERIOD = Period("2014-06")
READING = {"columns": {"target": "code", "figure": "value", "unit": "unit"}}
HEADING = "## Pulling ninety departments"
_LINES = [{"code": f"T{n:02}", "value": n * 1.5, "unit": "万元"} for n in range(ROWS)]
_BODY = json.dumps(_LINES, ensure_ascii=False).encode()
_HANGS = "/hang"


@dataclass(frozen=True)
class Measured:
    """One run of all departments."""

    latency_ms: int
    hanging: bool
    seconds: float
    slowest_seconds: float
    outcomes: Counter[PullOutcome]

    @property
    def ideal_seconds(self) -> float:
        """The waiting that eight threads cannot avoid, or the source that hangs."""
        shared = -(-DEPARTMENTS // THREADS) * self.latency_ms / 1000
        return max(shared, DEADLINE_SECONDS if self.hanging else 0)


@contextmanager
def server(latency_ms: int) -> Iterator[str]:
    """Interfaces that answer after ``latency_ms``; /hang never does while the block runs."""
    stopping = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == _HANGS:
                stopping.wait()
                return
            time.sleep(latency_ms / 1000)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(_BODY)))
            self.end_headers()
            self.wfile.write(_BODY)

        def log_message(self, *arguments: object) -> None:
            """Keep quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

    running = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_port}"
    finally:
        stopping.set()
        running.shutdown()
        running.server_close()
        thread.join()


def pull(base: str, hanging: bool, number: int) -> tuple[float, PullOutcome]:
    """Pull department ``number``; the first one hangs if any does."""
    path = _HANGS if hanging and number == 0 else f"/d{number}"
    address = {
        "url": base + path,
        "request_seconds": DEADLINE_SECONDS,
        "deadline_seconds": DEADLINE_SECONDS,
    }
    start = time.perf_counter()
    asked = Asked(f"D{number:02}", PERIOD)
    fetched = fetch("rest", address, READING, asked, str, Path("/nowhere"))
    return time.perf_counter() - start, fetched.outcome


def measure(latency_ms: int, *, hanging: bool) -> Measured:
    """Pull every department once."""
    with server(latency_ms) as base, ThreadPoolExecutor(THREADS) as pool:
        start = time.perf_counter()
        pulled = list(pool.map(partial(pull, base, hanging), range(DEPARTMENTS)))
        seconds = time.perf_counter() - start
    outcomes = Counter(outcome for _, outcome in pulled)
    return Measured(latency_ms, hanging, seconds, max(took for took, _ in pulled), outcomes)


def table(runs: list[Measured]) -> str:
    """The page's section, without its heading."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = (
        f"`python -m bench.sources`: {DEPARTMENTS} departments of {ROWS} rows over HTTP on"
        f" loopback, {THREADS} threads, a deadline of {DEADLINE_SECONDS:g} s for each source; one"
        f" run each. Peak memory, the server included: {peak} MiB."
    )
    lines = [
        *textwrap.wrap(told, 115),
        "",
        "| latency | one hangs | seconds | unavoidable | slowest source | outcomes |",
        "|---|---|---|---|---|---|",
    ]
    for run in runs:
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in run.outcomes.items())
        lines.append(
            f"| {run.latency_ms} ms | {'yes' if run.hanging else 'no'} | {run.seconds:.2f}"
            f" | {run.ideal_seconds:.2f} | {run.slowest_seconds:.2f} | {outcomes} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Print or write the table; exit 1 if one that hangs cost the others anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/measures.md")
    wanted = parser.parse_args()
    measure(0, hanging=False)
    cases = [(ms, hanging) for ms in LATENCIES_MS for hanging in (False, True)]
    runs = [measure(ms, hanging=hanging) for ms, hanging in cases]
    section = table(runs)
    if wanted.write:
        write(HEADING, section)
    print(section)
    late = [run for run in runs if run.seconds > run.ideal_seconds + SLACK_SECONDS]
    lost = [r for r in runs if r.outcomes[PullOutcome.OK] != DEPARTMENTS - int(r.hanging)]
    return int(bool(late or lost))


if __name__ == "__main__":
    sys.exit(main())
