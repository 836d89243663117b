"""A million invented cases: ``judge`` against the oracle that says the rules a second time.

python -m bench.oracle [--stories 1000000] [--seed 1]
Uses every core. Prints progress, then how long it took; exit 1 at the first difference.
"""

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator

from checks.judging import judge
from tests.checks.oracle import answer
from tests.checks.stories import Author, as_case
from tests.checks.test_oracle import told

SHARE = 10_000

Seen = Counter[tuple[str, str]]


def share(seed: int) -> tuple[Seen, str]:
    """One share of stories from one seed: what was seen by kind and standing, or a difference."""
    author = Author(seed)
    seen: Seen = Counter()
    for _ in range(SHARE):
        story = author.story()
        judgement = judge(as_case(story))
        if told(judgement) != answer(story):
            return seen, f"{story}\n  house:  {told(judgement)}\n  oracle: {answer(story)}"
        seen[story.kind, str(judgement.standing)] += 1
    return seen, ""


def main() -> int:
    """Print progress and the table of what was seen."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--stories", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    shares = max(1, chosen.stories // SHARE)
    start = time.perf_counter()
    seen: Seen = Counter()
    with multiprocessing.Pool() as pool:
        found = pool.imap_unordered(share, range(chosen.seed, chosen.seed + shares))
        for count, (part, difference) in enumerate(found, 1):
            if difference:
                print(f"difference:\n  {difference}")
                return 1
            seen += part
            print(f"\r{count * SHARE:,} stories", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print("\n".join(table(seen)))
    taken = time.perf_counter() - start
    print(f"{seen.total():,} stories, 0 differences, {taken:.0f} s")
    return 0


def table(seen: Seen) -> Iterator[str]:
    """Stories by kind (rows) and standing (columns), as Markdown."""
    standings = sorted({standing for _, standing in seen})
    yield f"| kind | {' | '.join(standings)} |"
    yield f"|---|{'---:|' * len(standings)}"
    for kind in sorted({kind for kind, _ in seen}):
        yield f"| {kind} | {' | '.join(f'{seen[kind, s]:,}' for s in standings)} |"


if __name__ == "__main__":
    sys.exit(main())
