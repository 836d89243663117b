"""One server for all of a session's workers: the first starts it, the last stops it."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from filelock import FileLock


@dataclass(frozen=True, slots=True)
class Running:
    """A server on loopback; ``folder`` holds its data and goes with it."""

    folder: str
    port: int


R = TypeVar("R", bound=Running)


@contextmanager
def shared(
    meeting: Path, kind: type[R], start: Callable[[], R], stop: Callable[[R], None]
) -> Iterator[R]:
    """The one server of all processes that name the folder ``meeting``."""
    name = kind.__module__.rpartition(".")[2]
    lock, note = FileLock(meeting / f"{name}.lock"), meeting / f"{name}.json"
    with lock:
        if note.exists():
            users, running = _read(note, kind)
        else:
            users, running = 0, start()
        _write(note, users + 1, running)
    try:
        yield running
    finally:
        with lock:
            users, running = _read(note, kind)
            if users > 1:
                _write(note, users - 1, running)
            else:
                note.unlink()
                stop(running)


def _read(note: Path, kind: type[R]) -> tuple[int, R]:
    said = json.loads(note.read_text())
    return said["users"], kind(**said["server"])


def _write(note: Path, users: int, running: Running) -> None:
    note.write_text(json.dumps({"users": users, "server": asdict(running)}))


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
