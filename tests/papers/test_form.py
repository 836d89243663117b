"""The fill-in form: what it asks, in exact numbers, on a sheet that is filled in and printed."""

import io
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from checks.timeline import planned
from domain import fill_in
from domain.period import Period
from domain.records import Progress, Report
from domain.targets import Target
from domain.words import Basis, Verdict
from papers.form import Form, FormLine, Owed, lines
from papers.printers.as_form import HEAD_ROW, print_form
from tests.checks.intake.builders import level, milestone, qualitative, target
from tests.support.pictures import pdf

JUNE, MAY = Period("2014-06"), Period("2014-05")


def owed(one: Target, last: Progress | None = None, month: Period = JUNE) -> Owed:
    own = one.figure_period(month)
    known_at = datetime(2014, 6, 9, tzinfo=UTC)
    before = Report(one.code, MAY, last, Basis.PULLED, "D15", known_at) if last else None
    whole = one.unit == "个"
    plan = planned(one, own, counts_whole=whole).value
    return Owed(one, own, before, plan, counts_whole=whole)


def form(*every: Owed, **other: Any) -> Form:
    plain = Form("示范市效能办", "0000-0", "D15", "档案局", JUNE, date(2014, 7, 7), every)
    return replace(plain, **other)


def line(one: Target, last: Progress | None = None) -> FormLine:
    return next(lines(form(owed(one, last))))


