"""Where a document's rows are: every list of alike objects or arrays in it, as columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connectors.sources.documents import CSV_LINES
from connectors.sources.json_text import Json, leaves
from connectors.sources.lines import EACH, Line, as_record, lines_at
from connectors.sources.refusals import RefusedError
from connectors.sources.sketch.column import Column
from connectors.sources.sketch.names import may_stand
from connectors.sources.xml_text import Node
from domain.records import Place

Header = str | list[str] | None


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows at a path; ``header`` names the values of rows that are arrays."""

    path: str
    header: Header
    count: int
    columns: Sequence[Column]


def rows_in(document: Json) -> Iterator[Rows]:
    """Every place where rows could be."""
    for path in dict.fromkeys(_paths(document, ())):
        try:
            lines = lines_at(document, path)
            yield from _rows(document, path, lines)
        except RefusedError:
            continue


def table_rows(names: Sequence[str], lines: Sequence[Sequence[str]]) -> Rows:
    """The rows of a CSV answer."""
    whole = [line for line in lines if len(line) == len(names)]
    columns = [Column(name, [line[n] for line in whole]) for n, name in enumerate(names)]
    return Rows(CSV_LINES, None, len(whole), columns)


def _paths(value: Json, way: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, list):
        yield ".".join(way)
        for each in value[:50]:
            if isinstance(each, dict):
                yield from _inside(each, (*way, EACH))
    elif isinstance(value, dict):
        if isinstance(value, Node):
            yield ".".join(way)
        elif _are_alike([*value.values()]):
            yield ".".join((*way, EACH))
        yield from _inside(value, way)


def _inside(value: dict[str, Json], way: tuple[str, ...]) -> Iterator[str]:
    for key, each in value.items():
        if may_stand(key) and "." not in key and EACH not in key:
            yield from _paths(each, (*way, key))


def _are_alike(values: Sequence[Json]) -> bool:
    """Whether an object's values are records of one kind: its keys are then names of rows."""
    objects = [each for each in values if isinstance(each, dict) and each]
    if len(objects) < 2 or len(objects) < len(values):
        return False
    return bool(set.intersection(*(set(each) for each in objects)))


def _rows(document: Json, path: str, lines: Sequence[Line]) -> Iterator[Rows]:
    values = [line.value for line in lines]
    if values and all(isinstance(value, dict) for value in values):
        yield Rows(path, None, len(values), _columns(lines, None))
    elif values and all(isinstance(value, list) for value in values):
        width = max(len(value) for value in values if isinstance(value, list))
        header, names = _header(document, width)
        alike = [
            line for line in lines if isinstance(line.value, list) and len(line.value) == width
        ]
        yield Rows(path, header, len(alike), _columns(alike, names))


def _columns(lines: Sequence[Line], names: Sequence[str] | None) -> list[Column]:
    records = []
    for number, line in enumerate(lines, 1):
        around = {key: value for key, value in line.around.items() if not isinstance(value, dict)}
        record = as_record(line.value, names, Place("", item=number))
        records.append({**leaves(record), **around})
    found = dict.fromkeys(name for record in records for name in record if may_stand(name))
    return [Column(name, [_text(record.get(name)) for record in records]) for name in found]


def _text(value: Json) -> str | None:
    return str(value) if isinstance(value, str) else None


def _header(document: Json, width: int) -> tuple[Header, list[str]]:
    """Where a list of so many names stands; else names of our own making."""
    for path, names in _name_lists(document, ()):
        if len(names) == width and len(set(names)) == width:
            return path, names
    made = [f"column{n + 1}" for n in range(width)]
    return made, made


def _name_lists(value: Json, way: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """Lists of texts, and lists of objects that hold a name each."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _name_lists(each, (*way, key))
    elif isinstance(value, list) and value:
        if all(type(each) is str for each in value):
            yield ".".join(way), [str(each) for each in value]
        objects = [each for each in value if isinstance(each, dict)]
        if len(objects) == len(value):
            for key in _NAME_KEYS:
                names = [each.get(key) for each in objects]
                if all(type(name) is str for name in names):
                    yield ".".join((*way, EACH, key)), [str(name) for name in names]


_NAME_KEYS = ("name", "field", "prop", "dataIndex", "key", "column", "label", "title")
