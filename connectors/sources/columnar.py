"""Tables that come column by column: one list for each column, the rows across them."""

from collections.abc import Iterable

from connectors.sources.json_text import Json, leaves, step_down
from connectors.sources.lines import Line
from connectors.sources.refusals import COLUMN_COUNT, COLUMNS_DRIFTED, RECORDS_MISSING, refuse


def columnar_lines(table: Json, declared: Iterable[str]) -> list[Line]:
    """The rows across the lists of ``table``; ``declared`` are dotted paths to some of them.

    Raises RefusedError if one is gone, or is longer or shorter than the others.
    """
    if not isinstance(table, dict):
        raise refuse(RECORDS_MISSING, "返回内容中没有按列给出的数据，请核对接口是否变更或报错")
    lists = {name: _list(table, name) for name in declared}
    lengths = {len(values) for values in lists.values()}
    if len(lengths) > 1:
        counts = "、".join(f"“{name[:40]}”{len(values)}个值" for name, values in lists.items())
        raise refuse(COLUMN_COUNT, f"各列的值数目不同（{counts}），无法对应成行，请核对接口")
    count = next(iter(lengths), 0)
    lists |= {name: values for name, values in _others(table, lists) if len(values) == count}
    return [Line({name: values[n] for name, values in lists.items()}) for n in range(count)]


def _list(table: Json, name: str) -> list[Json]:
    try:
        values = step_down(table, name)
    except LookupError:
        values = None
    if not isinstance(values, list):
        raise refuse(COLUMNS_DRIFTED, f"返回内容的“{name}”不是一列数据，请核对接口是否变更")
    return values


def _others(table: dict[str, Json], known: Iterable[str]) -> Iterable[tuple[str, list[Json]]]:
    """Lists that nobody declared: whoever compares the names must hear of them."""
    for name, values in leaves(table).items():
        inside = any(f"{path}.".startswith(f"{name}.") for path in known)
        if isinstance(values, list) and not inside:
            yield name, values
