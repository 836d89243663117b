"""A department learns what of its file was refused, once, by a letter that judges nothing."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO

import openpyxl
import pytest

from config.loader import load_office
from config.people import People
from connectors.sources.door import body_hash
from cycle import returning
from cycle.check import Checked
from cycle.collect import Pulled
from cycle.deliver import deliver
from cycle.figures import enter_report
from cycle.findings import return_findings
from cycle.month import collect_only, run
from cycle.progress import silent
from cycle.receipt import send_receipts
from cycle.wiring import Parts
from domain.matters import Message, StoredFinding
from domain.records import Body, Finding, Place, Pull
from domain.words import FindingState, MessageKind, MessageState, PullOutcome, Role, Severity
from ledger import archive, findings, outbox
from tests.connectors.sources.mails import message
from tests.support.small_office import SmallOffice, at, month, on_pace

FEBRUARY, MARCH = month("2014-02"), month("2014-03")
DAY_1, DAY_2, DAY_6 = at("2014-03-01 09:00"), at("2014-03-02 09:00"), at("2014-03-10 09:00")

READING = """  dialect: workbook
  address: {folder: drops/D01}
  reading:
    file: "{period}.xlsx"
    columns: {target: 编号, figure: 完成数, unit: 单位, period: 月份, reason_given: 原因}
