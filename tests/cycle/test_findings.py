"""A rejected figure accuses nobody until a person accepts it, or the department sends another."""

import pytest

from cycle.findings import accept, return_findings
from cycle.month import run
from cycle.progress import silent
from cycle.standings import standings
from cycle.wiring import Parts
from domain.refusals import Refused
from domain.words import Basis, FindingState, Standing
from ledger import events, findings, outbox, reports
from tests.support.small_office import SmallOffice, at, month, on_pace

FEBRUARY, MARCH = month("2014-02"), month("2014-03")
DAY_6, DAY_7 = at("2014-04-09 09:00"), at("2014-04-10 09:00")


@pytest.fixture
def fallen(march_office: SmallOffice, march: Parts) -> Parts:
    """In a new pull M1's running total has fallen below February's; it was on the line before."""
    march_office.drop("2014-03", on_pace(3, U2="190", M1="150", M3="x"))
    run(march, MARCH, DAY_6, silent)
    return march


def rejection(parts: Parts, target: str) -> int:
    (found,) = [
        f
        for f in findings.listed(parts.ledger, MARCH, None)
        if f.finding.target == target and f.current
    ]
    return found.number


def standing(parts: Parts, target: str) -> Standing:
    return next(x.standing for x in standings(parts, MARCH) if x.target == target)


def test_an_accepted_figure_stands_while_its_revision_is_rejected(fallen: Parts) -> None:
    assert standing(fallen, "M1") is Standing.ON_PACE
    (found,) = [f for f in findings.listed(fallen.ledger, MARCH, "D01") if f.finding.target == "M1"]
    assert (found.finding.rule, found.state) == ("decreased", FindingState.OPEN)


def test_only_a_rejected_figure_is_rejected_not_behind(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2))
    run(parts, FEBRUARY, at("2014-03-10 09:00"), silent)
    office.drop("2014-03", on_pace(3, M1="150"))
    run(parts, MARCH, DAY_6, silent)
    assert standing(parts, "M1") is Standing.REJECTED


def test_a_rejected_figure_stays_rejected_when_the_source_falls_silent(
    office: SmallOffice, parts: Parts
) -> None:
    """A second pull that fails or finds nothing makes it neither missing nor our fault."""
    office.drop("2014-02", on_pace(2, M1="-5"))
    run(parts, FEBRUARY, at("2014-03-10 09:00"), silent)
    (office.folder / "drops" / "D01" / "2014-02.csv").unlink()
    run(parts, FEBRUARY, at("2014-03-10 10:00"), silent)
    found = {x.target: x.standing for x in standings(parts, FEBRUARY)}
    assert found["M1"] is Standing.REJECTED


def test_accepting_reads_the_archive_again_and_judges(fallen: Parts) -> None:
    accept(fallen, [rejection(fallen, "M1")], "丙", "更正以前数据", DAY_7)
    assert standing(fallen, "M1") is Standing.BEHIND
    standing_report = reports.standing(fallen.ledger, [MARCH])["M1", MARCH]
    assert (standing_report.basis, standing_report.actor) == (
        Basis.ENTERED,
        "丙（采纳：更正以前数据）",
    )
    assert (standing_report.raw_value, standing_report.correction) == ("150", "更正以前数据")
    assert {m.envelope.department for m in outbox.listed(fallen.ledger, MARCH)} >= {"D01"}


def test_accepting_twice_and_accepting_what_is_no_figure_are_refused(fallen: Parts) -> None:
    number = rejection(fallen, "M1")
    accept(fallen, [number], "丙", "更正以前数据", DAY_7)
    with pytest.raises(Refused, match=f"校验发现第{number}号已予以认可，由丙办理"):
        accept(fallen, [number], "丙", "再次", DAY_7)
    with pytest.raises(Refused, match="补录"):
        accept(fallen, [rejection(fallen, "M3")], "丙", "无", DAY_7)


def test_a_department_stands_by_what_was_returned_to_it(fallen: Parts) -> None:
    number = rejection(fallen, "M1")
    return_findings(fallen, [number], "丙", "请更正", DAY_7)
    with pytest.raises(Refused, match=f"校验发现第{number}号已退回单位"):
        return_findings(fallen, [number], "丙", "再请更正", DAY_7)
    run(fallen, MARCH, DAY_7, silent)
    accept(fallen, [number], "丙", "单位书面说明属实", DAY_7)
    assert standing(fallen, "M1") is Standing.BEHIND
    with pytest.raises(Refused, match="已予以认可"):
        return_findings(fallen, [number], "丙", "请更正", DAY_7)


