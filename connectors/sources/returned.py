"""A workbook that goes back to its department: what is added to it, and known when it returns."""

from dataclasses import dataclass

SHEET = "退回说明"
"""A first sheet that lists everything. Who reads a workbook passes over a sheet of this name."""

COLUMN = "退回原因"
"""A last column with the sentence beside its row. Every table knows it and does not read it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One sentence. ``row`` counts from 1, ``column`` from 0; None where it has no row or cell."""

    sentence: str
    where: str
    """The place in words, for the list."""
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """What is marked: the sheet whose ``line`` (from 1) is the last of its head, and the marks.

    Without a sheet the marks are only listed.
    """

    marks: tuple[Mark, ...]
    sheet: str = ""
    line: int = 0
