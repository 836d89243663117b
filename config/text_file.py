"""Text of the office folder: UTF-8, with or without BOM, and nothing guessed."""

from collections.abc import Sequence
from pathlib import Path

from config.errors import OfficeError

UTF_8 = ("utf-8-sig",)
AS_SAVED_BY_OFFICES = ("utf-8-sig", "gb18030")
"""Sheets filled in by hand: WPS and Excel save CSV as GBK. GBK text is no valid UTF-8, so the
first that fits is the right one; the headers that are looked for would show a mistake."""


def read_text(
    folder: Path, file: str, errors: list[OfficeError], encodings: Sequence[str] = UTF_8
) -> str | None:
    """The text of ``folder/file``; None, and an error, if it is not there or not so encoded."""
    try:
        raw = (folder / file).read_bytes()
    except FileNotFoundError:
        errors.append(OfficeError(file, 1, "文件不存在"))
        return None
    except OSError as error:
        errors.append(OfficeError(file, 1, f"文件无法读取（{error.strerror}）"))
        return None
    first_bad = 0
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            first_bad = error.start
    line = raw.count(b"\n", 0, first_bad) + 1
    errors.append(OfficeError(file, line, "不是UTF-8编码，请另存为“CSV UTF-8”或UTF-8文本"))
    return None
