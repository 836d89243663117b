"""A draft of a department's file, and how it is printed: YAML with a remark at each guess."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from connectors.sources.refusals import printable
from domain.period import Period


@dataclass(slots=True)
class Draft:
    """What was found. ``remarks`` say why, by dotted key; ``notes`` stand at the end."""

    dialect: str
    address: dict[str, Any] = field(default_factory=dict)
    reading: dict[str, Any] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    """What must be there and was not found."""
    by_name: str = ""
    """The column of the targets, where they have names and no codes."""
    period: Period | None = None
    """The month that the sample is of, where it says so."""
    sheet_month: int | None = None
    """The month of the sheet that was looked at, where there is one for each month."""
    for_sample: dict[str, Any] = field(default_factory=dict)
    """Keys of the reading that only one whole answer fits: None leaves one out for a sample."""

    @property
    def trial_reading(self) -> dict[str, Any]:
        """The reading that fits the sample alone."""
        changed = self.reading | self.for_sample
        return {key: value for key, value in changed.items() if value is not None}

    def put(self, key: str, value: Any, remark: str = "") -> None:
        """Set one key of the reading, with why it was guessed."""
        self.reading[key] = value
        if remark:
            self.remarks[f"source.reading.{key}"] = remark


def as_yaml(head: Mapping[str, Any], draft: Draft) -> str:
    """The department's file; ``head`` holds code, name and city_leader."""
    source = {"dialect": draft.dialect, "address": draft.address, "reading": draft.reading}
    lines = [*_lines({**head, "source": source}, draft.remarks, "", 0)]
    return "".join(f"{line}\n" for line in [*lines, *(f"# {_one_line(n)}" for n in draft.notes)])


def _lines(
    tree: Mapping[str, Any], remarks: Mapping[str, str], way: str, depth: int
) -> Iterator[str]:
    for key, value in tree.items():
        here = f"{way}.{key}" if way else str(key)
        is_block = isinstance(value, dict) and bool(value)
        said = f"{'  ' * depth}{_scalar(key)}:" + ("" if is_block else f" {_scalar(value)}")
        yield f"{said}  # check: {_one_line(remarks[here])}" if here in remarks else said
        if is_block:
            yield from _lines(value, remarks, here, depth + 1)


def _scalar(value: Any) -> str:
    """On one line, quoted where YAML would take it for something else."""
    if isinstance(value, str) and not value.isprintable():
        return json.dumps(value)
    written = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, width=10**6, sort_keys=False
    )
    return written.removesuffix("\n").removesuffix("\n...").strip()


def _one_line(text: str) -> str:
    """The sample's words in a comment must not end it."""
    return " ".join(printable(text).split())
