"""Print papers: their formats, and the brief's facts as the edition freezes them."""

import json
from dataclasses import dataclass

from domain.matters import Printed
from domain.period import Period
from domain.snapshot import Snapshot
from papers.decision_sheet import decision_sheet
from papers.printers.as_docx import print_docx
from papers.printers.as_html import print_html
from papers.tree import Document


@dataclass(frozen=True, slots=True)
class Sheet:
    """A decision sheet, printed once for the drafts and for the mail."""

    document: Document
    docx: bytes


def print_sheet(seen: Snapshot) -> Sheet:
    """The decision sheet of a month as it stands."""
    document = decision_sheet(seen)
    return Sheet(document, print_docx(document))


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
