"""The fault catalogue and the tests that plant it.

``python -m tests.house.fault_table`` writes the names of the tests that stand into
tests/fault_rows.toml and prints the owed rows that have none (exit 1 when there are any).
"""

import re
import sys
import tomllib

from tests.house.reading import ROOT, every_test

TABLE = ROOT / "tests/fault_rows.toml"
LATER = "later"
_OWED = {
    "A": (4, 7, 9, 11, 12, 14, 15, 17),
    "B": (3,),
    "C": (6, 11, 18, 19),
    "D": (1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14),
    "E": (4, 20),
    "F": (1, 4, 10),
    "H": (1, 3, 8, 9, 17),
}
OWED = frozenset(f"{group}{n}" for group, numbers in _OWED.items() for n in numbers)

_NAME = re.compile(r"test_fault_([a-h])0?([1-9]\d?)_\w+")
_ROW = re.compile(r"([A-H]\d+) = \{ fault = (\".*\"), tests = ")
_OLD = re.compile(r"    \"tests/|\] \}")


def row_of(name: str) -> str | None:
    """The row that a test's name claims: ``test_fault_a04_login_page`` → A4."""
    found = _NAME.fullmatch(name)
    return f"{found[1].upper()}{found[2]}" if found else None


def named() -> dict[str, list[str] | str]:
    """The tests that the table names, by row, or "later"."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {row: entry["tests"] for row, entry in rows.items()}


def written() -> dict[str, set[str]]:
    """The fault tests that stand under tests/, by row, as ``path::name``."""
    found: dict[str, set[str]] = {}
    for path, function in every_test():
        if row := row_of(function.name):
            found.setdefault(row, set()).add(f"{path}::{function.name}")
    return found


def renewed(table: str, tests: dict[str, set[str]]) -> str:
    """The table's text with the ``tests`` that stand in place of those it named."""
    lines = []
    for line in table.splitlines():
        if row := _ROW.match(line):
            lines.append(f"{row[0]}{_listed(row[1], tests.get(row[1], set()))} }}")
        elif not _OLD.match(line):
            lines.append(line)
    return "\n".join(lines) + "\n"


def _listed(row: str, tests: set[str]) -> str:
    if not tests:
        return "[]" if row in OWED else f'"{LATER}"'
    return "[\n" + "".join(f'    "{test}",\n' for test in sorted(tests)) + "]"


def main() -> int:
    """Renew the table; print the owed rows without a test."""
    tests = written()
    TABLE.write_text(renewed(TABLE.read_text(encoding="utf-8"), tests), encoding="utf-8")
    missing = [row for row in named() if row in OWED - tests.keys()]
    sys.stdout.write(f"owed and without a test: {' '.join(missing) or 'none'}\n")
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
