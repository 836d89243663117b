"""The csv dialect: every character as it was written, or the row, or the file, is refused."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from connectors.sources.door import Asked, fetch, parse, settings_errors
from domain.period import Period
from domain.words import PullOutcome, Severity
from tests.connectors.sources.asking import drawn, figures, read, rules

COLUMNS = {"target": "编号", "figure": "完成", "unit": "单位"}
READING: dict[str, Any] = {"file": "{period}.csv", "columns": COLUMNS}
HEAD = "编号,完成,单位\r\n"
GOOD = HEAD + "T01,12.5,万元\r\nT02,0,个\r\n"
ROWS = [("T01", "12.5", "万元"), ("T02", "0", "个")]


def parsed_text(text: str, **reading: Any) -> Any:
    return read("csv", READING | reading, text.encode())


def test_the_file_of_the_month_is_read_with_its_places(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/2014-06.csv").write_text(GOOD, encoding="utf-8", newline="")
    (tmp_path / "in/2014-05.csv").write_text("old", encoding="utf-8")
    fetched, parsed = drawn("csv", {"folder": "in"}, READING, folder=tmp_path)
    assert fetched.outcome is PullOutcome.OK
    assert [body.content.decode() for body in fetched.bodies] == [GOOD]
    assert figures(parsed) == ROWS
    assert str(parsed.rows[1].place) == "2014-06.csv第3行“完成”列"


KEPT = ["001", "NA", "NULL", "null", "nan", "None", "-", "1,234", "1.0", "1e3", "TRUE", "00", "+5"]


@pytest.mark.parametrize("text", KEPT)
def test_fault_c18_a_code_a_name_and_a_figure_stay_what_was_written(text: str) -> None:
    """A reader of tables makes 1 of the first, nothing of NA and NULL."""
    reading = {"columns": COLUMNS | {"department": "填报", "reason_given": "原因"}}
    out = io.StringIO()
    names = ["编号", "完成", "单位", "填报", "原因"]
    csv.writer(out).writerows([names, [text] * 5, ["T02", "0", "个", "D01", ""]])
    first, second = parsed_text(out.getvalue(), **reading).rows
    assert (first.target, first.figure, first.unit) == (text, text, text)
    assert (first.stated_department, first.reason_given) == (text, text)
    assert second.reason_given == ""


def test_a_column_may_say_why_a_figure_is_corrected() -> None:
    text = '编号,完成,单位,更正说明\nT01,49,万元,"误报\n计划数"\nT02,0,个,\n'
    rows = parsed_text(text, columns=COLUMNS | {"correction": "更正说明"}).rows
    assert [one.correction for one in rows] == ["误报\n计划数", ""]


def test_fault_c18_a_department_called_na_is_asked_as_such(tmp_path: Path) -> None:
    (tmp_path / "NA-06.csv").write_text(HEAD + "001,0,NA\n", encoding="utf-8")
    asked = Asked("NA", Period("2014-06"))
    reading = READING | {"file": "{department}-{month}.csv"}
    fetched = fetch("csv", {"folder": "."}, reading, asked, str, tmp_path)
    (row,) = parse("csv", reading, fetched.bodies, asked).rows
    assert (row.department, row.target, row.unit) == ("NA", "001", "NA")


ENCODINGS = ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"]


@pytest.mark.parametrize("declared", ENCODINGS)
@pytest.mark.parametrize("written", ENCODINGS)
def test_fault_c17_rows_are_right_or_refused_and_never_mojibake(
    declared: str, written: str
) -> None:
    parsed = read("csv", READING | {"encoding": declared}, GOOD.encode(written))
    families = [{"utf-8", "utf-8-sig"}, {"gbk", "gb18030"}, {"utf-16"}]
    if any({declared, written} <= family for family in families):
        assert figures(parsed) == ROWS
    else:
        assert (parsed.rows, parsed.refused, rules(parsed)) == ((), True, ["encoding_refused"])


@pytest.mark.parametrize(
    ("delimiter", "text"),
    [
        (",", GOOD),
        (";", GOOD.replace(",", ";")),
        ("\t", GOOD.replace(",", "\t")),
        ("|", GOOD.replace(",", "|")),
        ("，", GOOD.replace(",", "，")),
        (",", GOOD.replace("\r\n", "\n")),
        (",", GOOD.replace("\r\n", "\r")),
        (",", GOOD.replace("T01,12.5,万元", '"T01","12.5","万元"')),
    ],
)
def test_fault_c17_declared_delimiters_quotes_and_line_ends(delimiter: str, text: str) -> None:
    assert figures(parsed_text(text, delimiter=delimiter)) == ROWS


def test_fault_c17_quotes_keep_what_they_hold() -> None:
    written = 'a "b", c\r\nd'
    out = io.StringIO()
    csv.writer(out).writerows([["编号", "完成", "单位"], ["T01", written, "个"]])
    (row,) = parsed_text(out.getvalue()).rows
    assert row.figure == written


@pytest.mark.parametrize("line", ["T03,1", "T03,1,个,", "T03,1,234,个", "T03"])
def test_fault_c17_a_ragged_row_is_refused_and_the_others_stay(line: str) -> None:
    parsed = parsed_text(GOOD + line + "\r\n")
    assert figures(parsed) == ROWS
    (finding,) = parsed.findings
    assert (finding.rule, finding.severity) == ("column_count", Severity.REJECT)
    assert finding.place.row == 4
    assert finding.raw_value.replace("?", "") == line


def test_fault_c17_an_empty_line_is_no_row() -> None:
    assert figures(parsed_text(GOOD + "\r\n,,\r\n")) == ROWS


@pytest.mark.parametrize(
    "text",
    [
        HEAD + 'T01,"12.5,万元\r\nT02,0,个\r\n',
        HEAD + 'T01,"12.5"5,万元\r\nT02,0,个\r\n',
        HEAD + f"T01,{'9' * 140_000},万元\r\n",
    ],
    ids=["an open quote", "text after a quote", "a value beyond the limit"],
)
def test_fault_c17_quotes_gone_wrong_refuse_the_file(text: str) -> None:
    parsed = parsed_text(text)
    assert (parsed.rows, rules(parsed)) == ((), ["unreadable"])
    assert "行附近" in parsed.findings[0].sentence


def test_fault_c17_an_open_quote_closed_later_swallows_no_row_unseen() -> None:
    text = HEAD + 'T01,"12.5,万元\r\nT02,0",个\r\nT03,1,个\r\n'
    parsed = parsed_text(text)
    assert [row.target for row in parsed.rows] == ["T01", "T03"]
    assert parsed.rows[0].figure == "12.5,万元\r\nT02,0"  # no number: the checks refuse it


def test_fault_c17_a_nul_is_refused() -> None:
    parsed = parsed_text(GOOD + "T03,1\x00,个\r\n")
    assert figures(parsed) == ROWS
    assert rules(parsed) == ["characters_refused"]


@pytest.mark.parametrize("cut", range(len(HEAD) + 1, len(GOOD)))
def test_fault_a7_a_file_cut_anywhere_gives_no_figure_that_was_not_written(cut: int) -> None:
    parsed = parsed_text(GOOD[:cut])
    assert set(figures(parsed)) <= set(ROWS)
    assert parsed.findings or GOOD[:cut].endswith(("\r", "\n"))


def test_fault_a7_a_last_line_without_an_end_is_refused_by_name() -> None:
    parsed = parsed_text(HEAD + "T01,12.5,万元\r\nT02,120,个")
    assert figures(parsed) == [ROWS[0]]
    (finding,) = parsed.findings
    assert (finding.rule, finding.raw_value) == ("row_not_closed", "T02,120,个")


def test_titles_heads_of_two_lines_and_totals() -> None:
    text = (
        "2014年6月进度表,,\n目标,完成情况,完成情况\n编号,累 计,单位\n"
        "T01,12.5,万元\n合 计,99,\n  ,,\n说明：数据截至月底,,\n"
    )
    columns = {"target": "目标/编号", "figure": "完成情况/累计", "unit": "完成情况/单位"}
    skip = ["合计", "说明*"]
    parsed = parsed_text(text, columns=columns, title_lines=1, header_lines=2, skip=skip)
    assert figures(parsed) == [("T01", "12.5", "万元")]
    assert parsed.findings == ()


def test_a_row_without_a_code_that_says_something_is_refused() -> None:
    parsed = parsed_text(GOOD + ",99,个\r\n")
    assert figures(parsed) == ROWS
    assert [(f.rule, f.raw_value) for f in parsed.findings] == [("target_missing", "99")]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "header_missing"),
        ("\r\n", "header_missing"),
        (",,\r\n", "header_missing"),
        ("编号,完成,完成\r\nT01,1,2\r\n", "columns_drifted"),
        ("编号,数,单位\r\nT01,1,2\r\n", "columns_drifted"),
        ("T01,12.5,万元\r\n", "header_missing"),
    ],
)
def test_a_head_that_cannot_be_used_refuses_the_file(text: str, rule: str) -> None:
    parsed = parsed_text(text)
    assert (parsed.rows, parsed.refused) == ((), True)
    assert rules(parsed) == [rule]


def test_a_head_alone_has_no_rows_and_no_fault() -> None:
    assert parsed_text(HEAD) == parsed_text(HEAD)
    assert (parsed_text(HEAD).rows, parsed_text(HEAD).findings) == ((), ())


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("delimiter", ",,", "填写不正确"),
        ("delimiter", '"', "填写不正确"),
        ("encoding", "big5", "不在允许的取值之内"),
        ("file", "../x.csv", "只填文件名"),
        ("file", "{town}.csv", "不认识的占位符"),
        ("header_lines", 4, "填写不正确"),
        ("colums", {}, "不认识的设置项"),
        ("unit", "万元", "只能填一个"),
        ("columns", {"target": "编号"}, "缺少必填项"),
        ("columns", {"target": "a", "figure": "a"}, "每列只能对应一项"),
    ],
)
def test_settings_are_refused_in_a_sentence(key: str, value: Any, sentence: str) -> None:
    errors = settings_errors("csv", {"folder": "in"}, READING | {key: value})
    assert any(sentence in said for _, said in errors)
    assert len(errors) == 1
