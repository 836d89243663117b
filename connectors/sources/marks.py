"""From findings to marks: the cell that each one speaks of, in the department's own workbook."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePath

from connectors.sources.grid import Head, Table
from connectors.sources.reader import mark_workbook
from connectors.sources.refusals import RefusedError
from connectors.sources.returned import Mark, Marked
from domain.records import Body, Finding
from domain.spelling import same_text

_OLE = b"\xd0\xcf\x11\xe0"

Locate = Callable[[], tuple[Table, Head]]
"""The table of a body and its head. Raises RefusedError where there is none to be found."""


def returned(body: Body, findings: Sequence[Finding], locate: Locate) -> Body | None:
    """The workbook marked with ``findings``, under a name that its department's reading fits.

    None where it cannot be opened: then there is nothing to mark.
    """
    kind = "xls" if body.content.startswith(_OLE) else "xlsx"
    try:
        content = mark_workbook(kind, body.content, _marked(findings, locate))
    except RefusedError:
        return None
    return Body(str(PurePath(body.name).with_suffix(".xlsx")), content)


def _marked(findings: Sequence[Finding], locate: Locate) -> Marked:
    try:
        table, head = locate()
    except RefusedError:
        return Marked(tuple(Mark(each.sentence, _where(each)) for each in findings))
    marks = tuple(_mark(each, table, head) for each in findings)
    return Marked(marks, table.sheet, head.end)


def _mark(found: Finding, table: Table, head: Head) -> Mark:
    place = found.place
    if place is None or place.sheet != table.sheet or place.row is None:
        return Mark(found.sentence, _where(found))
    names = [*head.names] if place.row > head.end else _said(table, place.row)
    column = names.index(place.column) if place.column in names else None
    return Mark(found.sentence, _where(found), place.row, column)


def _said(table: Table, row: int) -> list[str]:
    """What stands in a line above the head: there a label is its own name."""
    return [same_text(cell.text or "").removesuffix(":") for cell in table.lines[row - 1]]


def _where(found: Finding) -> str:
    if found.place is None:
        return "全表"
    return str(replace(found.place, file="")) or "全表"
