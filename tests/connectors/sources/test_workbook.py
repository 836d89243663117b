"""The workbook dialect on real xlsx and xls files: cell by cell what was written, or a sentence."""

import io
import time
import zipfile
from datetime import date, datetime
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from connectors.sources.door import settings_errors
from domain.words import PullOutcome, Severity
from tests.connectors.sources.asking import drawn, figures, read, rules
from tests.connectors.sources.books import (
    COLUMNS,
    HEAD,
    LINES,
    READING,
    ROWS,
    in_sheet,
    rewritten,
    xls,
    xlsx,
)
from tests.support.ole_file import ole_file

MAKERS: dict[str, Any] = {"xlsx": xlsx, "xls": xls}
both = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())


def reading(**other: Any) -> dict[str, Any]:
    return READING | other


@pytest.mark.parametrize("kind", MAKERS)
def test_the_file_of_the_month_is_read_with_its_places(kind: str, tmp_path: Path) -> None:
    (tmp_path / f"2014-06.{kind}").write_bytes(MAKERS[kind]())
    fetched, parsed = drawn(
        "workbook", {"folder": "."}, reading(file="{period}." + kind), folder=tmp_path
    )
    assert fetched.outcome is PullOutcome.OK
    assert figures(parsed) == ROWS
    assert parsed.findings == ()
    assert str(parsed.rows[1].place) == f"2014-06.{kind}工作表“进度”第3行“完成”列"


NUMBERS: list[tuple[Any, str]] = [
    (0, "0"),
    (-3, "-3"),
    (12.0, "12"),
    (0.1, "0.1"),
    (120.55, "120.55"),
    (1234567890.1234, "1234567890.1234"),
    (1e15, "1000000000000000"),
    (1e-7, "0.0000001"),
]
TEXTS = ["001", "NA", "NULL", "1,234", "12万", " 7 ", "约60", "０", "a\nb", "𠮷", "—", "无"]


@both
def test_a_cell_arrives_exactly(make: Any) -> None:
    written = [(value, text) for value, text in NUMBERS] + [(text, text) for text in TEXTS]
    lines = [HEAD, *((f"T{n:02}", value, "个") for n, (value, _) in enumerate(written))]
    parsed = read("workbook", READING, make(lines))
    assert [row.figure for row in parsed.rows] == [text for _, text in written]


@both
def test_fault_c18_a_code_stored_as_text_keeps_its_zeros(make: Any) -> None:
    lines = [HEAD, ("001", "NA", "NULL"), ("002", "1", "个")]
    assert figures(read("workbook", READING, make(lines))) == [
        ("001", "NA", "NULL"),
        ("002", "1", "个"),
    ]


def test_fault_c18_a_code_shown_with_zeros_by_its_format_keeps_them() -> None:
    def shape(sheet: Worksheet) -> None:
        sheet["A2"].number_format = "000"

    book = xlsx([HEAD, (1, 5, "个")], shape)
    assert figures(read("workbook", READING, book)) == [("001", "5", "个")]


def test_fault_c6_a_formula_that_was_never_computed_is_refused_with_its_cell() -> None:
    """openpyxl writes formulas without values, as many export programs do."""
    lines = [HEAD, ("T01", "=1+1", "个"), ("T02", 7, "个"), ("T03", "=B3*2", "=C3")]
    parsed = read("workbook", READING, xlsx(lines))
    assert figures(parsed) == [("T02", "7", "个")]
    found = [(f.rule, f.target, f.raw_value, f.severity) for f in parsed.findings]
    assert found == [
        ("formula_not_calculated", "T01", "=1+1", Severity.REJECT),
        ("formula_not_calculated", "T03", "=B3*2", Severity.REJECT),
        ("formula_not_calculated", "T03", "=C3", Severity.REJECT),
    ]
    first = parsed.findings[0]
    assert "单元格B2" in first.sentence
    assert "重新计算" in first.sentence
    assert {f.cause for f in parsed.findings} == {first.sentence.replace("单元格B2", "单元格")}
    assert str(first.place) == "a工作表“进度”第2行“完成”列"


def test_fault_c6_a_formula_with_its_computed_value_is_that_value() -> None:
    book = in_sheet(xlsx([HEAD, ("T01", "=1+1", "个")]), rb"</f><v ?/?>(</v>)?", b"</f><v>2</v>")
    assert figures(read("workbook", READING, book)) == [("T01", "2", "个")]


def test_fault_c6_a_formula_computed_to_an_empty_text_is_an_empty_cell() -> None:
    """=IF(A1="","",A1), as forms have it: computed, so there is nothing to compute again."""
    book = in_sheet(
        xlsx([HEAD, ("T01", '=""', "个")]),
        rb'<c r="B2">(<f>[^<]*</f>)<v ?/?>(</v>)?',
        rb'<c r="B2" t="str">\1<v></v>',
    )
    parsed = read("workbook", READING, book)
    assert figures(parsed) == [("T01", None, "个")]
    assert parsed.findings == ()


