"""Department files: what belongs to the office document, and the live address of each source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.errors import Loc, OfficeError, Part, error_at
from config.sentences import UNKNOWN_KEY
from config.yaml_file import read_yaml
from connectors.sources.door import settings_errors

FOLDER = "departments"
_OWN_KEYS = ("code", "name", "kind", "city_leader", "expected_rows")
DEPARTMENT_KEYS = frozenset({*_OWN_KEYS, "source"})
SOURCE_KEYS = frozenset({"dialect", "address", "reading"})


@dataclass(frozen=True, slots=True)
class Departments:
    """All department files: ``part`` holds ``departments`` by code as plain values."""

    part: Part
    addresses: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    """Files that give no code, so that nothing can be said about who is missing."""


def read_departments(folder: Path, errors: list[OfficeError]) -> Departments:
    """Read ``departments/*.yaml``; files that cannot be read are reported and left out."""
    found = Departments(Part({"departments": {}}, {}))
    files = sorted((folder / FOLDER).glob("*.yaml"))
    if not files:
        errors.append(OfficeError(FOLDER, 1, "没有任何单位文件（*.yaml）"))
    for path in files:
        file = f"{FOLDER}/{path.name}"
        read = read_yaml(folder, file, errors)
        code = read.data.get("code") if read else None
        if read is None or not isinstance(code, str) or not code:
            found.unread.append(file)
            if read:
                errors.append(
                    error_at(read.spots, ("code",), "每个单位须有编号，且为文字（数字请加引号）")
                )
            continue
        _take(found, code, read, errors)
    return found


def _take(found: Departments, code: str, read: Part, errors: list[OfficeError]) -> None:
    loc: Loc = ("departments", code)
    if first := found.part.spots.get(loc):
        errors.append(error_at(read.spots, ("code",), f"{code}已有文件{first.file}"))
        return
    found.part.spots.update({(*loc, *inner): spot for inner, spot in read.spots.items()})
    errors += [
        error_at(read.spots, (key,), UNKNOWN_KEY) for key in read.data.keys() - DEPARTMENT_KEYS
    ]
    source = _source(read, errors)
    found.addresses[code] = source.get("address", {})
    found.part.data["departments"][code] = {
        **{key: read.data[key] for key in _OWN_KEYS if key in read.data},
        "dialect": source.get("dialect", ""),
        "reading": source.get("reading", {}),
    }


def _source(read: Part, errors: list[OfficeError]) -> dict[str, Any]:
    """The ``source`` block, whatever of it can be read; its dialect has checked it."""
    source = read.data.get("source")
    if not isinstance(source, dict) or not isinstance(source.get("dialect"), str):
        errors.append(error_at(read.spots, ("source", "dialect"), "未写明数据源类型"))
        return {}
    strangers = source.keys() - SOURCE_KEYS
    errors += [error_at(read.spots, ("source", key), UNKNOWN_KEY) for key in strangers]
    blocks = {key: source.get(key) or {} for key in ("address", "reading")}
    for key, block in blocks.items():
        if not isinstance(block, dict):
            errors.append(error_at(read.spots, ("source", key), "应为若干行“项目: 值”"))
            return {}
    for key, sentence in settings_errors(source["dialect"], blocks["address"], blocks["reading"]):
        errors.append(error_at(read.spots, ("source", *_way(key)), sentence))
    return {"dialect": source["dialect"], **blocks}


def _way(dotted: str) -> Loc:
    return tuple(int(part) if part.isdecimal() else part for part in dotted.split("."))
