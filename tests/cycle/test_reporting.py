"""On time or late: a department answers for its own delay, never for ours."""

from cycle.figures import enter_report
from cycle.findings import accept
from cycle.month import run
from cycle.progress import silent
from cycle.reporting import reporting
from cycle.wiring import Parts
from domain.snapshot import Reporting
from domain.words import PullOutcome
from ledger import assessments, findings
from tests.support.small_office import SmallOffice, at, month, on_pace

FEBRUARY = month("2014-02")
DAY_6, DAY_8 = at("2014-03-10 09:00"), at("2014-03-12 09:00")


def of_department(parts: Parts, code: str) -> Reporting:
    judged = assessments.latest(parts.ledger, FEBRUARY).values()
    judgements = [j for each in judged for j in each.judgements]
    return next(x for x in reporting(parts, FEBRUARY, judgements, DAY_8) if x.department == code)


def test_what_stands_on_day_6_is_on_time(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2))
    run(parts, FEBRUARY, DAY_6, silent)
    assert (of_department(parts, "D01").on_time, of_department(parts, "D01").late) == (2, 0)


def test_a_run_knows_its_own_pulls(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2))
    run(parts, FEBRUARY, DAY_6, silent)
    judged = assessments.latest(parts.ledger, FEBRUARY).values()
    judgements = [j for each in judged for j in each.judgements]
    told = reporting(parts, FEBRUARY, judgements, DAY_6)
    assert {line.outcome for line in told} == {PullOutcome.OK}


def test_what_was_not_there_on_day_6_is_late(office: SmallOffice, parts: Parts) -> None:
    run(parts, FEBRUARY, DAY_6, silent)
    office.drop("2014-02", on_pace(2))
    run(parts, FEBRUARY, DAY_8, silent)
    assert (of_department(parts, "D03").on_time, of_department(parts, "D03").late) == (0, 1)


def test_a_first_run_on_day_8_proves_no_delay(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2))
    run(parts, FEBRUARY, DAY_8, silent)
    assert of_department(parts, "D03").late == 0


def test_a_fault_of_ours_proves_no_delay(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2))
    drops, away = office.folder / "drops" / "D03", office.folder / "drops" / "away"
    drops.rename(away)
    run(parts, FEBRUARY, DAY_6, silent)
    assert of_department(parts, "D03").missing == 1
    away.rename(drops)
    run(parts, FEBRUARY, DAY_8, silent)
    assert (of_department(parts, "D03").on_time, of_department(parts, "D03").late) == (1, 0)


def test_what_lay_there_and_was_not_taken_proves_no_delay(
    office: SmallOffice, parts: Parts
) -> None:
    office.drop("2014-02", on_pace(2))
    drop = office.folder / "drops" / "D03" / "2014-02.csv"
    elsewhere = drop.rename(office.folder / "2014-02.csv")
    drop.symlink_to(elsewhere)
    run(parts, FEBRUARY, DAY_6, silent)
    assert of_department(parts, "D03").missing == 1
    drop.unlink()
    elsewhere.rename(drop)
    run(parts, FEBRUARY, DAY_8, silent)
    assert (of_department(parts, "D03").on_time, of_department(parts, "D03").late) == (1, 0)


def test_a_figure_that_the_office_accepts_later_came_when_it_came(
    office: SmallOffice, parts: Parts
) -> None:
    office.drop("2014-02", on_pace(2, M3="-5"))
    run(parts, FEBRUARY, DAY_6, silent)
    assert of_department(parts, "D03").rejected == 1
    (found,) = [
        f for f in findings.listed(parts.ledger, FEBRUARY, "D03") if f.finding.rule == "below_range"
    ]
    accept(parts, [found.number], "丙", "冲减以前数据", DAY_8)
    assert (of_department(parts, "D03").on_time, of_department(parts, "D03").late) == (1, 0)


def test_a_figure_entered_at_the_moment_of_the_pull_that_lacked_it_is_late(
    office: SmallOffice, parts: Parts
) -> None:
    office.drop("2014-02", {t: f for t, f in on_pace(2).items() if t != "M1"})
    run(parts, FEBRUARY, DAY_6, silent)
    enter_report(parts, "M1", FEBRUARY, "200", by="丙", said_by="联络员", reason="漏填", now=DAY_6)
    assert (of_department(parts, "D01").on_time, of_department(parts, "D01").late) == (1, 1)
