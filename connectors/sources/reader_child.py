"""Run as a process of its own, which reads workbooks in further ones: one for each file.

A hostile or damaged file can make a reader loop, panic or ask for all the memory there is: then
the process that reads it ends, and not the month. The one that forks it has the libraries loaded,
so that a file costs milliseconds and not an interpreter.

A question is a line of JSON (kind, sheet, size) and then ``size`` bytes; an answer is a line with
its size and then JSON. After a file that ended its reader this process ends too, without an answer.
"""

import json
import os
import resource
import sys
from importlib import import_module
from typing import Any, BinaryIO

from connectors.sources.refusals import UNREADABLE, RefusedError
from connectors.sources.sheets import Sheet

READERS = {"xlsx": "connectors.sources.xlsx", "xls": "connectors.sources.xls"}
MEMORY_BYTES = 1024**3
CPU_SECONDS = 20


def main(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer until there are no more questions."""
    for reader in READERS.values():
        import_module(reader)
    while line := questions.readline():
        asked = json.loads(line)
        content = questions.read(asked["size"])
        child = os.fork()
        if child == 0:
            _read_one(asked["kind"], content, asked["sheet"], answers)
        _, status = os.waitpid(child, 0)
        if status != 0:
            return


def _read_one(kind: str, content: bytes, sheet: str | None, answers: BinaryIO) -> None:
    """Answer one question and end, whatever happens: nothing of the loop may run twice."""
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        answer = json.dumps(_answer(kind, content, sheet)).encode()
        answers.write(b"%d\n" % len(answer) + answer)
        answers.flush()
        status = 0
    finally:
        os._exit(status)


def _answer(kind: str, content: bytes, sheet: str | None) -> dict[str, Any]:
    try:
        return {"sheet": _told(import_module(READERS[kind]).read_sheet(content, sheet))}
    except RefusedError as error:
        return {"refused": [error.refusal.rule, error.refusal.sentence]}
    except MemoryError:
        raise
    except BaseException as error:  # noqa: BLE001 a panic in compiled code is no Exception
        sentence = f"工作簿无法读取（{type(error).__name__}），可能已损坏或有打开密码"
        return {"refused": [UNREADABLE, f"{sentence}，请另存为.xlsx后重新报送"]}


def _told(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "lines": [
            [
                None if cell.text is None else [cell.text, cell.kind, cell.is_percent, cell.refused]
                for cell in line
            ]
            for line in sheet.lines
        ],
        "merged": sheet.merged,
        "is_hidden": sheet.is_hidden,
        "hidden_rows": sheet.hidden_rows,
        "hidden_columns": sheet.hidden_columns,
        "other_hidden_sheets": sheet.other_hidden_sheets,
    }


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
