"""The office's own limits: the most specific wins, off is none, and a sentence cites what held."""

from typing import Any

import pytest

from domain.office import Office
from domain.records import Report
from tests.checks.intake.builders import before, checked, level, office, row, rules, target, value

GROWTH: dict[str, Any] = {
    "kind": "growth",
    "unit": "%",
    "annual": "10",
    "timeline": {"form": "constant"},
}


def limited(of: Office, *thresholds: dict[str, Any]) -> Office:
    """``of`` with thresholds, parsed from its document as the ledger gives it back."""
    with_them = Office.model_validate(of.model_dump(mode="json") | {"thresholds": thresholds})
    return Office.from_document(with_them.document())


def broken(figure: str, of: Office, *previous: Report, unit: str = "万元") -> set[str]:
    return rules(checked([row("T01", figure, unit=unit)], of, previous)) - {"newly_behind"}


@pytest.mark.parametrize(
    ("thresholds", "is_broken"),
    [
        ([], False),
        ([{"kind": "growth", "most": "50"}], True),
        ([{"department": "D01", "most": "50"}], True),
        ([{"target": "T01", "most": "50"}], True),
        ([{"target": "T01", "most": "70"}, {"department": "D01", "most": "50"}], False),
        ([{"department": "D01", "most": "70"}, {"kind": "growth", "most": "50"}], False),
        ([{"kind": "growth", "most": "50"}, {"target": "T01", "most": "off"}], False),
        ([{"kind": "growth", "most": "50"}, {"target": "T01", "least": "-1"}], True),
        ([{"department": "D02", "most": "50"}, {"kind": "level", "most": "50"}], False),
        ([{"kind": "growth", "most": "60"}], False),
        ([{"kind": "growth", "most": "59.9999"}], True),
    ],
)
def test_the_most_specific_wins_field_by_field(
    thresholds: list[dict[str, Any]], is_broken: bool
) -> None:
    of = limited(office([target("T01", **GROWTH)]), *thresholds)
    assert broken("60%", of, unit="%") == ({"above_range"} if is_broken else set())


@pytest.mark.parametrize(
    ("jump_times", "figure", "jumps"),
    [
        ("50", "99.99", False),
        ("50", "100", True),
        ("33.3", "66.6", True),
        ("33.3", "66.5999", False),
        ("off", "119", False),
    ],
)
def test_a_jump_is_so_many_times(jump_times: str, figure: str, jumps: bool) -> None:
    """2 was reported before; 60 is planned by now."""
    of = limited(office([target("T01")]), {"target": "T01", "jump_times": jump_times})
    assert broken(figure, of, before("T01", value(2))) == ({"jumped_up"} if jumps else set())


def test_the_sentence_cites_the_limit_that_held() -> None:
    of = limited(office([target("T01")]), {"target": "T01", "jump_times": "50"})
    (finding,) = checked([row("T01", "100")], of, [before("T01", value(2))]).findings
    assert "50倍以上" in finding.sentence
    assert "50倍以上" in finding.cause


@pytest.mark.parametrize(
    ("limit", "of", "figure", "unit"),
    [
        ({"fall_times": "off"}, level("T01", unit="分"), "8", "分"),
        ({"fall_times": "20"}, level("T01", unit="分"), "8", "分"),
        ({"slip_times": "off"}, target("T01"), "0.01", "万元"),
        ({"slip_times": "10000"}, target("T01"), "0.01", "万元"),
        ({"fraction_up_to": "off"}, target("T01", unit="%", annual="100"), "0.6", "%"),
        ({"least": "-100"}, target("T01"), "-60", "万元"),
    ],
)
def test_each_limit_can_be_eased(limit: dict[str, str], of: Any, figure: str, unit: str) -> None:
    usual = office([of])
    assert broken(figure, usual, unit=unit) != set()
    assert broken(figure, limited(usual, {"target": "T01", **limit}), unit=unit) == set()
