"""Draft (起草): brief and decision sheet as they stand now, and a preview for the office."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cycle.letters import Errand, letter
from cycle.snapshot import snapshot
from cycle.versions import changes_since_issue
from cycle.wiring import Parts
from domain.matters import Assessment
from domain.period import Period
from domain.snapshot import Snapshot
from domain.words import MessageKind, MessageState
from ledger import outbox
from papers.brief import brief
from papers.decision_sheet import decision_sheet
from papers.printers.as_docx import print_docx
from papers.printers.as_html import print_html
from papers.printers.as_mail import Attachment
from papers.printers.as_text import print_text
from papers.tree import Document

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def draft(
    parts: Parts, period: Period, assessed: Sequence[Assessment], now: datetime
) -> tuple[Path, ...]:
    """Write the drafts of ``period`` anew and mail the decision sheet to who decides."""
    seen = snapshot(parts, period, assessed, now)
    drafted, sheet = brief(seen), decision_sheet(seen)
    sheet_docx = print_docx(sheet)
    _mail_sheet(parts, seen, sheet, sheet_docx, now)
    folder = parts.data / "drafts" / str(period)
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "通报-送审稿.docx": print_docx(drafted),
        "通报-送审稿.html": print_html(drafted).encode(),
        "呈批件.docx": sheet_docx,
        "呈批件.html": print_html(sheet).encode(),
        "预览.txt": _preview(parts, period, drafted).encode(),
    }
    return tuple(write_whole(folder / name, content) for name, content in files.items())


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all; whoever has it open keeps the old one."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    return part.replace(path)


def _preview(parts: Parts, period: Period, drafted: Document) -> str:
    """What changed in the rules since the last issue, then the brief as plain text."""
    changed = changes_since_issue(parts, period) or ["（无）"]
    rules = "\n".join(f"- {sentence}" for sentence in changed)
    return f"一、上次印发以来规则变化\n{rules}\n\n二、通报送审稿\n{print_text(drafted)}"


def _mail_sheet(parts: Parts, seen: Snapshot, sheet: Document, docx: bytes, now: datetime) -> None:
    """One sheet for the same grounds; when they changed, an unsent one is taken back."""
    once = _grounds(seen)
    for message in outbox.listed(parts.ledger, seen.period, MessageState.PENDING):
        is_sheet = message.envelope.kind is MessageKind.DECISION_SHEET
        if is_sheet and f"|{once}|" not in message.envelope.dedupe_key:
            outbox.withdraw(parts.ledger, message.number, "duban", "呈批依据已变化", now)
    if not seen.proposals:
        return
    errand = Errand(
        kind=MessageKind.DECISION_SHEET,
        period=seen.period,
        once=once,
        named=frozenset(ground.target for one in seen.proposals for ground in one.grounds),
    )
    attachment = Attachment(f"{seen.period}呈批件.docx", DOCX, docx)
    keys = parts.live.distribution.decision_sheet
    people = [parts.live.people.named(key, now.date()) for key in keys]
    letters = [letter(parts, errand, sheet, p, now, attachments=[attachment]) for p in people if p]
    outbox.enqueue(parts.ledger, letters, now)


def _grounds(seen: Snapshot) -> str:
    hashes = sorted(f"{one.number}:{one.grounds_hash}" for one in seen.proposals)
    return sha256("\n".join(hashes).encode()).hexdigest()[:16]
