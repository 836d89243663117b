"""The official format in Word's terms: page, fonts, pitch, tables, numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from typing import Literal

from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Footer
from docx.shared import Emu, Length, Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from papers.printers.widths import ems

SONG, FANG_SONG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LATIN = "Times New Roman"
PAGE_FONT = "宋体"
RED, AMBER = RGBColor(0xC8, 0x16, 0x1D), RGBColor(0x9A, 0x67, 0x00)

BODY_PT, TITLE_PT, MARK_PT, PAGE_PT, TABLE_PT, IMPRINT_PT = 16.0, 22.0, 48, 14.0, 10.5, 14.0
PITCH_PT, TABLE_PITCH_PT = 28.8, 15.0
HEAD_DROP_PT = Mm(35).pt
"""The mark of the issuing organ stands 35 mm under the top of the type area."""

_LOW_LINES = 13
"""A third of a page of table type."""
_IMPRINT_ROW = Pt(24)
_LINES_ABOVE_IMPRINT = 20
"""Of a sheet's 22: the 版记 takes the last two."""
WIDTH_PT = Mm(156).pt
CHARACTER_PT = 15.75
"""28 characters fill 156 mm: 16 pt type set a quarter of a point tighter. A character grid would
say the same, but office suites disagree on grids narrower than their type."""

_AFTER_BORDER = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc")
"""What follows borders and automatic gaps in a paragraph's properties."""

Align = Literal["left", "center", "right", "both"]
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def set_page(word: Word) -> None:
    """A4 with the standard's margins, a line grid, and page numbers that differ odd and even."""
    section = word.sections[0]
    _upright(section)
    _put(section._sectPr, "w:docGrid", type="lines", linePitch=str(round(PITCH_PT * 20)))
    normal = word.styles["Normal"].element.get_or_add_pPr()
    for gap in ("w:autoSpaceDE", "w:autoSpaceDN"):
        _put(normal, gap, _AFTER_BORDER, val="0")
    word.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, "right")
    _page_number(section.even_page_footer, "left")


def _upright(section: Section) -> None:
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(23)


def turn_across(word: Word) -> None:
    """Go on across the sheet: the same type area, turned, for tables of many columns."""
    section = word.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.bottom_margin = Mm(28), Mm(26)
    section.left_margin, section.right_margin = Mm(37), Mm(35)
    section.footer_distance = Mm(14)


def turn_upright(word: Word) -> None:
    """Go on upright, at the foot of a new sheet, if the last one lies across."""
    if word.sections[-1].orientation == WD_ORIENT.LANDSCAPE:
        _upright(word.add_section(WD_SECTION.NEW_PAGE))
        for _ in range(_LINES_ABOVE_IMPRINT):
            paragraph(word)


def _type_width(word: Word) -> int:
    """Width of the type area as the sheet lies now, in English Metric Units."""
    section = word.sections[-1]
    edges = (section.page_width, section.left_margin, section.right_margin)
    whole, left, right = (edge or 0 for edge in edges)
    return whole - left - right


def set_properties(word: Word, title: str) -> None:
    """Nothing in the file's properties but its title: no machine, no person, no clock."""
    properties = word.core_properties
    properties.title = title
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = datetime(1980, 1, 1, tzinfo=UTC)


def paragraph(
    word: Word,
    *,
    align: Align = "left",
    indent_chars: float = 0,
    right_chars: float = 0,
    before_pt: float = 0,
    after_pt: float = 0,
    pitch_pt: float | None = PITCH_PT,
    keep_next: bool = False,
    new_page: bool = False,
) -> Paragraph:
    """A paragraph on the line grid; ``pitch_pt`` None lets the type set its own height."""
    one = word.add_paragraph()
    _space(one, align, pitch_pt)
    if pitch_pt is not None and pitch_pt < PITCH_PT:
        _off_the_grid(one)
    form = one.paragraph_format
    form.space_before, form.space_after = Pt(before_pt), Pt(after_pt)
    form.first_line_indent = Pt(indent_chars * CHARACTER_PT)
    form.right_indent = Pt(right_chars * CHARACTER_PT)
    form.keep_with_next, form.page_break_before = keep_next, new_page
    return one


def run(
    one: Paragraph,
    text: str,
    font: str = FANG_SONG,
    size_pt: float = BODY_PT,
    *,
    colour: RGBColor | None = None,
    tight: bool = True,
) -> Run:
    """Text in an East-Asian font; ``tight`` sets it 28 to the line."""
    piece = one.add_run(text)
    piece.font.size = Pt(size_pt)
    piece.font.name = LATIN
    piece.font.color.rgb = colour
    properties = piece._element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:hint"), "eastAsia")
    if tight:
        closer = str(round((CHARACTER_PT - BODY_PT) * 20))
        _put(properties, "w:spacing", ("w:w", "w:kern", "w:position", "w:sz", "w:szCs"), val=closer)
    return piece


def keep_with_next(word: Word) -> None:
    """Keep the last paragraph on the page of what comes next."""
    last = word.element.body.xpath("./w:p[last()]")
    if last:
        Paragraph(last[0], word._body).paragraph_format.keep_with_next = True


