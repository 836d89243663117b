"""The one file in a zip archive, within the caps of any other body."""

import io
import zipfile
import zlib
from typing import Literal

from connectors.sources.http_client import DECODED_CAP_BYTES, RATIO_CAP
from connectors.sources.refusals import FILES, SIZE, UNREADABLE, refuse

Packed = Literal["zip"]
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError)


def unpacked(content: bytes, packed: Packed | None) -> bytes:
    """``content`` itself, or the one file in it. Raises RefusedError if there is not exactly one.

    Nothing is written to disk: the names inside lead nowhere.
    """
    if packed is None:
        return content
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _only_member(archive)
    except _BROKEN as error:
        raise refuse(UNREADABLE, "压缩包无法读取，可能没有传完，请重新打包为zip后报送") from error


def _only_member(archive: zipfile.ZipFile) -> bytes:
    members = [each for each in archive.infolist() if not each.is_dir() and not _is_shadow(each)]
    if len(members) != 1:
        raise refuse(FILES, f"压缩包中应当只有一个文件，实际有{len(members)}个，请只保留要报送的")
    member = members[0]
    if member.flag_bits & 1:
        raise refuse(UNREADABLE, "压缩包设有密码，请取消密码后重新报送")
    most = min(DECODED_CAP_BYTES, max(RATIO_CAP * member.compress_size, 1024 * 1024))
    with archive.open(member) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise refuse(SIZE, "压缩包解压后超过上限，不予读取，请核对内容")
    return content


def _is_shadow(member: zipfile.ZipInfo) -> bool:
    """What the file manager of a Mac adds beside each file."""
    return member.filename.startswith("__MACOSX/") or member.filename.endswith(".DS_Store")
