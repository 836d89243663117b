"""Word documents in the official format (GB/T 9704—2012): A4, 22 lines of 28 characters.

Fonts are named as the standard names them (East-Asian names), not embedded.
"""

from collections.abc import Mapping, Sequence
from functools import singledispatch
from io import BytesIO
from itertools import zip_longest

import docx
from docx.document import Document as Word
from docx.enum.table import WD_TABLE_ALIGNMENT

from domain.words import Lamp
from papers.printers import docx_format as form
from papers.printers.canonical_zip import canonical
from papers.printers.widths import ems
from papers.tree import (
    Annex,
    Block,
    Choices,
    Column,
    Document,
    Head,
    Heading,
    Imprint,
    Items,
    Line,
    Paragraph,
    Signature,
    Table,
)

_HEADINGS = {1: form.HEI, 2: form.KAI, 3: form.FANG_SONG}
_LAMPS = {Lamp.RED.label: form.RED, Lamp.YELLOW.label: form.AMBER}

_LED_TO: Mapping[type[Block], tuple[type[Block], ...]] = {
    Paragraph: (Table, Choices, Signature, Items),
    Items: (Paragraph, Items, Choices, Signature),
}
"""What a block stays on one page with."""


def print_docx(document: Document) -> bytes:
    """The paper as docx bytes: the same facts give the same bytes."""
    word = docx.Document()
    form.set_page(word)
    form.set_properties(word, document.title.text)
    if document.head:
        _head(word, document.head)
    _title(word, document.title)
    _print_all(document.blocks, word)
    buffer = BytesIO()
    word.save(buffer)
    return canonical(buffer.getvalue())


def _head(word: Word, head: Head) -> None:
    mark = form.paragraph(word, align="center", before_pt=form.HEAD_DROP_PT, pitch_pt=None)
    size = min(form.MARK_PT, int(form.WIDTH_PT // len(head.mark.text)))
    form.run(mark, head.mark.text, form.SONG, size, colour=form.RED, tight=False)
    number = form.paragraph(word, align="center", before_pt=2 * form.PITCH_PT)
    form.run(number, head.number.text)
    form.rule_below(number, form.RED)


def _title(word: Word, title: Line) -> None:
    one = form.paragraph(word, align="center", before_pt=2 * form.PITCH_PT, after_pt=form.PITCH_PT)
    form.run(one, title.text, form.SONG, form.TITLE_PT, tight=False)


def _print_all(blocks: Sequence[Block], word: Word) -> None:
    """Blocks in order; what leads to a table, a choice or a signature stays on its page."""
    for block, following in zip_longest(blocks, blocks[1:]):
        _print(block, word)
        if isinstance(following, _LED_TO.get(type(block), ())):
            form.keep_with_next(word)


@singledispatch
def _print(block: Block, word: Word) -> None:
    """Blocks that letters alone have: their lines under each other."""
    for item in block.lines():
        form.run(form.paragraph(word, indent_chars=2), item.text)


@_print.register
def _(block: Heading, word: Word) -> None:
    one = form.paragraph(word, indent_chars=2, keep_next=True)
    form.run(one, block.line.text, _HEADINGS[block.level])


@_print.register
def _(block: Paragraph, word: Word) -> None:
    match block.role:
        case "addressee":
            form.run(form.paragraph(word), block.line.text)
        case "note":
            _note(word, block.line)
        case "banner":
            form.run(form.paragraph(word, align="center"), block.line.text, form.KAI)
        case "body":
            form.run(form.paragraph(word, align="both", indent_chars=2), block.line.text)


@_print.register
def _(block: Items, word: Word) -> None:
    for place, item in enumerate(block.items):
        match block.role:
            case "note":
                _note(word, item, keep_next=item is not block.items[-1])
            case "body":
                before = 0 if place else form.PITCH_PT
                form.run(form.paragraph(word, indent_chars=2, before_pt=before), item.text)


def _note(word: Word, item: Line, *, keep_next: bool = False) -> None:
    one = form.paragraph(word, pitch_pt=form.TABLE_PITCH_PT, after_pt=2, keep_next=keep_next)
    form.run(one, item.text, size_pt=form.TABLE_PT, tight=False)


@_print.register
def _(block: Table, word: Word) -> None:
    rows = [*block.rows, *([block.total] if block.total else [])]
    table = word.add_table(rows=len(rows) + 1, cols=block.width)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    form.set_widths(word, table, [column.width for column in block.columns])
    first, *others = table.rows
    form.repeat_on_every_page(first)
    titles = [form.Cell(column.title.text, "center", form.HEI) for column in block.columns]
    form.fill_row(table, first, titles, with_next=True)
    together = len(rows) - 1 if form.is_low(table, [[c.text for c in row] for row in rows]) else 1
    for place, (row, lines) in enumerate(zip(others, rows, strict=True)):
        font = form.HEI if lines is block.total else form.FANG_SONG
        cells = [_cell(one, c, font) for one, c in zip(lines, block.columns, strict=True)]
        form.fill_row(table, row, cells, with_next=place < together)
    form.paragraph(word, pitch_pt=6)


def _cell(one: Line, column: Column, font: str) -> form.Cell:
    """A lamp keeps its colour beside its word."""
    return form.Cell(one.text, column.align, font, _LAMPS.get(one.text))


@_print.register
def _(block: Signature, word: Word) -> None:
    """The day ends four characters from the right, the name is centred over it."""
    day_em, name_em = ems(block.day.text), ems(block.name.text)
    right = max(4 + (day_em - name_em) / 2, 0)
    above = 2 * form.PITCH_PT
    name = form.paragraph(word, align="right", before_pt=above, right_chars=right, keep_next=True)
    form.run(name, block.name.text)
    form.run(form.paragraph(word, align="right", right_chars=4), block.day.text)


@_print.register
def _(block: Annex, word: Word) -> None:
    match block.lies:
        case "across":
            form.turn_across(word)
            mark = form.paragraph(word)
        case "upright":
            mark = form.paragraph(word, new_page=True)
    form.run(mark, block.mark.text, form.HEI)
    title = form.paragraph(word, align="center", before_pt=14, after_pt=14)
    form.run(title, block.title.text, form.SONG, form.TITLE_PT, tight=False)
    _print_all(block.blocks, word)


@_print.register
def _(block: Choices, word: Word) -> None:
    options = form.paragraph(word, indent_chars=2, before_pt=6, keep_next=True)
    form.run(options, "　　".join(option.text for option in block.options))
    form.run(form.paragraph(word, indent_chars=2, after_pt=14), block.sign.text)


@_print.register
def _(block: Imprint, word: Word) -> None:
    form.turn_upright(word)
    table = word.add_table(rows=2, cols=2)
    copies, printed = table.rows
    form.set_widths(word, table, [1, 1])
    form.fill_imprint_row(copies, [block.copies.text])
    form.fill_imprint_row(printed, [block.printed_by.text, block.day.text])
    form.float_to_foot(table)
    form.paragraph(word, pitch_pt=1)
