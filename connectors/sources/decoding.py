"""Bytes to text in the encoding that the source declares. Nothing is guessed, nothing replaced."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from typing import Literal

from connectors.sources.refusals import ENCODING, refuse

Encoding = Literal["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"]

_BOM = "\ufeff"
_CODECS = {"utf-8": "utf-8-sig", "utf-16": "utf-16"}
"""A byte order mark is allowed in utf-8 and demanded in utf-16."""


def decode(content: bytes, encoding: Encoding) -> str:
    """The text of ``content``. Raises RefusedError if it is not what was declared."""
    if encoding == "utf-16" and not content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise refuse(ENCODING, "约定编码为utf-16，但数据开头没有字节序标记，请核对导出编码")
    try:
        text = content.decode(_CODECS.get(encoding, encoding), "strict").removeprefix(_BOM)
    except UnicodeError as error:
        raise refuse(ENCODING, _sentence(encoding)) from error
    if "\ufffd" in text:
        raise refuse(ENCODING, "数据中有已损坏的字符（�），请在源头核对编码后重新导出")
    if encoding in ("gbk", "gb18030") and _is_utf8(content):
        raise refuse(ENCODING, _sentence(encoding))
    return text


def _sentence(encoding: str) -> str:
    return f"数据不是约定的编码{encoding}，请按约定编码重新导出，或联系效能办更新编码设置"


def _is_utf8(content: bytes) -> bool:
    """Text of several bytes a character that is valid UTF-8 is UTF-8: GBK decodes it to nonsense.

    Only runs with a three-byte character count; pairs of Chinese characters in GBK can by
    accident look like two-byte ones.
    """
    try:
        return any(character >= "\u0800" for character in content.decode("utf-8", "strict"))
    except UnicodeError:
        return False
