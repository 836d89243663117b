"""Documents inside documents: texts that hold JSON, XML or CSV, opened in place."""

import binascii
import zlib
from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from connectors.sources.decoding import Encoding, decode
from connectors.sources.documents import document
from connectors.sources.http_client import DECODED_CAP_BYTES, RATIO_CAP
from connectors.sources.json_text import Json
from connectors.sources.lines import EACH
from connectors.sources.refusals import JSON, SIZE, refuse
from connectors.sources.xml_text import Node

Step = Literal["base64", "gzip", "json", "xml", "csv"]
_FORMATS = ("json", "xml", "csv")


def _listed(steps: object) -> object:
    return (steps,) if isinstance(steps, str) else steps


def _ends_in_a_format(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    inner = [step for step in steps if step in _FORMATS]
    if [steps[-1]] != inner:
        raise ValueError("须以json、xml或csv结尾，之前可有base64、gzip，如[base64, gzip, json]")
    if "gzip" in steps and steps.index("gzip") == 0:
        raise ValueError("gzip之前须有base64：压缩的内容不是文本")
    return steps


Steps = Annotated[
    tuple[Step, ...],
    BeforeValidator(_listed),
    Field(min_length=1),
    AfterValidator(_ends_in_a_format),
]
"""How a text becomes a document: ``json``, or ``[base64, gzip, json]``."""


def opened(outer: Json, parsed: Mapping[str, Sequence[Step]], encoding: Encoding) -> Json:
    """``outer`` with the texts at the dotted paths of ``parsed`` replaced by what they hold.

    An empty text holds nothing; a path that is not there stays away, and whoever needs it says
    so. Raises RefusedError for a text that does not hold what was declared.
    """
    for path, steps in parsed.items():
        outer = _opened(outer, path.split(".") if path else [], steps, path, encoding)
    return outer


def _opened(
    value: Json, way: Sequence[str], steps: Sequence[Step], path: str, encoding: Encoding
) -> Json:
    if not way:
        return _unpacked(value, steps, path, encoding)
    first, rest = way[0], way[1:]
    if isinstance(value, list):
        chosen = range(len(value)) if first == EACH else [int(first)] if first.isdecimal() else []
        return [
            _opened(each, rest, steps, path, encoding) if n in chosen else each
            for n, each in enumerate(value)
        ]
    if isinstance(value, dict):
        names = [*value] if first == EACH else [first] if first in value else []
        inner = {name: _opened(value[name], rest, steps, path, encoding) for name in names}
        return type(value)({**value, **inner})
    return value


def _unpacked(value: Json, steps: Sequence[Step], path: str, encoding: Encoding) -> Json:
    if value is None or (isinstance(value, Node) and not value):
        return None
    where = f"返回内容的“{path}”" if path else "返回内容"
    if not isinstance(value, str):
        raise refuse(JSON, f"{where}应为文本，请核对接口是否变更")
    content = value.encode("utf-8" if encoding == "utf-8-sig" else encoding)
    for step in steps:
        match step:
            case "base64":
                content = _from_base64(decode(content, encoding), where)
            case "gzip":
                content = _inflated(content, where)
            case "json" | "xml" | "csv":
                return document(content, step, encoding)
    raise TypeError("steps end in a format")


def _from_base64(text: str, where: str) -> bytes:
    try:
        return b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise refuse(JSON, f"{where}不是约定的base64，请核对接口是否变更") from error


def _inflated(content: bytes, where: str) -> bytes:
    """At most as much as a body may hold, and no more than data can be packed."""
    inflating = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    cap = min(DECODED_CAP_BYTES, max(RATIO_CAP * len(content), 1024 * 1024))
    try:
        plain = inflating.decompress(content, cap)
    except zlib.error as error:
        raise refuse(JSON, f"{where}不是约定的gzip，请核对接口是否变更") from error
    if inflating.unconsumed_tail:
        raise refuse(SIZE, f"{where}解压后超过上限，不予读取，请核对接口")
    if not inflating.eof:
        raise refuse(JSON, f"{where}的压缩内容不完整，请核对接口后重新采集")
    return plain