def sheet_of(content: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def row_of(sheet: Worksheet, code: str) -> int:
    return next(n for n in range(1, sheet.max_row) if sheet.cell(n, 2).value == code)


@pytest.mark.parametrize(
    ("timeline", "annual", "unit", "shown"),
    [
        ({"form": "linear"}, "1000", "万元", "500"),
        ({"form": "linear"}, "25", "个", "12"),
        ({"form": "shares", "values": {"2014-06": "45.5", "2014-12": "100"}}, "80", "吨", "36.4"),
        ({"form": "amounts", "values": {"2014-06": "33.3", "2014-12": "80"}}, "80", "吨", "33.3"),
        ({"form": "stepped", "steps": ["20", "50", "75", "100"]}, "80", "吨", "40"),
        ({"form": "window", "first": "2014-05", "last": "2014-07"}, "1", "吨", "0.6667"),
        ({"form": "window", "first": "2014-08", "last": "2014-10"}, "1", "吨", "未到时段"),
    ],
)
def test_every_form_of_timeline_is_printed_as_what_is_owed(
    timeline: dict[str, Any], annual: str, unit: str, shown: str
) -> None:
    """Who reports just what is printed is on pace: two thirds are not rounded down."""
    one = target("T01", timeline=timeline, annual=annual, unit=unit)
    assert line(one).planned == shown


def test_a_limit_is_rounded_to_the_strict_side() -> None:
    limit = target("T01", kind="ceiling", annual="7", unit="件")
    exact = owed(limit)
    third = replace(exact, planned=Fraction(20_000, 3))
    assert [x.planned for x in lines(form(exact, third))] == ["不超过3.5", "不超过0.6666"]
    assert line(limit).annual == "不超过7"


def test_the_last_figure_stands_beside_with_its_month() -> None:
    nodes = Progress(nodes=frozenset({"可研批复"}))
    assert line(target("T01"), Progress(value=456_789)).last == "45.6789（5月）"
    assert line(qualitative("T01"), Progress(verdict=Verdict.AHEAD)).last == "超进度（5月）"
    assert line(target("T01")).last == "—"
    shown = [x.last for x in lines(form(owed(milestone("T01"), nodes)))]
    assert shown == ["1个（5月）", "已完成（5月）", "未完成（5月）", "未完成（5月）"]


def test_a_milestone_asks_for_each_node() -> None:
    own, *nodes = lines(form(owed(milestone("T01"))))
    assert (own.asks, own.annual, own.planned) == (False, "共3个节点", "2个")
    assert [(x.number, x.name, x.annual, x.planned) for x in nodes] == [
        ("1.1", "可研批复", "2014年3月底前", "应完成"),
        ("1.2", "主体封顶、验收", "2014年6月底前", "应完成"),
        ("1.3", "竣工", "2014年11月底前", "未到时限"),
    ]
    assert {x.choices for x in nodes} == {("已完成", "未完成")}


def test_a_target_that_lags_says_which_month_it_asks() -> None:
    assert line(target("T01", lag_months=1)).name == "T01号任务（填2014年5月数）"


def test_the_demands_fit_what_is_asked() -> None:
    plain, nodes = form(owed(target("T01"))), form(owed(milestone("T01")), owed(level("T02")))
    assert "请于2014年7月7日前报送示范市效能办，联系电话0000-0。" in plain.asked
    assert "确为零的填0（零报）；留空的视为未报。" in plain.asked
    assert ("节点" in plain.asked, "节点" in nodes.asked) == (False, True)
    assert ("填当期数" in plain.asked, "填当期数" in nodes.asked) == (False, True)


def test_what_is_not_asked_is_named_with_its_reason() -> None:
    left = form(owed(target("T01")), not_owed=((target("T02"), "常态化"),))
    assert left.left_out == "本期无需填报：T02 T02号任务（常态化）。"
    assert "T02号任务" in str(sheet_of(print_form(left)).cell(HEAD_ROW + 2, 1).value)


def whole() -> Form:
    return form(
        owed(target("T01")),
        owed(target("T02", unit="个")),
        owed(level("T03")),
        owed(milestone("T04")),
        owed(qualitative("T05")),
    )


def test_the_same_form_gives_the_same_bytes_and_no_time() -> None:
    assert print_form(whole()) == print_form(whole())
    with zipfile.ZipFile(io.BytesIO(print_form(whole()))) as packed:
        assert {part.date_time for part in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_only_what_is_asked_can_be_typed_into() -> None:
    sheet = sheet_of(print_form(whole()))
    assert sheet.protection.sheet
    assert not sheet.protection.password
    figure, first = fill_in.HEAD.index(fill_in.FIGURE) + 1, HEAD_ROW + 1
    every = [c for row in sheet.iter_rows() for c in row if isinstance(c, Cell)]
    open_cells = {c.coordinate for c in every if not c.protection.locked}
    asked = [n for n, x in enumerate(lines(whole()), first) if x.asks]
    prose = [n for n, x in enumerate(lines(whole()), first) if x.takes_prose]
    expected = {sheet.cell(n, figure).coordinate for n in asked}
    expected |= {sheet.cell(n, figure + plus).coordinate for n in prose for plus in (1, 2)}
    signed = f"A{first + 8}"
    assert open_cells == expected | {signed}
    assert {sheet[cell].value for cell in expected} == {None}
    assert {sheet[cell].fill.fgColor.rgb for cell in expected} == {"00FFF8DC"}


def validations(sheet: Worksheet) -> dict[str, Any]:
    return {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}


def test_each_cell_says_what_it_takes() -> None:
    sheet = sheet_of(print_form(whole()))
    rules = validations(sheet)
    number, counted = rules[f"I{row_of(sheet, 'T01')}"], rules[f"I{row_of(sheet, 'T02')}"]
    verdict, node = rules[f"I{row_of(sheet, 'T05')}"], rules[f"I{row_of(sheet, 'T04') + 1}"]
    assert (number.type, number.formula1, number.errorStyle) == ("decimal", "0", None)
    assert "计量单位：万元" in number.prompt
    assert (counted.type, counted.errorStyle) == ("whole", "warning")
    share = row_of(sheet, "T03")
    assert "如56.5%" in rules[f"I{share}"].prompt
    assert sheet[f"I{share}"].number_format == "0.00##%"
    assert [sheet.cell(share, column).value for column in (6, 8)] == ["90%", "90%"]
    assert verdict.formula1 == '"欠进度,达进度,超进度,已完成,其它"'
    assert node.formula1 == '"已完成,未完成"'
    assert len(rules) == 7


def test_fault_h12_a_name_that_looks_like_a_formula_stays_text() -> None:
    evil = target("T01", name='=HYPERLINK("http://x","y")\x07')
    odd = replace(form(owed(evil)), department="@SUM(1)", not_owed=((evil, "-1"),))
    sheet = sheet_of(print_form(odd))
    assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    name = sheet.cell(HEAD_ROW + 1, 3)
    assert (name.value, name.quotePrefix) == ('=HYPERLINK("http://x","y")', True)


def test_numbers_are_exact_and_numbers() -> None:
    sheet = sheet_of(print_form(form(owed(target("T01", annual="1000.0001")))))
    annual = sheet.cell(HEAD_ROW + 1, 6)
    assert (annual.value, annual.number_format) == (1000.0001, "0.0000")


@pytest.mark.parametrize(("count", "pages"), [(12, 1), (60, 3)])
def test_it_prints_on_one_page_where_it_fits(count: int, pages: int, tmp_path: Path) -> None:
    """As LibreOffice prints it: each page has the head, the last one is signed."""
    every: Sequence[Owed] = [owed(target(f"T{n:02d}")) for n in range(count)]
    (tmp_path / "form.xlsx").write_bytes(print_form(form(*every)))
    command = ["pdftotext", str(pdf(tmp_path / "form.xlsx")), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    printed = text.split("\f")[:-1]
    assert len(printed) == pages
    assert all("本期累计完成" in page for page in printed)
    assert "填报人：" in printed[-1]
    assert "2014年6月目标任务进度填报表" in printed[0]


def test_fault_d11_a_name_beyond_what_a_cell_holds_says_that_it_is_cut() -> None:
    sheet = sheet_of(print_form(form(owed(target("T01", name="名" * 40_000)))))
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    told = [text for text in said if "名名" in text]
    assert [(len(text), text[-6:]) for text in told] == [(32_767, "全文见原件）")]
