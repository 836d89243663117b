"""The fill-in form comes back: read by what stands in it, whatever was saved, sorted or lost."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from checks.intake.meaning import row_progress
from connectors.sources.door import Asked, Parsed, fetch, parse, returned, settings_errors
from domain import fill_in
from domain.period import Period
from domain.records import Body, Progress
from domain.words import PullOutcome
from papers.form import Form, Owed
from papers.printers.as_form import HEAD_ROW, print_form
from tests.checks.intake.builders import level, milestone, qualitative, target
from tests.connectors.sources import books
from tests.connectors.sources.asking import no_secret, rules
from tests.connectors.sources.mails import message, on
from tests.support.imap_server import PASSWORD, ImapServer
from tests.support.pictures import saved_as

MAY, JUNE, JULY = Period("2014-05"), Period("2014-06"), Period("2014-07")
ASKED = Asked("D15", JUNE)
FIGURE, REASON, CORRECTION = (
    fill_in.HEAD.index(name) + 1 for name in (fill_in.FIGURE, fill_in.REASON, fill_in.CORRECTION)
)
TARGETS = (
    target("T01"),
    level("T02"),
    milestone("T03"),
    qualitative("T04"),
    target("T05", unit="个"),
)
NODES = [node.name for node in TARGETS[2].nodes]
ALL_REACHED = dict.fromkeys(NODES, "已完成")
Shape = Callable[[Worksheet], None]


def printed(department: str = "D15", month: Period = JUNE) -> bytes:
    owed = tuple(Owed(one, month, None, None, counts_whole=False) for one in TARGETS)
    return print_form(
        Form("示范市效能办", "0000-0", department, "档案局", month, date(2014, 7, 7), owed)
    )


def line_of(sheet: Worksheet, code: str) -> int:
    """The row of a target, or of a node by its name."""
    rows = range(HEAD_ROW + 1, sheet.max_row + 1)
    named = {sheet.cell(n, 3).value: n for n in rows}
    coded = {sheet.cell(n, 2).value: n for n in reversed(rows)}
    return named.get(code) or coded[code]


def filled(said: Mapping[str, Any], shape: Shape = lambda sheet: None, **form: Any) -> bytes:
    """A form as a person fills it in: the figure by target, and by node."""
    book = openpyxl.load_workbook(io.BytesIO(printed(**form)))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for code, figure in said.items():
        sheet.cell(line_of(sheet, code), FIGURE).value = figure
    shape(sheet)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def read(content: bytes, asked: Asked = ASKED) -> Parsed:
    return parse("form", {}, [Body("填报表.xlsx", content)], asked)


def reported(parsed: Parsed) -> dict[str, str | None]:
    assert len({row.target for row in parsed.rows}) == len(parsed.rows)
    return {row.target: row.figure for row in parsed.rows}


EVERY = {"T01": 60.5, "T02": 0, "T04": "达进度", **ALL_REACHED, "竣工": "未完成"}
SAID = {"T01": "60.5", "T02": "0", "T03": "；".join(NODES[:2]), "T04": "达进度", "T05": None}


def test_what_was_typed_is_read_and_blank_is_not_zero() -> None:
    parsed = read(filled(EVERY))
    assert parsed.findings == ()
    assert reported(parsed) == SAID
    first = parsed.rows[0]
    assert (first.department, first.stated_department, first.stated_period) == (
        "D15",
        "D15",
        "2014-06",
    )
    assert [row.unit for row in parsed.rows] == ["万元", "%", "—", "—", "个"]
    assert str(first.place) == "填报表.xlsx工作表“填报表”第5行“本期累计完成”列"


def test_an_empty_form_reports_nothing() -> None:
    parsed = read(printed())
    assert parsed.findings == ()
    assert set(reported(parsed).values()) == {None}


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_a_form_that_libreoffice_saved_is_the_same(kind: str, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(filled(EVERY))
    saved = saved_as(kind, tmp_path / "a.xlsx", tmp_path / "saved" if kind == "xlsx" else tmp_path)
    parsed = read(saved.read_bytes())
    assert (reported(parsed), parsed.findings) == (SAID, ())


def test_a_percentage_typed_as_such_keeps_its_sign() -> None:
    """As Excel keeps 91.53 %, typed with its sign or without: to four decimals it is that."""
    row = read(filled({"T02": 0.9153000000000001})).rows[1]
    assert (row.figure, row.percent_format) == ("0.9153000000000001", True)
    assert row_progress(row, TARGETS[1]) == Progress(value=915_300)
    assert row_progress(read(filled({"T02": "91.53%"})).rows[1], TARGETS[1]) == Progress(
        value=915_300
    )


def test_prose_is_read_from_the_row_or_a_node_s() -> None:
    def shape(sheet: Worksheet) -> None:
        sheet.cell(line_of(sheet, "T01"), REASON).value = "雨季影响施工"
        sheet.cell(line_of(sheet, "T01"), CORRECTION).value = "上月误填"
        sheet.cell(line_of(sheet, "T03"), REASON).value = "征地未完"
        sheet.cell(line_of(sheet, "竣工"), REASON).value = "设计变更"

    rows = {row.target: row for row in read(filled(EVERY, shape)).rows}
    assert (rows["T01"].reason_given, rows["T01"].correction) == ("雨季影响施工", "上月误填")
    assert rows["T03"].reason_given == "征地未完；设计变更"


def test_rows_are_known_by_their_codes_in_any_order() -> None:
    def shape(sheet: Worksheet) -> None:
        first, last = HEAD_ROW + 1, line_of(sheet, "T05")
        rows = [[sheet.cell(n, c).value for c in range(1, 12)] for n in range(first, last + 1)]
        for n, values in enumerate(reversed(rows), first):
            for column, text in enumerate(values, 1):
                sheet.cell(n, column).value = text

    parsed = read(filled(EVERY, shape))
    assert parsed.findings == ()
    assert reported(parsed) == SAID | {"T03": "主体封顶、验收；可研批复"}


def test_a_deleted_row_is_missing_and_an_added_one_is_read_as_it_stands() -> None:
    def shape(sheet: Worksheet) -> None:
        sheet.merged_cells.ranges.clear()  # Excel moves them; openpyxl leaves them where they are
        sheet.delete_rows(line_of(sheet, "T01"))
        sheet.insert_rows(line_of(sheet, "T05"), 2)
        new = line_of(sheet, "T05") - 1
        sheet.cell(new, 2).value, sheet.cell(new, FIGURE).value = "T99", 7
        sheet.cell(new - 1, FIGURE).value = 8

    parsed = read(filled({"T05": 3}, shape))
    assert reported(parsed) == {"T02": None, "T03": None, "T04": None, "T99": "7", "T05": "3"}
    (finding,) = parsed.findings
    assert (finding.rule, finding.raw_value) == ("target_missing", "8")


def rename(old: str, new: str | None, column: int) -> Shape:
    def shape(sheet: Worksheet) -> None:
        sheet.cell(line_of(sheet, old), column).value = new

    return shape


def dropped(name: str) -> Shape:
    return lambda sheet: sheet.delete_rows(line_of(sheet, name))


@pytest.mark.parametrize(
    ("said", "shape", "rule", "sentence"),
    [
        ({"竣工": None}, None, "cell_refused", "节点“竣工”没有填，请逐个节点选填已完成或未完成"),
        ({"竣工": "基本完成"}, None, "cell_refused", "节点“竣工”填的是“基本完成”"),
        ({}, dropped("竣工"), "nodes_incomplete", "节点行不齐（共3个节点，表中有2行）"),
        (
            {},
            rename("竣工", "可研批复", 3),
            "nodes_incomplete",
            "节点行不齐（共3个节点，表中有3行）",
        ),
        ({}, dropped("T03"), "nodes_incomplete", "缺少所属目标的一行"),
        ({}, rename("竣工", "T09", 2), "nodes_incomplete", "节点行不齐（共3个节点，表中有2行）"),
    ],
)
def test_a_node_that_is_not_answered_leaves_the_milestone_unread(
    said: dict[str, str | None], shape: Shape | None, rule: str, sentence: str
) -> None:
    """A node that is not named as reached would put the target behind."""
    parsed = read(filled(EVERY | said, shape or (lambda sheet: None)))
    assert "T03" not in reported(parsed)
    finding = next(found for found in parsed.findings if found.target == "T03")
    assert (finding.rule, finding.place and finding.place.column) == (rule, fill_in.FIGURE)
    assert sentence in finding.sentence


def test_blank_nodes_with_a_row_gone_are_no_silence() -> None:
    blank = EVERY | dict.fromkeys(NODES)
    assert rules(read(filled(blank))) == []
    assert rules(read(filled(blank, dropped("竣工")))) == ["cell_refused"]


def put(label: str, text: str) -> Shape:
    def shape(sheet: Worksheet) -> None:
        labels = {str(c.value).rstrip("："): c for c in sheet[2] if c.value}
        after = [*labels.values()].index(labels[label]) + 1
        [*labels.values()][after].value = text

    return shape


def test_fault_c14_another_department_s_form_is_refused_with_the_place() -> None:
    (finding,) = read(filled(EVERY, department="D16")).findings
    assert finding.rule == "form_disagrees"
    assert "单位代码为“D16”，应为“D15”" in finding.sentence
    assert str(finding.place) == "填报表.xlsx工作表“填报表”第2行“单位代码”列"


@pytest.mark.parametrize(
    ("shape", "rule", "sentence"),
    [
        (put("所属期", "2014-05"), "form_disagrees", "所属期为“2014-05”，应为“2014-06”"),
        (put("所属期", "六月"), "form_disagrees", "所属期为“六月”，应为“2014-06”"),
        (put("表样", "督办填报表0"), "form_disagrees", "表样为“督办填报表0”，应为“督办填报表1”"),
        (put("单位代码", "D015"), "form_disagrees", "单位代码为“D015”，应为“D15”"),
        (lambda s: s.delete_rows(2), "form_disagrees", "没有“单位代码”，不是本系统印发的填报表"),
        (
            lambda s: setattr(s.cell(HEAD_ROW, 4), "value", "类别"),
            "columns_drifted",
            "缺少或重复“类型”",
        ),
        (lambda s: setattr(s, "title", "表1"), "sheet_unclear", "没有名为“填报表”的工作表"),
    ],
)
def test_fault_c14_an_edited_identity_or_head_refuses_the_form(
    shape: Shape, rule: str, sentence: str
) -> None:
    parsed = read(filled(EVERY, shape))
    assert (parsed.rows, rules(parsed)) == ((), [rule])
    assert sentence in parsed.findings[0].sentence


def test_a_month_that_excel_made_a_date_is_the_month() -> None:
    def shape(sheet: Worksheet) -> None:
        put("所属期", "x")(sheet)
        cell = next(c for c in sheet[2] if c.value == "x")
        cell.value = date(2014, 6, 1)

    assert reported(read(filled(EVERY, shape))) == SAID


def test_another_unit_and_a_hidden_row_are_told() -> None:
    def shape(sheet: Worksheet) -> None:
        sheet.cell(line_of(sheet, "T01"), 5).value = "元"
        sheet.row_dimensions[line_of(sheet, "T02")].hidden = True

    parsed = read(filled(EVERY, shape))
    assert (parsed.rows[0].unit, rules(parsed)) == ("元", ["hidden_content"])


def dropped_in(folder: Path, files: Mapping[str, bytes], **reading: str) -> tuple[Any, Parsed]:
    (folder / "in").mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / "in" / name).write_bytes(content)
    fetched = fetch("form", {"folder": "in"}, reading, ASKED, no_secret, folder)
    return fetched, parse("form", reading, fetched.bodies, ASKED)


def test_a_form_is_found_by_its_inside_under_any_name(tmp_path: Path) -> None:
    files = {
        "D15-2014-05-档案局填报表.xlsx": printed(month=MAY),
        "副本 (2).xlsx": filled(EVERY),
        "通知.xlsx": books.xlsx(),
        "D16.xlsx": printed("D16"),
    }
    fetched, parsed = dropped_in(tmp_path, files)
    assert [body.name for body in fetched.bodies] == ["副本 (2).xlsx"]
    assert reported(parsed) == SAID


def test_an_older_form_in_the_folder_is_no_report_of_this_month(tmp_path: Path) -> None:
    fetched, parsed = dropped_in(tmp_path, {"D15-2014-05.xlsx": filled(EVERY, month=MAY)})
    assert (fetched.outcome, fetched.bodies) == (PullOutcome.SILENT, ())
    assert parsed.rows == ()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("D15-2014-06.xlsx", filled(EVERY, month=MAY), "所属期为“2014-05”，应为“2014-06”"),
        ("填报表.xlsx", printed("D16"), "单位代码为“D16”，应为“D15”"),
        ("填报表.xlsx", books.xlsx(), "没有名为“填报表”的工作表"),
        ("填报表.xlsx", b"<html>", "不是Excel工作簿"),
        ("填报表.xls", b"PK\x03\x04cut", "工作簿无法读取"),
    ],
)
def test_what_was_meant_as_this_months_form_is_no_silence(
    name: str, content: bytes, sentence: str, tmp_path: Path
) -> None:
    fetched, parsed = dropped_in(tmp_path, {name: content})
    assert (fetched.outcome, parsed.rows) == (PullOutcome.OK, ())
    (finding,) = parsed.findings
    assert sentence in finding.sentence
    assert (finding.place and finding.place.file, bool(finding.raw_hash)) == (name, True)


def test_fault_c13_two_different_forms_of_one_month_are_refused(tmp_path: Path) -> None:
    files = {"甲.xlsx": filled(EVERY), "乙.xlsx": filled({"T01": 61})}
    _, parsed = dropped_in(tmp_path, files)
    assert (parsed.rows, rules(parsed)) == ((), ["files_several"])


def test_in_a_shared_folder_the_name_begins_with_the_code(tmp_path: Path) -> None:
    """The others' files are not even opened: one that is being written stops only its own."""
    files = {f"D{n}-2014-06-填报表.xlsx": printed(f"D{n}") for n in (1, 14, 16, 150)}
    files |= {"D15-2014-06-填报表.xlsx": filled(EVERY), "D17-坏.xlsx": b"PK"}
    fetched, parsed = dropped_in(tmp_path, files, file="{department}-*.xlsx")
    assert [body.name for body in fetched.bodies] == ["D15-2014-06-填报表.xlsx"]
    assert reported(parsed) == SAID


