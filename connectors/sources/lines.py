"""From a document to its lines: lists at any path, rows as arrays beside a list of names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from connectors.sources.json_text import Json, leaves, step_down
from connectors.sources.refusals import COLUMN_COUNT, COLUMNS_DRIFTED, RECORDS_MISSING, refuse
from connectors.sources.xml_text import Node
from domain.records import Place

EACH = "*"
"""A step of a path: every element of the list, or every value of the object, at that place."""

OUTER = "^."
"""Before a column's path: it stands in the record round the row."""

KEY = "^key"
"""The name under which an object holds the row."""

ASKED = "^each"
"""For which of ``each`` the row was asked."""

VALUE = "^value"
"""The row itself, where it is no more than one text or number."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document, and what stands round it (under ``^.`` and ``^key``)."""

    value: Json
    around: dict[str, Json] = field(default_factory=dict)


def lines_at(document: Json, path: str, children: str = "") -> list[Line]:
    """The lines at the dotted ``path``. Raises RefusedError if there is no list.

    ``children`` is where a line holds lines of its own, which then stand behind it.
    """
    lines = list(_lines(document, path.split(".") if path else [], path, {}))
    return _with_inner(lines, children) if children else lines


def _with_inner(lines: list[Line], children: str) -> list[Line]:
    """Every line of a tree, parents first; each without its own list."""
    found: list[Line] = []
    waiting = lines[::-1]
    while waiting:
        line = waiting.pop()
        if not isinstance(line.value, dict):
            found.append(line)
            continue
        own = {name: value for name, value in line.value.items() if name != children}
        found.append(Line(type(line.value)(own), line.around))
        inner = line.value.get(children)
        within = _list(inner, children) if inner else []
        waiting += [Line(each, line.around | _known("", own)) for each in reversed(within)]
    return found


def texts_at(document: Json, path: str) -> list[str]:
    """The names listed at ``path``: a list of texts, or ``fields.*.name``."""
    try:
        before, each, after = path.partition(f".{EACH}.")
        found = step_down(document, before)
        if isinstance(found, list):
            texts = [step_down(one, after) if each else one for one in found]
            if all(isinstance(text, str) for text in texts):
                return [str(text) for text in texts]
    except LookupError:
        pass
    raise refuse(COLUMNS_DRIFTED, f"返回内容的“{path}”不是列名清单，请核对接口是否变更")


def as_record(value: Json, names: Sequence[str] | None, place: Place) -> dict[str, Json]:
    """A line as a record: an array under ``names``, an object as it is, else under ``^value``.

    Raises RefusedError for an array that is longer or shorter than the names.
    """
    if names is None or not isinstance(value, list):
        return value if isinstance(value, dict) else {VALUE: value}
    if len(value) != len(names):
        sentence = f"这一行有{len(value)}个值，列名有{len(names)}个，请核对接口返回内容"
        raise refuse(COLUMN_COUNT, sentence, place)
    return dict(zip(names, value, strict=True))


def _lines(value: Json, way: list[str], path: str, around: dict[str, Json]) -> Iterator[Line]:
    if EACH in way:
        at = way.index(EACH)
        for key, each in _each(_found(value, way[:at]), path):
            known = around | _known(key, each)
            rest = way[at + 1 :]
            if not rest or _is_one(each, rest):
                yield Line(_found(each, rest), known if rest else around | _keyed(key))
            else:
                yield from _lines(each, rest, path, known)
        return
    for each in _list(_found(value, way), path):
        yield Line(each, around)


def _is_one(value: Json, way: list[str]) -> bool:
    """Whether each element holds one record at the end of the way, and no list of them."""
    found = _found(value, way) if EACH not in way else None
    return isinstance(found, dict) and not isinstance(found, Node)


def _keyed(key: str) -> dict[str, Json]:
    return {KEY: key} if key else {}


def _known(key: str, value: Json) -> dict[str, Json]:
    """What the rows inside ``value`` may take from it."""
    kept = value.items() if isinstance(value, dict) else ()
    outer = leaves({name: inner for name, inner in kept if not isinstance(inner, list)})
    return {f"{OUTER}{name}": leaf for name, leaf in outer.items()} | _keyed(key)


def _each(value: Json, path: str) -> list[tuple[str, Json]]:
    """Elements of a list, or values of an object with their names."""
    if isinstance(value, dict) and not isinstance(value, Node):
        return list(value.items())
    return [("", each) for each in _list(value, path)]


def _list(value: Json, path: str) -> list[Json]:
    """A list; in XML one element is a list of one and an empty element a list of none."""
    if isinstance(value, list):
        return value
    if isinstance(value, Node):
        return [value] if value else []
    where = f"“{path}”" if path else "最外层"
    raise refuse(RECORDS_MISSING, f"返回内容的{where}不是数据列表，请核对接口是否变更或报错")


def _found(value: Json, way: list[str]) -> Json:
    """What stands at ``way``; an XML element that could hold rows and holds nothing has none."""
    try:
        return step_down(value, ".".join(way))
    except LookupError:
        return [] if way and _is_childless(value, ".".join(way[:-1])) else None


def _is_childless(value: Json, path: str) -> bool:
    try:
        parent = step_down(value, path)
    except LookupError:
        return False
    return isinstance(parent, Node) and parent.is_childless
