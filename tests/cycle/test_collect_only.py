"""Collecting before the judging day: figures and findings are kept, nobody is judged or told."""

import pytest

from cycle.month import collect_only, run
from cycle.progress import silent
from cycle.wiring import Parts
from domain.refusals import Refused
from domain.words import MessageKind, Severity
from ledger import assessments, findings, outbox, pulls, reports
from tests.support.small_office import SmallOffice, at, month, on_pace

FEBRUARY = month("2014-02")
DAY_1, DAY_2, DAY_6 = at("2014-03-01 09:00"), at("2014-03-02 09:00"), at("2014-03-10 09:00")


def test_it_records_and_judges_nothing(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2, M2="100", M3="x"))
    collected = collect_only(parts, FEBRUARY, DAY_1, silent)
    assert (collected.gathered.departments, collected.gathered.new_figures) == (4, 5)
    rejected = [one.finding for one in findings.listed(parts.ledger)]
    assert [f.rule for f in rejected if f.severity is Severity.REJECT] == ["not_a_number"]
    assert assessments.latest(parts.ledger, FEBRUARY) == {}
    kinds = {one.envelope.kind for one in outbox.listed(parts.ledger)}
    assert kinds == {MessageKind.RECEIPT}


def test_the_same_again_adds_nothing_and_a_correction_is_a_revision(
    office: SmallOffice, parts: Parts
) -> None:
    office.drop("2014-02", on_pace(2))
    collect_only(parts, FEBRUARY, DAY_1, silent)
    assert collect_only(parts, FEBRUARY, DAY_1, silent).gathered.new_figures == 0
    office.drop("2014-02", on_pace(2, M1="250"))
    assert collect_only(parts, FEBRUARY, DAY_2, silent, only="D01").gathered.new_figures == 1
    outcome = run(parts, FEBRUARY, DAY_6, silent)
    assert outcome.gathered.new_figures == 0
    assert [r.raw_value for r in reports.revisions(parts.ledger, "M1", FEBRUARY)] == ["200", "250"]


def test_a_month_that_is_not_over_and_one_not_judged_are_refused(
    office: SmallOffice, parts: Parts
) -> None:
    office.drop("2014-02", on_pace(2))
    with pytest.raises(Refused, match="2014年2月尚未结束，自2014-03-01起方可采集"):
        collect_only(parts, FEBRUARY, at("2014-02-28 23:59"), silent)
    with pytest.raises(Refused, match="自2月起评判"):
        collect_only(parts, month("2014-01"), DAY_1, silent)
    assert pulls.latest(parts.ledger, FEBRUARY) == {}


def test_a_department_asked_alone_leaves_the_others_unasked(
    office: SmallOffice, parts: Parts
) -> None:
    office.drop("2014-02", on_pace(2))
    collect_only(parts, FEBRUARY, DAY_1, silent, only="D03")
    assert pulls.latest(parts.ledger, FEBRUARY).keys() == {"D03"}
