"""``python -m demo run``: one city, eight months, and the truth beside what the house found."""

import argparse
import signal
import sys
from pathlib import Path

from demo.city import FIRST_MONTH, LAST_MONTH, MONTHS
from demo.house import CommandError
from demo.run import NotOursError, run


def main() -> int:
    """Exit: 0 all found, 1 differences or a command that failed, 2 usage."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("run", help="run the demo city")
    command.add_argument("--dir", type=Path, default=Path("demo-output"), help="its folder")
    command.add_argument(
        "--until",
        type=int,
        choices=MONTHS,
        default=LAST_MONTH,
        metavar="MONTH",
        help=f"last month to run, {FIRST_MONTH}–{LAST_MONTH}",
    )
    given = parser.parse_args()
    # Whoever ends the demo ends its servers too: SystemExit unwinds what was started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        differences = run(given.dir.resolve(), range(FIRST_MONTH, given.until + 1))
    except (NotOursError, CommandError) as error:
        print(f"demo: {error}", file=sys.stderr)
        return 2 if isinstance(error, NotOursError) else 1
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
