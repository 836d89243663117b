"""What is wrong in an office folder: each error with its file, line and sentence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from config.sentences import worded
from domain.refusals import Refused

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Loc = tuple[str | int, ...]
"""The way from the root of a document to one value, as pydantic writes it."""


@dataclass(frozen=True, slots=True, order=True)
class OfficeError:
    """One error; ``line`` is 1-based, ``file`` relative to the office folder."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class OfficeErrors(Refused):
    """The office folder cannot be used; ``errors`` holds everything that is wrong with it."""

    def __init__(self, errors: Iterable[OfficeError]) -> None:
        self.errors = sorted(set(errors))
        super().__init__("\n".join(map(str, self.errors)))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value is written; ``name`` is its key path or column header in that file."""

    file: str
    line: int
    name: str = ""


Spots = Mapping[Loc, Spot]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the office document as plain values, and where each of them is written."""

    data: dict[str, Any]
    spots: dict[Loc, Spot]


def error_at(spots: Spots, loc: Sequence[str | int], sentence: str) -> OfficeError:
    """An error at ``loc``, or at the nearest value above it that stands in a file."""
    depth = next(n for n in range(len(loc), -1, -1) if tuple(loc[:n]) in spots)
    spot = spots[tuple(loc[:depth])]
    name = ".".join(map(str, (spot.name, *loc[depth:]) if spot.name else loc[depth:]))
    return OfficeError(spot.file, spot.line, f"{name}：{sentence}" if name else sentence)


def located(details: Iterable["ErrorDetails"], spots: Spots) -> list[OfficeError]:
    """Pydantic's errors, each brought back to the file and line that caused it."""
    return [error_at(spots, found["loc"], worded(found)) for found in details]