"""


def letters(parts: Parts, kind: MessageKind = MessageKind.RECEIPT) -> list[Message]:
    return [m for m in outbox.listed(parts.ledger) if m.envelope.kind is kind]


def opened(parts: Parts, message: Message) -> EmailMessage:
    mail = message_from_bytes(archive.get(parts.ledger, message.raw_hash), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def first(parts: Parts) -> StoredFinding:
    """What is wrong with M1."""
    return next(f for f in findings.listed(parts.ledger, FEBRUARY) if f.finding.target == "M1")


def said(parts: Parts, message: Message) -> str:
    plain = opened(parts, message).get_body(("plain",))
    assert plain is not None
    return str(plain.get_content())


@pytest.fixture
def books(office: SmallOffice) -> Iterator[Parts]:
    """D01 hands in a workbook."""
    path = office.folder / "departments" / "D01.yaml"
    head = path.read_text(encoding="utf-8").partition("  dialect:")[0]
    path.write_text(head + READING, encoding="utf-8")
    parts = office.open()
    yield parts
    parts.ledger.close()


def hand_in(office: SmallOffice, *rows: tuple[object, ...]) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["编号", "完成数", "单位", "月份", "原因"])
    for row in rows:
        sheet.append(list(row))
    book.save(office.folder / "drops" / "D01" / "2014-02.xlsx")


def test_a_receipt_says_what_came_what_is_wrong_and_what_is_still_owed(
    office: SmallOffice, parts: Parts
) -> None:
    office.drop("2014-02", {"M1": "x", "M2": "200", "M3": "200", "M4": "200", "U2": "200"})
    collect_only(parts, FEBRUARY, DAY_1, silent)
    (sent,) = letters(parts)
    assert (sent.envelope.recipient_key, sent.state) == ("CD01", MessageState.SENT)
    text = said(parts, sent)
    for owed in (
        "报送回执：2014年2月目标任务进度",
        "不作评判，不是督办措施",
        "我办于2014年3月1日9时00分收取贵单位报送的数据：2014-02.csv。",
        "应报2项，本次采纳0项、退回1项；尚缺1项。",
        "2014-02.csv第2行“完成数”列 | ",
        "U1 U1项目投资",
        "请于2014年3月7日前更正或补报。",
        "联系人：示例丙　值班电话：0000-0000000",
    ):
        assert owed in text
    assert "滞后" not in text


def test_what_was_told_by_telephone_is_not_owed_any_more(office: SmallOffice, parts: Parts) -> None:
    said_by = {"by": "丙", "said_by": "联络员", "reason": "系统故障"}
    enter_report(parts, "U1", FEBRUARY, "200", **said_by, now=DAY_1)
    office.drop("2014-02", {"M1": "x"})
    collect_only(parts, FEBRUARY, DAY_2, silent)
    assert "采纳0项、退回1项；此前已采纳1项；尚缺0项。" in said(parts, letters(parts)[0])


def test_a_figure_of_last_month_does_not_stand_for_this_one(
    office: SmallOffice, parts: Parts
) -> None:
    late = {"M4": parts.office.targets["M4"].model_copy(update={"lag_months": 1})}
    known = parts.office.model_copy(update={"targets": {**parts.office.targets, **late}})
    lagging = replace(parts, office=known)
    office.drop("2014-02", on_pace(2))
    collect_only(lagging, FEBRUARY, DAY_1, silent)
    office.drop("2014-03", on_pace(3, M1="", U1="x"))
    collect_only(lagging, MARCH, at("2014-04-01 09:00"), silent)
    (sent,) = [m for m in letters(parts) if m.envelope.recipient_key == "CD01"]
    assert "应报2项，本次采纳0项、退回1项；尚缺1项。" in said(parts, sent)
    assert "M1 M1项目投资" in said(parts, sent)


def test_what_was_accepted_before_is_counted_apart(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2, M1="x"))
    collect_only(parts, FEBRUARY, DAY_1, silent)
    drop = office.folder / "drops" / "D01" / "2014-02.csv"
    drop.write_text("不相干\n", encoding="utf-8")
    collect_only(parts, FEBRUARY, DAY_2, silent)
    *_, sent = letters(parts)
    assert "应报2项，本次采纳0项、退回0项；此前已采纳1项；尚缺1项。" in said(parts, sent)


def test_a_figure_in_a_wrong_unit_is_not_told_as_one_in_ours(
    office: SmallOffice, parts: Parts
) -> None:
    office.drop("2014-02", on_pace(2, M1="0.01"))
    drop = office.folder / "drops" / "D01" / "2014-02.csv"
    text = drop.read_text(encoding="utf-8").replace("M1,0.01,万元", "M1,0.01,亿元")
    drop.write_text(text, encoding="utf-8")
    collect_only(parts, FEBRUARY, DAY_1, silent)
    (sent,) = letters(parts)
    assert "本次报送为“亿元”" in said(parts, sent)
    assert "0.01万元" not in said(parts, sent)
    rules = {one.finding.rule for one in findings.listed(parts.ledger, FEBRUARY)}
    assert {"wrong_unit", "jumped_down"} <= rules


def test_a_letter_follows_the_file_and_names_each_target(parts: Parts) -> None:
    found = [
        Finding(rule, Severity.REJECT, "D01", FEBRUARY, "没有填", "M1", Place("a.csv", "", row))
        for rule, row in (("cell_refused", 5), ("not_a_number", 2))
    ]
    told = returning.case_of(parts, FEBRUARY, "D01", found, DAY_1).refusals
    assert [one.place for one in told] == ["a.csv第2行", "a.csv第5行"]
    assert {one.sentence for one in told} == {"M1 M1项目投资：没有填"}


def test_the_same_bytes_are_answered_once_and_others_anew(
    office: SmallOffice, parts: Parts
) -> None:
    office.drop("2014-02", on_pace(2, M1="x"))
    collect_only(parts, FEBRUARY, DAY_1, silent)
    collect_only(parts, FEBRUARY, DAY_2, silent)
    assert len(letters(parts)) == 1
    office.drop("2014-02", on_pace(2, M1="y"))
    collect_only(parts, FEBRUARY, DAY_2, silent)
    run(parts, FEBRUARY, DAY_6, silent)
    assert len(letters(parts)) == 2


def test_a_late_run_of_an_old_month_asks_nothing_about_the_newer_months_file(
    office: SmallOffice, parts: Parts
) -> None:
    settings = office.folder / "departments" / "D01.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('"{period}.csv"', '"进度.csv"'), encoding="utf-8")
    drop = office.folder / "drops" / "D01"
    unnamed = replace(parts, office=load_office(office.folder).office)
    for number, period, when in ((2, FEBRUARY, DAY_6), (3, MARCH, at("2014-04-09 09:00"))):
        office.drop(str(period), on_pace(number))
        (drop / f"{period}.csv").rename(drop / "进度.csv")
        run(unnamed, period, when, silent)
    run(unnamed, FEBRUARY, at("2014-04-10 09:00"), silent, only="D01")
    rules = {f.finding.rule for f in findings.listed(parts.ledger, FEBRUARY) if f.current}
    assert "wrong_period" in rules
    assert letters(parts) == []


def test_what_a_message_took_the_place_of_does_not_make_it_another_answer(parts: Parts) -> None:
    addresses = {**parts.live.addresses, "D03": {"mailbox": "imaps://x.invalid"}}
    mailed = replace(parts, live=replace(parts.live, addresses=addresses))
    older, newer = message([("2014-02.csv", b"old")]), message([("2014-02.csv", b"new")])
    bodies = [Body("2014-02.csv", b"new"), Body("m2", newer), Body("m1", older)]
    for kept in (bodies, bodies[:2]):
        pull = Pull("D03", FEBRUARY, PullOutcome.OK, raw_hashes=tuple(map(body_hash, kept)))
        send_receipts(mailed, FEBRUARY, [Pulled(pull, tuple(kept))], Checked((), (), {}), DAY_2)
    assert len(letters(parts)) == 1


def test_a_workbook_too_large_for_the_mail_is_not_sent_along(
    office: SmallOffice, books: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returning, "MOST_BYTES", 1000)
    hand_in(office, ("M1", "x", "万元", "2014-02"), ("U1", 200, "万元", "2014-02"))
    collect_only(books, FEBRUARY, DAY_1, silent)
    (sent,) = letters(books)
    assert list(opened(books, sent).iter_attachments()) == []
    assert "所附工作簿" not in said(books, sent)
    assert "第2行“完成数”列" in said(books, sent)


def test_a_whole_file_in_a_folder_needs_no_answer_and_a_mail_gets_one(
    office: SmallOffice, parts: Parts
) -> None:
    office.drop("2014-02", on_pace(2))
    collect_only(parts, FEBRUARY, DAY_1, silent)
    assert letters(parts) == []
    addresses = {**parts.live.addresses, "D03": {"mailbox": "imaps://x.invalid"}}
    mailed = replace(parts, live=replace(parts.live, addresses=addresses))
    pull = Pull("D03", FEBRUARY, PullOutcome.OK, raw_hashes=("0" * 64,))
    came = Checked((), (), {"D03": frozenset({"M3"})})
    assert send_receipts(mailed, FEBRUARY, [Pulled(pull, ())], came, DAY_2).letters == 1
    silent_one = replace(pull, outcome=PullOutcome.SILENT, raw_hashes=())
    assert send_receipts(mailed, FEBRUARY, [Pulled(silent_one, ())], came, DAY_2).letters == 0
    assert "数据齐全，无须更正。" in said(parts, letters(parts)[0])


def test_the_head_is_written_to_where_there_is_no_liaison_and_nobody_is_told(
    office: SmallOffice, parts: Parts
) -> None:
    office.drop("2014-02", on_pace(2, M1="x", M2="x"))
    terms = tuple(
        term
        for term in parts.live.people.terms
        if not (term.role is Role.LIAISON or (term.role is Role.HEAD and term.unit == "D02"))
    )
    alone = replace(parts, live=replace(parts.live, people=People(terms)))
    collected = collect_only(alone, FEBRUARY, DAY_1, silent)
    assert collected.gathered.receipted.unaddressed == ("D02",)
    assert [m.envelope.recipient_key for m in letters(parts)] == ["HD01"]


def test_the_workbook_goes_back_with_its_cells_marked_and_is_read_when_corrected(
    office: SmallOffice, books: Parts
) -> None:
    hand_in(office, ("M1", "x", "万元", "2014-02", "雨"), ("U1", 200, "万元", "2014-02", "=1+1"))
    collect_only(books, FEBRUARY, DAY_1, silent)
    (sent,) = letters(books)
    (attached,) = opened(books, sent).iter_attachments()
    assert attached.get_filename() == "2014-02.xlsx"
    assert "退回的内容已在所附工作簿中逐格标明" in said(books, sent)
    book = openpyxl.load_workbook(BytesIO(attached.get_content()))
    sheet = book["Sheet"]
    assert sheet["F1"].value == "退回原因"
    assert "不是" in str(sheet["F2"].value)
    assert sheet["B2"].comment is not None
    assert [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"] == []
    sheet["B2"], sheet["E3"] = 200, "无"
    book.save(office.folder / "drops" / "D01" / "2014-02.xlsx")
    assert collect_only(books, FEBRUARY, DAY_2, silent).gathered.new_figures == 2
    assert [f for f in findings.listed(books.ledger, FEBRUARY, "D01") if f.current] == []
    assert len(letters(books)) == 1


def test_a_receipt_leaves_while_the_breaker_holds_and_nothing_else_does(
    office: SmallOffice, parts: Parts
) -> None:
    office.drop("2014-02", on_pace(2, M1="x", M2="100"))
    for code in ("D02", "D03", "D04"):
        path = office.folder / "departments" / f"{code}.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f"drops/{code}", "drops/gone"), encoding="utf-8")
    held = office.open()
    outcome = run(held, FEBRUARY, DAY_6, silent)
    assert outcome.assessed.tripped
    assert [m.envelope.kind for m in outbox.listed(held.ledger)] == [MessageKind.RECEIPT]
    assert outcome.assessed.delivered.sent == 1
    held.ledger.close()


def test_an_uncertain_receipt_goes_once_more(office: SmallOffice, parts: Parts) -> None:
    office.drop("2014-02", on_pace(2, M1="x"))
    collect_only(parts, FEBRUARY, DAY_1, silent)
    (sent,) = letters(parts)
    outbox_states = {m.number: m.state for m in letters(parts)}
    assert outbox_states == {sent.number: MessageState.SENT}
    office.drop("2014-02", on_pace(2, M1="y"))
    deaf = replace(parts, channel=replace(parts.channel, send=_dies))
    with pytest.raises(KeyboardInterrupt):
        collect_only(deaf, FEBRUARY, DAY_2, silent)
    deliver(parts, FEBRUARY, DAY_2, silent)
    assert [(m.state, m.repeated) for m in letters(parts)] == [
        (MessageState.SENT, False),
        (MessageState.SENT, True),
    ]


def _dies(_message: bytes, _recipient: str) -> str:
    raise KeyboardInterrupt


def test_a_returned_figure_reaches_its_department_with_the_officers_reason(
    office: SmallOffice, books: Parts
) -> None:
    hand_in(office, ("M1", -5, "万元", "2014-02", ""), ("U1", 200, "万元", "2014-02", ""))
    collect_only(books, FEBRUARY, DAY_1, silent)
    (found,) = [
        f for f in findings.listed(books.ledger, FEBRUARY, "D01") if f.finding.target == "M1"
    ]
    return_findings(books, [found.number], "丙", "请按凭证核对", DAY_2)
    (sent,) = letters(books, MessageKind.RETURNED)
    assert (sent.envelope.recipient_key, sent.state) == ("CD01", MessageState.SENT)
    text = said(books, sent)
    assert "退回更正：2014年2月目标任务进度" in text
    assert "理由：请按凭证核对。" in text
    assert found.finding.sentence in text
    (attached,) = opened(books, sent).iter_attachments()
    assert attached.get_filename() == "2014-02.xlsx"


def test_without_anybody_in_office_the_return_stands_and_says_so(
    office: SmallOffice, parts: Parts
) -> None:
    office.drop("2014-02", on_pace(2, M1="x"))
    collect_only(parts, FEBRUARY, DAY_1, silent)
    (found,) = [
        f for f in findings.listed(parts.ledger, FEBRUARY, "D01") if f.finding.target == "M1"
    ]
    terms = tuple(term for term in parts.live.people.terms if term.unit != "D01")
    alone = replace(parts, live=replace(parts.live, people=People(terms)))
    told = return_findings(alone, [found.number], "丙", "请更正", DAY_2)
    assert "没有在任的联络员和主要负责人，退回通知没有发出" in told
    assert letters(parts, MessageKind.RETURNED) == []
    assert first(parts).state is FindingState.RETURNED
