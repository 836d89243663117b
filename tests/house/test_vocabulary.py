"""One word for one thing: vocabulary.csv is the table, and the code is held to it."""

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain import words
from tests.house.reading import HOUSE, ROOT, modules, tree

Words = tuple[str, ...]


@pytest.fixture(scope="module")
def table() -> list[dict[str, str]]:
    with (ROOT / "tests/house/vocabulary.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def forbidden(table: list[dict[str, str]]) -> dict[Words, str]:
    """Each word that stands for a term of the table without being its name."""
    return {split(never): row["name"] for row in table for never in row["never"].split()}


def split(identifier: str) -> Words:
    """``warningLight``, ``WARNING_LIGHTS`` and ``warning_light`` are the same words."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", identifier)
    return tuple(part.lower().removesuffix("s") for part in parts)


def identifiers(module: ast.Module) -> Iterator[str]:
    """The names that a module gives: its own, not those it takes from others."""
    for node in ast.walk(module):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case ast.Constant(value=str(name)) if re.fullmatch(r"[a-z][a-z_]+", name):
                yield name


def breaches(module: ast.Module, forbidden: dict[Words, str]) -> set[str]:
    """Sentences about each identifier that holds a forbidden word."""
    found = set()
    for identifier in identifiers(module):
        said = split(identifier)
        for never, name in forbidden.items():
            if any(said[at : at + len(never)] == never for at in range(len(said))):
                found.add(f"{identifier}: say {name}")
    return found


def test_the_table_gives_each_thing_one_name(table: list[dict[str, str]]) -> None:
    assert len({row["chinese"] for row in table}) == len(table)
    assert len({row["name"] for row in table}) == len(table)
    never = [word for row in table for word in row["never"].split()]
    assert set(never) & {row["name"] for row in table} == set()
    assert len(set(never)) == len(never)


def test_every_label_of_the_table_stands_at_its_name(table: list[dict[str, str]]) -> None:
    names = {row["chinese"]: {row["name"], row["forms"]} for row in table}
    labels = [(m.label, m.value) for kind in words.Labelled.__subclasses__() for m in kind]
    assert {label: name for label, name in labels if name not in names.get(label, {name})} == {}
    assert {"约谈", "滞后", "呈批件"} <= {label for label, _ in labels}


def test_no_identifier_says_it_otherwise(forbidden: dict[Words, str]) -> None:
    rooms = modules(*HOUSE, "demo", "bench")
    found = {str(path): breaches(tree(path), forbidden) for path in rooms}
    assert {path: sentences for path, sentences in found.items() if sentences} == {}


@pytest.mark.parametrize(
    ("planted", "name"),
    [
        ("def count_kpis(): ...", "target"),
        ("class WarningLight: ...", "lamp"),
        ("row.lagging_targets = 1", "behind"),
        ("Column('bureau_code')", "department"),
        ("def summon(department): ...", "interview"),
    ],
)
def test_a_forbidden_word_is_found(planted: str, name: str, forbidden: dict[Words, str]) -> None:
    (sentence,) = breaches(ast.parse(planted), forbidden)
    assert sentence.endswith(f": say {name}")


def test_unit_is_a_unit_of_measure(table: list[dict[str, str]]) -> None:
    """单位 means two things; a code of a department is never called a unit."""
    assert {row["name"] for row in table if row["chinese"].endswith("单位")} >= {"unit"}
    pattern = re.compile(r"unit_(code|name|kind|head)|(lead|supporting|responsible)_units?")
    given = {(path, name) for path in modules(*HOUSE) for name in identifiers(tree(path))}
    assert [(str(Path(p)), n) for p, n in given if pattern.fullmatch(n)] == []
