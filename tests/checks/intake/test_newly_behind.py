"""A first lag is put to the department before it is held against it; an old one is not news."""

import pytest

from domain.records import Progress
from domain.words import Severity, Verdict
from tests.checks.intake.builders import (
    accepted,
    before,
    checked,
    milestone,
    office,
    qualitative,
    row,
    rules,
    target,
    value,
)


@pytest.mark.parametrize(
    ("last", "said", "noted"),
    [
        (50, "59.9999", True),
        (50, "60", False),
        (49, "59.9999", False),
        (None, "59.9999", True),
        (None, "60", False),
    ],
)
def test_a_figure_below_the_line_is_news_once(last: int | None, said: str, noted: bool) -> None:
    """By May 50 are due, by June 60: exactly on the line was no lag before either."""
    known = [] if last is None else [before("T01", value(last))]
    found = checked([row("T01", said)], office([target("T01")]), known)
    assert rules(found) == ({"newly_behind"} if noted else set())
    assert set(accepted(found)) == {"T01"}


def test_the_note_cites_the_text_and_asks_to_look() -> None:
    found = checked([row("T01", "59.50", 4)], office([target("T01")]), [before("T01", value(50))])
    (note,) = found.findings
    assert note.severity is Severity.NOTE
    assert note.sentence == (
        "T01 T01号任务本期所报“59.50”未达到序时进度，此前未滞后，请核对；"
        "有误的请更正后重新报送，属实的无需重报"
    )
    assert (note.target, note.raw_value) == ("T01", "59.50")
    assert note.place is not None
    assert note.place.row == 4


def test_nodes_and_verdicts_lag_too() -> None:
    of = office([milestone("T01"), milestone("T02"), qualitative("T03"), qualitative("T04")])
    reached = Progress(nodes=frozenset({"可研批复"}))
    known = [
        before("T01", reached),
        before("T02", reached),
        before("T03", Progress(verdict=Verdict.ON_PACE)),
        before("T04", Progress(verdict=Verdict.BEHIND)),
    ]
    said = {"T01": "可研批复", "T02": "可研批复；主体封顶、验收", "T03": "欠进度", "T04": "欠进度"}
    feed = [row(code, text, n, unit=None) for n, (code, text) in enumerate(said.items(), 2)]
    found = checked(feed, of, known)
    assert {f.target for f in found.findings if f.rule == "newly_behind"} == {"T01", "T03"}


def test_what_is_refused_is_no_lag() -> None:
    found = checked([row("T01", "-1")], office([target("T01")]))
    assert rules(found) == {"below_range"}
