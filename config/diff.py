"""What changed between two office documents, as sentences that an official can read."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

_GROUPS = {"targets": "目标", "departments": "单位", "tracks": "轨道", "lamps": "亮灯规则"}
_FIELDS = {
    "annual": "年度目标",
    "base_kind": "基础类型",
    "city_leader": "分管市领导",
    "code": "编号",
    "department": "牵头单位",
    "dialect": "数据源类型",
    "expected_rows": "应报条数",
    "from": "生效",
    "kind": "类型",
    "label": "名称",
    "ladder": "督办阶梯",
    "lag_months": "滞后月数",
    "name": "名称",
    "nodes": "节点",
    "reading": "读取方式",
    "supporting": "配合单位",
    "timeline": "序时进度",
    "to": "失效",
    "track": "轨道",
    "unit": "计量单位",
}
_ABSENT = object()


def changes(before: str, after: str) -> list[str]:
    """Sentences on every difference of two canonical documents; none if they say the same.

    A target, department, track or lamp rule set is added (新增), removed (删除) or changed field
    by field; a list changes place by place.
    """
    old, new = json.loads(before), json.loads(after)
    sentences: list[str] = []
    for group, noun in _GROUPS.items():
        sentences += _members(noun, old.pop(group), new.pop(group))
    return [*(f"规则{text}" for text in _fields(old, new)), *sentences]


def _members(noun: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    sentences = []
    for key in sorted({*old, *new}):
        if key not in old:
            sentences.append(f"新增{noun} {_title(key, new[key])}")
        elif key not in new:
            sentences.append(f"删除{noun} {_title(key, old[key])}")
        else:
            title = _title(key, new[key])
            sentences += [f"{noun} {title}：{text}" for text in _fields(old[key], new[key])]
    return sentences


def _title(key: str, member: Mapping[str, Any]) -> str:
    return f"{key} {member.get('name') or member.get('label') or ''}".strip()


def _fields(old: object, new: object) -> list[str]:
    return [
        f"“{'.'.join(way)}”由 {_written(was)} 改为 {_written(now)}"
        for way, was, now in _differences(old, new, ())
    ]


def _differences(
    old: object, new: object, way: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], object, object]]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        was, now = old, new
    elif isinstance(old, list) and isinstance(new, list):
        was, now = _by_place(old), _by_place(new)
    else:
        yield way, old, new
        return
    for key in {**was, **now}:
        step = _FIELDS.get(key, key)
        yield from _differences(was.get(key, _ABSENT), now.get(key, _ABSENT), (*way, step))


def _by_place(items: list[Any]) -> dict[str, Any]:
    return {f"第{place}项": item for place, item in enumerate(items, 1)}


def _written(value: object) -> str:
    if value is _ABSENT or value is None:
        return "（无）"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
