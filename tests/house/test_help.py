"""``duban --help`` answers at once: it loads nothing that it does not need."""

import subprocess
import sys

HEAVY = (
    "alembic docx great_expectations jinja2 numpy openpyxl pandas prefect python_calamine "
    "requests sqlalchemy"
)
HELP = f"""
import sys
from flows.cli import main
sys.argv = ["duban", "--help"]
try:
    main()
except SystemExit as left:
    assert not left.code, left.code
print("loaded:", sorted(set({HEAVY!r}.split()) & set(sys.modules)))
"""


def test_help_loads_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "issue" in done.stdout
    assert done.stdout.endswith("loaded: []\n")
