"""Promise 3: every number in a paper is a named fact, in every format that leaves the house."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache

import pytest

from domain.snapshot import Snapshot
from papers.printers.as_docx import print_docx
from papers.printers.as_html import print_html
from papers.printers.as_mail import Envelope, Mailbox, print_mail
from papers.printers.as_text import print_text
from papers.tree import Document, Paragraph, Table, TreeError, line
from tests.papers.city import city
from tests.papers.made import KINDS, made
from tests.papers.reading import (
    DIGITS,
    NoFactError,
    Page,
    numbers,
    twins,
    word_beside_the_body,
    word_text,
)
from tests.papers.small import small

MONTHS: Mapping[str, Callable[[], Snapshot]] = {"small": small, "city": city}
LAYOUT = {"charset", "style", "width", "content", "cellpadding", "cellspacing"}
"""Attributes that are never read aloud or shown."""
ENVELOPE = Envelope(
    sender=Mailbox("效能办", "duban@office.example"),
    recipient=Mailbox("王建国", "wang@d01.example"),
    message_id="<alert.D01@office.example>",
    sent_at=datetime(2014, 10, 21, 1, 30, tzinfo=UTC),
)


@cache
def paper(month: str, kind: str) -> Document:
    return made(kind, MONTHS[month]())


@cache
def word(month: str, kind: str) -> bytes:
    return print_docx(paper(month, kind))


@pytest.fixture(params=[(month, kind) for month in MONTHS for kind in KINDS], ids="-".join)
def named(request: pytest.FixtureRequest) -> tuple[str, str]:
    month, kind = request.param
    return month, kind


@pytest.fixture
def document(named: tuple[str, str]) -> Document:
    return paper(*named)


def test_every_number_in_docx_is_a_fact(named: tuple[str, str]) -> None:
    document, content = paper(*named), word(*named)
    found = numbers(word_text(content), document)
    assert len(found) > 10
    assert all(name for _, name in found)
    assert DIGITS.findall(word_beside_the_body(content)) == []


def test_every_number_in_html_is_a_fact(document: Document) -> None:
    page = Page(print_html(document))
    assert len(numbers(page.text, document)) > 10
    assert page.title == document.title.text
    shown = {value for name, value in page.attributes if name == "data-title"}
    assert shown <= {text for block in tables(document) for text in titles(block)}
    with_digits = {name for name, value in page.attributes if DIGITS.search(value)}
    assert with_digits <= LAYOUT | {"data-title"}


def test_every_number_in_both_twins_of_the_letter_is_a_fact(document: Document) -> None:
    plain, page = twins(print_mail(document, ENVELOPE))
    by_twin = [numbers(text, document) for text in (plain, Page(page).text)]
    assert by_twin[0] == by_twin[1]
    assert len(by_twin[0]) > 10


def test_all_formats_print_the_same_numbers(named: tuple[str, str]) -> None:
    document = paper(*named)
    texts = (word_text(word(*named)), print_text(document), Page(print_html(document)).text)
    first, *others = (numbers(text, document) for text in texts)
    assert [found == first for found in others] == [True, True]


def test_a_name_with_digits_is_a_fact_too() -> None:
    found = numbers(print_text(made("brief", small())), made("brief", small()))
    assert {name for run, name in found if run == "3"} >= {"target.M001.name", "municipal.behind"}
    assert ("2", "target.M001.reason") in found


@pytest.mark.parametrize("planted", ["7", "７", "③", "²"])
def test_a_loose_number_cannot_be_written(planted: str) -> None:
    with pytest.raises(TreeError, match="outside a fact"):
        Paragraph(line(f"共{planted}项"))


def test_a_number_that_a_printer_adds_is_found() -> None:
    document = made("brief_mail", small())
    with pytest.raises(NoFactError, match="no fact behind '7'"):
        numbers(print_text(document) + "7", document)
    with pytest.raises(NoFactError, match="not printed"):
        numbers(print_text(document).replace("建设局", "局", 1), document)


def tables(document: Document) -> list[Table]:
    found = []
    for block in document.blocks:
        inner = getattr(block, "blocks", (block,))
        found += [one for one in inner if isinstance(one, Table)]
    return found


def titles(table: Table) -> list[str]:
    return [column.title.text for column in table.columns]
