"""Workbooks are read in a process of its own: whatever a file does to it, the next one is read."""

import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from connectors.sources import reader
from connectors.sources.refusals import RefusedError
from tests.connectors.sources.asking import figures, read, rules
from tests.connectors.sources.books import HEAD, LINES, READING, ROWS, rewritten, xls, xlsx


def wide(rows: int) -> list[Any]:
    return [HEAD, *((f"T{n:05}", n + 0.25, "万元", *["说明"] * 12) for n in range(rows))]


def test_fault_f16_a_reader_that_is_not_done_in_time_is_ended_and_the_next_file_read() -> None:
    large = xlsx(wide(4_000))
    start = time.monotonic()
    with pytest.raises(RefusedError) as refused:
        reader.read_sheet("xlsx", large, None, seconds=0.2)
    assert time.monotonic() - start < 1
    assert "限定的时间和内存" in refused.value.refusal.sentence
    assert figures(read("workbook", READING, xlsx())) == ROWS


def test_fault_c4_an_honest_file_of_four_thousand_rows_is_read_within_the_limits() -> None:
    sheet = reader.read_sheet("xlsx", xlsx(wide(4_000)), None)
    assert (len(sheet.lines), sheet.lines[-1][1].text) == (4_001, "3999.25")


HOSTILE = """
import os, signal, sys, time
from connectors.sources import reader_child, xlsx

def fault(content, name):
    held = []
    while True:
        {fault}

read = xlsx.read_sheet
xlsx.read_sheet = lambda content, name: (fault if len(content) > 20_000 else read)(content, name)
reader_child.CPU_SECONDS = {seconds}
reader_child.MEMORY_BYTES = 512 * 1024**2
reader_child.main(sys.stdin.buffer, sys.stdout.buffer)
"""
"""A reader that a large file drives astray, and small ones do not."""


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [("pass", 1), ("held.append(bytearray(10**7))", 20), ("os.kill(os.getpid(), 11)", 20)],
    ids=["computes for ever", "takes all memory", "crashes"],
)
def test_fault_c4_a_file_that_computes_for_ever_ends_its_reader_and_not_the_house(
    fault: str, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = HOSTILE.format(fault=fault, seconds=seconds)
    child = reader._Child((sys.executable, "-c", script))
    monkeypatch.setattr(reader, "_CHILD", child)
    start = time.monotonic()
    parsed = read("workbook", READING, xlsx(wide(500)), name="大表.xlsx")
    assert time.monotonic() - start < 15
    (finding,) = parsed.findings
    assert (parsed.rows, finding.rule) == ((), "unreadable")
    assert finding.place is not None
    assert finding.place.file == "大表.xlsx"
    assert "限定的时间和内存" in finding.sentence
    assert figures(read("workbook", READING, xlsx())) == ROWS
    child.close()


def test_many_at_once_each_get_their_own_file() -> None:
    seen: dict[int, Any] = {}

    def ask(number: int) -> None:
        make = xlsx if number % 2 else xls
        seen[number] = figures(read("workbook", READING, make([HEAD, ("T01", number, "个")])))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {number: [("T01", str(number), "个")] for number in range(12)}


def test_nothing_is_left_running_when_the_house_ends(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(xlsx())
    script = (
        "import sys, pathlib; from connectors.sources import reader\n"
        "reader.read_sheet('xlsx', pathlib.Path(sys.argv[1]).read_bytes(), None)\n"
        "print(reader._CHILD._process.pid)"
    )
    done = subprocess.run(
        (sys.executable, "-W", "error", "-c", script, str(tmp_path / "a.xlsx")),
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stderr == ""
    assert not Path(f"/proc/{done.stdout.strip()}").exists()


def test_fault_c3_a_workbook_with_macros_is_refused_by_what_it_holds() -> None:
    book = rewritten(xlsx(), lambda name, part: part, {"xl/vbaProject.bin": b"Sub Auto_Open()"})
    parsed = read("workbook", READING, book)
    assert (parsed.rows, rules(parsed)) == ((), ["macros_refused"])
    assert "不含宏" in parsed.findings[0].sentence


def test_both_readers_stand_behind_the_same_door() -> None:
    sheets = [reader.read_sheet("xlsx", xlsx(), None), reader.read_sheet("xls", xls(), None)]
    texts = [[[cell.text for cell in line] for line in sheet.lines] for sheet in sheets]
    assert texts[0] == texts[1]
    assert len(texts[0]) == len(LINES)
