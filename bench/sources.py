"""What the intake of 90 departments costs at 0, 50 and 300 ms latency, one of them hanging.

python -m bench.sources [--write]: prints the table, or puts it into docs/measures.md. Each line is
one ``duban collect`` of an office of its own, as a process: pulled, archived, checked, recorded.
Exit 1 where one that hangs costs the others anything, or memory passes its limit.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.page import write
from domain.words import PullOutcome
from ledger import pulls
from tests.support.small_office import Joining, SmallOffice, add_departments, month, small_office

DEPARTMENTS, ROWS = 90, 12
LATENCIES_MS = (0, 50, 300)
DEADLINE_SECONDS = 5.0
SLACK_SECONDS = 2.0
PEAK_MIB = 400
HEADING = "## Pulling ninety departments"
_HANGS = "P00"
_SOURCE = """\
  dialect: rest
  address: {{url: "{url}", request_seconds: {seconds}, deadline_seconds: {seconds}}}
  reading:
    columns: {{target: code, figure: value, unit: unit}}
    records: rows
    total: total
    stated_period: month
"""


@dataclass(frozen=True)
class Measured:
    """One collection of all departments: wall seconds, peak memory, and how the pulls ended."""

    latency_ms: int
    hanging: bool
    seconds: float
    peak_mib: int
    outcomes: Counter[PullOutcome]


def codes(department: str) -> tuple[str, ...]:
    """The department's targets."""
    return tuple(f"{department}-{n:02}" for n in range(ROWS))


def answer(department: str) -> bytes:
    """Its figures for June, all on pace."""
    rows = [{"code": code, "value": "612.5", "unit": "万元"} for code in codes(department)]
    whole = {"month": "2014-06", "total": ROWS, "rows": rows}
    return json.dumps(whole, ensure_ascii=False).encode()


@contextmanager
def server(latency_ms: int, hanging: bool) -> Iterator[str]:
    """Interfaces that answer after ``latency_ms``; with ``hanging`` one never does."""
    stopping = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            department = self.path.removeprefix("/")
            if hanging and department == _HANGS:
                stopping.wait()
                return
            body = answer(department)
            time.sleep(latency_ms / 1000)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

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


def collected(office: SmallOffice) -> tuple[float, int]:
    """Seconds and MiB of one ``duban collect`` of June."""
    settings = {
        "DUBAN_OFFICE": str(office.folder),
        "DUBAN_DATA": str(office.settings.data),
        "DUBAN_NOW": "2014-07-02T09:00:00+08:00",
    }
    start = time.perf_counter()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("duban"), "collect", "2014-06"],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:  # 1: a source failed
        raise RuntimeError(f"duban collect ended with {process.returncode}")
    return time.perf_counter() - start, used.ru_maxrss // 1024


def measure(latency_ms: int, *, hanging: bool) -> Measured:
    """Collect every department once."""
    with tempfile.TemporaryDirectory() as root, server(latency_ms, hanging) as base:
        office = small_office(Path(root))
        names = [f"P{number:02}" for number in range(DEPARTMENTS)]
        sources = {d: _SOURCE.format(url=f"{base}/{d}", seconds=DEADLINE_SECONDS) for d in names}
        add_departments(office, [Joining(d, sources[d], codes(d)) for d in names])
        seconds, peak_mib = collected(office)
        parts = office.open()
        ended = pulls.latest(parts.ledger, month("2014-06"))
        parts.ledger.close()
    outcomes = Counter(ended[d].outcome for d in names)
    return Measured(latency_ms, hanging, seconds, peak_mib, outcomes)


def table(runs: list[Measured]) -> str:
    """The page's section, without its heading."""
    told = (
        f"`python -m bench.sources`: `duban collect` of {DEPARTMENTS} departments of {ROWS} rows"
        " over HTTP on loopback, as a process of its own: start, imports, pulling, archive,"
        f" parsing, checking, recording. Deadline of a source {DEADLINE_SECONDS:g} s; one run each."
    )
    lines = [
        *textwrap.wrap(told, 115),
        "",
        "| latency | one hangs | seconds | peak memory, MiB | outcomes |",
        "|---|---|---|---|---|",
    ]
    for run in runs:
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in run.outcomes.items())
        lines.append(
            f"| {run.latency_ms} ms | {'yes' if run.hanging else 'no'} | {run.seconds:.1f}"
            f" | {run.peak_mib} | {outcomes} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/measures.md")
    wanted = parser.parse_args()
    fixed = measure(0, hanging=False)
    cases = [(ms, hanging) for ms in LATENCIES_MS for hanging in (False, True)]
    runs = [measure(ms, hanging=hanging) for ms, hanging in cases]
    section = table(runs)
    if wanted.write:
        write(HEADING, section)
    print(section)
    return int(any(_is_too_much(run, fixed) for run in runs))


def _is_too_much(run: Measured, fixed: Measured) -> bool:
    """More than the slowest source and the fixed cost, or a department lost, or memory."""
    slowest = DEADLINE_SECONDS if run.hanging else run.latency_ms / 1000
    is_late = run.seconds > slowest + fixed.seconds + SLACK_SECONDS
    is_lost = run.outcomes[PullOutcome.OK] != DEPARTMENTS - int(run.hanging)
    return is_late or is_lost or run.peak_mib > PEAK_MIB


if __name__ == "__main__":
    sys.exit(main())
