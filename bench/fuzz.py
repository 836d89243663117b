"""Mutants of a department's answer, thousands of each format, through parsing, intake, judging.

python -m bench.fuzz [--json 50000] [--xlsx 10000] [--csv 10000] [--write]: prints the table, or
puts it into docs/measures.md. Exit 1 where one is not caught, hangs, or puts a target that is on
pace behind without a finding.
"""

import argparse
import sys
import textwrap
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from bench.page import write
from tests.support.mutated_month import FATES, Fate, mutated_month

AT_ONCE = 500
LONGEST_SECONDS = 5.0
HEADING = "## Broken answers"


@dataclass
class Tally:
    """What became of all mutants of one format."""

    fates: Counter[str] = field(default_factory=Counter)
    slowest_seconds: float = 0.0
    last_resorts: int = 0
    worst: list[bytes] = field(default_factory=list)

    def add(self, fate: Fate) -> None:
        """Count one."""
        self.fates[fate.word] += 1
        self.slowest_seconds = max(self.slowest_seconds, fate.parse_seconds)
        self.last_resorts += fate.last_resort
        if fate.word == FATES[-1]:
            self.worst.append(fate.body)


def run(pool: ProcessPoolExecutor, kind: str, count: int) -> Tally:
    """Mutate ``count`` answers of one format, in batches side by side."""
    tally = Tally()
    sizes = [min(AT_ONCE, count - done) for done in range(0, count, AT_ONCE)]
    seeds = range(len(sizes))
    for fates in pool.map(mutated_month, [kind] * len(sizes), sizes, seeds):
        for fate in fates:
            tally.add(fate)
        print(f"{kind}: {sum(tally.fates.values()):,} of {count:,}", file=sys.stderr)
    return tally


def table(tallies: dict[str, Tally], seconds: float) -> str:
    """The page's section, without its heading."""
    told = (
        "`python -m bench.fuzz`: answers of departments whose five targets are on pace, each broken"
        " in one to three places (a bit, a piece cut, doubled or dropped, odd bytes, a digit, a"
        " decimal point, two numbers exchanged; workbooks also inside, under a right checksum),"
        f" then parsed, checked and judged. Two processes, {seconds:.0f} s."
    )
    lines = [
        *textwrap.wrap(told, 115),
        "",
        f"| format | mutants | {' | '.join(FATES)} | slowest, ms |",
        "|---" * (len(FATES) + 3) + "|",
    ]
    for kind, tally in tallies.items():
        counts = " | ".join(f"{tally.fates[fate]:,}" for fate in FATES)
        whole = sum(tally.fates.values())
        lines.append(f"| {kind} | {whole:,} | {counts} | {tally.slowest_seconds * 1000:.0f} |")
    return "\n".join(lines)


def main() -> int:
    """Print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=int, default=50_000)
    parser.add_argument("--xlsx", type=int, default=10_000)
    parser.add_argument("--csv", type=int, default=10_000)
    parser.add_argument("--write", action="store_true", help="put the table into docs/measures.md")
    wanted = parser.parse_args()
    start = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        counts = {"JSON": wanted.json, "xlsx": wanted.xlsx, "CSV": wanted.csv}
        tallies = {kind: run(pool, kind, count) for kind, count in counts.items() if count}
    section = table(tallies, time.perf_counter() - start)
    if wanted.write:
        write(HEADING, section)
    print(section)
    for kind, tally in tallies.items():
        print(f"{kind}: {tally.last_resorts} read by the door's last resort", file=sys.stderr)
        for body in tally.worst[:5]:
            print(repr(body[:400]), file=sys.stderr)
    hung = any(tally.slowest_seconds > LONGEST_SECONDS for tally in tallies.values())
    return int(hung or any(tally.worst for tally in tallies.values()))


if __name__ == "__main__":
    sys.exit(main())
