"""Each row of the fault catalogue is planted by the tests it names, or says "later"."""

import re
import tomllib

import pytest

from tests.house.reading import ROOT, every_test

OWED = {
    "A": (
        4,
        7,
        9,
        11,
        12,
        14,
        15,
        17,
    ),
    "B": (3,),
    "C": (
        6,
        11,
        18,
        19,
    ),
    "D": (
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        12,
        13,
        14,
    ),
    "E": (
        4,
        20,
    ),
    "F": (
        1,
        4,
        10,
    ),
    "H": (
        1,
        3,
        8,
        9,
        17,
    ),
}

LATER = "later"


def row_of(name: str) -> str | None:
    """The row that a test's name claims: ``test_fault_a04_login_page`` → A4."""
    found = re.match(r"test_fault_([a-h])(\d+)_\w+", name)
    return f"{found[1].upper()}{int(found[2])}" if found else None


@pytest.fixture(scope="module")
def rows() -> dict[str, list[str] | str]:
    table = tomllib.loads((ROOT / "tests/fault_rows.toml").read_text(encoding="utf-8"))
    return {row: entry["tests"] for row, entry in table.items()}


@pytest.fixture(scope="module")
def written() -> dict[str, set[str]]:
    """The fault tests that stand under tests/, by row."""
    found: dict[str, set[str]] = {}
    for path, function in every_test():
        if row := row_of(function.name):
            found.setdefault(row, set()).add(f"{path}::{function.name}")
    return found


def test_the_catalogue_is_whole(rows: dict[str, list[str] | str]) -> None:
    lengths = {"A": 20, "B": 6, "C": 19, "D": 14, "E": 20, "F": 16, "G": 10, "H": 23}
    assert list(rows) == [f"{g}{n}" for g, last in lengths.items() for n in range(1, last + 1)]
    assert len(rows) == 128


def test_every_owed_row_has_a_test(rows: dict[str, list[str] | str]) -> None:
    owed = [f"{group}{number}" for group, numbers in OWED.items() for number in numbers]
    assert [row for row in owed if rows[row] == LATER or not rows[row]] == []


def test_the_table_names_exactly_the_tests_that_stand(
    rows: dict[str, list[str] | str], written: dict[str, set[str]]
) -> None:
    named = {row: set(tests) for row, tests in rows.items() if tests != LATER}
    assert named == written


def test_a_fault_test_names_its_row() -> None:
    claimed = [f.name for _, f in every_test() if f.name.startswith("test_fault")]
    assert [name for name in claimed if row_of(name) is None] == []
