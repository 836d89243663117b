"""Show results: a table for people, exact JSON for programs."""

import dataclasses
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

from domain.period import Period

PIPE_WIDTH = 200
"""Columns where no terminal tells its own; cells wrap, nothing is cut."""


def plain(value: Any) -> Any:
    """``value`` as JSON data: records become objects, fractions exact text ``n/d``."""
    if dataclasses.is_dataclass(value) and not isinstance(value, (type, Period)):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        ordered = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return [plain(one) for one in ordered]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (Fraction, Period, Path)):
        return str(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def as_json(value: Any) -> None:
    """Print ``value`` as one JSON document on stdout."""
    json.dump(plain(value), sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def say(sentence: str) -> None:
    """Print one line on stdout."""
    sys.stdout.write(sentence + "\n")


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table for people; cells are shown as they are, never as markup."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    Console(width=None if sys.stdout.isatty() else PIPE_WIDTH).print(shown)
