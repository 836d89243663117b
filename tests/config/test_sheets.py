"""Filled-in sheets: read as offices save them, or refused whole with every bad cell named."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from config.errors import OfficeErrors
from config.sheets import read_audit_sheet, read_decision_sheet
from domain.words import DecisionVerdict, Measure

AUDIT = "编号,审核值,依据\r\nM004,8.2,现场核查记录\r\nM005,完成立项,立项批复\r\n"
DECISION = """序号,决定,措施,理由,告知日期,告知方式
1,同意,,,2026-04-14,电话
2,不同意,,"客观原因,已核",,
3,变更,督办,首次滞后,,
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "sheet.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def refusals(read: Callable[[Path], object], path: Path) -> list[str]:
    with pytest.raises(OfficeErrors) as refused:
        read(path)
    return [str(error) for error in refused.value.errors]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_sheet_is_read_however_the_office_saves_it(
    written: Callable[..., Path], encoding: str
) -> None:
    assert read_audit_sheet(written(AUDIT, encoding)) == [
        ("M004", "8.2", "现场核查记录"),
        ("M005", "完成立项", "立项批复"),
    ]


def test_every_ruling_is_read(written: Callable[..., Path]) -> None:
    assert read_decision_sheet(written(DECISION, "gbk")) == [
        (1, DecisionVerdict.CONFIRM, None, "", date(2026, 4, 14), "电话"),
        (2, DecisionVerdict.DECLINE, None, "客观原因,已核", None, ""),
        (3, DecisionVerdict.AMEND, Measure.SUPERVISE, "首次滞后", None, ""),
    ]


def test_every_bad_cell_of_an_audit_sheet_is_told_at_once(written: Callable[..., Path]) -> None:
    text = "编号,审核值,依据\nM004,8.2,\nM005,,记录\n,5,记录\nM004,9,记录\nM006,1\n"
    assert refusals(read_audit_sheet, written(text)) == [
        "sheet.csv:2: 依据：未填写",
        "sheet.csv:3: 审核值：未填写",
        "sheet.csv:4: 编号：未填写",
        "sheet.csv:5: 编号：M004重复，首次出现在第2行",
        "sheet.csv:6: 本行有2格，表头有3格",
    ]


def test_every_bad_cell_of_a_decision_sheet_is_told_at_once(written: Callable[..., Path]) -> None:
    rows = (
        "一,同意,,,,",
        "2,准,,,,",
        "3,变更,,,,",
        "4,变更,约见,,,",
        "5,同意,约谈,,,",
        "6,不同意,,,,",
        "7,不同意,,理由,2026-04-14,电话",
        "8,同意,,,2026-04-31,电话",
        "9,同意,,,2026-04-14,",
        "10,同意,,,,电话",
        "10,同意,,,,",
        "0,同意,,,,",
    )
    text = "序号,决定,措施,理由,告知日期,告知方式\n" + "".join(f"{row}\n" for row in rows)
    assert [one.split("：")[0] for one in refusals(read_decision_sheet, written(text))] == [
        "sheet.csv:2: 序号",
        "sheet.csv:3: 决定",
        "sheet.csv:4: 措施",
        "sheet.csv:5: 措施",
        "sheet.csv:6: 措施",
        "sheet.csv:7: 理由",
        "sheet.csv:8: 告知日期",
        "sheet.csv:9: 告知日期",
        "sheet.csv:10: 告知方式",
        "sheet.csv:11: 告知日期",
        "sheet.csv:12: 序号",
        "sheet.csv:13: 序号",
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "缺少“编号”列"),
        ("编号,审核值\n".encode(), "缺少“依据”列"),
        ("编号,审核值,依据,备注\n".encode(), "不认识的列“备注”"),
        ("编号,审核值,依据\n".encode(), "没有任何一行"),
        (b"\xff\xfe\x00\x01\xff", "不是UTF-8编码"),
        ('编号,审核值,依据\nM004,"8'.encode(), "不是规范的CSV"),
        ("编号,审核值,依据\n".encode("utf-16"), ""),
    ],
)
def test_what_is_no_sheet_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    assert any(says in one for one in refusals(read_audit_sheet, path))


def test_a_sheet_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (said,) = refusals(read_audit_sheet, tmp_path / "none.csv")
    assert said == "none.csv:1: 文件不存在"
