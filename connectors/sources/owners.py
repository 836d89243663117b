"""A sheet that several departments share: whose row is whose."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from connectors.sources.answers import Asked
from connectors.sources.columns import EMPTY, TARGET, Cell, Columns, Record
from connectors.sources.naming import is_like
from connectors.sources.refusals import (
    COLUMNS_DRIFTED,
    DEPARTMENT_MISSING,
    OWN_ROWS,
    RefusedError,
    refuse,
)
from domain.spelling import same_text


def is_ours(cells: Mapping[str, Cell], only: Mapping[str, Sequence[str]]) -> bool:
    """Whether the columns of ``only`` say what they say in our rows. Raises RefusedError."""
    for name, wanted in only.items():
        if name not in cells:
            sentence = f"数据中缺少用来辨认本单位数据的“{name}”，请核对数据列是否变更"
            raise refuse(COLUMNS_DRIFTED, sentence)
        if same_text(cells[name].text or "") not in map(same_text, wanted):
            return False
    return True


def our_records(records: Sequence[Record], only: Mapping[str, Sequence[str]]) -> list[Record]:
    """The records that are ours. Raises RefusedError where there are some and none of them is."""
    ours = [record for record in records if is_ours(record.cells, only)]
    if records and not ours:
        raise none_is_ours(only)
    return ours


def none_is_ours(only: Mapping[str, Sequence[str]]) -> RefusedError:
    """What to raise where rows came and none of them says what ours say."""
    wanted = "、".join(f"“{name}”为“{'或'.join(values)}”" for name, values in only.items())
    return refuse(OWN_ROWS, f"没有{wanted}的行，请核对这些列的写法是否变更")


_NOBODYS = Cell(
    None, refused=(DEPARTMENT_MISSING, "这一行没有填责任单位，无法确定由谁报送，请补填")
)


def own_records(
    records: Sequence[Record], columns: Columns, names: Sequence[str], asked: Asked
) -> list[Record]:
    """The records of the department that is called one of ``names``; those of others are theirs.

    A target without a department could be anybody's, so it is refused, and so is one whose
    department cannot be read. Raises RefusedError if no row is the department's own: it may be
    called otherwise.
    """
    called = dict.fromkeys(_said(record, columns.department) for record in records)
    if not any(is_called(name, names) for name in called):
        others = "、".join(f"“{name[:40]}”" for name in [*called][:10] if name) or "（无）"
        sentence = f"表中没有“{names[0]}”的行，表中的单位有：{others}，请核对单位名称"
        raise refuse(OWN_ROWS, sentence)
    return [*_own(records, columns, names, asked)]


def _own(
    records: Sequence[Record], columns: Columns, names: Sequence[str], asked: Asked
) -> Iterator[Record]:
    """With the department's code in place of the name that was declared to be its own."""
    telling = columns.figure if columns.target == TARGET else columns.target
    for record in records:
        department = _said(record, columns.department)
        if is_called(department, names):
            yield _with(record, columns, Cell(asked.department))
        elif record.cells.get(columns.department or "", EMPTY).refused:
            yield record
        elif not department and _said(record, telling):
            yield _with(record, columns, _NOBODYS)


def is_called(department: str, names: Sequence[str]) -> bool:
    """Whether what stands in a department's cell is one of its ``names``."""
    return any(is_like(department, name) for name in names)


def _said(record: Record, column: str | None) -> str:
    return same_text(record.cells.get(column or "", EMPTY).text or "")


def _with(record: Record, columns: Columns, department: Cell) -> Record:
    return replace(record, cells={**record.cells, columns.department or "": department})
