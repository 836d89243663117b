"""Each row of the fault catalogue is planted by the tests it names, or says "later"."""

import pytest

from tests.house.fault_table import LATER, OWED, named, renewed, row_of, written
from tests.house.reading import every_test

LENGTHS = {"A": 20, "B": 6, "C": 19, "D": 14, "E": 20, "F": 16, "G": 10, "H": 23}


def test_the_catalogue_is_whole() -> None:
    known = [f"{group}{n}" for group, last in LENGTHS.items() for n in range(1, last + 1)]
    assert list(named()) == known
    assert len(known) == 128
    assert set(known) >= OWED


def test_every_owed_row_has_a_test() -> None:
    assert [row for row, tests in named().items() if row in OWED and tests in (LATER, [])] == []


def test_the_table_names_exactly_the_tests_that_stand() -> None:
    told = {row: set(tests) for row, tests in named().items() if tests not in (LATER, [])}
    assert told == written(), "renew it: python -m tests.house.fault_table"


def test_a_fault_test_names_its_row() -> None:
    claimed = [f.name for _, f in every_test() if f.name.startswith("test_fault_")]
    assert claimed
    assert [name for name in claimed if row_of(name) not in named()] == []


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("test_fault_a4_login_page", "A4"),
        ("test_fault_a04_login_page", "A4"),
        ("test_fault_h17_rehearsal", "H17"),
        ("test_fault_tolerance", None),
        ("test_fault_z1_unknown", None),
    ],
)
def test_a_name_tells_its_row(name: str, row: str | None) -> None:
    assert row_of(name) == row


def test_renewing_the_table_forgets_what_no_longer_stands() -> None:
    table = """# a sign
A4 = { fault = "login {page}", tests = [
    "tests/test_old.py::test_fault_a4_old",
] }
A5 = { fault = "elsewhere", tests = "later" }
"""
    written_now = renewed(table, {"A5": {"tests/test_b.py::test_fault_a5_elsewhere"}})
    assert (
        written_now
        == """# a sign
A4 = { fault = "login {page}", tests = [] }
A5 = { fault = "elsewhere", tests = [
    "tests/test_b.py::test_fault_a5_elsewhere",
] }
"""
    )
