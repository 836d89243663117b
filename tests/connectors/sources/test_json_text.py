"""Strict JSON: what no honest system writes is refused, and nothing is rounded on the way."""

from pathlib import Path

import pytest

from domain.words import PullOutcome
from tests.connectors.sources.asking import COLUMNS, drawn, figures, read, rules
from tests.support.department_server import DepartmentServer, reply

READING = {"columns": COLUMNS}
_LINE = '{"code": "T01", "value": %s, "unit": "a"}'
DEEP = 200_000


def _body(value: str) -> bytes:
    return f"[{_LINE % value}]".encode()


REFUSED = {
    "NaN": _body("NaN"),
    "Infinity": _body("Infinity"),
    "minus Infinity": _body("-Infinity"),
    "a key twice": b'[{"code": "T01", "value": 1, "value": 2, "unit": "a"}]',
    "a path twice": b'[{"code": "T01", "value": 1, "unit": "a", "a.b": 1, "a": {"b": 2}}]',
    "a key twice outside": b'{"rows": [], "rows": [{"code": "T01"}]}',
    "lists without end": b"[" * DEEP,
    "lists in lists": b"[" * DEEP + b"]" * DEEP,
    "objects in objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep in a value": _body("[" * DEEP + "]" * DEEP),
    "two documents": b"[] []",
    "a comment": b"[] // none",
    "a comma too many": b"[1,]",
    "single quotes": b"[{'code': 'T01'}]",
    "a bare word": _body("None"),
    "a plus": _body("+1"),
    "a leading zero": _body("007"),
    "hexadecimal": _body("0x10"),
    "a control character": b'[{"code": "T\x01", "value": 1, "unit": "a"}]',
    "a function call": b'callback([{"code": "T01"}])',
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_fault_a11_what_is_no_strict_json_gives_no_row(body: bytes) -> None:
    parsed = read("rest", READING, body)
    assert parsed.rows == ()
    assert parsed.refused
    assert len(parsed.findings) == 1
    assert parsed.findings[0].raw_hash


@pytest.mark.parametrize("body", [REFUSED["NaN"], REFUSED["lists in lists"]])
def test_fault_a11_the_pull_itself_survives_and_keeps_the_bytes(body: bytes) -> None:
    with DepartmentServer(reply(body)) as server:
        fetched, parsed = drawn("rest", {"url": server.url}, READING)
    assert fetched.outcome is PullOutcome.OK
    assert [kept.content for kept in fetched.bodies] == [body]
    assert rules(parsed) == ["json_refused"]


@pytest.mark.parametrize("value", ["1e400", "-1e999", "9" * 5_000, "0." + "1" * 5_000])
def test_fault_a11_a_number_beyond_measure_stays_the_text_it_was(value: str) -> None:
    """Python makes inf of the first and an error of the third; here the checks refuse them."""
    assert figures(read("rest", READING, _body(value))) == [("T01", value, "a")]


def test_fault_a11_a_finding_holds_no_more_than_a_line_of_it() -> None:
    body = b'[{"code": "' + b"T" * 100_000 + b'\\u0000", "value": 1, "unit": "a"}]'
    (finding,) = read("rest", READING, body).findings
    assert len(finding.raw_value) == 200
    assert len(finding.sentence) < 200


def test_the_same_bytes_refuse_the_same(tmp_path: Path) -> None:
    for body in REFUSED.values():
        assert read("rest", READING, body) == read("rest", READING, body)
