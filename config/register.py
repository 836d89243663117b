"""The register of targets (目标), their timelines (序时) and nodes (节点), from CSV or workbook."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from config.csv_file import read_csv
from config.errors import Loc, OfficeError, Part, Spot
from config.sheet_file import read_sheets
from config.table import Columns, Line, cell, day, filled, labelled
from config.timelines import MONTHS, month, read_timeline, timeline_spots
from domain.figures import FigureError, parse_figure, print_figure
from domain.targets import HUNDRED
from domain.words import Kind

WORKBOOK = "register.xlsx"
CSV_FILES = {"目标": "targets.csv", "序时": "timelines.csv", "节点": "nodes.csv"}
SHEETS = {
    "目标": Columns(
        required=("编号", "名称", "轨道", "牵头单位", "类型"),
        optional=(
            *("配合单位", "基础类型", "计量单位", "年度目标", "滞后月数", "序时形式"),
            *("时段起", "时段止", "生效", "失效"),
        ),
    ),
    "序时": Columns(required=("编号",), optional=MONTHS),
    "节点": Columns(required=("编号", "节点", "时限", "权重")),
}
_FIELDS = {
    "编号": "code",
    "名称": "name",
    "轨道": "track",
    "牵头单位": "department",
    "配合单位": "supporting",
    "类型": "kind",
    "基础类型": "base_kind",
    "计量单位": "unit",
    "年度目标": "annual",
    "滞后月数": "lag_months",
    "序时形式": "timeline",
    "生效": "from",
    "失效": "to",
}
"""The field of domain.targets.Target that each column fills."""


def read_register(folder: Path, year: object, errors: list[OfficeError]) -> Part:
    """All targets as plain values under ``targets``; a bad row is reported and left out."""
    rows = _read_rows(folder, errors)
    lines = _by_code(rows["目标"], errors)
    plans = _by_code(rows["序时"], errors)
    nodes = _grouped(rows["节点"], errors)
    register = Part({"targets": {}}, {})
    for code, line in lines.items():
        if target := _target(line, plans.get(code), nodes[code], year, errors):
            register.data["targets"][code] = target
            register.spots.update(_spots(line, plans.get(code), nodes[code], year))
    if lines:
        errors += _strangers(lines, [*plans.values(), *rows["节点"]])
    return register


def _read_rows(folder: Path, errors: list[OfficeError]) -> dict[str, list[Line]]:
    if not (folder / WORKBOOK).exists():
        return {
            sheet: read_csv(folder, CSV_FILES[sheet], columns, errors)
            for sheet, columns in SHEETS.items()
        }
    beside = [file for file in CSV_FILES.values() if (folder / file).exists()]
    keep = f"与{WORKBOOK}并存，请只保留一种"
    errors += [OfficeError(file, 1, keep) for file in beside]
    return read_sheets(folder, WORKBOOK, SHEETS, errors)


def _by_code(lines: Iterable[Line], errors: list[OfficeError]) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for line in lines:
        code = line["编号"]
        if code in found:
            again = f"{code}重复，首次出现在第{found[code].number}行"
            errors.append(line.error("编号", again))
        elif filled(line, ("编号",), errors):
            found[code] = line
    return found


def _grouped(lines: Iterable[Line], errors: list[OfficeError]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if filled(line, SHEETS["节点"].required, errors):
            found[line["编号"]].append(line)
    return found


def _strangers(targets: Mapping[str, Line], lines: Iterable[Line]) -> list[OfficeError]:
    return [
        line.error("编号", f"没有编号为{line['编号']}的目标")
        for line in lines
        if line["编号"] and line["编号"] not in targets
    ]


def _target(
    line: Line,
    plan: Line | None,
    nodes: Sequence[Line],
    year: object,
    errors: list[OfficeError],
) -> dict[str, Any] | None:
    """The target as plain values, or None if one of its cells cannot be read."""
    before = len(errors)
    filled(line, SHEETS["目标"].required, errors)
    errors += [*_weight_refusals(nodes), *_unit_refusals(line)]
    since, until = cell(line, "生效", day, errors), cell(line, "失效", day, errors)
    target = {
        "code": line["编号"],
        "name": line["名称"],
        "track": line["轨道"],
        "department": line["牵头单位"],
        "supporting": [code for code in line["配合单位"].split("、") if code],
        "kind": cell(line, "类型", labelled(Kind), errors),
        "base_kind": cell(line, "基础类型", labelled(Kind), errors),
        "unit": line["计量单位"],
        "annual": line["年度目标"] or None,
        "lag_months": line["滞后月数"] or 0,
        "timeline": read_timeline(line, plan, year, errors),
        "nodes": [
            {"name": node["节点"], "due": cell(node, "时限", month, errors), "weight": node["权重"]}
            for node in nodes
        ],
        "from": since,
        "to": until,
    }
    if since and until and until < since:
        errors.append(line.error("失效", "早于生效"))
    return target if len(errors) == before else None


def _weight_refusals(nodes: Sequence[Line]) -> Iterator[OfficeError]:
    """Weights that do not add up, told where they are written; unreadable ones tell themselves."""
    try:
        total = sum(parse_figure(node["权重"]) for node in nodes)
    except FigureError:
        return
    if nodes and total != HUNDRED:
        sentence = f"{nodes[0]['编号']}各节点权重之和为{print_figure(total)}，须为100"
        yield nodes[0].error("权重", sentence)


def _unit_refusals(line: Line) -> Iterator[OfficeError]:
    if line["年度目标"] and not line["计量单位"]:
        yield line.error("计量单位", "填了年度目标的须填写")


def _spots(line: Line, plan: Line | None, nodes: Sequence[Line], year: object) -> dict[Loc, Spot]:
    loc: Loc = ("targets", line["编号"])
    spots = {(*loc, field): line.spot(column) for column, field in _FIELDS.items()}
    spots[loc] = line.spot(line["编号"])
    for place, node in enumerate(nodes):
        spots[(*loc, "nodes", place)] = node.spot(line["编号"])
        spots[(*loc, "nodes", place, "weight")] = node.spot("权重")
    if plan:
        spots |= timeline_spots((*loc, "timeline"), plan, year)
    return spots