@pytest.mark.parametrize(
    ("value", "number_format", "figure", "is_percent"),
    [
        (0.565, "0.0%", "0.565", True),
        (0.565, "0.00%;[Red]-0.00%", "0.565", True),
        (56.5, "0.0", "56.5", False),
        (0.565, "General", "0.565", False),
        (56.5, '0.0"%"', "56.5", False),
        (56.5, r"0.0\%", "56.5", False),
        (1, "0%", "1", True),
        (1, "General", "1", False),
        ("56.5%", "General", "56.5%", None),
        ("0.565", "0%", "0.565", None),
    ],
)
def test_fault_c11_a_percentage_is_told_by_its_format_and_never_guessed(
    value: Any, number_format: str, figure: str, is_percent: bool | None
) -> None:
    def shape(sheet: Worksheet) -> None:
        sheet["B2"].number_format = number_format

    (row,) = read("workbook", READING, xlsx([HEAD, ("T01", value, "%")], shape)).rows
    assert (row.figure, row.percent_format) == (figure, is_percent)


def test_fault_c11_an_xls_tells_no_format_so_nothing_is_claimed() -> None:
    book = xls([HEAD, ("T01", 0.565, "%")], styles={(1, 1): "0.0%"})
    (row,) = read("workbook", reading(file="a.xls"), book).rows
    assert (row.figure, row.percent_format) == ("0.565", None)


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("#DIV/0!", "#DIV/0!"),
        ("#REF!", "#REF!"),
        ("#N/A", "#N/A"),
        ("#VALUE!", "#VALUE!"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2014, 6, 30), "2014-06-30"),
        (datetime.fromisoformat("2014-06-30T08:15"), "2014-06-30 08:15:00"),
        (clock_time(12, 30), "12:30:00"),
    ],
)
def test_fault_c7_errors_truths_and_dates_are_no_figures(value: Any, error: str) -> None:
    parsed = read("workbook", READING, xlsx([*LINES, ("T03", value, "个")]))
    assert figures(parsed) == ROWS
    (finding,) = parsed.findings
    assert (finding.rule, finding.target, finding.raw_value) == ("cell_refused", "T03", error)
    assert finding.place is not None
    assert (finding.place.row, finding.place.column) == (4, "完成")


@pytest.mark.parametrize("value", [True, date(2014, 6, 30), clock_time(12, 30)])
def test_fault_c7_an_xls_is_read_as_strictly(value: Any) -> None:
    formats = {date: "yyyy-mm-dd", clock_time: "hh:mm"}
    book = xls([*LINES, ("T03", value, "个")], styles={(3, 1): formats.get(type(value), "General")})
    parsed = read("workbook", reading(file="a.xls"), book)
    assert figures(parsed) == ROWS
    assert rules(parsed) == ["cell_refused"]


def test_fault_c10_a_month_column_takes_text_and_dates_but_no_fraction() -> None:
    lines = [
        (*HEAD, "月份"),
        ("T01", 1, "个", "2014年6月"),
        ("T02", 1, "个", date(2014, 6, 1)),
        ("T03", 1, "个", 201406),
        ("T04", 1, "个", 2014.1),
    ]
    parsed = read("workbook", reading(columns=COLUMNS | {"period": "月份"}), xlsx(lines))
    assert [row.stated_period for row in parsed.rows] == ["2014年6月", "2014-06-01", "201406"]
    assert [(f.rule, f.target) for f in parsed.findings] == [("cell_refused", "T04")]
    assert "10月与1月无法区分" in parsed.findings[0].sentence


def test_fault_c10_the_epoch_of_1904_is_heeded() -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append([*HEAD, "月份"])
    sheet.append(["T01", 1, "个", date(2014, 6, 1)])
    out = io.BytesIO()
    book.save(out)
    parsed = read("workbook", reading(columns=COLUMNS | {"period": "月份"}), out.getvalue())
    assert [row.stated_period for row in parsed.rows] == ["2014-06-01"]


REPORT = [
    ("2014年6月重点工作进度表", None, None, None, None, None),
    ("填报单位：发改委", None, None, None, "计量单位：见表", None),
    ("目标", None, "完成情况", None, None, "备 注"),
    ("编号", "名称", "本月", "累计", None, None),
    (None, None, None, "数值", "单位", None),
    ("T01", "投资", 1.5, 12.5, "万元", None),
    ("T02", "项目", 0, 0, "个", "雨季"),
    ("合  计", None, 1.5, 12.5, None, None),
    (None, None, None, None, None, None),
    ("填表人：张三", None, None, None, None, None),
]
REPORT_READING = reading(
    title_lines=2,
    header_lines=3,
    columns={
        "target": "目标/编号",
        "figure": "完成情况/累计/数值",
        "unit": "完成情况/累计/单位",
        "name": "目标/名称",
        "reason_given": "备注",
    },
    ignore=["完成情况/本月"],
    skip=["合计", "填表人*"],
)
MERGED = ["A1:F1", "A3:B3", "C3:E3", "D4:E4", "A4:A5", "B4:B5", "C4:C5", "F3:F5"]


