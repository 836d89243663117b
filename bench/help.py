"""How long ``duban --help`` takes: the median of eleven fresh processes, in seconds.

python -m bench.help
"""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

TRIES = 11
LIMIT_SECONDS = 0.5


def seconds() -> float:
    """One fresh process, from start to exit."""
    program = Path(sys.executable).with_name("duban")
    start = time.perf_counter()
    subprocess.run([program, "--help"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> int:
    """Print the median; exit 1 over the limit."""
    seconds()
    taken = median(seconds() for _ in range(TRIES))
    print(f"duban --help: {taken:.3f} s (limit {LIMIT_SECONDS} s)")
    return int(taken > LIMIT_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
