"""A sheet that several departments share: whose row is whose."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from connectors.sources.answers import Asked
from connectors.sources.columns import EMPTY, Cell, Columns, Record
from connectors.sources.grid import squeezed
from connectors.sources.refusals import DEPARTMENT_MISSING, OWN_ROWS, refuse

_NOBODYS = Cell(
    None, refused=(DEPARTMENT_MISSING, "这一行没有填责任单位，无法确定由谁报送，请补填")
)


def own_records(
    records: Sequence[Record], columns: Columns, names: Sequence[str], asked: Asked
) -> list[Record]:
    """The records of the department that is called one of ``names``; those of others are theirs.

    A target without a department could be anybody's, so it is refused. Raises RefusedError if
    no row is the department's own: it may be called otherwise.
    """
    called = dict.fromkeys(_said(record, columns.department) for record in records)
    if not set(called) & set(names):
        others = "、".join(f"“{name[:40]}”" for name in [*called][:10] if name) or "（无）"
        sentence = f"表中没有“{names[0]}”的行，表中的单位有：{others}，请核对单位名称"
        raise refuse(OWN_ROWS, sentence)
    return [*_own(records, columns, names, asked)]


def _own(
    records: Sequence[Record], columns: Columns, names: Sequence[str], asked: Asked
) -> Iterator[Record]:
    """With the department's code in place of the name that was declared to be its own."""
    for record in records:
        department = _said(record, columns.department)
        if department in names:
            yield _with(record, columns, Cell(asked.department))
        elif not department and _said(record, columns.target):
            yield _with(record, columns, _NOBODYS)


def _said(record: Record, column: str | None) -> str:
    return squeezed(record.cells.get(column or "", EMPTY).text or "")


def _with(record: Record, columns: Columns, department: Cell) -> Record:
    return replace(record, cells={**record.cells, columns.department or "": department})
