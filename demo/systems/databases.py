"""Department databases with views of their own: a shared PostgreSQL, or a SQLite file each."""

import sqlite3
from pathlib import Path
from typing import Any

from demo.city import YEAR, Department
from demo.shown import Answer, Line
from demo.systems.tables import month_label, typed
from demo.systems.warehouse import Warehouse

_QUERIES = {
    "wide": (
        "select target_code, target_name, done, unit, ym, remark"
        " from {schema}v_progress where batch = :period"
    ),
    "coded": (
        "select p.id as target_code, p.val as done, u.name as unit, p.month as ym, p.dept"
        " from v_coded p left join units u on u.code = p.unit_code"
        " where p.batch = cast(replace(:period, '-', '') as integer)"
    ),
}
_COLUMNS = {
    "wide": {
        "target": "target_code",
        "name": "target_name",
        "figure": "done",
        "unit": "unit",
        "period": "ym",
        "reason_given": "remark",
    },
    "coded": {
        "target": "target_code",
        "figure": "done",
        "unit": "unit",
        "period": "ym",
        "department": "dept",
    },
}
_WIDE = """
create table rows (batch text, target_code text, target_name text, done text, unit text,
                   ym text, remark text);
create view v_progress as select * from rows;
"""
_CODED = """
create table units (code integer primary key, name text unique);
create table rows (batch integer, id text, val text, unit_code integer, month text, dept text);
create view v_coded as select * from rows;
"""


class Databases:
    """SQLite files by department, and the warehouse for those that have PostgreSQL."""

    def __init__(self, folder: Path, warehouse: Warehouse | None) -> None:
        self._folder = folder
        self._warehouse = warehouse
        folder.mkdir(parents=True, exist_ok=True)

    def settings(self, department: Department) -> tuple[dict[str, Any], dict[str, Any]]:
        """The address and the reading of a department's database."""
        layout = _layout(department)
        if self._is_served(department):
            url, schema = self._warehouse_of().address(department), f"{department.code}."
        else:
            self._create(department, layout)
            url, schema = f"sqlite:///{self._file(department)}", ""
        reading = {"query": _QUERIES[layout].format(schema=schema), "columns": _COLUMNS[layout]}
        return {"url": url, "deadline_seconds": 20}, reading

    def publish(self, department: Department, month: int, answer: Answer) -> None:
        """Load the batch of the month; a view may be gone and a login refused."""
        lines = () if answer.fault == "empty" else answer.lines
        if self._is_served(department):
            rows = [_wide(line, month) for line in lines]
            self._warehouse_of().load(department, _batch(month), rows)
            self._warehouse_of().let_in(department, allowed=answer.fault != "locked_out")
            return
        self._load(department, month, lines)
        self._set_view(department, is_there=answer.fault not in ("view_gone", "locked_out"))

    def close(self) -> None:
        """The warehouse belongs to whoever started it."""

    def _is_served(self, department: Department) -> bool:
        return self._warehouse is not None and department.make == "postgresql"

    def _warehouse_of(self) -> Warehouse:
        if self._warehouse is None:
            raise LookupError("no PostgreSQL was started")
        return self._warehouse

    def _file(self, department: Department) -> Path:
        return self._folder / f"{department.code}.db"

    def _create(self, department: Department, layout: str) -> None:
        self._file(department).unlink(missing_ok=True)
        self._write(department, _CODED if layout == "coded" else _WIDE)

    def _write(self, department: Department, script: str) -> None:
        with sqlite3.connect(self._file(department)) as connection:
            connection.executescript(script)
        connection.close()

    def _load(self, department: Department, month: int, lines: tuple[Line, ...]) -> None:
        connection = sqlite3.connect(self._file(department))
        with connection:
            if _layout(department) == "coded":
                _load_coded(connection, month, lines)
            else:
                connection.execute("delete from rows where batch = ?", (_batch(month),))
                rows = [_wide(line, month) for line in lines]
                connection.executemany("insert into rows values (?, ?, ?, ?, ?, ?, ?)", rows)
        connection.close()

    def _set_view(self, department: Department, *, is_there: bool) -> None:
        view = "v_coded" if _layout(department) == "coded" else "v_progress"
        again = f"create view {view} as select * from rows;" if is_there else ""
        self._write(department, f"drop view if exists {view}; {again}")


def _layout(department: Department) -> str:
    return "coded" if department.make == "codes" else "wide"


def _batch(month: int) -> str:
    return f"{YEAR}-{month:02d}"


def _wide(line: Line, month: int) -> tuple[str | None, ...]:
    figure = typed(line) if line.figure is not None else None
    label = month_label(line, 0)
    return (_batch(month), line.target, line.name, figure, line.unit, label, line.reason or None)


def _load_coded(connection: sqlite3.Connection, month: int, lines: tuple[Line, ...]) -> None:
    """Units stand in a table of their own; a line without one has no code."""
    batch = YEAR * 100 + month
    connection.execute("delete from rows where batch = ?", (batch,))
    for line in lines:
        unit_code = None
        if line.unit:
            connection.execute("insert or ignore into units (name) values (?)", (line.unit,))
            asked = connection.execute("select code from units where name = ?", (line.unit,))
            unit_code = asked.fetchone()[0]
        row = (batch, line.target, line.figure, unit_code, month_label(line, 2), line.department)
        connection.execute("insert into rows values (?, ?, ?, ?, ?, ?)", row)
