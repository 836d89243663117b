"""Whatever stands where a value should be is told as an error: nothing in a folder is a crash."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.example import copy_example
from tests.config.planting import told

FILES = (
    "office",
    "tracks",
    "distribution",
    "calendar",
    "departments/fagai",
    "departments/jiaotong",
)
STRANGE = ("[1, [2]]", "{a: {b: 1}}", "null", "true", "-1", '""', "9" * 40)


def spoilt(text: str, strange: str) -> Iterator[str]:
    """The file once per line, with what follows the key on that line replaced."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        key, colon, _ = line.partition(":")
        if colon and not key.lstrip().startswith("#"):
            yield "\n".join([*lines[:number], f"{key}: {strange}", *lines[number + 1 :]])


@pytest.mark.parametrize("file", FILES)
def test_a_strange_value_is_an_error_or_harmless(tmp_path: Path, file: str) -> None:
    copy_example(tmp_path)
    path = tmp_path / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    refused = 0
    for strange in STRANGE:
        for changed in spoilt(text, strange):
            path.write_text(changed, encoding="utf-8")
            errors = told(tmp_path)
            refused += bool(errors)
            assert all(name and line >= 1 and sentence for name, line, sentence in errors)
    assert refused