def test_settings_are_checked() -> None:
    assert settings_errors("form", {"folder": "in"}, {}) == []
    assert [key for key, _ in settings_errors("form", {}, {"columns": {}})] == [
        "address.folder",
        "reading.columns",
    ]


def test_what_was_refused_goes_back_marked_and_is_read_when_it_returns() -> None:
    content = filled(EVERY | {"竣工": None})
    back = returned("form", {}, Body("a.xlsx", content), read(content).findings, ASKED)
    assert back is not None
    book = openpyxl.load_workbook(io.BytesIO(back.content))
    sheet = book[fill_in.SHEET]
    cell = sheet.cell(line_of(sheet, "竣工"), FIGURE)
    assert cell.comment is not None
    assert "节点“竣工”没有填" in cell.comment.text
    cell.value = "未完成"
    saved = io.BytesIO()
    book.save(saved)
    parsed = read(saved.getvalue())
    assert (reported(parsed), parsed.findings) == (SAID, ())


def test_a_wrong_month_is_marked_where_it_stands() -> None:
    content = filled(EVERY, month=MAY)
    back = returned("form", {}, Body("a.xlsx", content), read(content).findings, ASKED)
    assert back is not None
    sheet = openpyxl.load_workbook(io.BytesIO(back.content))[fill_in.SHEET]
    assert [c.value for c in sheet[2] if c.comment] == ["所属期："]


