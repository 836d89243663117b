"""The rows of nodes on a fill-in form, put together to what each milestone reports."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from connectors.sources.columns import EMPTY, Cell, Record
from connectors.sources.refusals import CELL, NODES
from domain import fill_in
from domain.spelling import same_text
from domain.words import Kind

_BETWEEN = "；"
_NONE_YET = "无"
_ANSWERS = (fill_in.REACHED, fill_in.NOT_REACHED)


def with_nodes(records: Sequence[Record]) -> list[Record]:
    """``records`` with one for each milestone in place of its own row and those of its nodes.

    All nodes blank is no report; some blank, a node that is gone or twice there, is no answer: a
    node that is not named as reached may put a target behind, so it must be named as not reached.
    """
    nodes: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if _said(record, fill_in.KIND) == fill_in.NODE:
            nodes[_said(record, fill_in.TARGET)].append(record)
    whole = [
        _milestone(record, nodes.pop(_said(record, fill_in.TARGET), []))
        if _said(record, fill_in.KIND) == Kind.MILESTONE.label
        else record
        for record in records
        if _said(record, fill_in.KIND) != fill_in.NODE
    ]
    return whole + [_orphaned(rows) for rows in nodes.values()]


def _milestone(own: Record, nodes: Sequence[Record]) -> Record:
    prose = {
        column: Cell(text) if (text := _joined([own, *nodes], column)) else EMPTY
        for column in (fill_in.REASON, fill_in.CORRECTION)
    }
    place, figure = _answer(own, nodes)
    cells = {**own.cells, **prose, fill_in.FIGURE: figure}
    return replace(own, place=place.place, cells=cells)


def _answer(own: Record, nodes: Sequence[Record]) -> tuple[Record, Cell]:
    """What is reported, and the row that is to blame where it cannot be read."""
    if not any(_said(node, fill_in.FIGURE) for node in nodes) and _is_whole(own, nodes):
        return own, EMPTY
    for node, sentence in _wrong(own, nodes):
        return node, Cell(_said(node, fill_in.FIGURE) or None, refused=sentence)
    reached = [_name(node) for node in nodes if _said(node, fill_in.FIGURE) == fill_in.REACHED]
    return own, Cell(_BETWEEN.join(reached) or _NONE_YET)


def _wrong(own: Record, nodes: Sequence[Record]) -> Iterator[tuple[Record, tuple[str, str]]]:
    for node in nodes:
        cell = node.cells.get(fill_in.FIGURE, EMPTY)
        said = _said(node, fill_in.FIGURE)
        if cell.refused:
            yield node, cell.refused
        elif said not in _ANSWERS:
            stands = f"填的是“{said[:40]}”" if said else "没有填"
            sentence = f"节点“{_name(node)[:40]}”{stands}，请逐个节点选填{'或'.join(_ANSWERS)}"
            yield node, (CELL, sentence)
    if not _is_whole(own, nodes):
        stated = _said(own, fill_in.ANNUAL)
        sentence = f"节点行不齐（{stated[:40]}，表中有{len(nodes)}行），请恢复印发时的行后重新填报"
        yield own, (NODES, sentence)


def _is_whole(own: Record, nodes: Sequence[Record]) -> bool:
    """Whether each node of the form is there once."""
    names = {same_text(_name(node)) for node in nodes}
    stated = _said(own, fill_in.ANNUAL)
    return len(names) == len(nodes) and stated == fill_in.NODE_COUNT.format(count=len(nodes))


def _orphaned(nodes: Sequence[Record]) -> Record:
    first = nodes[0]
    sentence = "节点行之上缺少所属目标的一行，请恢复印发时的行后重新填报"
    refused = Cell(_said(first, fill_in.FIGURE) or None, refused=(NODES, sentence))
    return replace(first, cells={**first.cells, fill_in.FIGURE: refused})


def _name(node: Record) -> str:
    return (node.cells.get(fill_in.NAME, EMPTY).text or "").strip()


def _joined(records: Sequence[Record], column: str) -> str:
    said = (record.cells.get(column, EMPTY).text for record in records)
    return _BETWEEN.join(dict.fromkeys(text.strip() for text in said if text))


def _said(record: Record, column: str) -> str:
    return same_text(record.cells.get(column, EMPTY).text or "")
