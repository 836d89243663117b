"""Issue (印发): one transaction freezes the edition, its number, its papers and its letters."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cycle.deliver import Delivered, deliver
from cycle.draft import DOCX, write_whole
from cycle.judge import judge
from cycle.letters import Errand, letter
from cycle.progress import Progress
from cycle.propose import propose
from cycle.release import tripped
from cycle.snapshot import snapshot
from cycle.versions import in_period
from cycle.wiring import Parts
from domain.matters import Assessment, Edition, Letter, Printed
from domain.period import Period
from domain.refusals import Refused, Tripped
from domain.snapshot import Snapshot
from domain.words import MessageKind, PaperKind
from ledger import assessments, editions, locks, proposals
from papers.brief import brief
from papers.brief_mail import brief_mail
from papers.printers.as_docx import print_docx
from papers.printers.as_html import print_html
from papers.printers.as_mail import Attachment
from papers.tree import Document


@dataclass(frozen=True, slots=True)
class Issued:
    """An issued brief: its 发文字号, where copies of its papers lie, and what was sent."""

    period: Period
    number: str
    paths: tuple[Path, ...]
    delivered: Delivered


def issue(
    parts: Parts,
    period: Period,
    *,
    signed_by: str,
    document: str,
    now: datetime,
    progress: Progress,
) -> Issued:
    """Issue the month's brief and deliver it. Raises Refused, Tripped or Held."""
    for name, text in (("签发人", signed_by), ("签发依据", document)):
        if not text.strip():
            raise Refused(f"{name}不能为空")
    with locks.lock(parts.ledger, period, f"duban issue {signed_by}", now):
        chosen = in_period(parts, period)
        assessed = _settled(chosen, period, now)
        seen = snapshot(chosen, period, assessed, now)
        edition, printed = _freeze(
            chosen, seen, assessed, signed_by=signed_by, document=document, now=now
        )
        folder = parts.data / "papers" / str(period)
        folder.mkdir(parents=True, exist_ok=True)
        paths = tuple(write_whole(folder / one.name, one.content) for one in printed)
        delivered = deliver(chosen, period, now, progress)
    return Issued(period, edition.document_number, paths, delivered)


def _settled(parts: Parts, period: Period, now: datetime) -> tuple[Assessment, ...]:
    """The standing assessments, refused while anything still waits for a person."""
    if not assessments.latest(parts.ledger, period):
        raise Refused(f"{period.label}尚未评判，请先运行：duban run {period}")
    if issued := editions.of_period(parts.ledger, period, PaperKind.BRIEF):
        number = issued[-1].document_number
        raise Refused(f"{period.label}通报已印发（{number}）；再次取用请用 duban reissue {period}")
    judged = judge(parts, period, now)
    assessed = tuple(assessment for assessment, _ in judged)
    if stopped := tripped(parts, period, assessed):
        raise Tripped(f"{stopped}未解除前不能印发")
    propose(parts, period, assessed, now)
    if any(is_new for _, is_new in judged):
        raise Refused(f"台账数据已变化，已重新评判，请核对后再印发：duban run {period}")
    waiting = [s for s in proposals.of_period(parts.ledger, period) if s.decision is None]
    if waiting:
        numbers = "、".join(str(state.proposal.number) for state in waiting)
        raise Refused(f"呈批第{numbers}号尚未批示，不能印发；请先用 duban decide 记录批示")
    return assessed


def _freeze(
    parts: Parts,
    seen: Snapshot,
    assessed: Sequence[Assessment],
    *,
    signed_by: str,
    document: str,
    now: datetime,
) -> tuple[Edition, Sequence[Printed]]:
    code_word, year = parts.office.code_word, now.year
    sequence = editions.next_sequence(parts.ledger, code_word, year, PaperKind.BRIEF)
    paper = brief(seen, sequence)
    printed = _print(paper, seen.period)
    made = Edition(
        kind=PaperKind.BRIEF,
        period=seen.period,
        tracks=tuple(each.track for each in assessed),
        assessments=tuple(each.number for each in assessed),
        inputs_hash=_inputs_hash(seen, assessed),
        facts=facts_of(paper),
        code_word=code_word,
        year=year,
        sequence=sequence,
        signed_by=signed_by,
        document=document,
        issued_at=now,
    )
    letters = _letters(parts, made, seen, printed[0], now)
    return editions.freeze(parts.ledger, made, printed, letters, now), printed


def _print(paper: Document, period: Period) -> tuple[Printed, Printed]:
    return (
        Printed("docx", f"{period}月督查通报.docx", print_docx(paper)),
        Printed("html", f"{period}月督查通报.html", print_html(paper).encode()),
    )


def facts_of(paper: Document) -> str:
    """Every fact of a paper once, by name, as canonical JSON."""
    facts = {fact.name: fact.to_json() for fact in paper.facts()}
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _inputs_hash(seen: Snapshot, assessed: Sequence[Assessment]) -> str:
    """Names what the paper rests on: its assessments and the decisions that it may report."""
    decided = [(one.proposal.number, one.verdict, str(one.told_on)) for one in seen.decided]
    document = json.dumps([[each.inputs_hash for each in assessed], decided])
    return hashlib.sha256(document.encode()).hexdigest()


def _letters(
    parts: Parts, made: Edition, seen: Snapshot, docx: Printed, now: datetime
) -> list[Letter]:
    """One mail with the brief for each person on the distribution list who is in office."""
    attachment = Attachment(docx.name, DOCX, docx.content)
    errand = Errand(
        kind=MessageKind.BRIEF,
        period=seen.period,
        once=made.document_number,
        assessment=max(made.assessments),
    )
    people = [parts.live.people.named(k, now.date()) for k in parts.live.distribution.brief]
    mail = brief_mail(seen)
    return [
        letter(parts, errand, mail, person, now, attachments=[attachment])
        for person in people
        if person
    ]
