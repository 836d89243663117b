"""The locks: one set of versions, and nothing imported that a user is not given."""

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.locks import pinned_here, pins
from tests.house.reading import HOUSE, PYPROJECT, modules, tree

# Whose types these libraries' own interfaces hand out: they come with them and never without.
GIVEN_WITH = {"urllib3": "requests", "pydantic_core": "pydantic"}
DRIVERS = Path("connectors/sources/databases")
USER, DEVELOPER, BUILD = "requirements.lock", "requirements-dev.lock", "requirements-build.lock"


def imported(path: Path) -> Iterator[str]:
    """Top-level names that a module imports, the lazy ones inside functions among them."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]


def test_a_developer_tests_the_versions_that_a_user_gets() -> None:
    assert pins(USER) - pins(DEVELOPER) == set()


def test_the_environment_at_work_is_the_locked_one() -> None:
    """Every assertion of this suite is about the versions in the lock."""
    pinned = pinned_here(DEVELOPER)
    assert len(pinned) > 100
    assert {n: version(n) for n, one in pinned.items() if version(n) not in one} == {}


def _names(dependencies: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(one).name) for one in dependencies}


def test_the_house_imports_only_what_its_users_asked_for() -> None:
    """An extra, which not every user has, only where its absence is told in a sentence."""
    project = PYPROJECT["project"]
    extras = set().union(*map(_names, project["optional-dependencies"].values()))
    known = {*sys.stdlib_module_names, *HOUSE}
    owners = packages_distributions()
    strangers = set()
    used = set()
    for path in modules(*HOUSE):
        may = _names(project["dependencies"]) | (extras if path.parent == DRIVERS else set())
        for name in set(imported(path)) - known:
            used.add(name)
            given = owners.get(GIVEN_WITH.get(name, name), [name])
            if not {*map(canonicalize_name, given)} & may:
                strangers.add((path, name))
    assert {"sqlalchemy", "great_expectations", "pymysql"} <= used
    assert strangers == set()


def test_every_lock_names_one_version() -> None:
    for lock in (USER, DEVELOPER, BUILD):
        for one in pins(lock):
            assert [s.operator for s in one.specifier] == ["=="], (lock, one.name)
