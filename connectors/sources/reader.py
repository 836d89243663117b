"""Has a workbook read or marked by ``reader_child``, within its limits of time and memory."""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from base64 import b64decode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from connectors.sources.columns import EMPTY, Cell
from connectors.sources.refusals import UNREADABLE, refuse
from connectors.sources.returned import Marked
from connectors.sources.sheets import Sheet
from connectors.sources.wall_clock import Deadline

LONGEST_SECONDS = 30
ANSWER_CAP_BYTES = 256 * 1024 * 1024
_ENDED = "工作簿无法在限定的时间和内存内读取，可能已损坏，请另存为只含所需内容的.xlsx后重新报送"


class _Child:
    """The one process that reads for this one; started when first needed, and after each end."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def ask(self, question: bytes, seconds: float) -> bytes | None:
        """The answer, or None if the child ended without one or was not done in time."""
        with self._turn:
            process = self._running()
            with Deadline(seconds).cutting(lambda: _kill(process)):
                answer = _exchange(process, question)
            if answer is None:
                self._end()
            return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(  # noqa: S603 - the house's own program
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # It finds the house as we did, and knows none of our secrets.
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                start_new_session=True,
            )
        return self._process

    def _end(self) -> None:
        if self._process:
            _kill(self._process)
            self._process.communicate()
            self._process = None

    def close(self) -> None:
        """Nothing is left running when the house ends."""
        with self._turn:
            self._end()


_CHILD = _Child((sys.executable, "-P", "-m", "connectors.sources.reader_child"))
atexit.register(_CHILD.close)


def read_sheet(
    kind: str, content: bytes, name: str | None, seconds: float = LONGEST_SECONDS
) -> Sheet:
    """The sheet called ``name``, or the only one. ``kind`` is xlsx or xls. Raises RefusedError."""
    return _sheet(_asked({"kind": kind, "sheet": name}, content, seconds)["sheet"])


def sheet_names(kind: str, content: bytes) -> list[str]:
    """The visible sheets that hold anything. Raises RefusedError."""
    names: list[str] = _asked({"kind": kind, "names": True}, content, LONGEST_SECONDS)["names"]
    return names


def mark_workbook(
    kind: str, content: bytes, marked: Marked, seconds: float = LONGEST_SECONDS
) -> bytes:
    """The workbook as an xlsx with its marks, in which nothing computes. Raises RefusedError."""
    told = _asked({"kind": kind, "marked": asdict(marked)}, content, seconds)
    return b64decode(told["marked"])


def _asked(question: dict[str, Any], content: bytes, seconds: float) -> dict[str, Any]:
    head = json.dumps({**question, "size": len(content)}).encode()
    answer = _CHILD.ask(head + b"\n" + content, seconds)
    if answer is None:
        raise refuse(UNREADABLE, _ENDED)
    told: dict[str, Any] = json.loads(answer)
    if "refused" in told:
        raise refuse(*told["refused"])
    return told


def _exchange(process: subprocess.Popen[bytes], question: bytes) -> bytes | None:
    if process.stdin is None or process.stdout is None:
        raise TypeError("the child was started without pipes")
    try:
        process.stdin.write(question)
        process.stdin.flush()
    except BrokenPipeError:
        return None
    size = process.stdout.readline()
    wanted = int(size) if size.strip().isdigit() else -1
    if not 0 <= wanted <= ANSWER_CAP_BYTES:
        return None
    answer = process.stdout.read(wanted)
    return answer if len(answer) == wanted else None


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The child and the process that it made for the file."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _sheet(told: dict[str, Any]) -> Sheet:
    lines = [[EMPTY if cell is None else _cell(*cell) for cell in line] for line in told["lines"]]
    merged = [(top, left, bottom, right) for top, left, bottom, right in told["merged"]]
    return Sheet(**{**told, "lines": lines, "merged": merged})


def _cell(text: str, kind: Any, is_percent: Any, refused: list[str] | None) -> Cell:
    return Cell(text, kind, is_percent, (refused[0], refused[1]) if refused else None)
