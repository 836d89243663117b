"""The archive of raw bytes: files named by their SHA-256; a row only after they are durable."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from domain.records import Body
from ledger.refusals import NotFound, Tampered
from ledger.rows import insert_new
from ledger.store import Ledger
from ledger.tables import raw


def keep(ledger: Ledger, bodies: Sequence[Body], now: datetime) -> tuple[str, ...]:
    """Store every body and return its hash, in order; bytes already kept stay as they are.

    Raises Tampered if bytes kept before under the same hash have changed, OSError if the disk
    refuses; then no row is written.
    """
    for body in bodies:
        lay_down(ledger.archive_folder, body.content)
    with ledger.write("keep") as connection:
        return note(connection, bodies, now)


def get(ledger: Ledger, raw_hash: str) -> bytes:
    """The bytes stored under ``raw_hash``, checked. Raises Tampered, NotFound."""
    return bodies(ledger, [raw_hash])[0]


def bodies(ledger: Ledger, hashes: Sequence[str]) -> tuple[bytes, ...]:
    """The bytes stored under each of ``hashes``, in order, checked. Raises Tampered, NotFound."""
    with ledger.read() as connection:
        known = set(connection.execute(select(raw.c.hash).where(raw.c.hash.in_(hashes))).scalars())
    for raw_hash in hashes:
        if raw_hash not in known:
            raise NotFound(f"没有归档原件{raw_hash}")
    return tuple(_checked(_path(ledger.archive_folder, each), each) for each in hashes)


def lay_down(folder: Path, content: bytes) -> str:
    """Make ``content`` durable under its hash (no row yet) and return the hash."""
    raw_hash = hashlib.sha256(content).hexdigest()
    path = _path(folder, raw_hash)
    if path.exists():
        _checked(path, raw_hash)
        return raw_hash
    _make_folder(path.parent)
    _write_durably(path, content)
    return raw_hash


def note(connection: Connection, bodies: Sequence[Body], now: datetime) -> tuple[str, ...]:
    """Rows for bytes that are durable, inside the caller's transaction; return the hashes.

    The first name of the same bytes stays.
    """
    hashes = tuple(hashlib.sha256(body.content).hexdigest() for body in bodies)
    for raw_hash, body in zip(hashes, bodies, strict=True):
        values = {"hash": raw_hash, "size": len(body.content), "name": body.name}
        insert_new(connection, raw, {**values, "stored_at": now})
    return hashes


def _path(folder: Path, raw_hash: str) -> Path:
    return folder / raw_hash[:2] / raw_hash


def _checked(path: Path, raw_hash: str) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise Tampered(f"归档原件{raw_hash}已丢失，请从备份恢复后再核对") from error
    if hashlib.sha256(content).hexdigest() != raw_hash:
        raise Tampered(f"归档原件{raw_hash}与入库时不一致，可能被改动，请从备份恢复后再核对")
    return content


def _make_folder(folder: Path) -> None:
    """Like mkdir -p, each new entry durable in its parent."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _write_durably(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
