"""How the tests of this folder read the checkout: files known to git, and their syntax trees."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HOUSE: tuple[str, ...] = tuple(PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
OUTSIDE = ("demo", "bench", "tests")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[Path, ...]:
    """Every file of the checkout that git tracks or would track, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    paths = {Path(name) for name in listed.stdout.split("\0") if name}
    return tuple(sorted(path for path in paths if (ROOT / path).is_file()))


@cache
def text(path: Path) -> str:
    """The text of one file of the checkout."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of one module."""
    return ast.parse(text(path), filename=str(path))


def modules(*packages: str) -> tuple[Path, ...]:
    """The Python files of the named top-level packages."""
    return tuple(p for p in files() if p.suffix == ".py" and p.parts[0] in packages)


def functions(path: Path) -> Iterator[Function]:
    """Every function of a module, methods and inner ones among them."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def every_test() -> Iterator[tuple[Path, Function]]:
    """Every test function under tests/."""
    for path in modules("tests"):
        for node in functions(path):
            if node.name.startswith("test_") and path.name.startswith("test_"):
                yield path, node
