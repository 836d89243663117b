"""Whatever happens to a row on its way, it accuses nobody, and nothing is lost without a word."""

import random
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import pytest

from checks.case import Case, Rules
from checks.intake import Checked
from checks.judging import judge
from domain.office import Office
from domain.records import Judgement, Place, Report, Row
from domain.targets import Target
from domain.words import MissingCause, Severity, Standing
from tests.checks.intake.builders import JUNE, accepted, checked, refused
from tests.checks.intake.mutations import Sent, arrive, city

MONTHS = 8
DUE_NODES = ("可研批复", "主体封顶、验收")
PLANS = {"120": 60, "100": 50, "90": 90, "10": 10, "0": 0}
"""What is due by June, by annual value: half of a running total, all of a level."""


@dataclass(frozen=True)
class Month:
    """One bad month through intake and judging."""

    office: Office
    sent: list[Sent]
    found: Checked
    judged: dict[str, Judgement]


def _judged(of: Office, found: Checked) -> dict[str, Judgement]:
    figures = accepted(found)
    rejections = {(f.department, f.target) for f in found.findings if f.severity is Severity.REJECT}
    return {
        one.code: judge(
            Case(
                target=one,
                rules=Rules.of(of, one),
                period=JUNE,
                progress=figures.get(one.code),
                cause=MissingCause.DEPARTMENT_SILENT,
                rejected=(one.department, one.code) in rejections,
            )
        )
        for one in of.targets.values()
    }


@pytest.fixture(scope="module")
def months() -> list[Month]:
    of, feed, previous = city()
    return [_month(of, feed, previous, seed) for seed in range(MONTHS)]


def _month(of: Office, feed: list[Row], previous: list[Report], seed: int) -> Month:
    sent = arrive(random.Random(seed), feed)
    found = checked([each.row for each in sent], of, previous)
    return Month(of, sent, found, _judged(of, found))


def is_below_plan(target: Target, text: str) -> bool:
    """Said a second time, from the text as it arrived and without the house's parsers."""
    if target.kind == "qualitative":
        return text.strip() == "欠进度"
    if target.kind == "milestone":
        return any(node not in text for node in DUE_NODES)
    try:
        figure = Decimal(text.strip().rstrip("%").replace(",", ""))
    except InvalidOperation:
        return False
    plan = PLANS[str((target.annual or 0) // 10_000)]
    return figure > plan if target.kind == "ceiling" else figure < plan


def test_nobody_is_behind_whose_accepted_figure_is_not_below_plan(months: list[Month]) -> None:
    behind = 0
    for month in months:
        rows = {one.target.code: one.row for one in month.found.accepted}
        true = {each.row.place for each in month.sent if each.is_true}
        for code, judgement in month.judged.items():
            if judgement.standing is Standing.BEHIND:
                behind += 1
                said = rows[code]
                percent = said.percent_format and "%" not in (said.figure or "")
                assert percent or is_below_plan(month.office.targets[code], said.figure or "")
                assert said.place not in true, said
    assert behind > MONTHS


def test_without_an_accepted_figure_a_target_is_missing_or_rejected(months: list[Month]) -> None:
    standings: Counter[Standing] = Counter()
    for month in months:
        judgeable = {one.target.code for one in month.found.accepted}
        for code, judgement in month.judged.items():
            standings[judgement.standing] += 1
            without = judgement.standing in (Standing.MISSING, Standing.REJECTED)
            assert without is (code not in judgeable)
            assert without is (judgement.progress is None)
    assert min(standings[s] for s in (Standing.MISSING, Standing.REJECTED)) > MONTHS
    assert standings[Standing.ON_PACE] + standings[Standing.DONE] > sum(standings.values()) // 2


def merged(found: Checked, place: Place) -> bool:
    """Whether a note says that the row at ``place`` was merged into another."""
    return any(f.rule == "repeated" and str(place) in f.sentence for f in found.findings)


def test_every_row_is_accepted_rejected_merged_or_empty(months: list[Month]) -> None:
    """Exactly one of the four: rows in = rows out."""
    fates: Counter[str] = Counter()
    for month in months:
        kept = {one.row.place for one in month.found.accepted}
        for each in month.sent:
            place = each.row.place
            fate = {
                "accepted": place in kept,
                "rejected": place in refused(month.found),
                "merged": merged(month.found, place),
                "empty": not (each.row.figure or "").strip(),
            }
            assert sum(fate.values()) == 1, (each, fate)
            fates.update(name for name, is_its in fate.items() if is_its)
    assert set(fates) == {"accepted", "rejected", "merged", "empty"}
    assert sum(fates.values()) == sum(len(month.sent) for month in months)


def test_every_target_has_a_figure_or_a_finding(months: list[Month]) -> None:
    for month in months:
        answered = {each.row.department for each in month.sent}
        told = {(f.department, f.target) for f in month.found.findings}
        told |= {(one.target.department, one.target.code) for one in month.found.accepted}
        for one in month.office.targets.values():
            assert (one.department, one.code) in told or one.department not in answered


def test_fault_d14_no_finding_has_lost_its_address(months: list[Month]) -> None:
    """Department, month and sentence always; file, row, column and hash where a row is meant."""
    rules: Counter[str] = Counter()
    for month in months:
        by_place = {each.row.place: each.row for each in month.sent}
        for found in month.found.findings:
            rules[found.rule] += 1
            assert found.department in month.office.departments
            assert (found.period, "请" in found.sentence or "无需重报" in found.sentence) == (
                JUNE,
                True,
            )
            if found.rule in ("not_arrived", "row_count"):
                assert (found.place, found.raw_hash) == (None, None)
            else:
                assert found.place is not None
                source = by_place[found.place]
                assert (found.department, found.raw_hash) == (source.department, source.raw_hash)
                assert None not in (found.place.row, found.raw_hash)
                assert found.place.file
                assert found.place.column
    assert len(rules) >= 18, rules
