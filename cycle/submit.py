"""Submit (呈送): mail the decision sheet to who decides, once for the same grounds."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cycle.files import DOCX
from cycle.letters import Errand, letter, on_list
from cycle.printing import Sheet
from cycle.wiring import Parts
from domain.snapshot import Snapshot
from domain.words import MessageKind
from ledger import outbox
from papers.printers.as_mail import Attachment


@dataclass(frozen=True, slots=True)
class Submitted:
    """Letters newly queued, and keys of the distribution list whose holder is not in office."""

    letters: int = 0
    unaddressed: tuple[str, ...] = ()


def submit(parts: Parts, seen: Snapshot, sheet: Sheet, now: datetime) -> Submitted:
    """Queue the sheet of the standing proposals; take back what asks for anything else."""
    once = _grounds(seen)
    for message in outbox.listed(parts.ledger, seen.period):
        is_sheet = message.envelope.kind is MessageKind.DECISION_SHEET
        if is_sheet and f"|{once}|" not in message.envelope.dedupe_key:
            outbox.withdraw(parts.ledger, message.number, "duban", "呈批依据已变化", now)
    if not seen.proposals:
        return Submitted()
    errand = Errand(
        kind=MessageKind.DECISION_SHEET,
        period=seen.period,
        once=once,
        named=frozenset(ground.target for one in seen.proposals for ground in one.grounds),
    )
    attachment = Attachment(f"{seen.period}呈批件.docx", DOCX, sheet.docx)
    people, unaddressed = on_list(parts, parts.live.distribution.decision_sheet, now)
    letters = [
        letter(parts, errand, sheet.document, p, now, attachments=[attachment]) for p in people
    ]
    return Submitted(len(outbox.enqueue(parts.ledger, letters, now)), unaddressed)


def _grounds(seen: Snapshot) -> str:
    """Names the proposals and their grounds."""
    hashes = sorted(f"{one.number}:{one.grounds_hash}" for one in seen.proposals)
    return sha256("\n".join(hashes).encode()).hexdigest()[:16]
