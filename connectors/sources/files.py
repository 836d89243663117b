"""A way in: the folder where a department drops its file. The file of a period is found by name."""

import os
import stat
import time
from collections.abc import Sequence
from pathlib import Path

from pydantic import Field, model_validator

from connectors.sources.answers import Asked, Fetched
from connectors.sources.file_names import CAP_BYTES, fitting, shown
from connectors.sources.wall_clock import left_alone
from domain.fields import Strict
from domain.records import Body
from domain.words import PullOutcome

_UNFINISHED = (".tmp", ".part")


class FolderAddress(Strict):
    """Where files are dropped. ``sentinel`` must be there: else the share is not mounted."""

    folder: str = Field(min_length=1)
    sentinel: str | None = None
    settle_seconds: int = Field(default=0, ge=0, le=60)
    """How long a file must stay as it is before it is read: a slow copy pauses."""
    deadline_seconds: float = Field(default=60, gt=0, le=600)
    """A share whose server is gone hangs in the kernel, for hours."""

    @model_validator(mode="after")
    def _settles_in_time(self) -> "FolderAddress":
        if self.settle_seconds >= self.deadline_seconds:
            raise ValueError("settle_seconds须小于deadline_seconds")
        return self


def from_folder(
    address: FolderAddress, template: str, asked: Asked, office: Path, kin: Sequence[str] = ()
) -> Fetched:
    """Every file that fits the template: which of several is meant is for parsing to say.

    What cannot be read is a fault: only a folder that was read to its end can be silent.
    """
    folder = office / address.folder
    try:
        return left_alone(
            lambda: _found(address, template, asked, folder, kin), address.deadline_seconds
        )
    except TimeoutError:
        return _fault("数据文件夹在规定时间内没有响应，请核对共享目录所在的服务器是否可用")
    except PermissionError:
        return _fault("没有权限读取数据文件夹或其中的文件，请核对共享目录的权限")
    except OSError as error:
        return _fault(f"数据文件夹无法读取（{type(error).__name__}），请核对共享目录是否可用")


def _found(
    address: FolderAddress, template: str, asked: Asked, folder: Path, kin: Sequence[str]
) -> Fetched:
    if not folder.is_dir():
        return _fault("数据文件夹不存在，请核对共享目录是否挂载")
    if address.sentinel and not (folder / address.sentinel).exists():
        return _fault(f"数据文件夹中没有标志文件“{address.sentinel}”，共享目录可能没有挂载")
    plain, odd = _finished(folder)
    paths = fitting(plain, _name, template, asked, kin)
    shapes = [_shape(path) for path in paths]
    if paths:
        time.sleep(address.settle_seconds)
    bodies = []
    for path, shape in zip(paths, shapes, strict=True):
        content, error = _read_whole(path, shape)
        bodies.append(Body(shown(path.name), content))
        if error:
            return Fetched(PullOutcome.PARTIAL, tuple(bodies), error)
    outcome = PullOutcome.OK if bodies else PullOutcome.SILENT
    return Fetched(outcome, tuple(bodies), _passed_over(fitting(odd, _name, template, asked)))


def _finished(folder: Path) -> tuple[list[Path], list[Path]]:
    """Plain files, and what is none; without lock files and what is still being written."""
    plain: list[Path] = []
    odd: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")) or path.name.lower().endswith(_UNFINISHED):
            continue
        (plain if stat.S_ISREG(path.lstat().st_mode) else odd).append(path)
    return plain, odd


def _name(path: Path) -> str:
    return path.name


def _passed_over(odd: Sequence[Path]) -> str:
    """Links, pipes and folders are not followed, but a person may have meant one."""
    names = "、".join(f"“{shown(path.name)}”" for path in odd)
    return f"{names}不是普通文件（是链接、管道或文件夹），没有读取，请换成文件本身" if odd else ""


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
        return content[:CAP_BYTES], f"文件“{shown(path.name)}”超过20MB上限，请核对后重新报送"
    if before != (after.st_size, after.st_mtime_ns):
        return content, f"文件“{shown(path.name)}”正在写入，请待写完后重新采集"
    return content, ""


def _fault(sentence: str) -> Fetched:
    return Fetched(PullOutcome.FAULT, error=sentence)
