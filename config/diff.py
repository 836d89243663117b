"""What changed between two office documents, as sentences that an official can read."""

import json
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from config.diff_words import FIELDS, GROUPS, VALUES

LIVE_ONLY = "数据源的地址、密钥、时限和人员、分发名单随改随用，不入版本，不在比较之列。"
"""What no comparison shows: it is read live, is never stored and changes no judgement."""

_ABSENT = object()
Way = tuple[str, ...]


def changes(before: str, after: str) -> list[str]:
    """One sentence on every difference of two canonical documents; none if they say the same.

    A target, department, track or lamp rule set is added (新增), removed (删除) or changed field
    by field. Everything in a document is versioned: what is read live is not in it.
    """
    old, new = json.loads(before), json.loads(after)
    sentences: list[str] = []
    for group, noun in GROUPS.items():
        sentences += _members(noun, old.pop(group), new.pop(group))
    return [*(f"总则{text}" for text in _differences(old, new, ())), *sentences]


def _members(noun: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted({*old, *new}):
        if key not in old:
            yield f"新增{noun} {_title(key, new[key])}"
        elif key not in new:
            yield f"删除{noun} {_title(key, old[key])}"
        else:
            title = _title(key, new[key])
            yield from (f"{noun} {title}：{text}" for text in _differences(old[key], new[key], ()))


def _title(key: str, member: Mapping[str, Any]) -> str:
    return f"{key} {member.get('name') or member.get('label') or ''}".strip()


def _differences(old: object, new: object, way: Way) -> Iterator[str]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            step = (*way, key)
            yield from _differences(old.get(key, _ABSENT), new.get(key, _ABSENT), step)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list_differences(old, new, way)
    else:
        yield f"{_quoted(way)}由 {_written(old, way)} 改为 {_written(new, way)}"


def _list_differences(old: list[Any], new: list[Any], way: Way) -> Iterator[str]:
    """Items that came, went or changed; one put in between does not change those after it."""
    texts = [[json.dumps(item, sort_keys=True) for item in items] for items in (old, new)]
    matcher = SequenceMatcher(a=texts[0], b=texts[1], autojunk=False)
    for _, first, last, start, end in matcher.get_opcodes():
        was, now = old[first:last], new[start:end]
        if was == now:
            continue
        shared = min(len(was), len(now)) if _is_changed_in_place(was, now) else 0
        for place in range(shared):
            step = (*way, f"第{start + place + 1}项")
            yield from _differences(was[place], now[place], step)
        yield from (f"{_quoted(way)}减少 {_written(item, way)}" for item in was[shared:])
        yield from (f"{_quoted(way)}增加 {_written(item, way)}" for item in now[shared:])


def _is_changed_in_place(was: list[Any], now: list[Any]) -> bool:
    """Rungs and nodes have fields that change; a date or a code is another or the same."""
    return all(isinstance(item, dict) for item in (*was, *now))


def _quoted(way: Way) -> str:
    return f"“{'·'.join(FIELDS.get(step, step) for step in way)}”"


def _written(value: object, way: Way) -> str:
    if value is _ABSENT or value is None:
        return "（无）"
    if isinstance(value, dict):
        said = {key: inner for key, inner in value.items() if inner not in (None, [], {})}
        pairs = (f"{FIELDS.get(k, k)} {_written(v, (*way, k))}" for k, v in said.items())
        return f"（{'，'.join(pairs)}）"
    if isinstance(value, list):
        return "、".join(_written(item, way) for item in value) or "（无）"
    if isinstance(value, str):
        return VALUES.get(way[-1], {}).get(value, value) if way else value
    return json.dumps(value)
