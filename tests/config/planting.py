"""Errors planted in a copy of the example office, each with the line on which it must be told."""

from dataclasses import dataclass
from pathlib import Path

from config.errors import OfficeErrors
from config.loader import load_office


@dataclass(frozen=True)
class Plant:
    """``old`` becomes ``new`` in ``file``; told on the line that then begins with ``at``."""

    file: str
    old: str
    new: str
    at: str
    says: str
    told_in: str = ""
    """The file in which it is told, where that is another one."""


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the only ``old`` in a file of the folder."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file}: {old!r} is there {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


def plant(folder: Path, *plants: Plant) -> set[tuple[str, int, str]]:
    """Plant all of them; returns (file, line, sentence part) of everything that must be told."""
    for one in plants:
        edit(folder, one.file, one.old, one.new)
    return {
        (one.told_in or one.file, line_of(folder / (one.told_in or one.file), one.at), one.says)
        for one in plants
    }


def line_of(path: Path, start: str) -> int:
    """The 1-based number of the only line that begins with ``start``, white space aside."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [n for n, line in enumerate(lines, 1) if line.lstrip().startswith(start)]
    assert len(found) == 1, f"{path.name}: {start!r} begins lines {found}"
    return found[0]


def told(folder: Path) -> list[tuple[str, int, str]]:
    """Everything that is wrong with the folder; nothing if it loads."""
    try:
        load_office(folder)
    except OfficeErrors as refusal:
        return [(error.file, error.line, error.sentence) for error in refusal.errors]
    return []


def assert_told(folder: Path, expected: set[tuple[str, int, str]]) -> None:
    """Each expected error is told on its line in its words, and nothing else is."""
    errors = told(folder)
    for file, line, says in expected:
        here = [text for f, n, text in errors if (f, n) == (file, line)]
        assert any(says in text for text in here), f"{file}:{line} {says}: {here or errors}"
    surplus = [e for e in errors if not any(e[:2] == x[:2] and x[2] in e[2] for x in expected)]
    assert not surplus, surplus