def test_one_finding_accepted_says_nothing_of_the_other(
    fallen: Parts, march_office: SmallOffice
) -> None:
    """M1 fell and is in 元 at that: accepting the fall would record 元 as 万元."""
    drop = march_office.folder / "drops" / "D01" / "2014-03.csv"
    text = drop.read_text(encoding="utf-8")
    drop.write_text(text.replace("M1,150,万元", "M1,150,元"), encoding="utf-8")
    run(fallen, MARCH, DAY_7, silent)
    number = {
        f.finding.rule: f.number
        for f in findings.listed(fallen.ledger, MARCH, "D01")
        if f.finding.target == "M1" and f.current
    }
    assert set(number) == {"decreased", "wrong_unit"}
    before = reports.standing(fallen.ledger, [MARCH])["M1", MARCH]
    for one, other in (("decreased", "wrong_unit"), ("wrong_unit", "decreased")):
        with pytest.raises(Refused, match=f"另有未办结的校验发现第{number[other]}号"):
            accept(fallen, [number[one]], "丙", "属实", DAY_7)
        return_findings(fallen, [number[one]], "丙", "请更正", DAY_7)
    assert reports.standing(fallen.ledger, [MARCH])["M1", MARCH] == before
    states = {
        f.state for f in findings.listed(fallen.ledger, MARCH, "D01") if f.number in number.values()
    }
    assert states == {FindingState.RETURNED}


def test_what_the_department_sent_again_since_is_not_accepted(
    fallen: Parts, march_office: SmallOffice
) -> None:
    number = rejection(fallen, "M1")
    march_office.drop("2014-03", on_pace(3, U2="190"))
    run(fallen, MARCH, DAY_7, silent)
    with pytest.raises(Refused, match=f"校验发现第{number}号所指数据已不在D01最近一次报送中"):
        accept(fallen, [number], "丙", "属实", DAY_7)
    assert standing(fallen, "M1") is Standing.ON_PACE


def test_a_returned_figure_stays_rejected_until_another_arrives(
    fallen: Parts, march_office: SmallOffice
) -> None:
    number = rejection(fallen, "M1")
    return_findings(fallen, [number], "丙", "请更正", DAY_7)
    (found,) = [f for f in findings.listed(fallen.ledger, MARCH, "D01") if f.number == number]
    assert found.state is FindingState.RETURNED
    march_office.drop("2014-03", on_pace(3, U2="190", M1="260"))
    run(fallen, MARCH, DAY_7, silent)
    assert standing(fallen, "M1") is Standing.BEHIND
    (found,) = [f for f in findings.listed(fallen.ledger, MARCH, "D01") if f.number == number]
    assert not found.current


def test_an_unknown_number_is_refused(march: Parts) -> None:
    with pytest.raises(Refused, match="没有校验发现第99号"):
        accept(march, [99], "丙", "无", DAY_7)


def by_rule(parts: Parts) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for one in findings.listed(parts.ledger, MARCH, "D01"):
        if one.current:
            found.setdefault(one.finding.rule, []).append(one.number)
    return found


def moved(parts: Parts, number: int) -> list[str]:
    return [one.kind for one in events.told(parts.ledger, "finding", str(number))]


def test_several_are_accepted_at_once_each_with_its_event(
    fallen: Parts, march_office: SmallOffice
) -> None:
    """M1 fell and is in 元: both findings of its one row are answered together, one figure."""
    drop = march_office.folder / "drops" / "D01" / "2014-03.csv"
    text = drop.read_text(encoding="utf-8")
    drop.write_text(text.replace("M1,150,万元", "M1,150,元"), encoding="utf-8")
    run(fallen, MARCH, DAY_7, silent)
    numbers = [n for rule in ("decreased", "wrong_unit") for n in by_rule(fallen)[rule]]
    said = accept(fallen, numbers, "丙", "属实", DAY_7)
    assert said.startswith("已采纳校验发现2条：")
    assert [moved(fallen, number) for number in numbers] == [["finding_accepted"]] * 2
    (_, report) = reports.revisions(fallen.ledger, "M1", MARCH)
    assert (report.raw_value, report.correction) == ("150", "属实")


def test_of_several_all_are_accepted_or_none(fallen: Parts) -> None:
    """M3's text is no figure: then M1's is not recorded either."""
    numbers = [rejection(fallen, "M1"), rejection(fallen, "M3")]
    with pytest.raises(Refused, match="补录"):
        accept(fallen, numbers, "丙", "属实", DAY_7)
    assert [moved(fallen, number) for number in numbers] == [[], []]
    assert len(reports.revisions(fallen.ledger, "M1", MARCH)) == 1
    return_findings(fallen, numbers, "丙", "请更正", DAY_7)
    assert [moved(fallen, number) for number in numbers] == [["finding_returned"]] * 2


def test_two_rows_of_one_target_are_not_accepted_together(
    fallen: Parts, march_office: SmallOffice
) -> None:
    drop = march_office.folder / "drops" / "D01" / "2014-03.csv"
    text = drop.read_text(encoding="utf-8")
    drop.write_text(text.replace("M1,150", "M1,300") + "M1,310,万元,2014-03,\n", "utf-8")
    run(fallen, MARCH, DAY_7, silent)
    with pytest.raises(Refused, match="M1有不止一行数据"):
        accept(fallen, by_rule(fallen)["not_unique"], "丙", "属实", DAY_7)
    accept(fallen, by_rule(fallen)["not_unique"][1:], "丙", "属实", DAY_7)
    assert reports.standing(fallen.ledger, [MARCH])["M1", MARCH].raw_value == "310"
