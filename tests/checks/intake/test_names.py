"""Names as people type them: codes match, names only cross-check."""

from dataclasses import replace
from typing import Any

import pytest

from domain.words import Severity
from tests.checks.intake.builders import accepted, checked, office, row, rules, target, value

CODE, NAME, DEPARTMENT = "T01-A", "城东(二期)道路 A段", "D01局(本级)"
TYPED = (
    "{}",
    " {}",
    "{} ",
    "\u3000{}\u3000",
    "\xa0{}",
    "\u200b{}",
    "{}\u200b",
    "\ufeff{}",
    "{}\u200d",
    "\u202e{}",
    "{}\n",
    "\t{}",
    "\u2060{}",
    "{}\u00ad",
)
WIDE = str.maketrans("T01-AD()", "Ｔ０１－ＡＤ（）")


def variants(text: str) -> list[str]:
    """At least 20 ways in which the same name arrives."""
    inside = [text[:2] + mark + text[2:] for mark in ("\u200b", " ", "\u3000", "\u200c", "\ufeff")]
    return [form.format(text) for form in TYPED] + inside + [text.translate(WIDE)]


def test_there_are_twenty_variants() -> None:
    assert len(set(variants(CODE))) >= 20
    assert len(set(variants(NAME))) >= 20


@pytest.mark.parametrize("kind", ["target", "name", "stated_department"])
def test_fault_d9_a_name_matches_however_it_is_typed(kind: str) -> None:
    names: dict[str, Any] = {"target": CODE, "name": NAME, "stated_department": DEPARTMENT}
    of = office([target(CODE, name=NAME)], D01={"name": DEPARTMENT})
    plain = row(CODE, "60", name=NAME, stated_department=DEPARTMENT)
    for typed in variants(names[kind]):
        found = checked([replace(plain, **(names | {kind: typed}))], of)
        assert found.findings == (), typed
        assert accepted(found) == {CODE: value(60)}, typed


def test_fault_d9_another_name_is_noted_and_the_code_decides() -> None:
    of = office([target("T01", name="城东道路"), target("T02", name="城西道路")])
    found = checked([row("T01", "60", name="城西道路"), row("T02", "60", 3, name=None)], of)
    (finding,) = found.findings
    assert (finding.rule, finding.severity, finding.target) == (
        "name_differs",
        Severity.NOTE,
        "T01",
    )
    assert accepted(found) == {"T01": value(60), "T02": value(60)}


def test_fault_d9_letters_that_only_look_alike_are_another_code() -> None:
    """O is no 0 and Cyrillic А is no A: nothing is guessed."""
    feed = [row("TO1", "60"), row("T01-\u0410", "60", 3)]
    found = checked(feed, office([target("T01"), target("T01-A")]))
    assert accepted(found) == {}
    assert {"unknown_target"} <= rules(found)