def _merge_xlsx(sheet: Worksheet) -> None:
    for cells in MERGED:
        sheet.merge_cells(cells)


def _merge_xls(sheet: Any) -> None:
    for cells in MERGED:
        left, top, right, bottom = (int(edge or 0) - 1 for edge in range_boundaries(cells))
        sheet.merge(top, bottom, left, right)


@pytest.mark.parametrize(
    "book",
    [
        xlsx(REPORT, _merge_xlsx),
        xls(REPORT, _merge_xls),
    ],
    ids=["xlsx", "xls"],
)
def test_fault_c8_titles_merged_heads_of_three_lines_and_totals(book: bytes) -> None:
    parsed = read("workbook", REPORT_READING, book)
    assert figures(parsed) == [("T01", "12.5", "万元"), ("T02", "0", "个")]
    assert [row.reason_given for row in parsed.rows] == ["", "雨季"]
    assert [row.place.row for row in parsed.rows] == [6, 7]
    assert parsed.findings == ()


def test_fault_c8_a_merged_figure_counts_for_its_own_row_only() -> None:
    lines = [*LINES, ("T03", 5, "个"), ("T04", None, "个")]
    parsed = read("workbook", READING, xlsx(lines, lambda sheet: sheet.merge_cells("B4:B5")))
    assert [row.figure for row in parsed.rows] == ["12.5", "0", "5", None]


