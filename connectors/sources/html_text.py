"""Tables of a web page as rows of text. Nothing is fetched, run or resolved."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from connectors.sources.columns import CELL_CAP, COLUMN_CAP, ROW_CAP, check_size
from connectors.sources.json_text import Json
from connectors.sources.refusals import COLUMNS_DRIFTED, JSON, JSON_CUT, LOGIN_PAGE, refuse

_ASIDE = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAGS = {tag: re.compile(rf"<{tag}\b", re.IGNORECASE) for tag in ("table", "/table", "tr")}
_PASSWORD = re.compile(rb"<input[^>]*type\s*=\s*[\"']?password", re.IGNORECASE)
_IN_ROW = frozenset({"td", "th"})


def asks_a_password(content: bytes) -> bool:
    """Whether a page is one to log in on."""
    return bool(_PASSWORD.search(content.replace(b"\0", b"")))


def load(text: str) -> Json:
    """Each table as a list of rows; a merged cell stands in every place that it covers.

    Raises RefusedError where a table has no end (a page that was cut shows it nowhere else), and
    where the parser lost lines: it leaves out what is nested too deep or stands after the end.
    """
    from lxml import etree  # noqa: PLC0415 heavy, and few need it

    plain = _ASIDE.sub("", text)
    count = {tag: len(found.findall(plain)) for tag, found in _TAGS.items()}
    if count["table"] != count["/table"]:
        raise refuse(JSON_CUT, "网页中的表格没有结尾，只收到一部分，请重新采集")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    root = etree.fromstring(plain.encode(), parser)
    if root is None or any(len(list(root.iter(tag))) != count[tag] for tag in ("table", "tr")):
        raise refuse(JSON, "网页写得不规范，其中的表格读不全，不予读取，请接口维护单位改正网页")
    cells = 0
    tables: list[Json] = []
    for table in root.iter("table"):
        rows = _spread(table)
        cells += sum(map(len, rows))
        if cells > CELL_CAP:
            check_size(len(rows), CELL_CAP)
        tables.append([list(row) for row in rows])
    return tables


def table_with(tables: Json, names: Collection[str]) -> tuple[list[str], list[Json]]:
    """The head that holds all ``names``, and the rows under it. Raises RefusedError.

    White space in names does not matter. Of a head of several lines the lowest is taken: what is
    merged over them stands in it too.
    """
    found = [rows for rows in _lists(tables) if any(_holds(row, names) for row in rows)]
    if len(found) > 1:
        sentence = f"网页中有{len(found)}个表格的表头都含约定的列，无法确定读哪一个，请核对列名"
        raise refuse(COLUMNS_DRIFTED, sentence)
    if not found:
        wanted = "、".join(f"“{name[:40]}”" for name in names)
        sentence = f"网页中没有表头含{wanted}的表格，请核对授权是否到期、网页是否改版"
        raise refuse(COLUMNS_DRIFTED if _lists(tables) else LOGIN_PAGE, sentence)
    (rows,) = found
    first = next(n for n, row in enumerate(rows) if _holds(row, names))
    last = first
    while last + 1 < len(rows) and _holds(rows[last + 1], names):
        last += 1
    declared = {_squeezed(name): name for name in names}
    head = [declared.get(_squeezed(name), name) for name in rows[last]]
    return head, [list(row) for row in rows[last + 1 :]]


def _lists(tables: Json) -> list[list[list[str]]]:
    return tables if isinstance(tables, list) else []  # type: ignore[return-value]


def _holds(row: list[str], names: Collection[str]) -> bool:
    return {_squeezed(name) for name in names} <= {_squeezed(cell) for cell in row}


def _squeezed(name: str) -> str:
    return "".join(name.split())


def _spread(table: Any) -> list[list[str]]:
    """The table's own rows, without those of a table inside one of its cells."""
    rows: list[list[str]] = []
    open_below: dict[int, tuple[int, str]] = {}
    for line in table.iter("tr"):
        if next(line.iterancestors("table")) is not table:
            continue
        row: list[str] = []
        for text, width, height in _cells(line):
            _fill(row, open_below)
            for _ in range(width):
                if height > 1:
                    open_below[len(row)] = (height - 1, text)
                row.append(text)
        _fill(row, open_below)
        rows += [row] if row else []
        check_size(len(rows), max(len(row), 1))
    return rows


def _fill(row: list[str], open_below: dict[int, tuple[int, str]]) -> None:
    """What reaches down from the rows above, as far as it stands next."""
    while len(row) in open_below:
        left, text = open_below.pop(len(row))
        if left > 1:
            open_below[len(row)] = (left - 1, text)
        row.append(text)


def _cells(line: Any) -> Iterator[tuple[str, int, int]]:
    """Text, width and height of each cell."""
    for cell in line:
        if cell.tag in _IN_ROW:
            yield (
                _text(cell),
                _span(cell, "colspan", COLUMN_CAP),
                _span(cell, "rowspan", ROW_CAP),
            )


def _span(cell: Any, name: str, most: int) -> int:
    written = cell.get(name, "1").strip()
    is_number = written.isascii() and written.isdecimal() and len(written) < 6
    return min(max(int(written), 1), most) if is_number else 1


def _text(cell: Any) -> str:
    """What is seen in a cell, its white space as a browser shows it."""
    return " ".join("".join(cell.itertext()).split())
