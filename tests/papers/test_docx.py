"""Word papers: the same bytes for the same facts, and the official format on paper."""

import re
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.shared import Mm

from papers.facts import Audience
from papers.printers.as_docx import print_docx
from papers.tree import Document, Paragraph, line
from tests.papers.made import KINDS, made
from tests.papers.small import small
from tests.support.pictures import pdf

BODY = "word/document.xml"


def member(content: bytes, name: str) -> str:
    with ZipFile(BytesIO(content)) as members:
        return members.read(name).decode()


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_facts_give_the_same_bytes(kind: str) -> None:
    assert print_docx(made(kind, small())) == print_docx(made(kind, small()))


def test_the_file_knows_no_person_machine_or_clock() -> None:
    content = print_docx(made("brief", small()))
    properties = docx.Document(BytesIO(content)).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.created == properties.modified
    assert properties.title == "关于2014年9月目标任务完成情况的通报"
    with ZipFile(BytesIO(content)) as members:
        assert {info.date_time for info in members.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_sheets_keep_the_margins_of_the_standard() -> None:
    upright, *_, last = docx.Document(BytesIO(print_docx(made("brief", small())))).sections
    for section in (upright, last):
        edges = (
            section.top_margin,
            section.left_margin,
            section.bottom_margin,
            section.right_margin,
        )
        assert [round((edge or 0) / Mm(1)) for edge in edges] == [37, 28, 35, 26]
        assert round((section.page_width or 0) / Mm(1)) == 210


def test_lists_of_targets_lie_across_the_sheet() -> None:
    sections = docx.Document(BytesIO(print_docx(made("brief", small())))).sections
    widths = [round((section.page_width or 0) / Mm(1)) for section in sections]
    assert widths == [210, 297, 297, 210]


def test_long_tables_repeat_their_titles_and_never_split_a_row() -> None:
    body = member(print_docx(made("brief", small())), BODY)
    tables = re.findall(r"<w:tbl>.*?</w:tbl>", body, re.DOTALL)
    grids = [table for table in tables if "TableGrid" in table]
    assert len(grids) == 10
    for table in grids:
        rows = re.findall(r"<w:tr>.*?</w:tr>", table, re.DOTALL)
        assert ["<w:tblHeader/>" in row for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all("<w:cantSplit/>" in row for row in rows)


def test_a_lamp_is_a_word_with_a_colour() -> None:
    body = member(print_docx(made("brief", small())), BODY)
    runs = re.findall(r"<w:r>(?:(?!</w:r>).)*[红黄]灯</w:t></w:r>", body, re.DOTALL)
    alone = [run for run in runs if re.search(r"<w:t>[红黄]灯</w:t>", run)]
    assert len(alone) == 3
    assert all(re.search(r'<w:color w:val="(C8161D|9A6700)"/>', run) for run in alone)


def test_fonts_are_those_that_the_standard_names() -> None:
    body = member(print_docx(made("brief", small())), BODY)
    named = set(re.findall(r'w:eastAsia="([^"]+)"', body))
    assert named == {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"}


def test_printed_pages_have_22_lines_of_28_characters_and_a_number(tmp_path: Path) -> None:
    body = tuple(Paragraph(line("国" * 28 * 30), "addressee") for _ in range(2))
    word = tmp_path / "paper.docx"
    word.write_bytes(print_docx(Document(line("通报"), body, Audience.CIRCULATED)))
    done = subprocess.run(
        ["pdftotext", "-layout", pdf(word), "-"], check=True, capture_output=True, text=True
    )
    first, second, third, _ = done.stdout.split("\f")
    rows = [len(row.strip()) for row in second.splitlines() if "国" in row]
    assert rows == [28] * 22
    ends = [page.split("\n")[-2].rstrip() for page in (first, second, third)]
    assert [end.replace(" ", "") for end in ends] == ["—1—", "—2—", "—3—"]
    left = [len(end) - len(end.lstrip()) for end in ends]
    assert left[1] < min(left[0], left[2])
