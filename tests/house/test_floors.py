"""The floors: imports go down only, and no room is built outside the plan."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.reading import HOUSE, OUTSIDE, PYPROJECT, ROOT, modules, tree


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache"], cwd=root, capture_output=True, text=True, check=False
    )


def test_imports_go_down_only() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("floor", "line"),
    [
        ("domain", "import checks"),
        ("checks", "import ledger"),
        ("config", "import cycle"),
        ("cycle", "import demo"),
        ("demo", "import domain"),
    ],
)
def test_an_import_upwards_or_sideways_breaks_a_contract(
    floor: str, line: str, tmp_path: Path
) -> None:
    for package in (*HOUSE, "demo", "bench"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    assert lint_imports(tmp_path).returncode == 0
    (tmp_path / floor / "room.py").write_text(f"{line}\n")
    assert "BROKEN" in lint_imports(tmp_path).stdout


def test_every_top_level_package_has_its_floor() -> None:
    found = {path.parent.name for path in ROOT.glob("*/*.py")}
    assert found == {*HOUSE, *OUTSIDE}
    linted = set(PYPROJECT["tool"]["importlinter"]["root_packages"])
    assert linted == {*HOUSE, *OUTSIDE} - {"tests"}
    layers = PYPROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    assert {name.strip() for layer in layers for name in layer.split("|")} == set(HOUSE)


def test_no_module_stands_outside_the_packages() -> None:
    assert list(ROOT.glob("*.py")) == []


def test_every_room_has_a_sign() -> None:
    """A package says in its first lines what it is for."""
    unsigned = [p for p in modules(*HOUSE) if ast.get_docstring(tree(p)) is None]
    assert unsigned == []