def rule_below(one: Paragraph, colour: RGBColor) -> None:
    """A rule across the type area, 4 mm under the paragraph."""
    borders = _put(one._p.get_or_add_pPr(), "w:pBdr", _AFTER_BORDER)
    _put(borders, "w:bottom", val="single", sz="18", space="11", color=str(colour))


def set_widths(word: Word, table: Table, widths: Sequence[int]) -> None:
    """Fixed columns that share the type area in proportion, with a millimetre beside the type."""
    table.autofit = False
    whole = _type_width(word)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Emu(whole * width // sum(widths))
    margins = _put(table._tbl.tblPr, "w:tblCellMar", ("w:tblLook",))
    for edge, gap in (("top", Mm(0.6)), ("left", Mm(1)), ("bottom", Mm(0.6)), ("right", Mm(1))):
        _put(margins, f"w:{edge}", w=str(gap.twips), type="dxa")


def is_low(table: Table, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table is low enough to be kept whole: a longer one runs on."""
    room = [(column.width or 1) / Pt(TABLE_PT) - 1 for column in table.columns]
    lines = [
        max(ceil(ems(text) / width) for text, width in zip(row, room, strict=True)) for row in rows
    ]
    return sum(lines) <= _LOW_LINES


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell of a table, and how."""

    text: str
    align: Align
    font: str = FANG_SONG
    colour: RGBColor | None = None


def fill_row(table: Table, row: _Row, cells: Sequence[Cell], *, with_next: bool) -> None:
    """Fill a row that never breaks over two pages; ``with_next`` keeps it on the next one's."""
    _put(row._tr.get_or_add_trPr(), "w:cantSplit")
    for column, cell, what in zip(table.columns, row.cells, cells, strict=True):
        cell.width = column.width
        one = _fill(cell, what, TABLE_PT)
        one.paragraph_format.keep_with_next = with_next


def repeat_on_every_page(row: _Row) -> None:
    """Print a table's first row again where the table runs on."""
    _put(row._tr.get_or_add_trPr(), "w:tblHeader")


def fill_imprint_row(row: _Row, texts: Sequence[str]) -> None:
    """A line of the 版记 between rules: one text, or one left and one right."""
    if len(texts) == 1:
        row.cells[0].merge(row.cells[1])
    for place, text in enumerate(texts):
        _fill(row.cells[place], Cell(text, "right" if place else "left"), IMPRINT_PT)
        _rules(row.cells[place])


def float_to_foot(table: Table) -> None:
    """Put the table at the foot of the upright type area; LibreOffice leaves it after the text."""
    height = len(table.rows) * _IMPRINT_ROW
    for row in table.rows:
        row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, _IMPRINT_ROW
    _put(
        table._tbl.tblPr,
        "w:tblpPr",
        ("w:tblW", "w:jc", "w:tblCellMar", "w:tblLayout", "w:tblLook"),
        vertAnchor="page",
        horzAnchor="margin",
        tblpXSpec="center",
        tblpY=str(Length(Mm(297 - 35) - height).twips),
    )


def _fill(cell: _Cell, what: Cell, size_pt: float) -> Paragraph:
    one: Paragraph = cell.paragraphs[0]
    _space(one, what.align, size_pt + 4.5)
    _off_the_grid(one)
    run(one, what.text, what.font, size_pt, colour=what.colour, tight=False)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return one


def _off_the_grid(one: Paragraph) -> None:
    """Small print keeps its own pitch; the page's grid would open it up to the body's."""
    _put(one._p.get_or_add_pPr(), "w:snapToGrid", ("w:spacing", "w:ind", "w:jc"), val="0")


def _rules(cell: _Cell) -> None:
    borders = _put(cell._tc.get_or_add_tcPr(), "w:tcBorders", ("w:vAlign",))
    for edge in ("top", "bottom"):
        _put(borders, f"w:{edge}", val="single", sz="8", color="000000")


def _space(one: Paragraph, align: Align, pitch_pt: float | None) -> None:
    form = one.paragraph_format
    form.alignment = _ALIGN[align]
    form.space_before = form.space_after = Pt(0)
    form.widow_control = False
    if pitch_pt is not None:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch_pt)


def _page_number(footer: _Footer, align: Align) -> None:
    """— 1 — in 4号宋体, one character from the outer edge; the number itself is a field."""
    footer.is_linked_to_previous = False
    one = footer.paragraphs[0]
    _space(one, align, None)
    form = one.paragraph_format
    form.left_indent = form.right_indent = Pt(PAGE_PT)
    run(one, "— ", PAGE_FONT, PAGE_PT, tight=False)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    one._p.append(field)
    number = run(one, "", PAGE_FONT, PAGE_PT, tight=False)
    field.append(number._element)
    run(one, " —", PAGE_FONT, PAGE_PT, tight=False)


def _put(
    parent: BaseOxmlElement, tag: str, before: Sequence[str] = (), **attributes: str
) -> BaseOxmlElement:
    """Set the child ``tag``, in the schema's order: ahead of the tags in ``before``."""
    for old in parent.findall(qn(tag)):
        parent.remove(old)
    child = OxmlElement(tag)
    for name, value in attributes.items():
        child.set(qn(f"w:{name}"), value)
    later = [one for one in parent if one.tag in {qn(name) for name in before}]
    if later:
        later[0].addprevious(child)
    else:
        parent.append(child)
    return child
