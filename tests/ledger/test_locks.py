"""One run per period: the second leaves at once, and the lock dies with its holder."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from domain.period import Period
from domain.refusals import Held
from ledger import Ledger, locks
from tests.house.reading import ROOT
from tests.ledger.builders import JULY, JUNE, NOW

HOLD = """
import sys
from pathlib import Path
from ledger import Ledger, locks
from tests.ledger.builders import JUNE, NOW

ledger = Ledger.open(sys.argv[1], Path(sys.argv[2]))
with locks.lock(ledger, JUNE, sys.argv[3], NOW):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def holder(ledger: Ledger, name: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds June until it is told to go or killed."""
    command = [sys.executable, "-c", HOLD, ledger.url, str(ledger.archive_folder), name]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def is_free(ledger: Ledger, period: Period = JUNE) -> bool:
    try:
        with locks.lock(ledger, period, "乙", NOW):
            return True
    except Held:
        return False


def test_fault_f4_the_second_run_leaves_at_once_and_says_who_is_at_it(ledger: Ledger) -> None:
    with holder(ledger, "甲的定时任务"):
        refused = pytest.raises(Held, match="2014年6月正由甲的定时任务处理，请待其结束后再运行")
        with refused as caught, locks.lock(ledger, JUNE, "乙", NOW):
            pass
        assert caught.value.exit_code == 4
        assert is_free(ledger, JULY)
        assert is_free(ledger, Period("2014-Q2"))


def test_fault_f4_a_killed_holder_frees_the_period(ledger: Ledger) -> None:
    with holder(ledger, "甲") as process:
        assert not is_free(ledger)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert comes_free(ledger)


def comes_free(ledger: Ledger) -> bool:
    """The server notices within moments that a killed client is gone."""
    return any(is_free(ledger) for _ in range(200))


def test_fault_f4_a_stopped_holder_still_holds(ledger: Ledger) -> None:
    """A process that only hangs may go on any moment: nobody takes over meanwhile."""
    with holder(ledger, "甲") as process:
        process.send_signal(signal.SIGSTOP)
        assert not is_free(ledger)


def test_fault_f4_a_holder_that_ends_frees_the_period(ledger: Ledger) -> None:
    with holder(ledger, "甲") as process:
        process.communicate("go\n")
        assert process.returncode == 0
        assert is_free(ledger)


def test_fault_f4_of_many_at_once_one_wins(ledger: Ledger) -> None:
    command = [sys.executable, "-c", HOLD, ledger.url, str(ledger.archive_folder)]
    racing = [
        subprocess.Popen(
            [*command, str(n)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(3)
    ]
    said = [""] * 3
    losers = []
    for number, process in enumerate(racing):
        assert process.stdout is not None
        said[number] = process.stdout.readline()
        if not said[number]:
            losers.append(process)
    assert sorted(said) == ["", "", "held\n"]
    errors = [process.communicate()[1] for process in losers]
    assert all("domain.refusals.Held" in error for error in errors)
    for process in racing:
        process.kill()
        process.communicate()


def test_an_error_inside_frees_the_period(ledger: Ledger) -> None:
    with pytest.raises(ZeroDivisionError), locks.lock(ledger, JUNE, "甲", NOW):
        raise ZeroDivisionError
    assert is_free(ledger)


def test_the_same_process_is_no_exception(ledger: Ledger) -> None:
    """Two threads of one server are two runs."""
    with locks.lock(ledger, JUNE, "甲", NOW):
        assert not is_free(ledger)
    assert is_free(ledger)


def test_the_lock_file_lies_beside_the_ledger(upgraded_file: Path, tmp_path: Path) -> None:
    ledger = Ledger.open(f"sqlite:///{upgraded_file}", tmp_path)
    with locks.lock(ledger, JUNE, "甲", NOW):
        path = upgraded_file.with_name(f"{upgraded_file.name}.2014-06.lock")
        assert path.stat().st_mode & 0o777 == 0o600
    ledger.close()
