"""A PostgreSQL of the tests' own: one throw-away cluster, a fresh database for whoever asks."""

import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

import psycopg
from filelock import FileLock
from psycopg import sql

_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=100"
_names = count(1)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server on loopback; ``folder`` holds its data and goes with it."""

    folder: str
    port: int

    def fresh(self) -> str:
        """Make an empty database and return its SQLAlchemy URL."""
        return self._create("template1")

    def copy(self, url: str) -> str:
        """Make a database like that of ``url``, to which nobody may be connected."""
        return self._create(url.rpartition("/")[2])

    def _create(self, template: str) -> str:
        """No other process and no earlier call has the same name."""
        name = f"duban_{os.getpid()}_{next(_names)}"
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def _dsn(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=postgres dbname={database}"


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
    """The one server of all processes that name the folder ``meeting``.

    The first that comes starts it, the last that leaves stops it.
    """
    lock, note = FileLock(meeting / "postgres.lock"), meeting / "postgres.json"
    with lock:
        users, running = _read(note) if note.exists() else (0, _start())
        _write(note, users + 1, running)
    try:
        yield running
    finally:
        with lock:
            users, running = _read(note)
            if users > 1:
                _write(note, users - 1, running)
            else:
                note.unlink()
                _stop(running)


def _read(note: Path) -> tuple[int, Cluster]:
    said = json.loads(note.read_text())
    return said["users"], Cluster(**said["cluster"])


def _write(note: Path, users: int, running: Cluster) -> None:
    note.write_text(json.dumps({"users": users, "cluster": asdict(running)}))


def _start() -> Cluster:
    program("initdb")
    folder = Path(tempfile.mkdtemp(prefix="duban-postgres-", dir="/tmp"))
    data = folder / "data"
    try:
        _give_to_server(folder)
        _run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
        port = _free_port()
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
