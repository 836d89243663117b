"""The faults of the catalogue (rows A to D), each planted in the source of one department.

``text`` is the department's figure for March as its row would say it; a fault must not let it in.
Whatever the fault, mending it is the same: the source then gives ``text`` as agreed.
"""

import gzip
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.connectors.sources import books
from tests.support.department_server import Cut, Drip, Hang, Reset, Send, Step, raw, reply
from tests.support.ole_file import ole_file

MARCH = "2014-03"
CAP_BYTES = 20 * 1024 * 1024
_HEAD = ("编号", "完成", "单位", "月份")


def rest_body(code: str, figure: object, unit: str = "万元", month: str = MARCH) -> bytes:
    """What an interface answers."""
    rows = [{"code": code, "value": figure, "unit": unit}]
    whole = {"code": 200, "month": month, "total": 1, "rows": rows}
    return json.dumps(whole, ensure_ascii=False).encode()


def book(code: str, figure: object, unit: str = "万元", month: str = MARCH) -> bytes:
    """What a workbook holds."""
    return books.xlsx([_HEAD, (code, figure, unit, month)])


def table(code: str, figure: object, unit: str = "万元", month: str = MARCH) -> bytes:
    """What a text table holds."""
    return f"{','.join(_HEAD)}\n{code},{figure},{unit},{month}\n".encode()


# --- interfaces ------------------------------------------------------------------------------

Answer = Callable[[str, str], Step]
"""From (target code, figure) to what the interface does."""


def _html(code: str, text: str) -> Step:
    page = "<!DOCTYPE html><title>统一身份认证</title><form>登录</form>".encode()
    return Send(raw(page, content_type="text/html"))


def _bomb(code: str, text: str) -> Step:
    packed = gzip.compress(b"[" + b" " * (64 * 1024 * 1024) + b"]", 9)
    return reply(packed, Content_Encoding="gzip")


def _gbk(code: str, text: str) -> Step:
    return reply(rest_body(code, text).decode().encode("gbk"))


def _twice(code: str, text: str) -> Step:
    rows = [{"code": code, "value": text, "unit": "万元"}, {"code": code, "value": "1", "unit": ""}]
    return reply(json.dumps({"code": 200, "month": MARCH, "total": 2, "rows": rows}).encode())


def _said(text: str) -> Answer:
    return lambda code, _: reply(text.encode())


def _value(figure: object) -> Answer:
    return lambda code, _: reply(rest_body(code, figure))


