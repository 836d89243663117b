"""Mutation proof of judging: every operator turned once, every number moved by one.

python -m bench.mutants [--only NAME]
A copy of ``checks`` and its tests lies in a temporary folder; each mutant is one change there,
tried in a forked process of its own. The tests must notice each: exit 1 if one survives.
"""

import argparse
import ast
import copy
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest

import domain.office
import domain.snapshot
import domain.workdays

ROOT = Path(__file__).parents[1]
WARM = (hypothesis, domain.office, domain.snapshot, domain.workdays)
"""Imported here once, so that no mutant pays for it; ``checks`` is imported by each alone."""

ROOMS = (
    "timeline",
    "judging",
    "gaps",
    "lamps",
    "counters",
    "ladder",
    "answered",
    "proposing",
    "breaker",
)
TESTS = ("rules_*", "breaker", "proposing", "oracle", "exactness")
"""In the order in which they are tried: the quick tables first."""

TURNS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.FloorDiv,),
    ast.FloorDiv: (ast.Mult,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
}
SECONDS = 120


@dataclass(frozen=True, slots=True)
class Mutant:
    """One module with one operator or number changed."""

    name: str
    line: int
    change: str
    source: str


def main() -> int:
    """Try every mutant, one at a time."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--only", choices=ROOMS)
    only: str | None = options.parse_args().only
    found = [mutant for name in ([only] if only else ROOMS) for mutant in mutants(name)]
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="duban-mutants-") as folder:
        place = stage(Path(folder))
        if not passes(place):
            print("the unchanged copy does not pass its tests")
            return 2
        survivors = [mutant for mutant in found if survives(mutant, place)]
    taken = time.perf_counter() - start
    print(f"{len(found)} mutants, {len(survivors)} survived, {taken:.0f} s")
    return int(bool(survivors))


def mutants(name: str) -> Iterator[Mutant]:
    """Every mutant of one module of checks."""
    tree = ast.parse((ROOT / "checks" / f"{name}.py").read_text(encoding="utf-8"))
    for place, node in enumerate(ast.walk(tree)):
        for field, at, old, new in turns(node):
            changed = copy.deepcopy(tree)
            turn(list(ast.walk(changed))[place], field, at, new)
            change = f"{said(old)} → {said(new)}: {ast.unparse(node)}"
            yield Mutant(name, getattr(node, "lineno", 0), change, ast.unparse(changed))


def turns(node: ast.AST) -> Iterator[tuple[str, int | None, object, object]]:
    """What can be changed in one expression: field, place in it, what stands there, what then."""
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            yield from (("ops", at, operator, turned()) for turned in TURNS.get(type(operator), ()))
    if isinstance(node, ast.BoolOp | ast.AugAssign) or (
        isinstance(node, ast.BinOp) and not is_union_of_types(node)
    ):
        yield from (("op", None, node.op, turned()) for turned in TURNS.get(type(node.op), ()))
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield "value", None, node.value, node.value + 1


def said(part: object) -> str:
    """An operator by its name, a number as it is."""
    return type(part).__name__ if isinstance(part, ast.AST) else str(part)


def is_union_of_types(node: ast.BinOp) -> bool:
    """Whether ``A | B`` is an annotation: one of its sides is None or a class."""
    sides = (node.left, node.right)
    return isinstance(node.op, ast.BitOr) and any(
        (isinstance(side, ast.Constant) and side.value is None)
        or (isinstance(side, ast.Name) and (side.id[0].isupper() or side.id in ("int", "str")))
        for side in sides
    )


def turn(node: ast.AST, field: str, at: int | None, new: object) -> None:
    """Put ``new`` in its place."""
    if at is None:
        setattr(node, field, new)
    else:
        getattr(node, field)[at] = new


def stage(folder: Path) -> Path:
    """A copy of what the tests of judging need, without the intake."""
    ignored = shutil.ignore_patterns("__pycache__", "intake")
    for room in ("checks", "tests/checks"):
        shutil.copytree(ROOT / room, folder / room, ignore=ignored)
    shutil.copy(ROOT / "tests/__init__.py", folder / "tests/__init__.py")
    return folder


def survives(mutant: Mutant, folder: Path) -> bool:
    """Whether nobody notices; the honest source is put back."""
    path = folder / "checks" / f"{mutant.name}.py"
    honest = path.read_text(encoding="utf-8")
    path.write_text(mutant.source, encoding="utf-8")
    unnoticed = passes(folder)
    path.write_text(honest, encoding="utf-8")
    if unnoticed:
        print(f"survived: checks/{mutant.name}.py:{mutant.line} {mutant.change}", flush=True)
    return unnoticed


def passes(folder: Path) -> bool:
    """Whether the tests of the copy pass; one that hangs is stopped and has noticed."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        os._exit(run_tests(folder))
    return os.waitpid(child, 0)[1] == 0


def run_tests(folder: Path) -> int:
    """In the child: pytest over the copy, in silence."""
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    files = [str(p) for name in TESTS for p in sorted(folder.glob(f"tests/checks/test_{name}.py"))]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--assert=plain", *files]))


if __name__ == "__main__":
    sys.exit(main())
