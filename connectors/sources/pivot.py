"""Tables with a row for each attribute (编号, 属性, 值): put together to a record for each key."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import BeforeValidator, Field

from connectors.sources.columns import Cell, Record
from connectors.sources.refusals import COLUMNS_DRIFTED, refuse
from domain.fields import Strict


def _listed(names: object) -> object:
    return (names,) if isinstance(names, str) else names


class Pivot(Strict):
    """``by`` are the columns that a record's rows share; ``name`` says what ``value`` is."""

    by: Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]
    name: str = Field(min_length=1)
    value: str = Field(min_length=1)


def pivoted(records: Iterable[Record], pivot: Pivot) -> list[Record]:
    """One record for each key, in the order in which the keys came, at its first row's place.

    Raises RefusedError where a row lacks its parts, or a record has an attribute twice.
    """
    found: dict[Sequence[str], Record] = {}
    for record in records:
        key = tuple(_text(record, name) for name in pivot.by)
        attribute = _text(record, pivot.name)
        others = {n: c for n, c in record.cells.items() if n not in (pivot.name, pivot.value)}
        before = found.setdefault(key, replace(record, cells=others))
        if attribute in before.cells:
            sentence = f"“{'、'.join(key)[:60]}”的“{attribute[:40]}”出现两次，无法确定以哪个为准"
            raise refuse(COLUMNS_DRIFTED, f"{sentence}，请核对接口", record.place)
        cells = {**before.cells, attribute: _value(record, pivot.value)}
        found[key] = replace(before, cells=cells)
    return list(found.values())


def _value(record: Record, name: str) -> Cell:
    if name not in record.cells:
        raise refuse(COLUMNS_DRIFTED, f"数据中缺少“{name}”，请核对接口是否变更", record.place)
    return record.cells[name]


def _text(record: Record, name: str) -> str:
    text = (_value(record, name).text or "").strip()
    if not text:
        raise refuse(
            COLUMNS_DRIFTED, f"“{name}”为空，不知这一行说的是什么，请核对接口", record.place
        )
    return text
