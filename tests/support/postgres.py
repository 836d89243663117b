"""A PostgreSQL of the tests' own: one throw-away cluster, a fresh database for whoever asks."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from tests.support.shared_server import Running, free_port, shared

_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=100"
_names = count(1)


class Cluster(Running):
    """A PostgreSQL; every caller gets a database of its own."""

    def fresh(self) -> str:
        """Make a database of the caller's own and return its SQLAlchemy URL."""
        name = f"duban_{os.getpid()}_{next(_names)}"
        server = f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"


_EMPTY = """
DO $$ DECLARE each record; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR each IN SELECT tablename AS name FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP EXECUTE format('DELETE FROM %I', each.name); END LOOP;
    FOR each IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public'
    LOOP PERFORM setval(quote_ident(each.name), 1, false); END LOOP;
END $$
"""


def empty(url: str) -> None:
    """Take every row out of a database, past all triggers: far faster than making a new one."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(_EMPTY)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a server for as long as the block runs. Raises RuntimeError where there is none."""
    running = _start()
    try:
        yield running
    finally:
        _stop(running)


@contextmanager
def shared_cluster(meeting: Path) -> Iterator[Cluster]:
    """The one server of all processes that name the folder ``meeting``."""
    with shared(meeting, Cluster, _start, _stop) as running:
        yield running


def _start() -> Cluster:
    program("initdb")
    folder = Path(tempfile.mkdtemp(prefix="duban-postgres-", dir="/tmp"))
    data = folder / "data"
    try:
        _give_to_server(folder)
        _run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
        port = free_port()
        options = f"{_OPTIONS} -c listen_addresses=127.0.0.1 -p {port} -k {folder}"
        _run("pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
    except BaseException:
        shutil.rmtree(folder)
        raise
    return Cluster(str(folder), port)


def _stop(running: Cluster) -> None:
    try:
        _run("pg_ctl", "-D", Path(running.folder) / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(running.folder)


def _run(name: str, *arguments: object) -> None:
    """Run one of PostgreSQL's programs, as its own user where we are root (it refuses root)."""
    command = [program(name), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(
        command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stdout}")


def program(name: str) -> str:
    """The newest one of Debian's folders, else the one on PATH."""
    by_version = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: float(p.parts[4])
    )
    found = str(by_version[-1]) if by_version else shutil.which(name)
    if found is None:
        raise RuntimeError(f"the tests need PostgreSQL ({name}): apt-get install postgresql")
    return found


def _give_to_server(folder: Path) -> None:
    if os.geteuid() == 0:
        server = pwd.getpwnam("postgres")
        os.chown(folder, server.pw_uid, server.pw_gid)
