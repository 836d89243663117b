"""What every test here asks: one department, one month, through the door."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from connectors.sources.door import Asked, Fetched, Parsed, fetch, parse
from domain.period import Period
from domain.records import Body

ASKED = Asked("D01", Period("2014-06"))
COLUMNS = {"target": "code", "figure": "value", "unit": "unit"}
"""Names in the sources of these tests."""

Settings = dict[str, Any]


def no_secret(name: str) -> str:
    """What a source without secrets is given."""
    raise AssertionError(f"asked for the secret {name}")


def secrets(**known: str) -> Callable[[str], str]:
    """The secrets of the machine."""
    return known.__getitem__


def read(dialect: str, reading: Mapping[str, Any], *contents: bytes, name: str = "a") -> Parsed:
    """Parse bytes as they would come out of the archive."""
    return parse(dialect, reading, [Body(name, content) for content in contents], ASKED)


def drawn(
    dialect: str,
    address: Settings,
    reading: Settings,
    secret: Callable[[str], str] = no_secret,
    folder: Path = Path("/nowhere"),
) -> tuple[Fetched, Parsed]:
    """Fetch, then parse what came."""
    fetched = fetch(dialect, address, reading, ASKED, secret, folder)
    return fetched, parse(dialect, reading, fetched.bodies, ASKED)


def figures(parsed: Parsed) -> list[tuple[str, str | None, str | None]]:
    """(target, figure, unit) of every row."""
    return [(row.target, row.figure, row.unit) for row in parsed.rows]


def rules(parsed: Parsed) -> list[str]:
    """The rule of every finding."""
    return [found.rule for found in parsed.findings]
