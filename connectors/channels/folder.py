"""The rehearsal channel: each message becomes one .eml file. It opens no connection."""

import hashlib
import os
import re
import tempfile
from email.parser import BytesHeaderParser
from email.policy import SMTP
from pathlib import Path

from connectors.channels.refusals import SendRefused

_UNSAFE = re.compile(r"[^A-Za-z0-9@._-]+")
_READABLE = 60


def send(folder: Path, message: bytes, recipient: str) -> str:
    """Write ``message`` into ``folder``, whole or not at all; returns the file's name.

    The same Message-ID for the same recipient is written once, whatever else changed: sending
    again leaves the first file as it is. Raises SendRefused.
    """
    path = folder / file_name(message, recipient)
    if path.exists():
        return f"{path.name} already there"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_whole(path, message)
    except OSError as error:
        text = f"cannot write {path.name}: {error.strerror}"
        raise SendRefused(temporary=True, code=0, text=text) from error
    return path.name


def file_name(message: bytes, recipient: str) -> str:
    """A name that is safe in any folder: the recipient to read, a hash to tell messages apart."""
    message_id = str(BytesHeaderParser(policy=SMTP).parsebytes(message)["Message-ID"] or "").strip()
    if not message_id:
        raise SendRefused(temporary=False, code=0, text="the message has no Message-ID")
    digest = hashlib.sha256(f"{message_id}\n{recipient}".encode()).hexdigest()[:16]
    readable = _UNSAFE.sub("-", recipient).strip(".-")[:_READABLE]
    return f"{readable}.{digest}.eml"


def _write_whole(path: Path, content: bytes) -> None:
    """A reader sees the whole file or none, also after a power cut."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
