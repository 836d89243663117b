"""Print the brief: its formats, and its facts as the edition freezes them."""

import json

from domain.matters import Printed
from domain.period import Period
from papers.printers.as_docx import print_docx
from papers.printers.as_html import print_html
from papers.tree import Document


def print_brief(paper: Document, period: Period) -> tuple[Printed, Printed]:
    """As docx, which the mail carries, and as HTML."""
    return (
        Printed("docx", f"{period}月督查通报.docx", print_docx(paper)),
        Printed("html", f"{period}月督查通报.html", print_html(paper).encode()),
    )


def facts_of(paper: Document) -> str:
    """Every fact of a paper once, by name, as canonical JSON."""
    facts = {fact.name: fact.to_json() for fact in paper.facts()}
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
