"""Figures that people give: by telephone, by audit; objections to them."""

import pytest

from cycle.explain import explain
from cycle.figures import Audited, audit, close_contest, enter_report, open_contest
from cycle.standings import standings
from cycle.wiring import Parts
from domain.refusals import Refused
from domain.words import Basis, Standing
from ledger import reports
from tests.support.small_office import at, month

MARCH = month("2014-03")
DAY_7 = at("2014-04-10 09:00")


def enter(parts: Parts, value: str, target: str = "U2") -> str:
    return enter_report(
        parts,
        target,
        MARCH,
        value,
        by="丙",
        said_by="交通局联络员",
        reason="系统故障",
        reason_given="雨季",
        now=DAY_7,
    )


def line(parts: Parts, target: str) -> tuple[Standing, str | None, str]:
    found = next(x for x in standings(parts, MARCH) if x.target == target)
    return found.standing, found.basis, found.actual_shown


def test_a_telephone_figure_is_a_revision_with_who_said_it(march: Parts) -> None:
    assert enter(march, "300") == "已补录：U2 U2项目投资2014年3月“300”"
    assert line(march, "U2") == (Standing.ON_PACE, Basis.ENTERED, "300万元")
    last = reports.revisions(march.ledger, "U2", MARCH)[-1]
    assert (last.actor, last.reason_given) == ("丙（据交通局联络员口头报送：系统故障）", "雨季")


def test_a_lower_figure_by_telephone_keeps_its_reason_as_a_correction(march: Parts) -> None:
    enter(march, "300")
    assert reports.revisions(march.ledger, "U2", MARCH)[-1].correction == ""
    enter(march, "140")
    last = reports.revisions(march.ledger, "U2", MARCH)[-1]
    assert (last.reason_given, last.correction) == ("雨季", "系统故障")
    assert "更正：系统故障" in explain(march, "U2", MARCH).sentences


def test_the_same_figure_again_is_nothing_new(march: Parts) -> None:
    enter(march, "300")
    assert enter(march, "300.0").startswith("与现有数据相同，未重复登记")
    assert len(reports.revisions(march.ledger, "U2", MARCH)) == 2


def test_an_audited_value_stands_against_later_reports(march: Parts) -> None:
    audit(march, MARCH, [Audited("U2", "195", "凭证")], "丙", DAY_7)
    enter(march, "400")
    assert line(march, "U2") == (Standing.BEHIND, Basis.AUDITED, "195万元")
    audit(march, MARCH, [Audited("U2", "300", "补充凭证")], "丙", DAY_7)
    assert line(march, "U2") == (Standing.ON_PACE, Basis.AUDITED, "300万元")


def test_an_audit_says_that_the_proposal_has_a_new_number(march: Parts) -> None:
    said = audit(march, MARCH, [Audited("U2", "190", "凭证")], "丙", DAY_7)
    assert said == "已登记1项审核值（共1项）；呈批以最新序号为准：duban status --period 2014-03"
    assert audit(march, MARCH, [Audited("U2", "300", "凭证")], "丙", DAY_7).endswith("（共1项）")


def test_an_audit_sheet_is_recorded_whole_or_not_at_all(march: Parts) -> None:
    with pytest.raises(Refused, match="审核须写明依据：M1"):
        audit(march, MARCH, [Audited("U2", "1", "凭证"), Audited("M1", "1", " ")], "丙", DAY_7)
    with pytest.raises(Refused, match="目标M99不在目标库中"):
        audit(march, MARCH, [Audited("U2", "1", "凭证"), Audited("M99", "1", "有")], "丙", DAY_7)
    assert len(reports.revisions(march.ledger, "U2", MARCH)) == 1


def test_what_is_no_number_is_refused(march: Parts) -> None:
    with pytest.raises(Refused, match="目标U2 U2项目投资2014年3月："):
        enter(march, "约300")
    assert len(reports.revisions(march.ledger, "U2", MARCH)) == 1


def test_a_contest_is_a_flag_beside_the_standing(march: Parts) -> None:
    open_contest(march, "U2", MARCH, by="交通局", reason="口径", now=DAY_7)
    found = next(x for x in standings(march, MARCH) if x.target == "U2")
    assert (found.standing, found.contested) == (Standing.BEHIND, True)
    close_contest(march, "U2", MARCH, by="丙", reason="已核", now=DAY_7)
    assert not next(x for x in standings(march, MARCH) if x.target == "U2").contested
    with pytest.raises(Refused, match="没有未办结的异议"):
        close_contest(march, "U2", MARCH, by="丙", reason="已核", now=DAY_7)


def test_a_month_that_is_not_over_takes_no_figure(march: Parts) -> None:
    with pytest.raises(Refused, match="2014年4月尚未结束，自2014-05-01起方可采集和登记数据"):
        enter_report(
            march,
            "U2",
            month("2014-04"),
            "1",
            by="丙",
            said_by="联络员",
            reason="预报",
            now=at("2014-04-30 09:00"),
        )


def test_every_bad_line_of_an_audit_sheet_is_named_at_once(march: Parts) -> None:
    bad = [Audited("U2", "一", "凭证"), Audited("ZZ", "1", "凭证"), Audited("M1", "x", "凭证")]
    with pytest.raises(Refused) as refused:
        audit(march, MARCH, bad, "丙", DAY_7)
    assert [line[:4] for line in str(refused.value).splitlines()] == ["目标U2", "目标ZZ", "目标M1"]
