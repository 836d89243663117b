"""Broken bytes at random: no exception, no hang, and the same bytes always read the same."""

import json
import time
from typing import Any

import pytest

from connectors.sources.door import Parsed
from tests.connectors.sources import books
from tests.connectors.sources.asking import COLUMNS, figures, read
from tests.support.mutants import mutants

LINES = [{"code": f"T{n:02}", "value": f"{n}.5", "unit": "万元"} for n in range(1, 9)]
JSON = json.dumps({"month": "2014-06", "total": 8, "rows": LINES}, ensure_ascii=False).encode()
CSV = ("编号,完成,单位\n" + "".join(f"T{n:02},{n}.5,万元\n" for n in range(1, 9))).encode()
XML = f"""<r total="8" month="2014-06">{
    "".join(
        f"<row><code>T{n:02}</code><value>{n}.5</value><unit>万元</unit></row>" for n in range(1, 9)
    )
}</r>""".encode()
BOOK = [books.HEAD, *((f"T{n:02}", n + 0.5, "万元") for n in range(1, 9))]
TRUTH = {(f"T{n:02}", f"{n}.5", "万元") for n in range(1, 9)}
SLOWEST_SECONDS = 1.0

REST: dict[str, Any] = {"columns": COLUMNS, "records": "rows", "total": "total"}
IN_XML: dict[str, Any] = {
    "format": "xml",
    "columns": COLUMNS,
    "records": "r.row",
    "total": "r.@total",
    "stated_period": "r.@month",
}
SOURCES: dict[str, tuple[str, dict[str, Any], bytes, int]] = {
    "json": ("rest", REST | {"stated_period": "month"}, JSON, 400),
    "xml": ("rest", IN_XML, XML, 400),
    "csv answer": ("rest", {"format": "csv", "columns": books.COLUMNS}, CSV, 400),
    "csv": ("csv", {"file": "a.csv", "columns": books.COLUMNS}, CSV, 400),
    "xlsx": ("workbook", books.READING, books.xlsx(BOOK), 120),
    "xls": ("workbook", books.READING, books.xls(BOOK), 28),
}


def _timed(dialect: str, reading: dict[str, Any], body: bytes) -> tuple[float, Parsed]:
    start = time.process_time()
    parsed = read(dialect, reading, body)
    return time.process_time() - start, parsed


@pytest.mark.parametrize("source", SOURCES)
def test_mutants_neither_raise_nor_hang(source: str) -> None:
    dialect, reading, body, count = SOURCES[source]
    assert set(figures(read(dialect, reading, body))) == TRUTH
    seen = [_timed(dialect, reading, mutant) for mutant in mutants(body, count)]
    assert max(seconds for seconds, _ in seen) < SLOWEST_SECONDS
    silent = [parsed for _, parsed in seen if not parsed.rows and not parsed.findings]
    assert len(silent) <= count // 20  # a head alone, or an empty list, is no fault of reading
    for _, parsed in seen:
        for finding in parsed.findings:
            assert (finding.sentence + finding.raw_value).encode()


def test_a_mutant_of_a_packed_workbook_never_gives_another_figure() -> None:
    """The parts of a zip carry checksums: what is read at all is what was written."""
    dialect, reading, body, count = SOURCES["xlsx"]
    given = [set(figures(read(dialect, reading, mutant))) for mutant in mutants(body, count)]
    assert [rows - TRUTH for rows in given if rows - TRUTH] == []
    assert any(rows == TRUTH for rows in given)