def test_a_form_that_came_by_mail_is_read_beside_the_message_that_brought_it() -> None:
    content = filled(EVERY)
    message = EmailMessage()
    message["From"], message["Subject"] = "c.d15@example.invalid", "六月填报表"
    message.add_attachment(
        content, maintype="application", subtype="octet-stream", filename="a.xlsx"
    )
    bodies = [Body("a.xlsx", content), Body("message.eml", message.as_bytes())]
    assert reported(parse("form", {}, bodies, ASKED)) == SAID


def renamed_head(sheet: Worksheet) -> None:
    sheet.cell(HEAD_ROW, FIGURE).value = "完成数"


LIAISON = "c.d15@example.invalid"
BY_MAIL = Asked("D15", JUNE, on(8), frozenset({LIAISON}))
OTHER_BOOK = ("通知.xlsx", books.xlsx())


def mailed(imap: ImapServer, *files: tuple[str, bytes]) -> tuple[Any, Parsed]:
    """What is read where the liaison sent one letter a day with one file each."""
    mailbox = imap.fresh()
    for day, file in enumerate(files, 1):
        mailbox.put(message([file], sender=LIAISON), on(day))
    secrets = {"MAIL": PASSWORD}.__getitem__
    fetched = fetch("form", mailbox.address, {}, BY_MAIL, secrets, Path("/nowhere"))
    return fetched, parse("form", {}, fetched.bodies, BY_MAIL)


