"""A PostgreSQL of the tests' own: one throw-away cluster, a fresh database for whoever asks."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server on loopback."""

    port: int
    names: Iterator[int]

    def fresh(self) -> str:
        """Make an empty database and return its SQLAlchemy URL."""
        return self._create("template1")

    def copy(self, url: str) -> str:
        """Make a database like that of ``url``, to which nobody may be connected."""
        return self._create(url.rpartition("/")[2])

    def _create(self, template: str) -> str:
        name = f"duban_{next(self.names)}"
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def _dsn(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=postgres dbname={database}"


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a server for as long as the block runs; its data goes with it."""
    folder = Path(tempfile.mkdtemp(prefix="duban-postgres-", dir="/tmp"))
    data = folder / "data"
    try:
        _give_to_server(folder)
        _run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
        port = _free_port()
        options = f"{_OPTIONS} -c listen_addresses=127.0.0.1 -p {port} -k {folder}"
        _run("pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
        try:
            yield Cluster(port, count(1))
        finally:
            _run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _run(program: str, *arguments: object) -> None:
    """Run one of PostgreSQL's programs, as its own user where we are root (it refuses root)."""
    command = [_program(program), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(
        command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stdout}")


def _program(name: str) -> str:
    """The newest one of Debian's folders, else the one on PATH."""
    by_version = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: float(p.parts[4])
    )
    found = str(by_version[-1]) if by_version else shutil.which(name)
    if found is None:
        raise RuntimeError(f"{name} is not installed: apt-get install postgresql")
    return found


def _give_to_server(folder: Path) -> None:
    if os.geteuid() == 0:
        server = pwd.getpwnam("postgres")
        os.chown(folder, server.pw_uid, server.pw_gid)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
