"""A named leader's decision: refused before its day, unaudited, contested; void on new grounds."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from connectors.channels.refusals import SendRefused
from cycle.decide import Ruling, Signed, decide, tell_head
from cycle.figures import Audited, audit, close_contest, open_contest
from cycle.month import run
from cycle.progress import silent
from cycle.wiring import Parts
from domain.refusals import Held, Refused
from domain.words import DecisionVerdict, Measure
from ledger import locks, proposals
from tests.support.small_office import SmallOffice, at, month, on_pace

FEBRUARY, MARCH = month("2014-02"), month("2014-03")
DAY_6, CONTEST_DAY = at("2014-04-09 09:00"), at("2014-04-11 09:00")


def number(parts: Parts) -> int:
    (state,) = proposals.of_period(parts.ledger, MARCH)
    assert (state.proposal.measure, state.proposal.department) == (Measure.INTERVIEW, "D02")
    return state.proposal.number


def confirmed(parts: Parts, now: datetime, **changes: object) -> str:
    fields: dict[str, object] = {
        "number": number(parts),
        "verdict": DecisionVerdict.CONFIRM,
        "measure": None,
        "reason": "",
        "told_on": None,
        "told_how": "",
    }
    ruling = Ruling(**(fields | changes))  # type: ignore[arg-type]
    return decide(parts, [ruling], Signed("示例甲", "丙", "批示1号", now, now.date()))


def audited(parts: Parts, value: str = "190") -> None:
    audit(parts, MARCH, [Audited("U2", value, "凭证")], "丙", at("2014-04-10 09:00"))


def test_first_month_proposes_nothing(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2, U2="1"))
    run(parts, FEBRUARY, at("2014-03-10 09:00"), silent)
    assert proposals.of_period(parts.ledger, FEBRUARY) == ()


def test_every_obstacle_is_named_at_once(march: Parts) -> None:
    open_contest(march, "U2", MARCH, by="交通局", reason="口径", now=DAY_6)
    with pytest.raises(Refused) as refused:
        confirmed(march, DAY_6)
    said = str(refused.value)
    assert "异议期至2014-04-11" in said
    assert "目标U2的数据未经集中审核" in said
    assert "目标U2有未了结的异议（交通局提出）" in said
    assert proposals.of_period(march.ledger, MARCH)[0].decision is None


def test_an_audited_uncontested_figure_is_confirmed_on_the_contest_day(march: Parts) -> None:
    audited(march)
    open_contest(march, "U2", MARCH, by="交通局", reason="口径", now=DAY_6)
    with pytest.raises(Refused, match="有未了结的异议"):
        confirmed(march, CONTEST_DAY)
    close_contest(march, "U2", MARCH, by="丙", reason="已核", now=CONTEST_DAY)
    assert confirmed(march, CONTEST_DAY) == "已记录1项批示（批示1号）"


def test_the_day_before_the_contest_day_is_too_early(march: Parts) -> None:
    audited(march)
    with pytest.raises(Refused, match="异议期至2014-04-11，此前不得同意"):
        confirmed(march, at("2014-04-10 23:59"))


def test_a_decline_needs_its_reason_and_nothing_else(march: Parts) -> None:
    with pytest.raises(Refused, match="不同意须写明理由"):
        confirmed(march, DAY_6, verdict=DecisionVerdict.DECLINE)
    confirmed(march, DAY_6, verdict=DecisionVerdict.DECLINE, reason="已有安排")
    assert proposals.of_period(march.ledger, MARCH)[0].decision is not None


def test_an_amendment_names_its_measure(march: Parts) -> None:
    audited(march)
    with pytest.raises(Refused, match="变更须写明措施"):
        confirmed(march, CONTEST_DAY, verdict=DecisionVerdict.AMEND)
    amended = {"verdict": DecisionVerdict.AMEND, "measure": Measure.INTERNAL_TALK}
    confirmed(march, CONTEST_DAY, reason="首次", **amended)
    (state,) = proposals.of_period(march.ledger, MARCH)
    assert state.decision is not None
    assert state.decision.measure is Measure.INTERNAL_TALK


def test_fault_e20_no_decision_without_a_named_leader_and_document(march: Parts) -> None:
    audited(march)
    ruling = Ruling(number(march), DecisionVerdict.CONFIRM, None, "", None, "")
    for leader, document in ((" ", "批示"), ("示例甲", "")):
        signed = Signed(leader, "丙", document, CONTEST_DAY, CONTEST_DAY.date())
        with pytest.raises(Refused, match="不能为空"):
            decide(march, [ruling], signed)


def test_fault_e20_a_stranger_decides_nothing(march: Parts) -> None:
    audited(march)
    ruling = Ruling(number(march), DecisionVerdict.CONFIRM, None, "", None, "")
    with pytest.raises(Refused, match=r"在任人员中没有“路人”，可以是：示例甲、示例乙$"):
        decide(march, [ruling], Signed("路人", "丙", "批示1号", CONTEST_DAY, CONTEST_DAY.date()))


def test_changed_grounds_void_a_decision(march: Parts) -> None:
    audited(march)
    before = number(march)
    confirmed(march, CONTEST_DAY)
    audited(march, "200")
    (state,) = proposals.of_period(march.ledger, MARCH)
    assert state.decision is None
    with pytest.raises(Refused, match="依据已变化"):
        confirmed(march, CONTEST_DAY, number=before)


def test_a_target_that_caught_up_lapses_its_proposal(march: Parts) -> None:
    audited(march, "300")
    assert proposals.of_period(march.ledger, MARCH) == ()


def test_a_whole_sheet_is_recorded_or_nothing(march: Parts) -> None:
    good = Ruling(number(march), DecisionVerdict.DECLINE, None, "不成立", None, "")
    bad = Ruling(99, DecisionVerdict.DECLINE, None, "不成立", None, "")
    with pytest.raises(Refused):
        decide(march, [good, bad], Signed("示例甲", "丙", "批示1号", DAY_6, DAY_6.date()))
    assert proposals.of_period(march.ledger, MARCH)[0].decision is None


def test_the_head_is_told_only_of_what_was_decided(march: Parts) -> None:
    audited(march)
    told = {"on": date(2014, 4, 12), "how": "面谈", "recorder": "丙"}
    with pytest.raises(Refused, match="尚无同意或变更的批示"):
        tell_head(march, number(march), now=CONTEST_DAY, **told)  # type: ignore[arg-type]
    confirmed(march, CONTEST_DAY)
    with pytest.raises(Refused, match="不能在今天之后"):
        tell_head(march, number(march), now=CONTEST_DAY, **told)  # type: ignore[arg-type]
    tell_head(march, number(march), now=at("2014-04-12 17:00"), **told)  # type: ignore[arg-type]
    decided = proposals.of_period(march.ledger, MARCH)[0].decided
    assert decided is not None
    assert (decided.told_on, decided.told_how) == (date(2014, 4, 12), "面谈")


def test_a_department_told_late_has_its_days_to_object(
    march_office: SmallOffice, march: Parts
) -> None:
    """M1 falls behind by a figure of day 10; its letter leaves then, so it is heard until 12."""
    march_office.drop("2014-03", on_pace(3, U2="190", M1="250"))
    day_10 = at("2014-04-15 09:00")
    run(march, MARCH, day_10, silent)
    audit(march, MARCH, [Audited("M1", "250", "凭证")], "丙", day_10)
    (exposed,) = [
        state.proposal.number
        for state in proposals.of_period(march.ledger, MARCH)
        if state.proposal.department == "D01"
    ]
    ruling = Ruling(exposed, DecisionVerdict.CONFIRM, None, "", None, "")
    with pytest.raises(Refused, match="目标M1的异议期至2014-04-17，此前不得同意"):
        decide(march, [ruling], Signed("示例甲", "丙", "批示", day_10, day_10.date()))
    heard = at("2014-04-17 09:00")
    decide(march, [ruling], Signed("示例甲", "丙", "批示", heard, heard.date()))


def test_fault_e20_nothing_is_confirmed_of_which_the_department_was_not_told(
    march_office: SmallOffice,
) -> None:
    def refuse(_message: bytes, _address: str) -> str:
        raise SendRefused(temporary=False, code=550, text="no such user")

    march_office.drop("2014-03", on_pace(3, U2="190", M1="250"))
    opened = march_office.open()
    deaf = replace(opened, channel=replace(opened.channel, send=refuse))
    run(deaf, MARCH, at("2014-04-10 09:00"), silent)
    audit(deaf, MARCH, [Audited("M1", "250", "凭证")], "丙", at("2014-04-10 10:00"))
    (exposed,) = [
        state.proposal.number
        for state in proposals.of_period(deaf.ledger, MARCH)
        if state.proposal.department == "D01"
    ]
    ruling = Ruling(exposed, DecisionVerdict.CONFIRM, None, "", None, "")
    later = at("2014-04-25 09:00")
    with pytest.raises(Refused, match="目标M1滞后的情况尚未送达责任单位"):
        decide(deaf, [ruling], Signed("示例甲", "丙", "批示", later, later.date()))
    opened.ledger.close()


def test_a_decision_may_be_recorded_after_its_day_and_never_before(march: Parts) -> None:
    audited(march)
    recorded = at("2014-04-14 09:00")
    ruling = Ruling(number(march), DecisionVerdict.CONFIRM, None, "", date(2014, 4, 11), "面谈")
    with pytest.raises(Refused, match="批示日期2014-04-15不能在今天之后"):
        decide(march, [ruling], Signed("示例甲", "丙", "批示", recorded, date(2014, 4, 15)))
    decide(march, [ruling], Signed("示例甲", "丙", "批示", recorded, date(2014, 4, 11)))
    decision = proposals.of_period(march.ledger, MARCH)[0].decision
    assert decision is not None
    assert (decision.decided_on, decision.told_on) == (date(2014, 4, 11), date(2014, 4, 11))


def test_a_decision_waits_for_whoever_holds_the_month(march: Parts) -> None:
    audited(march)
    with (
        locks.lock(march.ledger, MARCH, "另一台机器", CONTEST_DAY),
        pytest.raises(Held, match="正由另一台机器处理"),
    ):
        confirmed(march, CONTEST_DAY)


def test_an_amendment_to_the_same_measure_is_no_amendment(march: Parts) -> None:
    audited(march)
    same = {"verdict": DecisionVerdict.AMEND, "measure": Measure.INTERVIEW}
    with pytest.raises(Refused, match="与呈批的相同"):
        confirmed(march, CONTEST_DAY, reason="同前", **same)
