"""A MariaDB of the tests' own: one throw-away server, a fresh database for whoever asks."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path

import pymysql

from tests.support.certificates import self_signed
from tests.support.shared_server import Running, free_port, shared

_OPTIONS = (
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--character-set-server=utf8mb4",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-log-file-size=10M",
    "--innodb-buffer-pool-size=32M",
    "--max-allowed-packet=64M",
    "--log-warnings=2",  # a refused login is written down
)
_START_SECONDS = 20
_names = count(1)


class MariaDB(Running):
    """A server with TLS, whose certificate is good for 127.0.0.1."""

    @property
    def ca_file(self) -> Path:
        """With this its certificate may be trusted."""
        return Path(self.folder) / "certificate.pem"

    @property
    def log(self) -> Path:
        """What the server wrote down."""
        return Path(self.folder) / "log.err"

    def fresh(self) -> str:
        """Make a database of the caller's own and return its SQLAlchemy URL."""
        name = f"duban_{os.getpid()}_{next(_names)}"
        with closing(self.admin()) as server, server.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        return f"mysql+pymysql://root@127.0.0.1:{self.port}/{name}"

    def admin(self, database: str | None = None) -> "pymysql.Connection[pymysql.cursors.Cursor]":
        """A connection that may do anything."""
        return pymysql.connect(
            host="127.0.0.1", port=self.port, user="root", database=database, autocommit=True
        )


@contextmanager
def shared_mariadb(meeting: Path) -> Iterator[MariaDB]:
    """The one server of all processes that name the folder ``meeting``."""
    with shared(meeting, MariaDB, _start, _stop) as running:
        yield running


def _start() -> MariaDB:
    folder = Path(tempfile.mkdtemp(prefix="duban-mariadb-", dir="/tmp"))
    try:
        self_signed(folder)
        _give_to_server(folder)
        _install(folder)
        return _listening(folder)
    except BaseException:
        shutil.rmtree(folder)
        raise


def _install(folder: Path) -> None:
    command = [
        program("mariadb-install-db"),
        "--no-defaults",
        f"--datadir={folder}/data",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--innodb-log-file-size=10M",
    ]
    done = subprocess.run(
        [*_as_server(), *command],
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"mariadb-install-db failed: {done.stdout}")


def _listening(folder: Path) -> MariaDB:
    running = MariaDB(str(folder), free_port())
    command = [
        program("mariadbd"),
        "--no-defaults",
        *_OPTIONS,
        f"--datadir={folder}/data",
        f"--socket={folder}/socket",
        f"--pid-file={folder}/pid",
        f"--log-error={running.log}",
        f"--port={running.port}",
        f"--ssl-cert={running.ca_file}",
        f"--ssl-key={folder}/key.pem",
    ]
    process = subprocess.Popen(
        [*_as_server(), *command],
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    process.returncode = 0  # it outlives whoever started it; its pid file says when it is gone
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        with suppress(pymysql.OperationalError), closing(running.admin()):
            return running
        time.sleep(0.05)
    raise RuntimeError(f"mariadbd did not start: {running.log.read_text()}")


def _stop(running: MariaDB) -> None:
    with closing(running.admin()) as server, server.cursor() as cursor:
        cursor.execute("SHUTDOWN")
    end = time.monotonic() + _START_SECONDS
    while (Path(running.folder) / "pid").exists() and time.monotonic() < end:
        time.sleep(0.02)
    shutil.rmtree(running.folder)


def _as_server() -> list[str]:
    """As the server's own user where we are root (it refuses root)."""
    return ["runuser", "-u", "mysql", "--"] if os.geteuid() == 0 else []


def program(name: str) -> str:
    """Where Debian puts it, else the one on PATH."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/bin")
    if found is None:
        raise RuntimeError(f"the tests need MariaDB ({name}): apt-get install mariadb-server")
    return found


def _give_to_server(folder: Path) -> None:
    if os.geteuid() == 0:
        server = pwd.getpwnam("mysql")
        for each in (folder, *folder.iterdir()):
            os.chown(each, server.pw_uid, server.pw_gid)
