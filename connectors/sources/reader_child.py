"""Run as a process of its own, which reads workbooks in further ones: one for each file.

A hostile or damaged file can make a reader loop, panic or ask for all the memory there is: then
the process that reads it ends, and not the month. The one that forks it has the libraries loaded,
so that a file costs milliseconds and not an interpreter.

A question is a line of JSON (kind, size, and the sheet to read, what to mark, or that the sheets'
names are asked) and then ``size`` bytes; an answer is a line with its size and then JSON. After a
file that ended its reader this process ends too, without an answer.
"""

import json
import os
import resource
import sys
from base64 import b64encode
from importlib import import_module
from typing import Any, BinaryIO

from connectors.sources.refusals import UNREADABLE, RefusedError
from connectors.sources.returned import Mark, Marked
from connectors.sources.sheets import Sheet

READERS = {"xlsx": "connectors.sources.xlsx", "xls": "connectors.sources.xls"}
MARKING = "connectors.sources.marking"
MEMORY_BYTES = 1024**3
CPU_SECONDS = 20
WRITTEN_BYTES = 64 * 1024**2
"""Of each sheet that openpyxl lays down while it writes; nothing is written while one reads."""


def main(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer until there are no more questions."""
    for module in (*READERS.values(), MARKING):
        import_module(module)
    while line := questions.readline():
        asked = json.loads(line)
        content = questions.read(asked["size"])
        child = os.fork()
        if child == 0:
            _answer_one(asked, content, answers)
        _, status = os.waitpid(child, 0)
        if status != 0:
            return


def _answer_one(asked: dict[str, Any], content: bytes, answers: BinaryIO) -> None:
    """Answer one question and end, whatever happens: nothing of the loop may run twice."""
    status = 1
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        written = WRITTEN_BYTES if "marked" in asked else 0
        resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
        answer = json.dumps(_answer(asked, content)).encode()
        answers.write(b"%d\n" % len(answer) + answer)
        answers.flush()
        status = 0
    finally:
        os._exit(status)


def _answer(asked: dict[str, Any], content: bytes) -> dict[str, Any]:
    try:
        if "marked" in asked:
            return {"marked": _marked(asked["kind"], content, asked["marked"])}
        reader = import_module(READERS[asked["kind"]])
        if "names" in asked:
            return {"names": reader.filled_sheets(content)}
        return {"sheet": _told(reader.read_sheet(content, asked["sheet"]))}
    except RefusedError as error:
        return {"refused": [error.refusal.rule, error.refusal.sentence]}
    except MemoryError:
        raise
    except BaseException as error:  # noqa: BLE001 a panic in compiled code is no Exception
        sentence = f"工作簿无法读取（{type(error).__name__}），可能已损坏或有打开密码"
        return {"refused": [UNREADABLE, f"{sentence}，请另存为.xlsx后重新报送"]}


def _marked(kind: str, content: bytes, told: dict[str, Any]) -> str:
    marks = tuple(Mark(**mark) for mark in told["marks"])
    book = import_module(MARKING).marked(kind, content, Marked(**{**told, "marks": marks}))
    return b64encode(book).decode()


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
