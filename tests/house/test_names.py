"""Names of files: none shadows the standard library, an installed module or a package of ours."""

import sys
from importlib.metadata import packages_distributions

import pytest

from tests.house.reading import HOUSE, OUTSIDE, modules


@pytest.fixture(scope="module")
def taken() -> frozenset[str]:
    installed = {name for name in packages_distributions() if name.isidentifier()}
    ours = {*HOUSE, *OUTSIDE}
    assert {"prefect", "docx", "sqlalchemy"} <= installed
    return frozenset({*sys.stdlib_module_names, *(installed - ours), *ours})


def test_no_file_bears_a_taken_name(taken: frozenset[str]) -> None:
    assert {str(p) for p in modules(*HOUSE, *OUTSIDE) if p.stem in taken} == set()


def test_no_room_bears_a_taken_name(taken: frozenset[str]) -> None:
    rooms = {p.parent for p in modules(*HOUSE, *OUTSIDE) if len(p.parent.parts) > 1}
    mirrored = {r for r in rooms if r.parts[0] == "tests"}
    assert {str(room) for room in rooms - mirrored if room.name in taken} == set()


def test_no_top_level_package_bears_an_installed_name() -> None:
    others = {n for n, owners in packages_distributions().items() if set(owners) != {"duban"}}
    assert others & {*HOUSE, *OUTSIDE} == set()


def test_no_file_is_a_drawer() -> None:
    """A name says what lives behind it; these say only that nobody knew."""
    drawers = {"utils", "util", "common", "helpers", "helper", "manager", "misc", "base", "core"}
    assert {str(p) for p in modules(*HOUSE, *OUTSIDE) if drawers & set(p.stem.split("_"))} == set()
