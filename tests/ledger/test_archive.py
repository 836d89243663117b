"""The archive: bytes first, a row only when they are durable, and never believed unchecked."""

import os
import shutil
from pathlib import Path

import pytest

from domain.records import Body
from ledger import Ledger, archive
from ledger.refusals import NotFound, Tampered
from tests.ledger.builders import NOW

BODY = Body("D01.json", b'{"rows": []}')


def kept_file(ledger: Ledger, raw_hash: str) -> Path:
    (path,) = ledger.archive_folder.rglob(raw_hash)
    return path


def test_bytes_come_back(ledger: Ledger) -> None:
    first, second = archive.keep(ledger, [BODY, Body("leer", b"")], NOW)
    assert archive.get(ledger, first) == BODY.content
    assert archive.get(ledger, second) == b""


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


def test_fault_c19_a_really_full_disk(ledger: Ledger, small_disk: Path) -> None:
    """Half of the bytes fit: nothing of them stays, and no row names them."""
    full = Ledger(ledger.url, small_disk, ledger.checkpoint, ledger.writer, ledger.reader)
    big = Body("big.json", os.urandom(shutil.disk_usage(small_disk).total * 2))
    with pytest.raises(OSError, match="No space left"):
        archive.keep(full, [big], NOW)
    assert not any(path.is_file() for path in small_disk.rglob("*"))
    (raw_hash,) = archive.keep(full, [BODY], NOW)
    assert archive.get(full, raw_hash) == BODY.content


def test_fault_c19_killed_after_the_file_before_the_row(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a crash leaves, bytes without a row, is simply kept again."""
    raw_hash = archive.lay_down(ledger.archive_folder, BODY.content)
    with pytest.raises(NotFound):
        archive.get(ledger, raw_hash)
    assert archive.keep(ledger, [BODY], NOW) == (raw_hash,)
    assert archive.get(ledger, raw_hash) == BODY.content