@pytest.mark.parametrize("newer", [[OTHER_BOOK], [("D15-2014-07.xlsx", printed(month=JULY))]])
def test_what_is_sent_after_the_form_does_not_take_its_place(
    newer: list[tuple[str, bytes]], imap: ImapServer
) -> None:
    form = filled(EVERY)
    fetched, parsed = mailed(imap, ("a.xlsx", form), *newer)
    assert [fetched.bodies[0].content, len(fetched.bodies)] == [form, 2]
    assert fetched.error == "较新的1封来信附的不是本期填报表，没有读取"
    assert (reported(parsed), parsed.findings) == (SAID, ())


def test_a_newer_form_by_mail_takes_the_place_of_an_older_one(imap: ImapServer) -> None:
    fetched, parsed = mailed(imap, ("a.xlsx", filled({"T01": 1})), ("b.xlsx", filled(EVERY)))
    assert (fetched.error, reported(parsed)) == ("", SAID)
    assert rules(parsed) == ["file_superseded"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("D15-2014-06.xlsx", filled(EVERY, month=MAY)),
        ("b.xlsx", printed("D16")),
        ("b.xlsx", b"PK\x03\x04cut"),
        ("b.xlsx", filled(EVERY, renamed_head)),
    ],
)
def test_what_was_meant_as_a_newer_form_is_told_and_not_passed_over(
    name: str, content: bytes, imap: ImapServer
) -> None:
    fetched, parsed = mailed(imap, ("a.xlsx", filled(EVERY)), (name, content))
    assert fetched.bodies[0].content == content
    assert (parsed.rows, len(parsed.findings)) == ((), 1)


def test_a_mailbox_without_this_months_form_is_silent_or_told(imap: ImapServer) -> None:
    july = ("D15-2014-07.xlsx", printed(month=JULY))
    fetched, _ = mailed(imap, july)
    assert (fetched.outcome, fetched.bodies, fetched.error) == (PullOutcome.SILENT, (), "")
    _, parsed = mailed(imap, OTHER_BOOK, july)
    assert rules(parsed) == ["sheet_unclear"]
