"""The names of files: which of them a template means. A name chooses a file, it proves nothing."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field

from connectors.sources.answers import Asked
from connectors.sources.placeholders import checked, fill
from connectors.sources.refusals import printable

CAP_BYTES = 20 * 1024 * 1024
"""What a file, or a message that carries one, may be."""

_LONGEST_SHOWN = 120
T = TypeVar("T")


def _one_name(template: str) -> str:
    if "/" in template or "\\" in template:
        raise ValueError("只填文件名，不带文件夹；文件夹写在address.folder")
    return checked(template)


FileTemplate = Annotated[str, Field(min_length=1), AfterValidator(_one_name)]
"""A file name with placeholders; ``*`` stands for any text."""


def fitting(
    candidates: Iterable[T],
    name_of: Callable[[T], str],
    template: str,
    asked: Asked,
    kin: Sequence[str] = (),
) -> list[T]:
    """Those whose name fits the template.

    Where none fits, one with a suffix of ``kin`` in its place was meant: it is no silence.
    """
    named = [(_comparable(name_of(each)), each) for each in candidates]
    stem = template.rpartition(".")[0]
    others = [_pattern(stem + suffix, asked) for suffix in kin]
    return _of(named, [_pattern(template, asked)]) or _of(named, others)


def shown(name: str) -> str:
    """``name`` as it can stand in a sentence: on one line, and not for ever."""
    line = re.sub(r"[\s\x00-\x1f]+", " ", printable(name)).strip()
    return line if len(line) <= _LONGEST_SHOWN else f"{line[: _LONGEST_SHOWN - 1]}…"


def _of(named: Sequence[tuple[str, T]], patterns: Sequence[str]) -> list[T]:
    return [each for name, each in named if any(fnmatchcase(name, p) for p in patterns)]


def _pattern(template: str, asked: Asked) -> str:
    return _comparable(fill(template, asked, _literal))


def _literal(value: str) -> str:
    """A value inside a pattern stands for itself only."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in value)


def _comparable(name: str) -> str:
    """Shares differ in letter case and in how they compose characters; people see no difference."""
    return unicodedata.normalize("NFC", name).casefold()
