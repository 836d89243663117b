"""The one file of a department's folder for a period. A name chooses a file, it proves nothing."""

import os
import stat
import time
import unicodedata
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from connectors.sources.answers import Asked, Fetched
from connectors.sources.placeholders import checked, fill
from connectors.sources.refusals import FILES, printable, refuse
from domain.fields import Strict
from domain.records import Body
from domain.words import PullOutcome

CAP_BYTES = 20 * 1024 * 1024
_UNFINISHED = (".tmp", ".part")


class FolderAddress(Strict):
    """Where files are dropped. ``sentinel`` must be there: else the share is not mounted."""

    folder: str = Field(min_length=1)
    sentinel: str | None = None
    settle_seconds: int = Field(default=0, ge=0, le=60)
    """How long a file must stay as it is before it is read: a slow copy pauses."""


def _one_name(template: str) -> str:
    if "/" in template or "\\" in template:
        raise ValueError("只填文件名，不带文件夹；文件夹写在address.folder")
    return checked(template)


FileTemplate = Annotated[str, Field(min_length=1), AfterValidator(_one_name)]
"""A file name with placeholders; ``*`` stands for any text."""


def fetch_file(
    address: FolderAddress, template: str, asked: Asked, office: Path, kin: Sequence[str] = ()
) -> Fetched:
    """Every file that fits the template: more than one is refused when they are parsed.

    Where none fits, one with a suffix of ``kin`` in its place was meant: it is no silence.
    """
    folder = office / address.folder
    if not folder.is_dir():
        return _fault("数据文件夹不存在，请核对共享目录是否挂载")
    if address.sentinel and not (folder / address.sentinel).exists():
        return _fault(f"数据文件夹中没有标志文件“{address.sentinel}”，共享目录可能没有挂载")
    stem = template.rpartition(".")[0]
    others = (path for suffix in kin for path in _matching(folder, stem + suffix, asked))
    paths = [*_matching(folder, template, asked)] or [*others]
    shapes = [_shape(path) for path in paths]
    if paths:
        time.sleep(address.settle_seconds)
    bodies = []
    for path, shape in zip(paths, shapes, strict=True):
        content, error = _read_whole(path, shape)
        bodies.append(Body(printable(path.name), content))
        if error:
            return Fetched(PullOutcome.PARTIAL, tuple(bodies), error)
    return Fetched(PullOutcome.OK if bodies else PullOutcome.SILENT, tuple(bodies))


def only_file(bodies: Sequence[Body]) -> Body:
    """The one file. Raises RefusedError naming all of them if there are several."""
    if len(bodies) != 1:
        names = "、".join(f"“{body.name}”" for body in bodies) or "（无）"
        raise refuse(FILES, f"应当只有一个数据文件，实际有：{names}，请只保留要报送的一个")
    return bodies[0]


def _matching(folder: Path, template: str, asked: Asked) -> Iterator[Path]:
    """Plain files by name: no links, pipes, lock files or files still being written."""
    wanted = _comparable(fill(template, asked, _literal))
    for path in sorted(folder.iterdir()):
        name = path.name
        ignored = name.startswith((".", "~$")) or name.lower().endswith(_UNFINISHED)
        is_plain = stat.S_ISREG(path.lstat().st_mode)
        if is_plain and not ignored and fnmatchcase(_comparable(name), wanted):
            yield path


def _literal(value: str) -> str:
    """A value inside a pattern stands for itself only."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in value)


def _comparable(name: str) -> str:
    """Shares differ in letter case and in how they compose characters; people see no difference."""
    return unicodedata.normalize("NFC", name).casefold()


def _shape(path: Path) -> tuple[int, int]:
    """What changes when a file is written: its size and its time."""
    seen = path.lstat()
    return seen.st_size, seen.st_mtime_ns


def _read_whole(path: Path, before: tuple[int, int]) -> tuple[bytes, str]:
    """The content, and a sentence if it is too large or no longer what it was ``before``."""
    opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(opened, "rb") as file:
        content = file.read(CAP_BYTES + 1)
        after = os.fstat(opened)
    if len(content) > CAP_BYTES:
        return content[:CAP_BYTES], f"文件“{printable(path.name)}”超过20MB上限，请核对后重新报送"
    if before != (after.st_size, after.st_mtime_ns):
        return content, f"文件“{printable(path.name)}”正在写入，请待写完后重新采集"
    return content, ""


def _fault(sentence: str) -> Fetched:
    return Fetched(PullOutcome.FAULT, error=sentence)
