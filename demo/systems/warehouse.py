"""A PostgreSQL of the demo's own: started by the demo, a schema and a login per department."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from demo.city import Department
from demo.ports import free_port

_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
_COLUMNS = "batch text, target_code text, target_name text, done text, unit text, ym text"


class Warehouse:
    """The running server. A department reads its own schema only."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._known: set[str] = set()

    def address(self, department: Department) -> str:
        """The URL, without a password, under which the department's data are read."""
        self._enter(department)
        return f"postgresql://{_login(department)}@127.0.0.1:{self._port}/postgres"

    def load(
        self, department: Department, batch: str, rows: Sequence[tuple[str | None, ...]]
    ) -> None:
        """Replace one batch."""
        self._enter(department)
        table = sql.Identifier(department.code.lower(), "progress")
        insert = sql.SQL("insert into {} values (%s, %s, %s, %s, %s, %s, %s)").format(table)
        with self._connected() as connection, connection.cursor() as cursor:
            cursor.execute(sql.SQL("delete from {} where batch = %s").format(table), (batch,))
            cursor.executemany(insert, rows)

    def let_in(self, department: Department, *, allowed: bool) -> None:
        """Whether the department's login may come in."""
        word = sql.SQL("login" if allowed else "nologin")
        name = sql.Identifier(_login(department))
        with self._connected() as connection:
            connection.execute(sql.SQL("alter role {} {}").format(name, word))

    def _enter(self, department: Department) -> None:
        if department.code in self._known:
            return
        self._known.add(department.code)
        schema = sql.Identifier(department.code.lower())
        name = sql.Identifier(_login(department))
        columns = sql.SQL(_COLUMNS)
        statements = (
            sql.SQL("create role {name} login"),
            sql.SQL("create schema {schema}"),
            sql.SQL("create table {schema}.progress ({columns}, remark text)"),
            sql.SQL("create view {schema}.v_progress as select * from {schema}.progress"),
            sql.SQL("grant usage on schema {schema} to {name}"),
            sql.SQL("grant select on {schema}.v_progress to {name}"),
        )
        with self._connected() as connection:
            for statement in statements:
                connection.execute(statement.format(name=name, schema=schema, columns=columns))

    def _connected(self) -> psycopg.Connection:
        where = f"host=127.0.0.1 port={self._port} user=postgres dbname=postgres"
        return psycopg.connect(where)


def _login(department: Department) -> str:
    return f"reader_{department.code.lower()}"


@contextmanager
def open_warehouse() -> Iterator[Warehouse | None]:
    """Yield a running server, or None on a machine without PostgreSQL's programs."""
    if _program("initdb") is None or _program("pg_ctl") is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="duban-demo-postgres-", dir="/tmp"))
    try:
        _give_to_server(folder)
        data = folder / "data"
        _run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
        port = free_port()
        options = f"{_OPTIONS} -c listen_addresses=127.0.0.1 -p {port} -k {folder}"
        _run("pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
        try:
            yield Warehouse(port)
        finally:
            _run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _run(program: str, *arguments: object) -> None:
    """PostgreSQL refuses root: there its programs run as their own user."""
    command = [_program(program) or program, *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(
        command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stdout}")


def _program(name: str) -> str | None:
    """The newest one of Debian's folders, else the one on PATH."""
    found = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = sorted(found, key=lambda path: float(path.parts[4]))
    return str(newest[-1]) if newest else shutil.which(name)


def _give_to_server(folder: Path) -> None:
    if os.geteuid() == 0:
        server = pwd.getpwnam("postgres")
        os.chown(folder, server.pw_uid, server.pw_gid)
