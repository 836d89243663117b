"""The archive: bytes first, a row only when they are durable, and never believed unchecked."""

import hashlib
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.records import Body
from ledger import Ledger, archive
from ledger.refusals import NotFound, Tampered
from tests.house.reading import ROOT
from tests.ledger.builders import NOW

BODY = Body("D01.json", b'{"rows": []}')


def kept_file(ledger: Ledger, raw_hash: str) -> Path:
    (path,) = ledger.archive_folder.rglob(raw_hash)
    return path


def test_bytes_come_back(ledger: Ledger) -> None:
    first, second = archive.keep(ledger, [BODY, Body("leer", b"")], NOW)
    assert archive.get(ledger, first) == BODY.content
    assert archive.get(ledger, second) == b""


def test_the_bodies_of_a_pull_come_back_together(ledger: Ledger) -> None:
    hashes = archive.keep(ledger, [Body("2", b"two"), Body("1", b"one")], NOW)
    assert archive.bodies(ledger, hashes) == (b"two", b"one")
    assert archive.bodies(ledger, hashes[::-1] + hashes[:1]) == (b"one", b"two", b"two")
    assert archive.bodies(ledger, ()) == ()
    with pytest.raises(NotFound):
        archive.bodies(ledger, [*hashes, "0" * 64])
    kept_file(ledger, hashes[1]).write_bytes(b"onE")
    with pytest.raises(Tampered, match=hashes[1]):
        archive.bodies(ledger, hashes)


def test_the_same_bytes_are_kept_once(ledger: Ledger) -> None:
    once = archive.keep(ledger, [BODY, Body("again.json", BODY.content)], NOW)
    assert set(once) == set(archive.keep(ledger, [BODY], NOW))
    assert sum(path.is_file() for path in ledger.archive_folder.rglob("*")) == 1


def test_one_changed_byte_is_noticed(ledger: Ledger) -> None:
    (raw_hash,) = archive.keep(ledger, [BODY], NOW)
    path = kept_file(ledger, raw_hash)
    path.write_bytes(path.read_bytes().replace(b"rows", b"rowz"))
    with pytest.raises(Tampered, match=raw_hash):
        archive.get(ledger, raw_hash)
    with pytest.raises(Tampered, match=raw_hash):
        archive.keep(ledger, [BODY], NOW)


def test_lost_bytes_are_noticed(ledger: Ledger) -> None:
    (raw_hash,) = archive.keep(ledger, [BODY], NOW)
    kept_file(ledger, raw_hash).unlink()
    with pytest.raises(Tampered, match="已丢失"):
        archive.get(ledger, raw_hash)


def test_a_stranger_is_not_found(ledger: Ledger) -> None:
    with pytest.raises(NotFound):
        archive.get(ledger, "0" * 64)


def test_fault_c19_no_row_while_bytes_are_not_durable(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk refuses at fsync (full, broken): no row, no torn file, and the next try works."""

    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", refuse)
        with pytest.raises(OSError, match="No space left"):
            archive.keep(ledger, [BODY], NOW)
    assert not any(path.is_file() for path in ledger.archive_folder.rglob("*"))
    (raw_hash,) = archive.keep(ledger, [BODY], NOW)
    assert archive.get(ledger, raw_hash) == BODY.content


KEEP_UNDER_A_QUOTA = """
import resource, sys
from pathlib import Path
from domain.records import Body
from ledger import Ledger, archive
from tests.ledger.builders import NOW

ledger = Ledger.open(sys.argv[1], Path(sys.argv[2]))
archive.keep(ledger, [Body("small", b"fits")], NOW)
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
try:
    archive.keep(ledger, [Body("fits", b"too"), Body("big", b"." * (2 << 20))], NOW)
except OSError as refused:
    print(refused.strerror)
"""


def test_fault_c19_a_full_quota(ledger: Ledger) -> None:
    """The system refuses in the middle of a file: nothing of it stays, and no row names any."""
    command = [sys.executable, "-c", KEEP_UNDER_A_QUOTA, ledger.url, str(ledger.archive_folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "File too large\n"
    small, fits, big = (hashlib.sha256(b).hexdigest() for b in (b"fits", b"too", b"." * (2 << 20)))
    assert archive.get(ledger, small) == b"fits"
    for raw_hash in (fits, big):
        with pytest.raises(NotFound):
            archive.get(ledger, raw_hash)
    files = {path.name for path in ledger.archive_folder.rglob("*") if path.is_file()}
    assert files == {small, fits}
    assert len(archive.keep(ledger, [Body("big", b"." * (2 << 20))], NOW)) == 1


def test_fault_c19_killed_after_the_file_before_the_row(ledger: Ledger) -> None:
    """What a crash leaves, bytes without a row, is simply kept again."""
    raw_hash = archive.lay_down(ledger.archive_folder, BODY.content)
    with pytest.raises(NotFound):
        archive.get(ledger, raw_hash)
    assert archive.keep(ledger, [BODY], NOW) == (raw_hash,)
    assert archive.get(ledger, raw_hash) == BODY.content


def test_fault_c19_bytes_are_durable_before_their_name(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File, then its name, then its folder reach the disk, in this order, and only then the row."""
    order: list[str] = []
    real_sync, real_rename = os.fsync, Path.rename

    def sync(descriptor: int) -> None:
        order.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        real_sync(descriptor)

    def rename(path: Path, target: Path) -> Path:
        order.append("name")
        return real_rename(path, target)

    told = Ledger(ledger.url, ledger.archive_folder, order.append, ledger.writer, ledger.reader)
    with monkeypatch.context() as watched:
        watched.setattr(os, "fsync", sync)
        watched.setattr(Path, "rename", rename)
        archive.keep(told, [BODY], NOW)
    assert order[-5:] == ["file", "name", "folder", "keep:before_commit", "keep:after_commit"]


def test_many_keep_the_same_bytes_at_once(ledger: Ledger) -> None:
    bodies = [Body(str(n), str(n % 3).encode() * 1000) for n in range(9)]
    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(lambda _: archive.keep(ledger, bodies, NOW), range(8)))
    assert len(set(kept)) == 1
    assert sum(path.is_file() for path in ledger.archive_folder.rglob("*")) == 3
