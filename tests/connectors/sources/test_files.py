"""Drop folders: which file is meant, and why none is."""

import json
import os
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from connectors.sources.door import Asked, fetch, settings_errors
from connectors.sources.file_names import CAP_BYTES
from domain.period import Period
from domain.words import PullOutcome, Severity
from tests.connectors.sources import books
from tests.connectors.sources.asking import ASKED, drawn, figures, rules
from tests.support.unprivileged import unprivileged

READING: dict[str, Any] = {"file": "{period}*.csv", "columns": {"target": "code", "figure": "done"}}
GOOD = b"code,done\nT01,1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


def pulled(folder: Path, **address: str) -> Any:
    return drawn("csv", {"folder": "in"} | address, READING, folder=folder.parent)


def test_no_file_of_the_month_is_silence(folder: Path) -> None:
    (folder / "2014-05.csv").write_bytes(GOOD)
    fetched, _ = pulled(folder)
    assert fetched.outcome is PullOutcome.SILENT
    assert not fetched.outcome.failed


def test_fault_c16_a_folder_that_is_not_there_is_no_silence(folder: Path) -> None:
    folder.rmdir()
    fetched, _ = pulled(folder)
    assert fetched.outcome is PullOutcome.FAULT
    assert "是否挂载" in fetched.error


def test_fault_c16_without_its_sentinel_a_share_is_not_mounted(folder: Path) -> None:
    (folder / "2014-06.csv").write_bytes(GOOD)
    fetched, _ = pulled(folder, sentinel=".duban-share")
    assert fetched.outcome is PullOutcome.FAULT
    assert fetched.bodies == ()
    assert ".duban-share" in fetched.error
    (folder / ".duban-share").touch()
    fetched, parsed = pulled(folder, sentinel=".duban-share")
    assert fetched.outcome is PullOutcome.OK
    assert figures(parsed) == [("T01", "1", None)]


@pytest.mark.parametrize("closed", ["in", "in/2014-06.csv"])
def test_fault_c16_a_right_that_was_lost_is_no_silence(closed: str, folder: Path) -> None:
    (folder / "2014-06.csv").write_bytes(GOOD)
    path = folder.parent / closed
    path.chmod(0)
    try:
        fetched, _ = unprivileged(lambda: pulled(folder))
    finally:
        path.chmod(0o700)
    assert (fetched.outcome, fetched.bodies) == (PullOutcome.FAULT, ())
    assert "没有权限" in fetched.error
    assert unprivileged(lambda: pulled(folder))[0].outcome is PullOutcome.OK


def test_fault_c16_a_folder_whose_names_may_be_listed_and_not_opened(folder: Path) -> None:
    (folder / "2014-06.csv").write_bytes(GOOD)
    folder.chmod(0o400)
    try:
        fetched, _ = unprivileged(lambda: pulled(folder))
    finally:
        folder.chmod(0o700)
    assert (fetched.outcome, "没有权限" in fetched.error) == (PullOutcome.FAULT, True)


def test_fault_c13_two_files_are_both_kept_and_neither_is_read(folder: Path) -> None:
    (folder / "2014-06.csv").write_bytes(GOOD)
    (folder / "2014-06 (2).csv").write_bytes(GOOD.replace(b"1\n", b"2\n"))
    fetched, parsed = pulled(folder)
    assert fetched.outcome is PullOutcome.OK
    assert {body.name for body in fetched.bodies} == {"2014-06.csv", "2014-06 (2).csv"}
    assert parsed.refused
    assert rules(parsed) == ["files_several"]
    assert "“2014-06 (2).csv”、“2014-06.csv”" in parsed.findings[0].sentence


@pytest.mark.parametrize(
    "name", ["~$2014-06.csv", ".2014-06.csv", "2014-06.csv.part", "2014-06.csv.tmp", "2014-06.TMP"]
)
def test_fault_c1_unfinished_and_lock_files_are_no_files(name: str, folder: Path) -> None:
    (folder / name).write_bytes(b"half")
    assert pulled(folder)[0].outcome is PullOutcome.SILENT


