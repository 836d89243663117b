"""Rule tables in Markdown, as officials read them: a line is a case with what must come of it."""

import re
from collections.abc import Iterator
from pathlib import Path

from domain.figures import parse_figure
from domain.records import Progress
from domain.targets import Target
from domain.words import Form, Kind, Verdict

NOTHING = "—"
Line = dict[str, str]


def lines(name: str, section: str = "") -> Iterator[Line]:
    """The lines of all tables of one file (of one ``## section``), cells by Chinese head."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    heads: list[str] = []
    title = ""
    for line in text.splitlines():
        if line.startswith("## "):
            title, heads = line.removeprefix("## "), []
        if not line.startswith("|"):
            heads = []
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not heads:
            heads = [cell.split()[0] for cell in cells]
        elif not line.startswith("|--") and title.startswith(section):
            yield dict(zip(heads, cells, strict=True))


def sections(name: str) -> tuple[str, ...]:
    """The titles of one file's sections."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return tuple(re.findall(r"^## (.+)$", text, re.MULTILINE))


def timeline(text: str, annual: str) -> dict[str, object] | None:
    """序时 as the tables write it; explicit values either of one month or of all twelve."""
    form, _, rest = text.partition(" ")
    if form in (NOTHING, "节点"):
        return None
    plan: dict[str, object] = {"form": next(f for f in Form if f.label == form)}
    if form in (Form.SHARES.label, Form.AMOUNTS.label):
        plan["values"] = _values(rest, annual if form == Form.AMOUNTS.label else "100")
    if form == Form.STEPPED.label:
        plan["steps"] = rest.split("/")
    if form == Form.WINDOW.label:
        first, last = re.findall(r"\d+", rest)
        plan |= {"first": f"2014-{int(first):02d}", "last": f"2014-{int(last):02d}"}
    return plan


def _values(text: str, last: str) -> dict[str, str]:
    if "月=" in text:
        month, value = text.split("月=")
        return {f"2014-{int(month):02d}": value, "2014-12": last}
    return {f"2014-{month:02d}": value for month, value in enumerate(text.split("/"), 1)}


def target_of(line: Line) -> Target:
    """The target that a line speaks of, through the same door as a register's."""
    kind, _, base = line["类型"].partition("·")
    nodes = re.findall(r"([^\d\s]+)(\d+)月(\d+)", line["序时"].removeprefix("节点 "))
    lag = re.search(r"滞后(\d)月", line.get("情形", ""))
    return Target.model_validate(
        {
            "code": "A01",
            "name": "某项任务",
            "department": "D01",
            "track": "municipal",
            "kind": next(k for k in Kind if k.label == kind),
            "base_kind": next((k for k in Kind if k.label == base), None),
            "unit": line["单位"],
            "annual": line["年度目标"] or None,
            "lag_months": int(lag[1]) if lag else 0,
            "timeline": timeline(line["序时"], line["年度目标"]),
            "nodes": [
                {"name": name, "due": f"2014-{int(due):02d}", "weight": weight}
                for name, due, weight in (nodes if kind == "节点" else ())
            ],
        }
    )


def progress_of(text: str, kind: Kind) -> Progress | None:
    """实际 as the tables write it, in the form that ``kind`` needs."""
    if text in ("未报", "待核"):
        return None
    if kind is Kind.QUALITATIVE:
        return Progress(verdict=next(v for v in Verdict if v.label == text))
    if kind is Kind.MILESTONE:
        return Progress(nodes=frozenset(() if text == "无" else text.split("、")))
    return Progress(value=parse_figure(text))
