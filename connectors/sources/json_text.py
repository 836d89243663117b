"""Strict JSON: no NaN, no key twice, and numbers kept exactly as they are written."""

import json
import re
from contextlib import suppress
from typing import NoReturn

from connectors.sources.refusals import JSON, JSON_CUT, LOGIN_PAGE, refuse

Json = dict[str, "Json"] | list["Json"] | str | bool | None


_INDEX = re.compile(r"-?[0-9]{1,6}", re.ASCII)


_MARKED = re.compile(r"\[([^=\]]+)=([^\]]*)\]")


class Lexeme(str):
    """A JSON number as it was written, so that no digit is lost on the way to the checks."""

    __slots__ = ()


def load(text: str) -> Json:
    """The value of ``text``; numbers are Lexeme. Raises RefusedError otherwise."""
    if text.lstrip()[:1] == "<":
        raise refuse(LOGIN_PAGE, "返回的是网页（多为登录页面），不是数据，请核对接口授权")
    try:
        value: Json = json.loads(
            text,
            parse_int=Lexeme,
            parse_float=Lexeme,
            parse_constant=_no_constant,
            object_pairs_hook=_no_key_twice,
        )
    except RecursionError as error:
        raise refuse(JSON, "数据嵌套过深，不是约定的格式，请核对接口返回内容") from error
    except json.JSONDecodeError as error:
        place = f"第{error.lineno}行第{error.colno}个字符"
        if error.pos >= len(text.rstrip()):
            raise refuse(JSON_CUT, f"数据在{place}处中断，只收到一部分，请重新采集") from error
        raise refuse(JSON, f"数据不是规范的JSON（{place}处出错），请核对接口返回内容") from error
    return value


def is_closed(content: bytes) -> bool:
    """Whether the bytes end as a JSON document ends (in utf-16 too): a cut one does not."""
    return content.replace(b"\0", b"").rstrip().endswith((b"]", b"}"))


def step_down(value: Json, path: str) -> Json:
    """What stands at the dotted ``path`` (empty: the value itself). Raises LookupError.

    A step is a name (which may hold dots itself: ``@odata.nextLink``) or a place in a list, from
    0 on or, as -1, from its end, or ``[name=code]``: the one element whose name is code.
    """
    return _down(value, path.split(".") if path else [])


def _down(value: Json, way: list[str]) -> Json:
    if not way:
        return value
    if isinstance(value, list) and _INDEX.fullmatch(way[0]):
        return _down(value[int(way[0])], way[1:])
    if marked := _MARKED.fullmatch(way[0]):
        return _down(_marked(value, marked[1], marked[2]), way[1:])
    names = [".".join(way[:n]) for n in range(1, len(way) + 1)] if isinstance(value, dict) else []
    for n, name in enumerate(names, 1):
        if isinstance(value, dict) and name in value:
            with suppress(LookupError):
                return _down(value[name], way[n:])
    raise LookupError(".".join(way))


def _marked(value: Json, name: str, mark: str) -> Json:
    elements = value if isinstance(value, list) else [value]
    found = [each for each in elements if isinstance(each, dict) and each.get(name) == mark]
    if len(found) != 1:
        raise LookupError(mark)
    return found[0]


def leaves(record: dict[str, Json], before: str = "") -> dict[str, Json]:
    """Every value of a nested record under its dotted path; a list counts as one value.

    Raises RefusedError where two values would stand under one path (``{"a.b": 1, "a": {"b": 2}}``).
    """
    flat: dict[str, Json] = {}
    for key, value in record.items():
        path = f"{before}{key}"
        inner = leaves(value, f"{path}.") if isinstance(value, dict) and value else {path: value}
        if twice := flat.keys() & inner.keys():
            raise refuse(JSON, _twice(min(twice)))
        flat.update(inner)
    return flat


def _no_constant(name: str) -> NoReturn:
    raise refuse(JSON, f"数据中有不是数字的{name}，请核对源头数据后重新报送")


def _no_key_twice(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key, value in pairs:
        if key in found:
            raise refuse(JSON, _twice(key))
        found[key] = value
    return found


def _twice(key: str) -> str:
    return f"同一条数据中“{key[:40]}”出现两次，无法确定以哪个为准，请核对接口"