ANSWERS: Mapping[str, Answer] = {
    "A1 hangs": lambda code, text: Hang(),
    "A1 drips": lambda code, text: Drip(raw(rest_body(code, text)), 0.3),
    "A2 breaks off": lambda code, text: Reset(),
    "A3 500": lambda code, text: reply(b"", "500 Internal Server Error"),
    "A3 503 for hours": lambda code, text: reply(b"", "503 Busy", Retry_After="21600"),
    "A3 429": lambda code, text: reply(b"", "429 Too Many Requests"),
    "A4 login page": _html,
    "A4 verdict of failure": _said('{"code": 500, "msg": "令牌过期"}'),
    "A5 leads elsewhere": lambda code, text: reply(b"", "302 Found", Location="http://x.invalid/"),
    "A6 cut with its length": lambda code, text: Cut(raw(rest_body(code, text))[:-20]),
    "A7 cut without a length": lambda code, text: Cut(
        raw(rest_body(code, text)[:-20], length=None)
    ),
    "A7 lost a record": lambda code, text: reply(
        rest_body(code, text).replace(b'"total": 1', b'"total": 2')
    ),
    "A8 bomb": _bomb,
    "A9 another encoding": _gbk,
    "A9 damaged text": lambda code, text: reply(
        rest_body(code, text).replace("万元".encode(), "\ufffd".encode())
    ),
    "A11 NaN": lambda code, text: reply(
        rest_body(code, text).replace(f'"{text}"'.encode(), b"NaN")
    ),
    "A11 duplicate keys": lambda code, text: reply(
        rest_body(code, text).replace(b'"value"', b'"value": "9", "value"')
    ),
    "A11 endless nesting": _said("[" * 200_000),
    "A12 words": _value("约200"),
    "A12 with a unit": _value("200万"),
    "A12 an exponent": _value("2e2"),
    "A12 a dash": _value("—"),
    "A12 another type": _value(True),
    "A14 nothing": _said("[]"),
    "A14 no content": lambda code, text: Send(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "A15 last month": lambda code, text: reply(rest_body(code, "150", month="2014-02")),
    "A15 next month": lambda code, text: reply(rest_body(code, text, month="2014-04")),
    "A15 another year": lambda code, text: reply(rest_body(code, text, month="2013-03")),
    "A16 renamed": lambda code, text: reply(rest_body(code, text).replace(b'"value"', b'"val"')),
    "A16 gone": lambda code, text: reply(rest_body(code, text).replace(b', "unit"', b', "x"')),
    "A17 a stranger": lambda code, text: reply(rest_body("X99", text)),
    "B3 twice": _twice,
    "D1 negative": _value("-200"),
    "D1 falls": _value("20"),
    "D2 in yuan": _value("2000000"),
    "D2 another unit": lambda code, text: reply(rest_body(code, text, unit="元")),
    "D2 in 亿元": _value("0.02"),
    "D3 empty": _value(None),
    "D4 infinite": lambda code, text: reply(
        rest_body(code, text).replace(f'"{text}"'.encode(), b"-Infinity")
    ),
}


# --- files -----------------------------------------------------------------------------------

Drop = Callable[[Path, str, str], None]
"""Leaves something in (folder) for (target code, figure)."""


def _file(name: str, content: Callable[[str, str], bytes]) -> Drop:
    return lambda folder, code, text: _write(folder / name, content(code, text))


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _two(folder: Path, code: str, text: str) -> None:
    for figure, name in ((text, "a"), ("999", "b")):
        (folder / f"{MARCH}{name}.xlsx").write_bytes(book(code, figure))


def _zip_bomb(code: str, text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        with zipfile.ZipFile(io.BytesIO(book(code, text))) as whole:
            for name in whole.namelist():
                packed.writestr(name, whole.read(name))
        packed.writestr("xl/media/image1.png", b"\0" * (300 * 1024 * 1024))
    return out.getvalue()


def _cell(old: bytes, new: bytes) -> Callable[[str, str], bytes]:
    """A workbook whose figure's cell holds ``new``."""
    return lambda code, text: books.in_sheet(book(code, 200), old, new)


_FIGURE = rb'<c r="B2"( t="n")?><v>200</v></c>'
BOOKS: Mapping[str, Drop] = {
    "C1 still being copied": _file(f"{MARCH}.xlsx.part", book),
    "C1 a lock file": _file(f"~${MARCH}.xlsx", book),
    "C2 cut": _file(f"{MARCH}.xlsx", lambda code, text: book(code, text)[:-300]),
    "C2 empty": _file(f"{MARCH}.xlsx", lambda code, text: b""),
    "C2 a page": _file(f"{MARCH}.xlsx", lambda code, text: b"<html><table></table></html>"),
    "C3 with a password": _file(
        f"{MARCH}.xlsx", lambda code, text: ole_file({"EncryptedPackage": b"x" * 64})
    ),
    "C3 saved as .et": _file(f"{MARCH}.et", lambda code, text: b"WPS" * 100),
    "C4 bomb": _file(f"{MARCH}.xlsx", _zip_bomb),
    "C6 never calculated": _file(f"{MARCH}.xlsx", _cell(_FIGURE, b'<c r="B2"><f>1+1</f></c>')),
    "C7 an error": _file(f"{MARCH}.xlsx", _cell(_FIGURE, b'<c r="B2" t="e"><v>#DIV/0!</v></c>')),
    "C7 true": _file(f"{MARCH}.xlsx", _cell(_FIGURE, b'<c r="B2" t="b"><v>1</v></c>')),
    "C8 no head": _file(f"{MARCH}.xlsx", lambda code, text: books.xlsx([(code, text, "万元")])),
    "C10 another month": _file(f"{MARCH}.xlsx", lambda c, t: book(c, t, month="2014.02")),
    "C10 a number for a month": _file(f"{MARCH}.xlsx", lambda c, t: book(c, t, month="3")),
    "C13 two files": _two,
    "C14 another department's": _file(f"{MARCH}.xlsx", lambda code, text: book("U999", text)),
    "C15 a link": lambda folder, code, text: (folder / f"{MARCH}.xlsx").symlink_to("/etc/hosts"),
    "C16 not mounted": lambda folder, code, text: (folder / ".mounted").unlink(),
    "D9 no name is a code": _file(f"{MARCH}.xlsx", lambda code, text: book("项目投资", text)),
}
TABLES: Mapping[str, Drop] = {
    "A7 cut": _file(f"{MARCH}.csv", lambda code, text: table(code, text)[:-9]),
    "C17 another encoding": _file(
        f"{MARCH}.csv", lambda code, text: table(code, text).decode().encode("gbk")
    ),
    "C17 another delimiter": _file(
        f"{MARCH}.csv", lambda code, text: table(code, text).replace(b",", b";")
    ),
    "C17 ragged": _file(f"{MARCH}.csv", lambda c, t: table(c, t).replace(t.encode(), b"2,00")),
    "C17 an open quote": _file(
        f"{MARCH}.csv", lambda c, t: table(c, t).replace(t.encode(), b'"' + t.encode())
    ),
    "C17 a NUL": _file(f"{MARCH}.csv", lambda c, t: table(c, f"{t}\0")),
    "C18 NA": _file(f"{MARCH}.csv", lambda code, text: table(code, "NA")),
}


# --- databases -------------------------------------------------------------------------------

_CREATE = "CREATE TABLE progress (编号 TEXT, 完成 TEXT, 单位 TEXT, 月份 TEXT)"
QUERIES: Mapping[str, str] = {
    "B1 no table": "",
    "B3 fans out": "{create}; INSERT INTO progress VALUES ('{code}','{text}','万元','2014-03'),"
    "('{code}','{text}9','万元','2014-03')",
    "B4 half loaded": "{create}",
    "B5 a float of a float": "CREATE TABLE progress (编号 TEXT, 完成 REAL, 单位 TEXT, 月份 TEXT);"
    "INSERT INTO progress VALUES ('{code}',66.66666666666667,'万元','2014-03')",
    "B6 another month": "{create}; INSERT INTO progress"
    " VALUES ('{code}','{text}','万元','2014-02')",
}


def fill(database: Path, script: str, code: str, text: str) -> None:
    """Make the department's database anew."""
    database.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(script.format(create=_CREATE, code=code, text=text))


# --- one department for each fault -----------------------------------------------------------


@dataclass(frozen=True)
class Faulty:
    """A department whose source has the fault ``name``; ``source`` is its YAML."""

    name: str
    code: str
    target: str
    source: str
    break_: Callable[[], None]
    mend: Callable[[], None]


class FaultySources:
    """Every fault as a department of the office in ``folder``; interfaces stand at ``url``."""

    def __init__(self, folder: Path, text: str) -> None:
        self.folder, self.text = folder, text
        self.broken: dict[str, Answer] = {}
        named = [*ANSWERS, *BOOKS, *TABLES, *QUERIES]
        self.codes = {name: f"F{number:02}" for number, name in enumerate(named, 1)}

    def answer(self, path: str) -> Step:
        """What the interface of the department named in ``path`` does now."""
        code = path.rpartition("/")[2]
        broken = self.broken.get(code)
        said = broken or (lambda target, text: reply(rest_body(target, text)))
        return said(_target(code), self.text)

    def all(self, url: str) -> list[Faulty]:
        """One department for each fault."""
        return [
            *(self._interface(name, answer, url) for name, answer in ANSWERS.items()),
            *(self._drop(name, drop, "workbook", book) for name, drop in BOOKS.items()),
            *(self._drop(name, drop, "csv", table) for name, drop in TABLES.items()),
            *(self._database(name, script) for name, script in QUERIES.items()),
        ]

    def _interface(self, name: str, answer: Answer, url: str) -> Faulty:
        code = self.codes[name]
        source = _REST.format(url=f"{url}/{code}")
        return Faulty(
            name,
            code,
            _target(code),
            source,
            lambda: self.broken.__setitem__(code, answer),
            lambda: self.broken.__delitem__(code),
        )

    def _drop(
        self, name: str, drop: Drop, dialect: str, write: Callable[[str, str], bytes]
    ) -> Faulty:
        code = self.codes[name]
        folder, suffix = self.folder / code, "csv" if dialect == "csv" else "xlsx"

        def mend() -> None:
            for path in folder.iterdir():
                path.unlink()
            (folder / ".mounted").touch()
            (folder / f"{MARCH}.{suffix}").write_bytes(write(_target(code), self.text))

        def break_() -> None:
            folder.mkdir(parents=True)
            (folder / ".mounted").touch()
            drop(folder, _target(code), self.text)

        source = _FILE.format(dialect=dialect, folder=folder, suffix=suffix)
        return Faulty(name, code, _target(code), source, break_, mend)

    def _database(self, name: str, script: str) -> Faulty:
        code = self.codes[name]
        path = self.folder / f"{code}.db"
        whole = "{create}; INSERT INTO progress VALUES ('{code}','{text}','万元','2014-03')"
        return Faulty(
            name,
            code,
            _target(code),
            _SQL.format(path=path),
            lambda: fill(path, script, _target(code), self.text),
            lambda: fill(path, whole, _target(code), self.text),
        )


def _target(code: str) -> str:
    return f"U{code}"


_REST = """\
  dialect: rest
  address: {{url: "{url}", request_seconds: 1, deadline_seconds: 2}}
  reading:
    columns: {{target: code, figure: value, unit: unit}}
    records: rows
    total: total
    stated_period: month
    verdict: {{code: code, success: [200], message: msg}}
"""
_FILE = """\
  dialect: {dialect}
  address: {{folder: "{folder}", sentinel: .mounted}}
  reading:
    file: "{{period}}*.{suffix}"
    columns: {{target: 编号, figure: 完成, unit: 单位, period: 月份}}
"""
_SQL = """\
  dialect: sql
  address: {{url: "sqlite:///{path}"}}
  reading:
    query: SELECT 编号, 完成, 单位, 月份 FROM progress
    columns: {{target: 编号, figure: 完成, unit: 单位, period: 月份}}
"""
