"""The one door: it never raises for the other side's faults, and it never tells a secret."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.sources import door
from connectors.sources.door import DIALECTS, fetch, parse, settings_errors
from domain.words import PullOutcome, Severity
from tests.connectors.sources.asking import ASKED, COLUMNS, no_secret, read, secrets

READINGS: dict[str, dict[str, Any]] = {
    "rest": {"columns": COLUMNS},
    "sql": {"columns": COLUMNS, "query": "select 1"},
    "workbook": {"columns": COLUMNS, "file": "a.xlsx"},
    "csv": {"columns": COLUMNS, "file": "a.csv"},
    "form": {},
}
PASSWORD = "s3cret"
each_dialect = pytest.mark.parametrize("dialect", DIALECTS)


@each_dialect
@pytest.mark.parametrize(
    "content", [b"", b"\0", b"\xff\xfe", b"{", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"]
)
def test_bad_bytes_become_findings_with_an_address(dialect: str, content: bytes) -> None:
    parsed = read(dialect, READINGS[dialect], content)
    assert parsed.rows == ()
    assert parsed.refused or not content
    for finding in parsed.findings:
        assert (finding.department, finding.period) == (ASKED.department, ASKED.period)
        assert finding.severity is Severity.REJECT
        assert finding.place is not None
        assert finding.raw_hash
        assert finding.sentence


@each_dialect
def test_no_body_at_all_gives_no_row(dialect: str) -> None:
    assert parse(dialect, READINGS[dialect], (), ASKED).rows == ()


@each_dialect
def test_a_fault_of_our_own_is_still_one_pull(dialect: str, monkeypatch: Any) -> None:
    """The eighty-nine others go on; what the exception says may hold a secret and is not told."""

    def broken(*arguments: object) -> None:
        raise RuntimeError(f"https://user:{PASSWORD}@host")

    monkeypatch.setattr(door._dialect(dialect), "fetch", broken)
    address: dict[str, Any] = {
        "rest": {"url": "https://host/x"},
        "sql": {"url": "sqlite:///x"},
    }.get(dialect, {"folder": "in"})
    fetched = fetch(dialect, address, READINGS[dialect], ASKED, no_secret, Path("/nowhere"))
    assert fetched.outcome is PullOutcome.FAULT
    assert "RuntimeError" in fetched.error
    assert PASSWORD not in fetched.error


def test_a_secret_that_is_no_database_address_is_not_told() -> None:
    address = {"url_secret": "NAME"}
    for value in (
        PASSWORD,
        f"mysql://u:{PASSWORD}@h/d",
        f"postgresql://u:{PASSWORD}@127.0.0.1:1/d",
    ):
        fetched = fetch("sql", address, READINGS["sql"], ASKED, secrets(NAME=value), Path())
        assert fetched.outcome is PullOutcome.FAULT
        assert PASSWORD not in fetched.error


@each_dialect
def test_settings_are_checked_again_before_a_pull(dialect: str) -> None:
    with pytest.raises(ValidationError):
        fetch(dialect, {"unknown": 1}, READINGS[dialect], ASKED, no_secret, Path())


def test_every_error_of_a_source_is_told_at_once() -> None:
    errors = dict(
        settings_errors(
            "rest",
            {"url": "http://10.0.0.8/x", "tokn": "A", "deadline_seconds": "soon"},
            {"columns": {"figure": "v"}, "encoding": "big5", "paging": {"size_parameter": "n"}},
        )
    )
    assert set(errors) == {
        "address.url",
        "address.tokn",
        "address.deadline_seconds",
        "reading.columns.target",
        "reading.encoding",
        "reading.paging.parameter",
    }
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in said) for said in errors.values())


def test_an_unknown_dialect_is_told_with_those_that_are_known() -> None:
    ((key, said),) = settings_errors("soap", {}, {})
    assert key == "dialect"
    assert all(known in said for known in DIALECTS)


def test_numbers_written_as_text_are_numbers() -> None:
    """The office's YAML keeps 0.5 as the text that it is."""
    address = {"url": "https://host/x", "request_seconds": "0.5", "deadline_seconds": "7"}
    assert settings_errors("rest", address, READINGS["rest"]) == []
