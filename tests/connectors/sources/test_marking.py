"""What was refused goes back as the department's own workbook, marked; nothing in it computes."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from connectors.sources import door
from connectors.sources.reader import mark_workbook
from connectors.sources.refusals import RefusedError
from connectors.sources.returned import COLUMN, SHEET, Mark, Marked
from domain.records import Body, Finding, Place
from domain.words import Severity
from tests.connectors.sources.asking import ASKED, figures, read, rules
from tests.connectors.sources.books import HEAD, READING, rewritten, xls, xlsx

COMPUTING = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0")


def finding(
    sentence: str, row: int | None = None, column: str = "", sheet: str = "进度"
) -> Finding:
    place = Place("a.xlsx", sheet if row else "", row, column)
    return Finding(
        "not_a_number",
        Severity.REJECT,
        ASKED.department,
        ASKED.period,
        sentence,
        place=place,
        raw_hash="0" * 64,
    )


def returned(
    content: bytes,
    *findings: Finding,
    reading: dict[str, Any] = READING,
    name: str = "2014-06.xlsx",
) -> Body:
    back = door.returned("workbook", reading, Body(name, content), findings, ASKED)
    assert back is not None
    return back


def opened(body: Body) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(body.content))


def test_a_row_of_a_fixed_height_grows_with_what_is_said_of_it() -> None:
    book = opened(Body("a.xlsx", xlsx([HEAD, ["T01", "约60", "万元", ""]])))
    book.worksheets[0].row_dimensions[2].height = 20
    content = io.BytesIO()
    book.save(content)
    sheet = opened(returned(content.getvalue(), finding("长" * 100, 2)))["进度"]
    assert sheet.row_dimensions[2].height >= 4 * 15
    assert sheet.row_dimensions[1].height is None


def formulas(book: Workbook) -> list[str]:
    return [
        cell.coordinate
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def texts(sheet: Worksheet, column: int) -> list[Any]:
    return [cell.value for (cell,) in sheet.iter_rows(min_col=column, max_col=column)]


def test_the_cell_is_marked_and_the_sentence_stands_beside_its_row_and_in_the_list() -> None:
    back = opened(returned(xlsx(), finding("请改填数字", 2, "完成"), finding("请补报T03")))
    assert back.sheetnames == [SHEET, "进度"]
    sheet = back["进度"]
    assert texts(sheet, 4) == [COLUMN, "请改填数字", None]
    assert (sheet["B2"].value, sheet["B3"].value) == (12.5, 0)
    assert sheet["B2"].fill.fgColor.rgb != sheet["B3"].fill.fgColor.rgb
    assert sheet["B2"].comment is not None
    assert sheet["B2"].comment.text == "请改填数字"
    assert texts(back[SHEET], 3)[2:] == ["请改填数字", "请补报T03"]
    assert texts(back[SHEET], 2)[2:] == ["工作表“进度”第2行“完成”列", "全表"]


def test_several_sentences_of_one_row_stand_together() -> None:
    back = opened(returned(xlsx(), finding("一", 2, "完成"), finding("二", 2, "单位")))
    assert back["进度"]["D2"].value == "一；二"
    assert back["进度"]["C2"].comment is not None


@pytest.mark.parametrize("text", COMPUTING)
def test_fault_h12_nothing_in_a_returned_workbook_computes(text: str) -> None:
    """A formula goes back as its text, what looks like one stays text, negative numbers numbers."""

    def shape(sheet: Worksheet) -> None:
        sheet["A2"] = text
        sheet["C3"] = text
        sheet["C3"].data_type = "s"

    back = opened(
        returned(xlsx((HEAD, ("T01", -12.5, "万元"), ("T02", 1, "")), shape), finding(text))
    )
    assert formulas(back) == []
    sheet = back["进度"]
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["A2"].quotePrefix) == (text, "s", True)
    assert (sheet["C3"].value, sheet["C3"].quotePrefix) == (text, True)
    assert (sheet["B2"].value, sheet["B2"].data_type) == (-12.5, "n")
    assert back[SHEET]["C3"].quotePrefix


def test_fault_h12_a_computed_formula_goes_back_as_its_value() -> None:
    def compute(name: str, part: bytes) -> bytes:
        return part.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"
        )

    book = rewritten(xlsx((HEAD, ("T01", "=1+1", "万元"))), compute)
    back = opened(returned(book, finding("请核对", 2, "完成")))
    assert (back["进度"]["B2"].value, formulas(back)) == (2, [])


def test_fault_h12_links_names_objects_and_comments_stay_behind() -> None:
    def shape(sheet: Worksheet) -> None:
        book = sheet.parent
        assert isinstance(book, Workbook)
        sheet["A2"].hyperlink = "http://evil.invalid/"
        sheet["A2"].comment = Comment("remark", "somebody")
        sheet.conditional_formatting.add("B2:B3", Rule("expression", formula=["B2>0"]))
        listed = DataValidation(type="list", formula1='"this,that"', sqref="C2")
        sheet.add_data_validation(listed)
        sheet.add_data_validation(DataValidation(type="list", formula1="evil", sqref="C3"))
        book.defined_names["evil"] = DefinedName("evil", attr_text="[1]x!A1")
        book.properties.creator = "somebody"

    parts = {"xl/connections.xml": b"<x/>", "xl/embeddings/oleObject1.bin": b"MZ"}
    book = rewritten(xlsx(shape=shape), lambda name, part: part, parts)
    back = returned(book, finding("请核对", 2, "完成"))
    with zipfile.ZipFile(io.BytesIO(back.content)) as packed:
        every = {name: packed.read(name) for name in packed.namelist()}
    assert [name for name in every if "connection" in name or "embedding" in name] == []
    found = b"".join(every.values())
    assert [word for word in ("evil", "somebody", "remark") if word.encode() in found] == []
    assert b"conditionalFormatting" not in found
    assert b"this,that" in found


def test_the_look_is_kept() -> None:
    def shape(sheet: Worksheet) -> None:
        sheet["A1"].font = Font(bold=True, size=16)
        sheet["A1"].fill = PatternFill("solid", fgColor="FFDDEBF7")
        sheet["B2"].number_format = "0.000"
        sheet.column_dimensions["A"].width = 33
        sheet.row_dimensions[3].hidden = True
        sheet.freeze_panes = "A2"
        sheet.merge_cells("A4:C4")

    sheet = opened(returned(xlsx(shape=shape), finding("请核对", 2, "完成")))["进度"]
    assert (sheet["A1"].font.size, sheet["A1"].fill.fgColor.rgb) == (16, "FFDDEBF7")
    assert sheet["B2"].number_format == "0.000"
    assert (sheet.column_dimensions["A"].width, sheet.freeze_panes) == (33, "A2")
    assert sheet.row_dimensions[3].hidden
    assert [str(each) for each in sheet.merged_cells.ranges] == ["A4:C4"]


def test_the_same_workbook_and_marks_give_the_same_bytes() -> None:
    book, found = xlsx(), finding("请核对", 2, "完成")
    assert returned(book, found).content == returned(book, found).content


@pytest.mark.parametrize("has_others", [False, True])
def test_what_comes_back_is_read_as_before_and_without_a_remark(has_others: bool) -> None:
    reading = {**READING, "sheet": "进度"} if has_others else READING
    lines = (("2014年6月",), HEAD, ("T01", "12x", "万元"), ("T02", 0, "个"))
    sent = xlsx(lines, 说明=[("填表须知",)]) if has_others else xlsx(lines)
    first = read("workbook", reading, sent)
    back = returned(sent, finding("请改填数字", 3, "完成"), reading=reading)
    again = read("workbook", reading, back.content)
    assert (figures(again), rules(again)) == (figures(first), [])


def test_fault_d11_what_a_cell_cannot_hold_is_cut_and_says_so() -> None:
    """openpyxl drops what is beyond 32,767 characters without a word."""
    just, long = "述" * 32_767, "述" * 40_000
    lines = [(*HEAD, "备注"), ("T01", 1, "个", just), ("T02", 2, "个", "")]
    back = opened(returned(xlsx(lines), finding(long, 3, "完成")))
    assert texts(back["进度"], 4)[1] == just
    told = [back["进度"]["E3"].value, back[SHEET]["C3"].value]
    assert {len(text) for text in told} == {32_767}
    assert all(text.endswith("（本格文字过长，以下从略，全文见原件）") for text in told)


def test_what_is_returned_twice_shows_only_what_is_wrong_now() -> None:
    once = returned(xlsx(), finding("请改填数字", 2, "完成"))
    twice = opened(returned(once.content, finding("请核对单位", 3, "单位")))
    sheet = twice["进度"]
    assert texts(sheet, 4) == [COLUMN, None, "请核对单位"]
    assert sheet["B2"].fill.fill_type is None
    assert sheet["B2"].comment is None
    assert (twice.sheetnames, sheet.max_column) == ([SHEET, "进度"], 4)


def test_a_head_of_several_lines_keeps_its_names() -> None:
    def shape(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:B1")

    reading = {
        "file": "{period}.xlsx",
        "header_lines": 2,
        "columns": {"target": "目标/编号", "figure": "目标/完成"},
    }
    sent = xlsx((("目标", None), ("编号", "完成"), ("T01", 1)), shape)
    back = returned(sent, finding("请核对", 3, "目标/完成"), reading=reading)
    assert opened(back)["进度"]["B3"].comment is not None
    assert rules(read("workbook", reading, back.content)) == []


def test_without_a_head_the_list_says_it_all() -> None:
    back = opened(returned(xlsx((("无关", "内容"),)), finding("没有找到表头")))
    assert texts(back[SHEET], 3)[2:] == ["没有找到表头"]
    assert back["进度"].max_column == 2


def test_an_xls_goes_back_as_an_xlsx_that_its_reading_takes() -> None:
    reading = {**READING, "file": "{period}.xls"}
    back = returned(xls(), finding("请核对", 2, "完成"), reading=reading, name="2014-06.xls")
    assert back.name == "2014-06.xlsx"
    assert opened(back)["进度"]["D2"].value == "请核对"
    assert figures(read("workbook", reading, back.content)) == figures(
        read("workbook", reading, xls())
    )


def test_what_cannot_be_opened_and_what_is_no_workbook_have_no_copy() -> None:
    macros = rewritten(xlsx(), lambda name, part: part, {"xl/vbaProject.bin": b"Sub Auto_Open()"})
    for content in (b"no workbook", macros):
        body = Body("2014-06.xlsx", content)
        assert door.returned("workbook", READING, body, [finding("请核对")], ASKED) is None
    assert door.returned("csv", {}, Body("a.csv", b"1"), [finding("请核对")], ASKED) is None


def test_fault_c4_marking_has_the_limits_of_reading() -> None:
    book = xlsx([HEAD, *((f"T{n:05}", n + 0.25, "万元") for n in range(4_000))])
    told = Marked((Mark("请核对", "第2行", 2, 1),), "进度", 1)
    assert mark_workbook("xlsx", book, told).startswith(b"PK")
    with pytest.raises(RefusedError, match="unreadable"):
        mark_workbook("xlsx", book, told, seconds=0.2)
    assert figures(read("workbook", READING, xlsx()))


def test_what_cannot_be_marked_stops_nothing_else() -> None:
    nameless = Body("", xlsx())
    assert door.returned("workbook", READING, nameless, [finding("x")], ASKED) is None
