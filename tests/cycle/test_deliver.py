"""What leaves, over real SMTP: refused now or for good, lost in the middle, told by a person."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.channels.refusals import SendRefused
from cycle.deliver import TRIES, Delivered, deliver
from cycle.month import run
from cycle.outbox import listed, resolve, send
from cycle.progress import silent
from cycle.release import release
from cycle.wiring import Parts
from domain.refusals import Refused, Tripped
from domain.words import MessageState
from ledger import outbox
from tests.support.mail_server import DROP, MailServer
from tests.support.small_office import SmallOffice, at, month, on_pace, small_office

FEBRUARY = month("2014-02")
DAY_6 = at("2014-03-10 09:00")


def mailing(root: Path, server: MailServer) -> SmallOffice:
    office = small_office(
        root,
        channel="mail",
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        smtp_sender="duban@example.invalid",
        smtp_allow=f"127.0.0.1:{server.port}",
    )
    office.drop("2014-02", on_pace(2, M2="100"))
    return office


def states(parts: Parts) -> list[MessageState]:
    return [message.state for message in listed(parts, FEBRUARY)]


def test_fault_h1_one_refused_recipient_leaves_the_other_alone(tmp_path: Path) -> None:
    with MailServer({"RCPT": ["550 no such user"]}) as server:
        parts = mailing(tmp_path, server).open()
        done = run(parts, FEBRUARY, DAY_6, silent).assessed.delivered
        assert done == Delivered(sent=1, failed=1)
        assert states(parts) == [MessageState.FAILED, MessageState.SENT]
        assert [one.recipients for one in server.accepted] == [("c.d02@example.invalid",)]
        parts.ledger.close()


def test_fault_h1_a_temporary_refusal_is_tried_again_later_and_then_fails(tmp_path: Path) -> None:
    with MailServer({"RCPT": ["451 later"] * TRIES + ["250 ok"] * 9}) as server:
        parts = mailing(tmp_path, server).open()
        run(parts, FEBRUARY, DAY_6, silent)
        assert states(parts) == [MessageState.RETRY, MessageState.RETRY]
        assert deliver(parts, FEBRUARY, DAY_6, silent) == Delivered()
        assert deliver(parts, FEBRUARY, DAY_6 + timedelta(minutes=15), silent).retry == 2
        later = DAY_6 + timedelta(hours=1)
        assert deliver(parts, FEBRUARY, later, silent).sent == 2
        assert len(server.accepted) == 2
        parts.ledger.close()


def test_fault_h3_a_line_cut_after_the_dot_is_sent_once_more_and_marked(tmp_path: Path) -> None:
    with MailServer({"DOT": [DROP]}) as server:
        parts = mailing(tmp_path, server).open()
        assert run(parts, FEBRUARY, DAY_6, silent).assessed.delivered.uncertain == 1
        assert run(parts, FEBRUARY, DAY_6, silent).assessed.delivered.sent == 1
        first, _, again = [one.message for one in server.accepted]
        assert first != again
        assert parts.ledger is not None
        ids = [line for line in again.splitlines() if line.lower().startswith(b"message-id")]
        assert ids
        assert ids[0] in first.splitlines()
        parts.ledger.close()


def test_only_a_stuck_message_waits_for_a_persons_word(tmp_path: Path) -> None:
    with MailServer({"RCPT": ["550 no such user"]}) as server:
        parts = mailing(tmp_path, server).open()
        run(parts, FEBRUARY, DAY_6, silent)
        failed, sent = listed(parts, FEBRUARY)
        with pytest.raises(Refused):
            resolve(parts, sent.number, "丙", DAY_6, arrived=True)
        resolve(parts, failed.number, "丙", DAY_6, arrived=False)
        assert deliver(parts, FEBRUARY, DAY_6, silent).sent == 1
        assert states(parts) == [MessageState.SENT, MessageState.SENT]
        parts.ledger.close()


def test_fault_h17_a_fresh_office_writes_letters_into_a_folder(
    office: SmallOffice, parts: Parts
) -> None:
    office.drop("2014-02", on_pace(2, M2="100"))
    run(parts, FEBRUARY, DAY_6, silent)
    assert parts.channel.name == "folder"
    assert len(list((office.settings.data / "outbox").glob("*.eml"))) == 2


def test_fault_h17_a_pinned_clock_mails_to_this_machine_only(tmp_path: Path) -> None:
    office = small_office(
        tmp_path,
        channel="mail",
        smtp_host="mail.example.invalid",
        smtp_port=25,
        smtp_sender="duban@example.invalid",
        smtp_allow="mail.example.invalid:25",
    )
    with pytest.raises(Refused, match="属演练：邮件服务器只能是本机"):
        office.open()


def test_a_letter_whose_bytes_were_changed_is_not_sent_and_stops_no_other(
    office: SmallOffice, parts: Parts
) -> None:
    office.drop("2014-02", on_pace(2, M2="100"))
    run(replace(parts, channel=replace(parts.channel, send=busy)), FEBRUARY, DAY_6, silent)
    spoilt = outbox.listed(parts.ledger, FEBRUARY)[0]
    archived = parts.data / "archive" / spoilt.raw_hash[:2] / spoilt.raw_hash
    archived.write_bytes(archived.read_bytes() + b"!")
    later = DAY_6 + timedelta(hours=1)
    assert deliver(parts, FEBRUARY, later, silent) == Delivered(sent=1, failed=1)
    assert "与入库时不一致" in listed(parts, FEBRUARY)[0].answer


def busy(_message: bytes, _recipient: str) -> str:
    raise SendRefused(temporary=True, code=451, text="busy")


def test_a_tripped_month_sends_nothing_that_waited(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2, M2="100"))
    run(replace(parts, channel=replace(parts.channel, send=busy)), FEBRUARY, DAY_6, silent)
    for code in ("D01", "D03", "D04"):
        (office.folder / "drops" / code).rename(office.folder / "drops" / f"{code}-gone")
    later = DAY_6 + timedelta(hours=1)
    assert "采集失败" in run(parts, FEBRUARY, later, silent).assessed.tripped
    assert states(parts) == [MessageState.RETRY, MessageState.RETRY]
    with pytest.raises(Tripped):
        send(parts, FEBRUARY, later, silent)
    release(parts, FEBRUARY, "丙", "已核实", later)
    assert states(parts) == [MessageState.SENT, MessageState.SENT]


def test_an_uncertain_reminder_that_was_corrected_since_is_not_repeated(tmp_path: Path) -> None:
    with MailServer({"DOT": [DROP, DROP]}) as server:
        office = mailing(tmp_path, server)
        parts = office.open()
        run(parts, FEBRUARY, DAY_6, silent)
        assert states(parts) == [MessageState.UNCERTAIN, MessageState.UNCERTAIN]
        office.drop("2014-02", on_pace(2, M2="200"))
        run(parts, FEBRUARY, DAY_6 + timedelta(hours=1), silent)
        assert states(parts) == [MessageState.UNCERTAIN] * 2 + [MessageState.SENT] * 2
        assert len(server.accepted) == 4
        parts.ledger.close()


def test_a_letter_of_another_channel_stays(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2, M2="100"))
    run(replace(parts, channel=replace(parts.channel, send=busy)), FEBRUARY, DAY_6, silent)
    mail = replace(parts, channel=replace(parts.channel, name="mail"))
    assert deliver(mail, FEBRUARY, DAY_6 + timedelta(hours=1), silent) == Delivered()
    assert states(parts) == [MessageState.RETRY, MessageState.RETRY]


def test_an_unknown_message_is_said_to_be_unknown(parts: Parts) -> None:
    with pytest.raises(Refused, match="没有第9号发件"):
        resolve(parts, 9, "丙", DAY_6, arrived=True)


def test_fault_h3_bytes_that_changed_leave_an_uncertain_reminder_to_a_person(
    tmp_path: Path,
) -> None:
    with MailServer({"DOT": [DROP]}) as server:
        parts = mailing(tmp_path, server).open()
        run(parts, FEBRUARY, DAY_6, silent)
        lost = outbox.listed(parts.ledger, FEBRUARY, MessageState.UNCERTAIN)[0]
        archived = parts.data / "archive" / lost.raw_hash[:2] / lost.raw_hash
        archived.write_bytes(b"!")
        assert run(parts, FEBRUARY, DAY_6, silent).assessed.delivered == Delivered()
        assert states(parts) == [MessageState.UNCERTAIN, MessageState.SENT]
        parts.ledger.close()
