"""The tree of a paper: blocks of lines, lines of leaves. A leaf is a Fact, or text with no digit.

Printers walk the tree and add nothing to it; a number that is no fact cannot be written down.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from papers.facts import Audience, Fact


class TreeError(ValueError):
    """The tree breaks a rule of papers: a loose digit, a ragged table, a fact out of its class."""


@dataclass(frozen=True, slots=True)
class Text:
    """Wording of the house, without any digit (half or full width, ① and ² too)."""

    text: str

    def __post_init__(self) -> None:
        """Refuse digits: a number on paper must be a fact."""
        if loose := [character for character in self.text if character.isdigit()]:
            raise TreeError(f"digit {loose[0]!r} outside a fact: {self.text!r}")


Leaf = Text | Fact


@dataclass(frozen=True, slots=True)
class Line:
    """Leaves that are printed one after another."""

    leaves: tuple[Leaf, ...]

    @property
    def text(self) -> str:
        """The line as it is printed."""
        return "".join(leaf.text for leaf in self.leaves)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts of the line, in order."""
        return tuple(leaf for leaf in self.leaves if isinstance(leaf, Fact))


Part = str | Fact | Line


def line(*parts: Part) -> Line:
    """Join wording, facts and other lines into one line."""
    return Line(tuple(leaf for part in parts for leaf in _leaves(part)))


def _leaves(part: Part) -> tuple[Leaf, ...]:
    match part:
        case str():
            return (Text(part),) if part else ()
        case Line():
            return part.leaves
        case Fact():
            return (part,)


def joined(parts: Iterable[Part], mark: str = "、") -> Line:
    """The parts with ``mark`` between them."""
    between = [piece for part in parts for piece in (mark, part)]
    return line(*between[1:])


@dataclass(frozen=True, slots=True)
class Head:
    """版头: the issuing organ's mark and the paper's number (empty while a draft)."""

    mark: Line
    number: Line

    def lines(self) -> Iterator[Line]:
        """In printed order."""
        yield self.mark
        yield self.number


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 一、, 2 （一） or 3."""

    level: Literal[1, 2, 3]
    line: Line

    def lines(self) -> Iterator[Line]:
        """In printed order."""
        yield self.line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body, the 主送 line, small print under a table, or a band at the top."""

    line: Line
    role: Literal["body", "addressee", "note", "banner"] = "body"

    def lines(self) -> Iterator[Line]:
        """In printed order."""
        yield self.line


@dataclass(frozen=True, slots=True)
class Items:
    """Short lines under each other, in the body's type or in small print under a table."""

    items: tuple[Line, ...]
    role: Literal["body", "note"] = "body"

    def lines(self) -> Iterator[Line]:
        """In printed order."""
        yield from self.items


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One of the large numbers of a mail: what it is, the number, what it is measured against."""

    label: Line
    number: Line
    beside: Line


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Large numbers side by side."""

    figures: tuple[KeyFigure, ...]

    def lines(self) -> Iterator[Line]:
        """In printed order."""
        for figure in self.figures:
            yield from (figure.label, figure.number, figure.beside)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its share of the width (all shares of a table are taken together)."""

    title: Line
    width: int
    align: Literal["left", "center"] = "center"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; a row has one line for each column. ``total`` closes it, set apart."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Line, ...], ...]
    total: tuple[Line, ...] = ()

    def __post_init__(self) -> None:
        """Refuse ragged rows."""
        ragged = [row for row in (*self.rows, self.total or self.columns) if len(row) != self.width]
        if ragged:
            raise TreeError(f"a row of {len(ragged[0])} cells in a table of {self.width} columns")

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.columns)

    def lines(self) -> Iterator[Line]:
        """In printed order."""
        yield from (column.title for column in self.columns)
        for row in self.rows:
            yield from row
        yield from self.total


@dataclass(frozen=True, slots=True)
class Choices:
    """Boxes for the leader to tick, and room to sign."""

    options: tuple[Line, ...]
    sign: Line

    def lines(self) -> Iterator[Line]:
        """In printed order."""
        yield from self.options
        yield self.sign


@dataclass(frozen=True, slots=True)
class Signature:
    """落款: who issues, and the day."""

    name: Line
    day: Line

    def lines(self) -> Iterator[Line]:
        """In printed order."""
        yield self.name
        yield self.day


@dataclass(frozen=True, slots=True)
class Annex:
    """附件: its mark and title, on a page of its own; tables of many columns lie across it."""

    mark: Line
    title: Line
    blocks: "tuple[Block, ...]"
    lies: Literal["upright", "across"] = "upright"

    def lines(self) -> Iterator[Line]:
        """In printed order."""
        yield self.mark
        yield self.title
        for block in self.blocks:
            yield from block.lines()


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记: who gets copies, who prints and when; foot of the last page."""

    copies: Line
    printed_by: Line
    day: Line

    def lines(self) -> Iterator[Line]:
        """In printed order."""
        yield from (self.copies, self.printed_by, self.day)


Block = Heading | Paragraph | Items | KeyFigures | Table | Choices | Signature | Annex | Imprint


@dataclass(frozen=True, slots=True)
class Document:
    """A whole paper or letter for one audience. Letters have no head and no pages."""

    title: Line
    blocks: tuple[Block, ...]
    audience: Audience
    head: Head | None = None

    def __post_init__(self) -> None:
        """Refuse facts kept for another audience, and one name for two different facts."""
        known: dict[str, Fact] = {}
        for fact in self.facts():
            if not self.audience.may_read(fact.audience):
                raise TreeError(f"fact {fact.name} is kept for {fact.audience}")
            if known.setdefault(fact.name, fact) != fact:
                raise TreeError(f"two different facts named {fact.name}")

    def lines(self) -> Iterator[Line]:
        """Every line in printed order."""
        if self.head:
            yield from self.head.lines()
        yield self.title
        for block in self.blocks:
            yield from block.lines()

    def facts(self) -> tuple[Fact, ...]:
        """Every printed fact in order, repeated where it is printed again."""
        return tuple(fact for one in self.lines() for fact in one.facts)