def test_fault_c8_hidden_rows_are_read_and_said() -> None:
    def shape(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True

    parsed = read("workbook", READING, xlsx(LINES, shape))
    assert figures(parsed) == ROWS
    (finding,) = parsed.findings
    assert (finding.rule, finding.severity) == ("hidden_content", Severity.NOTE)
    assert "第3行被隐藏" in finding.sentence


def test_fault_c8_hidden_columns_are_read_and_said() -> None:
    def shape(sheet: Worksheet) -> None:
        sheet.column_dimensions.group("B", "C", hidden=True)
        sheet.column_dimensions.group("F", "XFD", hidden=True)

    parsed = read("workbook", READING, xlsx(LINES, shape))
    assert figures(parsed) == ROWS
    (finding,) = parsed.findings
    assert (finding.rule, finding.severity) == ("hidden_content", Severity.NOTE)
    assert finding.sentence.startswith("第B、C列被隐藏，已一并读取")


def test_fault_c8_a_hidden_sheet_is_left_and_said_or_read_when_named() -> None:
    def shape(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent["底稿"].sheet_state = "hidden"

    book = xlsx(LINES, shape, 底稿=[HEAD, ("T01", 99, "个")])
    parsed = read("workbook", READING, book)
    assert figures(parsed) == ROWS
    assert "“底稿”被隐藏，没有读取" in parsed.findings[0].sentence
    named = read("workbook", reading(sheet="底稿"), book)
    assert figures(named) == [("T01", "99", "个")]
    assert "隐藏" in named.findings[0].sentence


def test_the_sheet_is_the_only_one_with_content_or_the_one_named() -> None:
    book = xlsx(LINES, 空表=[], 六月=[HEAD, ("T09", 9, "个")])
    assert rules(read("workbook", READING, book)) == ["sheet_unclear"]
    named = reading(sheet="进 度")
    assert figures(read("workbook", named, book)) == ROWS
    assert rules(read("workbook", reading(sheet="{month}月"), book)) == ["sheet_unclear"]
    assert figures(read("workbook", READING, xlsx(LINES, 空表=[]))) == ROWS


def test_fault_c9_a_lying_dimension_hides_no_row() -> None:
    book = in_sheet(xlsx(), b'<dimension ref="A1:C3"', b'<dimension ref="A1:B2"')
    assert figures(read("workbook", READING, book)) == ROWS


WHOLE = xlsx()
DAMAGED = {
    "nothing": b"",
    "half": WHOLE[: len(WHOLE) // 2],
    "all but the end": WHOLE[:-30],
    "a web page": b"<html><table><tr><td>T01</td></tr></table></html>",
    "a csv": "编号,完成,单位\nT01,1,个\n".encode(),
    "a zip of something else": rewritten(WHOLE, lambda name, part: b"x"),
    "a part that is cut": rewritten(
        WHOLE, lambda name, part: part[:-40] if name.endswith("sheet1.xml") else part
    ),
    "an xls cut in the middle": xls()[:3000],
    "another compound file": ole_file({"WordDocument": b"text"}),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_fault_c2_a_damaged_file_gives_a_finding_with_its_hash(content: bytes) -> None:
    parsed = read("workbook", READING, content, name="2014-06.xlsx")
    assert (parsed.rows, parsed.refused) == ((), True)
    (finding,) = parsed.findings
    assert finding.rule in {"unreadable", "sheet_unclear", "header_missing"}
    assert finding.raw_hash
    assert str(finding.place).startswith("2014-06.xlsx")


def test_fault_c2_a_flipped_byte_changes_no_figure() -> None:
    seen = set()
    for at in range(0, len(WHOLE), 61):
        content = bytearray(WHOLE)
        content[at] ^= 0x20
        seen |= set(figures(read("workbook", READING, bytes(content))))
    assert seen <= set(ROWS)
    assert seen


def test_fault_c2_the_bytes_decide_and_not_the_name() -> None:
    assert figures(read("workbook", READING, xls(), name="2014-06.xlsx")) == ROWS


def test_fault_c3_a_workbook_with_a_password_is_named_as_such() -> None:
    content = ole_file({"EncryptionInfo": b"\x04\0\x04\0", "EncryptedPackage": bytes(range(256))})
    parsed = read("workbook", READING, content)
    assert (parsed.rows, rules(parsed)) == ((), ["unreadable"])
    assert "打开密码" in parsed.findings[0].sentence


def _bomb(rows: int) -> bytes:
    line = '<row><c t="inlineStr"><is><t>T01</t></is></c><c><v>1</v></c></row>'
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{name}"><sheetData>{line * rows}</sheetData></worksheet>'
    return rewritten(
        WHOLE, lambda name, part: sheet.encode() if name.endswith("sheet1.xml") else part
    )


def test_fault_c4_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = _bomb(300_000)
    start = time.monotonic()
    parsed = read("workbook", READING, bomb)
    assert time.monotonic() - start < 1
    assert len(bomb) < 1024 * 1024
    assert (parsed.rows, rules(parsed)) == ((), ["unreadable"])
    assert "解压后过大" in parsed.findings[0].sentence


def test_fault_c4_a_part_that_lies_about_its_size_is_read_no_further() -> None:
    bomb = bytearray(_bomb(300_000))
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as packed:
        size = next(p for p in packed.infolist() if p.filename.endswith("sheet1.xml")).file_size
    small = (1000).to_bytes(4, "little")
    lying = bytes(bomb).replace(size.to_bytes(4, "little"), small)
    assert lying != bytes(bomb)
    start = time.monotonic()
    parsed = read("workbook", READING, lying)
    assert time.monotonic() - start < 1
    assert (parsed.rows, parsed.refused) == ((), True)


def _with_entities(declared: str) -> bytes:
    head = f'<?xml version="1.0"?><!DOCTYPE x [{declared}]>'.encode()
    return rewritten(
        WHOLE,
        lambda name, part: (
            head + part.replace(b"T01", b"&a;")
            if name.endswith(("sheet1.xml", "Strings.xml"))
            else part
        ),
    )


def test_fault_c5_entities_are_neither_fetched_nor_multiplied(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("T0-secret")
    laughs = '<!ENTITY z "ha">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 20}">'
        for old, new in zip("zyxwvut", "yxwvuta", strict=True)
    )
    for declared in (f'<!ENTITY a SYSTEM "{secret.as_uri()}">', laughs):
        start = time.monotonic()
        parsed = read("workbook", READING, _with_entities(declared))
        assert time.monotonic() - start < 2
        assert parsed.rows == ()
        assert parsed.refused
        assert "secret" not in "".join(f.sentence + f.raw_value for f in parsed.findings)


def test_fault_c5_the_reader_stands_on_the_hardened_parser() -> None:
    assert openpyxl.DEFUSEDXML is True


def test_a_sheet_beyond_any_form_is_refused() -> None:
    def shape(sheet: Worksheet) -> None:
        sheet["A1048576"] = "stray"

    parsed = read("workbook", READING, xlsx(LINES, shape))
    assert (parsed.rows, rules(parsed)) == ((), ["too_large"])


def test_the_same_bytes_give_the_same_rows() -> None:
    assert read("workbook", READING, WHOLE) == read("workbook", READING, WHOLE)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("file", "{period}.csv", "须以.xlsx、.xls或.zip结尾"),
        ("file", "a/b.xlsx", "只填文件名"),
        ("sheet", "{town}", "不认识的占位符"),
        ("encoding", "gbk", "不认识的设置项"),
    ],
)
def test_settings_are_refused_in_a_sentence(key: str, value: Any, sentence: str) -> None:
    ((where, said),) = settings_errors("workbook", {"folder": "in"}, reading(**{key: value}))
    assert where == f"reading.{key}"
    assert sentence in said
