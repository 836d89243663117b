"""checks.yaml: the office's own limits of a plausible figure, and whom they name."""

from typing import Any

from config.errors import OfficeError, Part, error_at
from domain.words import Kind

FILE = "checks.yaml"
_BY_FIGURE = (Kind.CUMULATIVE, Kind.LEVEL, Kind.GROWTH, Kind.CEILING)
_LABELS = {kind.label: str(kind) for kind in _BY_FIGURE}


def with_kinds(read: Part, errors: list[OfficeError]) -> Part:
    """``read`` with 增幅 as its word; a kind that no figure judges is an error."""
    for place, entry in enumerate(_entries(read)):
        written = entry.get("kind")
        if written is None:
            continue
        entry["kind"] = _LABELS.get(str(written))
        if entry["kind"] is None:
            sentence = f"“{written}”不是按数值评判的类型，可以是：{'、'.join(_LABELS)}"
            errors.append(error_at(read.spots, ("thresholds", place, "kind"), sentence))
            entry["kind"] = str(Kind.GROWTH)  # told already: the rest of the entry is still read
    return read


def threshold_references(whole: Part, doubted: set[str]) -> list[OfficeError]:
    """Targets and departments that are not there, targets without a figure, subjects twice.

    Works on plain values, so that it speaks even when other values are wrong; ``doubted``
    are those of target and department of which not all could be read.
    """
    errors = []
    looked_up = {"target", "department", "kind"} - doubted
    seen: set[tuple[str, str]] = set()
    for place, entry in enumerate(_entries(whole)):
        for name in looked_up & entry.keys():
            named = str(entry[name])
            sentence = _refusal(whole, name, named, is_new=(name, named) not in seen)
            seen.add((name, named))
            if sentence:
                errors.append(error_at(whole.spots, ("thresholds", place, name), sentence))
    return errors


def _refusal(whole: Part, name: str, named: str, *, is_new: bool) -> str:
    targets, departments = whole.data["targets"], whole.data["departments"]
    if not is_new:
        return f"“{named}”的阈值写了不止一处，请合并为一处"
    if name == "department" and named not in departments:
        return f"没有编号为{named}的单位"
    if name == "target" and named not in targets:
        return f"没有编号为{named}的目标"
    if name == "target" and _kind(targets[named]) not in _BY_FIGURE:
        return f"{named}不按数值评判，不设阈值"
    return ""


def _kind(target: dict[str, Any]) -> object:
    return target.get("base_kind") or target.get("kind")


def _entries(read: Part) -> list[dict[str, Any]]:
    written = read.data.get("thresholds")
    return [e for e in written if isinstance(e, dict)] if isinstance(written, list) else []
