"""What every test here does: a sample in, the proposed file and its reading out."""

from typing import Any

import yaml

from connectors.sources.door import parse
from connectors.sources.sketch.register import Register
from connectors.sources.sketch.sketch import Sketch, sketch
from domain.period import Period
from domain.records import Body
from tests.connectors.sources.asking import ASKED

HEAD = {"code": "D01", "name": "文化和旅游局", "city_leader": "L1"}
LONG_AGO = Period("2011-01")
"""What the month would be if the sample did not say it."""


def sketched(
    content: bytes, name: str, register: Register | None = None, period: Period | None = None
) -> Sketch:
    """The sketch of a file."""
    known = register or Register()
    return sketch(content, name, known, HEAD, given=period, otherwise=LONG_AGO)


def source_of(found: Sketch) -> dict[str, Any]:
    """The proposed source, read as YAML."""
    source: dict[str, Any] = yaml.safe_load(found.yaml)["source"]
    return source


def reading_of(found: Sketch) -> dict[str, Any]:
    """The proposed reading."""
    reading: dict[str, Any] = source_of(found)["reading"]
    return reading


def same_rows(found: Sketch, source: dict[str, Any], content: bytes, name: str) -> None:
    """The sketch reads of its sample what the page's own settings read: target and figure."""
    wanted = parse(source["dialect"], source["reading"], [Body(name, content)], ASKED)
    assert [(row.target, row.figure) for row in found.parsed.rows] == [
        (row.target, row.figure) for row in wanted.rows
    ]
    assert wanted.rows
