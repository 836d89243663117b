"""Text of the office folder: UTF-8, with or without BOM, and nothing guessed."""

from pathlib import Path

from config.errors import OfficeError


def read_text(folder: Path, file: str, errors: list[OfficeError]) -> str | None:
    """The text of ``folder/file``; None, and an error, if it is not there or not UTF-8."""
    try:
        raw = (folder / file).read_bytes()
    except FileNotFoundError:
        errors.append(OfficeError(file, 1, "文件不存在"))
        return None
    except OSError as error:
        errors.append(OfficeError(file, 1, f"文件无法读取（{error.strerror}）"))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        errors.append(OfficeError(file, line, "不是UTF-8编码，请另存为“CSV UTF-8”或UTF-8文本"))
        return None
