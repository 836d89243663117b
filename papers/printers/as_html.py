"""HTML for mail clients and browsers: one self-contained page, styles inline, no script, no link.

Autoescape is always on and every variable must exist: data is never a template.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.words import Lamp
from papers.tree import Block, Document, Line

_TEMPLATES = Path(__file__).parent / "templates"

_TONES: Mapping[str, str] = {
    Lamp.RED.label: "color:#b3261e;font-weight:bold;",
    Lamp.YELLOW.label: "color:#9a6700;font-weight:bold;",
}


def print_html(document: Document) -> str:
    """The whole page. Papers (with a head) look like paper, letters like a letter."""
    template = _environment().get_template("page.html")
    return template.render(document=document)


@cache
def _environment() -> Environment:
    """Compiling the templates costs more than printing a letter: once is enough."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["kind"] = _kind
    environment.filters["tone"] = _tone
    environment.filters["per_cent"] = _per_cent
    return environment


def _kind(block: Block) -> str:
    return type(block).__name__


def _tone(cell: Line) -> str:
    """A lamp keeps its colour; nothing else is coloured."""
    return _TONES.get(cell.text, "")


def _per_cent(width: int, widths: list[int]) -> int:
    return round(100 * width / sum(widths))
