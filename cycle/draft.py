"""Draft (起草): brief and decision sheet as they stand now, and a preview for the office."""

from pathlib import Path

from cycle.files import write_whole
from cycle.printing import Sheet
from cycle.versions import changes_since_issue
from cycle.wiring import Parts
from domain.period import Period
from domain.snapshot import Snapshot
from papers.brief import brief
from papers.printers.as_docx import print_docx
from papers.printers.as_html import print_html
from papers.printers.as_text import print_text
from papers.tree import Document


def draft(parts: Parts, seen: Snapshot, sheet: Sheet) -> tuple[Path, ...]:
    """Write the drafts of the month anew; nothing leaves by this."""
    drafted = brief(seen)
    folder = parts.data / "drafts" / str(seen.period)
    files = {
        "通报-送审稿.docx": print_docx(drafted),
        "通报-送审稿.html": print_html(drafted).encode(),
        "呈批件.docx": sheet.docx,
        "呈批件.html": print_html(sheet.document).encode(),
        "预览.txt": _preview(parts, seen.period, drafted).encode(),
    }
    return tuple(write_whole(folder / name, content) for name, content in files.items())


def _preview(parts: Parts, period: Period, drafted: Document) -> str:
    """What changed in the rules since the last issue, then the brief as plain text."""
    changed = changes_since_issue(parts, period) or ["（无）"]
    rules = "\n".join(f"- {sentence}" for sentence in changed)
    return f"一、上次印发以来规则变化\n{rules}\n\n二、通报送审稿\n{print_text(drafted)}"
