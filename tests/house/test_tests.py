"""The tests themselves: each one asserts something, and none can be skipped unseen."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.reading import ROOT, Function, every_test, functions, modules

PLANTED = """
import pytest

def test_a():
    assert True

def test_b():
    pytest.skip()
"""
_EXPECTS = {"raises", "warns", "fail"}


def called(function: Function) -> set[str]:
    """Last names of everything that a function calls."""
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            target = node.func
            if isinstance(target, ast.Attribute):
                names.add(target.attr)
            elif isinstance(target, ast.Name):
                names.add(target.id)
    return names


def asserts(function: Function) -> bool:
    """Whether the function itself asserts or expects an error."""
    if any(isinstance(node, ast.Assert) for node in ast.walk(function)):
        return True
    return bool(called(function) & _EXPECTS)


@pytest.fixture(scope="module")
def asserting() -> set[str]:
    """Names of functions under tests/ that assert, themselves or through what they call."""
    known = [f for path in modules("tests") for f in functions(path)]
    names = {f.name for f in known if asserts(f)}
    while grown := {f.name for f in known if f.name not in names and called(f) & names}:
        names |= grown
    return names


def test_every_test_asserts(asserting: set[str]) -> None:
    silent = [f"{p}::{f.name}" for p, f in every_test() if f.name not in asserting]
    assert silent == []


def test_no_two_tests_of_a_file_share_a_name() -> None:
    """The later one would hide the earlier."""
    for path in modules("tests"):
        names = [f.name for f in functions(path) if f.name.startswith("test_")]
        assert len(names) == len(set(names)), path


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_skipped_test_fails_the_session(tmp_path: Path, workers: str) -> None:
    (tmp_path / "conftest.py").write_bytes((ROOT / "tests/conftest.py").read_bytes())
    planted = (
        "import pytest\n\ndef test_a():\n    assert True\n\ndef test_b():\n    pytest.skip()\n"
    )
    (tmp_path / "test_planted.py").write_text(planted)
    command = [sys.executable, "-m", "pytest", "-n", workers, "-p", "no:cacheprovider", "."]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "1 passed, 1 skipped" in result.stdout
    assert result.returncode == 1
    assert "not run, so not proven: test_planted.py::test_b" in result.stdout
