"""Where a month stands, who is outstanding, what waits for whom, and the next command."""

from cycle.figures import Audited, audit, open_contest
from cycle.month import collect_only, run
from cycle.progress import silent
from cycle.status import status
from cycle.wiring import Parts
from flows.status_shown import sentences
from ledger import proposals
from tests.support.small_office import SmallOffice, at, month, on_pace

MARCH = month("2014-03")
DAY_7 = at("2014-04-10 09:00")


def test_before_the_first_run_all_are_outstanding(parts: Parts) -> None:
    found = status(parts, MARCH, DAY_7)
    assert found.stage == "open"
    assert [one.department for one in found.outstanding] == ["D01", "D02", "D03", "D04"]
    assert found.next_command == "duban run 2014-03"
    assert "待报送：4个单位，其中尚未采集4个" in sentences(found)


def test_before_the_first_run_whoever_has_reported_owes_nothing(
    office: SmallOffice, parts: Parts
) -> None:
    february, day_2 = month("2014-02"), at("2014-03-04 09:00")
    office.drop("2014-02", on_pace(2, M1="x", M2=""))
    collect_only(parts, february, day_2, silent)
    found = status(parts, february, day_2)
    owed = {one.department: (one.missing, one.rejected) for one in found.outstanding}
    assert owed == {"D01": (0, 1), "D02": (1, 0)}
    assert "  D01 发展改革局：待核1项" in sentences(found)
    assert found.next_command == "duban collect 2014-02"


def test_a_step_whose_day_is_not_come_says_the_day(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2))
    february = month("2014-02")
    run(parts, february, at("2014-03-10 09:00"), silent)
    *_, early = sentences(status(parts, february, at("2014-03-10 09:00")))
    *_, due = sentences(status(parts, february, at("2014-03-12 09:00")))
    assert early.endswith("--document 文号（2014-03-12起）")
    assert due.endswith("--document 文号")


def test_without_a_period_it_is_the_month_before(march: Parts) -> None:
    assert status(march, None, DAY_7).period == MARCH


def test_a_judged_month_says_what_waits(march: Parts) -> None:
    open_contest(march, "U2", MARCH, by="交通局", reason="口径", now=DAY_7)
    found = status(march, MARCH, DAY_7)
    (waiting,) = found.waiting
    assert (waiting.department, waiting.unaudited, waiting.contested) == ("D02", ("U2",), ("U2",))
    said = "\n".join(sentences(found))
    assert "异议期至2014-04-11，通报应于2014-04-15印发" in said
    assert f"第{waiting.number}号 约谈 交通运输局；未审核：U2；有异议：U2" in said
    assert found.next_command.startswith("duban audit sheet 2014-03")


def test_once_audited_a_decision_is_next(march: Parts) -> None:
    audit(march, MARCH, [Audited("U2", "190", "凭证")], "丙", DAY_7)
    assert status(march, MARCH, DAY_7).next_command.startswith("duban decide sheet")
    assert len(proposals.of_period(march.ledger, MARCH)) == 1


def test_silence_and_rejection_are_outstanding(march_office: SmallOffice, march: Parts) -> None:
    april = month("2014-04")
    march_office.drop("2014-04", {"M1": "400", "U1": "400", "M2": "10", "U2": "400"})
    run(march, april, at("2014-05-12 09:00"), silent)
    found = status(march, april, at("2014-05-12 10:00"))
    owed = {one.department: (one.missing, one.rejected) for one in found.outstanding}
    assert owed == {"D02": (0, 1), "D03": (1, 0), "D04": (1, 0)}
    assert len(found.open_findings) == 1


def test_figures_on_the_line_need_nobody(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2))
    run(parts, month("2014-02"), at("2014-03-10 09:00"), silent)
    found = status(parts, month("2014-02"), at("2014-03-10 09:00"))
    assert (found.outstanding, found.waiting, found.stuck) == ((), (), ())
    assert found.next_command.startswith("duban issue 2014-02")
