"""Reading printed papers back: their text in order, and the fact behind every number."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import docx
from docx.oxml.ns import qn

from papers.facts import Fact
from papers.tree import Document, Line

DIGITS = re.compile(r"\d+")


class NoFactError(AssertionError):
    """A printed number that no fact stands behind, or a line that was not printed."""


def numbers(printed: str, document: Document) -> list[tuple[str, str]]:
    """Every run of digits in ``printed`` with the name of its fact. Raises NoFactError."""
    spans, place = [], 0
    for one in document.lines():
        start = printed.find(one.text, place)
        if start < 0:
            raise NoFactError(f"not printed in its place: {one.text!r}")
        place = start + len(one.text)
        spans += _spans(one, start)
    return [(run[0], _behind(run, spans)) for run in DIGITS.finditer(printed)]


def _spans(one: Line, start: int) -> list[tuple[int, int, str]]:
    spans = []
    for leaf in one.leaves:
        end = start + len(leaf.text)
        if isinstance(leaf, Fact):
            spans.append((start, end, leaf.name))
        start = end
    return spans


def _behind(run: re.Match[str], spans: list[tuple[int, int, str]]) -> str:
    for start, end, name in spans:
        if start <= run.start() and run.end() <= end:
            return name
    around = run.string[max(0, run.start() - 20) : run.end() + 20]
    raise NoFactError(f"no fact behind {run[0]!r} in {around!r}")


def word_text(content: bytes) -> str:
    """The body of a docx, a paragraph or cell to a line, in printed order."""
    body = docx.Document(BytesIO(content)).element.body
    return "\n".join(
        "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        for paragraph in body.iter(qn("w:p"))
    )


def word_beside_the_body(content: bytes) -> str:
    """All text of a docx outside its body: headers, footers, notes, comments."""
    with ZipFile(BytesIO(content)) as members:
        parts = [name for name in members.namelist() if name.endswith(".xml")]
        return "".join(
            node.text or ""
            for name in parts
            if name != "word/document.xml"
            for node in ET.fromstring(members.read(name)).iter(qn("w:t"))
        )


class Page(HTMLParser):
    """The visible text of an HTML page, a text node to a line, and its tags and attributes."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.title = self.inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        match self.inside:
            case "style":
                return
            case "title":
                self.title = data
            case _:
                self.texts.append(data.strip("\n"))

    @property
    def text(self) -> str:
        return "\n".join(text for text in self.texts if text.strip())


def letter(content: bytes) -> EmailMessage:
    parsed = message_from_bytes(content, policy=SMTP)
    assert isinstance(parsed, EmailMessage)
    return parsed


def twins(content: bytes) -> tuple[str, str]:
    """The plain and the HTML part of a letter."""
    plain, page = letter(content).get_body(("plain",)), letter(content).get_body(("html",))
    assert plain
    assert page
    return plain.get_content(), page.get_content()
