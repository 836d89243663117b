"""The pages on the office folder and its sources name every key that is read, and no other."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from pydantic import BaseModel

from config.departments import DEPARTMENT_KEYS, SOURCE_KEYS
from config.example import copy_example
from config.loader import HEAD_KEYS, Distribution
from config.people import COLUMNS as PEOPLE
from config.register import SHEETS
from config.sheets import AUDIT, DECISION
from config.table import Columns as TableColumns
from connectors.sources import csv_file, form, rest, sql, workbook
from connectors.sources.columns import ColumnReading, Columns
from connectors.sources.credentials import Basic, Bearer, Digest, Key, Login, OAuth2, Signature
from connectors.sources.door import DIALECTS
from connectors.sources.download import DownloadAddress
from connectors.sources.files import FolderAddress
from connectors.sources.inbox import MailboxAddress
from connectors.sources.layouts import TableReading
from connectors.sources.paging import Cursor, Link, Offset, Paging
from connectors.sources.preparing import Preparation
from connectors.sources.verdict import Verdict as RestVerdict
from domain.rules import Bound, Breaker, CalendarDays, Days, LampRules, Rung, Threshold, Track
from domain.words import DecisionVerdict, Form, Kind, Labelled, Measure, Role, Verdict

DOCS = Path(__file__).parents[2] / "docs"
FOLDER, SOURCES = (
    (DOCS / name).read_text(encoding="utf-8") for name in ("office-folder.md", "sources.md")
)
PAGE = FOLDER + SOURCES
MONTHS = {f"{number}月" for number in range(1, 13)}


def fields(*models: type[BaseModel]) -> set[str]:
    return {name for model in models for name in model.model_fields}


def headers(columns: TableColumns) -> set[str]:
    return {*columns.required, *columns.optional}


FILE = fields(TableReading) | {"file", "packed"}
EXPECTED: dict[str, set[str]] = {
    "office.yaml": set(HEAD_KEYS),
    "days": fields(Days),
    "breaker": fields(Breaker),
    "calendar.yaml": fields(CalendarDays),
    "checks.yaml": {"thresholds"},
    "An entry of thresholds": fields(Threshold),
    "tracks.yaml": {"lamps", "tracks"},
    "A rule set under lamps": fields(LampRules),
    "A bound": fields(Bound),
    "A track under tracks": fields(Track),
    "A rung under ladder": fields(Rung),
    "departments/*.yaml": set(DEPARTMENT_KEYS),
    "source": set(SOURCE_KEYS),
    "columns": fields(Columns),
    "reading of every dialect": fields(ColumnReading),
    "rest: address": fields(rest.Address),
    "rest: reading": fields(rest.Reading) - fields(ColumnReading),
    "rest: authentication": fields(Bearer, Basic, Digest, Key, Login, OAuth2, Signature),
    "rest: prepare": fields(Preparation) - fields(rest.Reading),
    "rest: verdict": fields(RestVerdict),
    "rest: paging": fields(Paging, Offset, Cursor, Link),
    "sql: address": fields(sql.Address),
    "sql: reading": fields(sql.Reading) - fields(ColumnReading),
    "workbook, csv and form: address": fields(FolderAddress, MailboxAddress, DownloadAddress),
    "workbook and csv: reading": FILE - fields(ColumnReading),
    "workbook: reading": fields(workbook.Reading) - FILE,
    "csv: reading": fields(csv_file.Reading) - FILE,
    "form: reading": fields(form.Reading),
    "people.csv": headers(PEOPLE),
    "distribution.yaml": fields(Distribution),
    "targets.csv": headers(SHEETS["目标"]),
    "timelines.csv": headers(SHEETS["序时"]) - MONTHS | {"1月", "12月"},
    "nodes.csv": headers(SHEETS["节点"]),
    "审核表": headers(AUDIT),
    "批示": headers(DECISION),
}


def tables() -> dict[str, set[str]]:
    """The keys in the first column of each section's table, by the section's heading."""
    sections = re.split(r"^##+ ", PAGE, flags=re.MULTILINE)[1:]
    found = {}
    for section in sections:
        heading, _, body = section.partition("\n")
        firsts = re.findall(r"^\| (`[^|]*) \|", body, re.MULTILINE)
        if firsts:
            found[heading] = {key for first in firsts for key in re.findall(r"`([^`]+)`", first)}
    return found


def test_each_table_names_exactly_the_keys_that_are_read() -> None:
    assert tables() == EXPECTED


@pytest.mark.parametrize("words", [Kind, Form, Measure, Role, Verdict, DecisionVerdict])
def test_each_word_that_may_be_written_stands_on_the_page(words: type[Labelled]) -> None:
    assert [word.label for word in words if word.label not in PAGE] == []


def test_every_dialect_has_its_tables() -> None:
    headings = " ".join(EXPECTED)
    assert [name for name in DIALECTS if f"{name}: reading" not in headings] == []


def test_every_file_of_the_example_stands_on_the_page(tmp_path: Path) -> None:
    copy_example(tmp_path)
    files = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert [name for name in files if f"\n## {name}\n" not in FOLDER] == []


def defaults(*models: type[BaseModel]) -> Iterable[tuple[str, str]]:
    for model in models:
        for name, field in model.model_fields.items():
            if isinstance(field.default, int) and not isinstance(field.default, bool):
                yield name, str(field.default)


@pytest.mark.parametrize(
    ("name", "value"),
    [*defaults(Days, Breaker, TableReading, Paging), ("first_judged_month", "2")],
)
def test_what_holds_when_a_key_is_left_out_stands_on_the_page(name: str, value: str) -> None:
    rows = re.findall(rf"^\| `{name}` \|.*$", PAGE, re.MULTILINE)
    assert value in [row.rstrip(" |").rpartition("| ")[2] for row in rows]