def test_fault_c1_a_file_that_grows_while_it_is_read_is_partial(folder: Path) -> None:
    """A writer that never pauses: the size or time differs before and after."""
    path = folder / "2014-06.csv"
    path.write_bytes(GOOD * 100_000)
    stop = threading.Event()

    def write() -> None:
        with path.open("ab", buffering=0) as file:
            while not stop.wait(0.0001):
                file.write(b"T02,2\n")

    asked_again = partial(fetch, "csv", {"folder": "in"}, READING, ASKED, str, folder.parent)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        outcomes = {asked_again().outcome for _ in range(20)}
    finally:
        stop.set()
        writer.join()
    assert PullOutcome.PARTIAL in outcomes


def test_fault_c1_a_copy_that_pauses_is_not_taken_for_whole(folder: Path) -> None:
    """The size is the same for a while and then is not: only waiting tells."""
    path = folder / "2014-06.csv"
    path.write_bytes(GOOD)
    started = threading.Event()

    def go_on() -> None:
        started.wait()
        time.sleep(0.3)
        with path.open("ab") as file:
            file.write(b"T02,2\n")

    writer = threading.Thread(target=go_on)
    writer.start()
    started.set()
    fetched, parsed = drawn(
        "csv", {"folder": "in", "settle_seconds": 1}, READING, folder=folder.parent
    )
    writer.join()
    assert fetched.outcome is PullOutcome.PARTIAL
    assert "正在写入" in fetched.error
    again, parsed = drawn("csv", {"folder": "in"}, READING, folder=folder.parent)
    assert (again.outcome, len(parsed.rows)) == (PullOutcome.OK, 2)


@pytest.mark.parametrize("suffix", ["xlsm", "et", "XLS", "ods"])
def test_fault_c3_a_workbook_saved_as_something_else_is_no_silence(
    suffix: str, folder: Path
) -> None:
    reading = books.READING | {"file": "{period}*.xlsx"}
    (folder / f"2014-06.{suffix}").write_bytes(b"PK\x03\x04 something else")
    (folder / "2014-05.xlsm").write_bytes(b"last month's")
    fetched, parsed = drawn("workbook", {"folder": "in"}, reading, folder=folder.parent)
    assert (fetched.outcome, len(fetched.bodies)) == (PullOutcome.OK, 1)
    assert (parsed.refused, rules(parsed)) == (True, ["unreadable"])
    (folder / "2014-06.xlsx").write_bytes(books.xlsx())
    _, parsed = drawn("workbook", {"folder": "in"}, reading, folder=folder.parent)
    assert figures(parsed) == books.ROWS


def test_fault_c12_a_file_renamed_is_the_same_bytes(folder: Path) -> None:
    path = folder / "2014-06.csv"
    path.write_bytes(GOOD)
    first, parsed = pulled(folder)
    path.rename(folder / "2014-06 新.csv")
    second, again = pulled(folder)
    assert [b.content for b in first.bodies] == [b.content for b in second.bodies]
    assert [r.raw_hash for r in parsed.rows] == [r.raw_hash for r in again.rows]


def test_fault_c12_the_same_file_twice_is_one_and_is_told(folder: Path) -> None:
    (folder / "2014-06.csv").write_bytes(GOOD)
    (folder / "2014-06 副本.csv").write_bytes(GOOD)
    _, parsed = pulled(folder)
    assert figures(parsed) == [("T01", "1", None)]
    (note,) = parsed.findings
    assert (note.rule, note.severity) == ("file_repeated", Severity.NOTE)
    assert "报送了2次（另见“2014-06.csv”）" in note.sentence


