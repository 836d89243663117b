"""Who is told, once, and again only when the targets behind change."""

from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from config.people import People
from cycle.alert import Alerted
from cycle.assess import assess_again
from cycle.figures import Audited, audit
from cycle.month import run
from cycle.progress import silent
from cycle.wiring import Parts
from domain.matters import Message
from domain.words import MessageKind, MessageState
from ledger import archive, outbox
from tests.support.small_office import SmallOffice, at, month, on_pace

FEBRUARY, MARCH = month("2014-02"), month("2014-03")
DAY_6 = at("2014-04-09 09:00")


def of_department(parts: Parts, department: str) -> tuple[Message, ...]:
    return outbox.alerts(parts.ledger, MARCH, department)


def text(parts: Parts, message: Message) -> str:
    mail = message_from_bytes(
        archive.get(parts.ledger, message.raw_hash), _class=EmailMessage, policy=policy.default
    )
    plain = mail.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content())


def test_head_and_liaison_get_one_letter_each(march: Parts) -> None:
    told = of_department(march, "D02")
    assert [m.envelope.recipient_key for m in told] == ["HD02", "CD02"]
    assert {m.state for m in told} == {MessageState.SENT}
    assert of_department(march, "D01") == ()


def test_the_letter_says_figure_plan_gap_months_rule_deadline_and_officer(march: Parts) -> None:
    said = text(march, of_department(march, "D02")[0])
    for words in (
        "D02主要负责人 局长",
        "U2项目投资",
        "190万元",
        "2014年4月9日采自贵单位数据源（联络员D02联络员）",
        "300万元",
        "慢于序时进度9.2个百分点",
        "连续两个月滞后的，予以催办",
        "2014年4月16日",
        "2014年4月11日",
        "示例丙",
        "0000-0000000",
        "不是处理决定",
    ):
        assert words in said, words


def test_a_target_that_leaves_makes_a_correction_and_no_third_letter(march: Parts) -> None:
    audit(march, MARCH, [Audited("U2", "300", "凭证")], "丙", at("2014-04-10 09:00"))
    assess_again(march, MARCH, at("2014-04-10 10:00"))
    kinds = [m.envelope.kind for m in of_department(march, "D02")]
    assert kinds == [MessageKind.ALERT] * 2 + [MessageKind.ALERT_CORRECTION] * 2
    said = text(march, of_department(march, "D02")[-1])
    assert "不再列为滞后：" in said
    assert "U2项目投资" in said
    assert "2014年4月9日发出的提醒更正如下" in said


def test_another_gap_of_the_same_target_sends_nothing(march: Parts) -> None:
    audit(march, MARCH, [Audited("U2", "120", "凭证")], "丙", at("2014-04-10 09:00"))
    assert len(of_department(march, "D02")) == 2


def test_back_to_the_first_set_is_a_correction_too(march: Parts) -> None:
    for day, value in ((10, "300"), (11, "190")):
        when = at(f"2014-04-{day} 09:00")
        audit(march, MARCH, [Audited("U2", value, "凭证")], "丙", when)
    named = [m.envelope.named for m in of_department(march, "D02")[::2]]
    assert named == [{"U2"}, frozenset(), {"U2"}]


def test_nobody_in_office_is_said_and_told_once_there_is_somebody(
    march_office: SmallOffice, march: Parts
) -> None:
    march_office.drop("2014-03", on_pace(3, U2="190", M1="250"))
    nobody = replace(march, live=replace(march.live, people=People(())))
    alerted = run(nobody, MARCH, DAY_6, silent).assessed.alerted
    assert alerted == Alerted(0, ("D01",))
    assert run(march, MARCH, DAY_6, silent).assessed.alerted == Alerted(2, ())


@pytest.mark.parametrize(
    ("last_day", "said"),
    [
        (DAY_6.date(), "采自贵单位数据源（联络员D01联络员）"),
        (DAY_6.date() - timedelta(days=1), "采自贵单位数据源\r\n"),
    ],
)
def test_only_a_liaison_in_office_on_the_day_is_named(
    march_office: SmallOffice, march: Parts, last_day: date, said: str
) -> None:
    march_office.drop("2014-03", on_pace(3, U2="190", M1="250"))
    terms = march.live.people.terms
    left = People(tuple(replace(t, last_day=last_day) if t.key == "CD01" else t for t in terms))
    run(replace(march, live=replace(march.live, people=left)), MARCH, DAY_6, silent)
    assert said in text(march, of_department(march, "D01")[0])


def test_a_tripped_breaker_tells_nobody(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2))
    run(parts, FEBRUARY, at("2014-03-10 09:00"), silent)
    office.drop("2014-03", dict.fromkeys(on_pace(3), "201"))
    assessed = run(parts, MARCH, DAY_6, silent).assessed
    assert "4个单位中有4个较上一评判月新出现滞后" in assessed.tripped
    assert outbox.listed(parts.ledger, MARCH) == ()
