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
OWED = frozenset(
    re.findall(
        r"\S+",
        "A4 A7 A9 A11 A12 A14 A15 A17 B3 C6 C11 C18 C19 D1 D2 D3 D4 D5 D6 D7 D8 D12 D13 D14 "
        "E4 E20 F1 F4 F10 H1 H3 H8 H9 H17",
    )
)

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