def test_fault_c15_odd_files_are_passed_over_and_told(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_bytes(GOOD)
    (folder / "2014-06-link.csv").symlink_to(secret)
    os.mkfifo(folder / "2014-06-pipe.csv")
    (folder / "2014-06-folder.csv").mkdir()
    (folder / "2014-05-link.csv").symlink_to(secret)
    fetched, _ = pulled(folder)
    assert (fetched.outcome, fetched.bodies) == (PullOutcome.SILENT, ())
    named = "“2014-06-folder.csv”、“2014-06-link.csv”、“2014-06-pipe.csv”不是普通文件"
    assert fetched.error.startswith(named)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("2014-06\n../../x.csv".replace("/", "／"), "2014-06 ..／..／x.csv"),
        ("2014-06\x1b[2J.csv", "2014-06?[2J.csv"),
        (f"2014-06{'督' * 81}.csv", f"2014-06{'督' * 81}.csv"),
    ],
)
def test_fault_c15_an_odd_name_is_shown_on_one_line(name: str, shown: str, folder: Path) -> None:
    (folder / name).write_bytes(GOOD)
    fetched, parsed = pulled(folder)
    assert figures(parsed) == [("T01", "1", None)]
    assert fetched.bodies[0].name == shown


def test_fault_c15_a_name_in_another_encoding_can_be_written_down(folder: Path) -> None:
    path = os.fsencode(folder) + "/2014-06 进度.csv".encode("gbk")
    with open(path, "wb") as file:  # noqa: PTH123 a name that is no text
        file.write(GOOD.replace(b"1\n", b"1,x\n"))
    fetched, parsed = pulled(folder)
    assert fetched.outcome is PullOutcome.OK
    assert fetched.bodies[0].name.encode().startswith(b"2014-06 ")
    assert str(parsed.findings[0].place).encode()


def test_fault_c15_a_value_in_a_name_stands_for_itself_only(folder: Path) -> None:
    (folder / "D01.csv").write_bytes(GOOD)
    reading = READING | {"file": "{department}.csv"}
    for code in ("*", "D0?", "D[0-9]1", "../in/D01"):
        asked = Asked(code, Period("2014-06"))
        fetched = fetch("csv", {"folder": "in"}, reading, asked, str, folder.parent)
        assert fetched.outcome is PullOutcome.SILENT


@pytest.mark.parametrize("name", ["2014-06.CSV", "2014-06À.csv", "2014-06 六月.csv"])
def test_letter_case_and_composition_do_not_matter(name: str, folder: Path) -> None:
    (folder / name).write_bytes(GOOD)
    assert pulled(folder)[0].outcome is PullOutcome.OK


def test_a_file_beyond_the_cap_is_partial(folder: Path) -> None:
    with (folder / "2014-06.csv").open("wb") as file:
        file.truncate(CAP_BYTES + 1)
    fetched, _ = pulled(folder)
    assert fetched.outcome is PullOutcome.PARTIAL
    assert "20MB" in fetched.error
    assert len(fetched.bodies[0].content) == CAP_BYTES


def test_an_empty_file_came_and_says_nothing(folder: Path) -> None:
    (folder / "2014-06.csv").touch()
    fetched, parsed = pulled(folder)
    assert fetched.outcome is PullOutcome.OK
    assert parsed.refused
    assert rules(parsed) == ["header_missing"]


def test_fault_c16_a_share_whose_server_is_gone_holds_nobody(folder: Path) -> None:
    """It hangs in the kernel, where nothing can cut it: it is left alone at the deadline."""
    alone = ("unshare", "--user", "--map-root-user", "--mount")
    asking = (sys.executable, "-m", "tests.support.hung_share", str(folder), "0.5")
    done = subprocess.run([*alone, *asking], stdout=subprocess.PIPE, check=True, timeout=60)
    outcome, error, seconds = json.loads(done.stdout)
    assert outcome == PullOutcome.FAULT
    assert error.startswith("数据文件夹在规定时间内没有响应")
    assert 0.5 <= seconds < 5


def test_a_file_settles_before_the_deadline() -> None:
    address = {"folder": "in", "settle_seconds": 30, "deadline_seconds": 30}
    ((key, sentence),) = settings_errors("csv", address, READING)
    assert (key, sentence) == ("address", "settle_seconds须小于deadline_seconds")
