"""A tree as text, every leaf told apart: what stands in the golden files.

python -m tests.papers.outline    writes them again; read the difference before you commit it.
"""

from collections.abc import Iterator
from pathlib import Path

from papers.facts import Fact
from papers.tree import Annex, Block, Document, Items, Line, Paragraph, Table
from tests.papers.made import KINDS, made
from tests.papers.small import small

GOLDEN = Path(__file__).with_name("golden")


def outline(document: Document) -> str:
    """One line for each block or row; a fact is ⟨name=what is printed⟩."""
    head = [f"head  {_line(one)}" for one in document.head.lines()] if document.head else []
    body = [row for block in document.blocks for row in _block(block, "")]
    title = f"title  {_line(document.title)}"
    return "\n".join([f"for {document.audience}", *head, title, *body]) + "\n"


def _line(one: Line) -> str:
    return "".join(_leaf(leaf) for leaf in one.leaves)


def _leaf(leaf: object) -> str:
    return f"⟨{leaf.name}={leaf.text}⟩" if isinstance(leaf, Fact) else getattr(leaf, "text", "")


def _block(block: Block, indent: str) -> Iterator[str]:
    kind = type(block).__name__.lower()
    match block:
        case Table():
            yield f"{indent}table  {_row([column.title for column in block.columns])}"
            yield from (f"{indent}  {_row(row)}" for row in block.rows)
            if block.total:
                yield f"{indent}  total  {_row(block.total)}"
        case Annex():
            yield f"{indent}annex {block.lies}  {_line(block.mark)}  {_line(block.title)}"
            for inner in block.blocks:
                yield from _block(inner, f"{indent}  ")
        case Paragraph() | Items():
            yield from (f"{indent}{kind} {block.role}  {_line(one)}" for one in block.lines())
        case _:
            yield from (f"{indent}{kind}  {_line(one)}" for one in block.lines())


def _row(cells: object) -> str:
    assert isinstance(cells, list | tuple)
    return " | ".join(_line(cell) for cell in cells)


if __name__ == "__main__":
    for name in KINDS:
        (GOLDEN / f"{name}.txt").write_text(outline(made(name, small())), encoding="utf-8")
