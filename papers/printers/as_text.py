"""The plain twin: the same tree in plain text, one line of the tree on one line or in one cell."""

from collections.abc import Iterator

from papers.tree import Annex, Block, Document, Heading, KeyFigures, Line, Paragraph, Table


def print_text(document: Document) -> str:
    """Plain text that ends with a newline."""
    head = [*(one.text for one in document.head.lines()), ""] if document.head else []
    body = [row for block in document.blocks for row in _block(block)]
    return "\n".join([*head, document.title.text, "", *body]).rstrip() + "\n"


def _block(block: Block) -> Iterator[str]:
    """The block's lines and an empty one."""
    match block:
        case Table():
            yield from _table(block)
        case KeyFigures():
            for figure in block.figures:
                yield f"{figure.label.text}：{figure.number.text}（{figure.beside.text}）"
        case Annex():
            yield from (block.mark.text, block.title.text, "")
            for inner in block.blocks:
                yield from _block(inner)
        case Heading():
            yield block.line.text
            return
        case Paragraph(role="body"):
            yield f"　　{block.line.text}"
            return
        case _:
            yield from (one.text for one in block.lines())
    yield ""


def _table(table: Table) -> Iterator[str]:
    yield _row(tuple(column.title for column in table.columns))
    yield from (_row(row) for row in table.rows)
    if table.total:
        yield _row(table.total)


def _row(cells: tuple[Line, ...]) -> str:
    return " | ".join(cell.text for cell in cells)
