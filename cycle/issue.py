"""Issue (印发): one transaction freezes the edition, its number, its papers and its letters."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cycle.breaker import tripped
from cycle.decide import untold
from cycle.deliver import Delivered, deliver
from cycle.files import DOCX, write_whole
from cycle.holding import holding
from cycle.judge import judge
from cycle.letters import Errand, letter, on_list
from cycle.printing import facts_of, print_brief
from cycle.progress import Progress
from cycle.propose import propose
from cycle.refusal import refuse_blank, refuse_strangers
from cycle.snapshot import snapshot
from cycle.wiring import Parts
from domain.matters import Assessment, Edition, Letter, Printed
from domain.period import Period
from domain.refusals import Refused, Tripped
from domain.snapshot import Snapshot
from domain.words import MessageKind, MessageState, MissingCause, PaperKind, Role
from domain.workdays import due_day
from ledger import archive, assessments, editions, outbox, proposals
from papers.brief import brief
from papers.brief_mail import brief_mail
from papers.printers.as_mail import Attachment

SIGNERS = (Role.TOP_LEADER, Role.CITY_LEADER, Role.OFFICER)
"""Who may sign a brief."""


@dataclass(frozen=True, slots=True)
class Issued:
    """An issued brief: its 发文字号, where copies of its papers lie, and what was sent.

    ``untold``: decisions that it leaves out because their head was not told. ``unheard``: alerts
    of the month that have not arrived.
    """

    period: Period
    number: str
    paths: tuple[Path, ...]
    delivered: Delivered
    untold: tuple[int, ...]
    unheard: tuple[int, ...]


def issue(
    parts: Parts,
    period: Period,
    *,
    signed_by: str,
    document: str,
    now: datetime,
    progress: Progress,
) -> Issued:
    """Issue the month's brief and deliver it; the same again finishes what was cut short.

    Raises Refused, Tripped or Held.
    """
    refuse_blank(签发人=signed_by, 签发依据=document)
    refuse_strangers(parts, signed_by, SIGNERS, now.date())
    with holding(parts, period, f"duban issue {signed_by}", now) as held:
        edition = _issued(held, period, signed_by, document)
        if edition is None:
            assessed = _settled(held, period, now)
            edition = _freeze(held, assessed, signed_by=signed_by, document=document, now=now)
        paths = write_papers(held, edition, parts.data / "papers" / str(period))
        delivered = deliver(held, period, now, progress)
    return Issued(
        period,
        edition.document_number,
        paths,
        delivered,
        untold=untold(parts, period),
        unheard=_unheard(parts, period),
    )


def _unheard(parts: Parts, period: Period) -> tuple[int, ...]:
    settled = (MessageState.SENT, MessageState.WITHDRAWN)
    return tuple(
        message.number
        for message in outbox.listed(parts.ledger, period)
        if message.envelope.kind.reminder and message.state not in settled
    )


def write_papers(parts: Parts, edition: Edition, folder: Path) -> tuple[Path, ...]:
    """An edition's papers from their archived bytes. Raises Tampered."""
    contents = archive.bodies(parts.ledger, [paper.raw_hash for paper in edition.papers])
    papers = zip(edition.papers, contents, strict=True)
    return tuple(write_whole(folder / paper.name, content) for paper, content in papers)


def _issued(parts: Parts, period: Period, signed_by: str, document: str) -> Edition | None:
    """The standing edition, if it is this one. Raises Refused for another signature."""
    standing = editions.of_period(parts.ledger, period, PaperKind.BRIEF)
    if not standing:
        return None
    if (standing[-1].signed_by, standing[-1].document) != (signed_by, document):
        number = standing[-1].document_number
        raise Refused(f"{period.label}通报已印发（{number}）；再次取用请用 duban reissue {period}")
    return standing[-1]


def _settled(parts: Parts, period: Period, now: datetime) -> tuple[Assessment, ...]:
    """The standing assessments, refused while anything still waits for a person."""
    if not assessments.latest(parts.ledger, period):
        raise Refused(f"{period.label}尚未评判，请先运行：duban run {period}")
    contest_day = due_day(period, parts.office.days.contest, parts.office.calendar)
    if now.date() < contest_day:
        raise Refused(f"异议期至{contest_day}，此前不得印发")
    judged = judge(parts, period, now)
    assessed = tuple(assessment for assessment, _ in judged)
    if stopped := tripped(parts, period, assessed):
        raise Tripped(f"{stopped}未解除前不能印发")
    propose(parts, period, assessed, now)
    if any(is_new for _, is_new in judged):
        raise Refused(f"台账数据或规则已变化，已重新评判，请核对后再印发：duban run {period}")
    _refuse_unasked(assessed, period)
    _refuse_undecided(parts, period)
    return assessed


def _refuse_unasked(assessed: Sequence[Assessment], period: Period) -> None:
    unasked = {
        judgement.department
        for each in assessed
        for judgement in each.judgements
        if judgement.cause is MissingCause.NOT_ASKED
    }
    if unasked:
        names = "、".join(sorted(unasked))
        raise Refused(f"{names}尚未采集，不能印发，请先运行：duban run {period}")


def _refuse_undecided(parts: Parts, period: Period) -> None:
    waiting = [s for s in proposals.of_period(parts.ledger, period) if s.decision is None]
    if waiting:
        numbers = "、".join(str(state.proposal.number) for state in waiting)
        raise Refused(f"呈批第{numbers}号尚未批示，不能印发；请先用 duban decide 记录批示")


def _freeze(
    parts: Parts,
    assessed: Sequence[Assessment],
    *,
    signed_by: str,
    document: str,
    now: datetime,
) -> Edition:
    period = assessed[0].period
    moment = _after_decisions(parts, period, now)
    seen = snapshot(parts, period, assessed, moment)
    code_word, year = parts.office.code_word, moment.year
    sequence = editions.next_sequence(parts.ledger, code_word, year, PaperKind.BRIEF)
    paper = brief(seen, sequence)
    printed = print_brief(paper, period)
    made = Edition(
        kind=PaperKind.BRIEF,
        period=period,
        tracks=tuple(each.track for each in assessed),
        assessments=tuple(each.number for each in assessed),
        inputs_hash=_inputs_hash(seen, assessed),
        facts=facts_of(paper),
        code_word=code_word,
        year=year,
        sequence=sequence,
        signed_by=signed_by,
        document=document,
        issued_at=moment,
    )
    letters = _letters(parts, made, seen, printed[0], now)
    return editions.freeze(parts.ledger, made, printed, letters, now)


def _after_decisions(parts: Parts, period: Period, now: datetime) -> datetime:
    """``now``, or the last decision's: who recorded it may have read the clock after we did."""
    states = proposals.of_period(parts.ledger, period)
    return max([now, *(state.decision.recorded_at for state in states if state.decision)])


def _inputs_hash(seen: Snapshot, assessed: Sequence[Assessment]) -> str:
    """Names what the paper rests on: its assessments and the decisions that it may report."""
    decided = [(one.proposal.number, one.verdict, str(one.told_on)) for one in seen.decided]
    document = json.dumps([[each.inputs_hash for each in assessed], decided])
    return hashlib.sha256(document.encode()).hexdigest()


def _letters(
    parts: Parts, made: Edition, seen: Snapshot, docx: Printed, now: datetime
) -> list[Letter]:
    """One mail with the brief for everyone on the list. Raises Refused for a vacant place."""
    people, vacant = on_list(parts, parts.live.distribution.brief, now)
    if vacant:
        names = "、".join(vacant)
        raise Refused(f"通报分发名单中{names}已无在任人员，请先更新 distribution.yaml")
    errand = Errand(
        kind=MessageKind.BRIEF,
        period=seen.period,
        once=made.document_number,
        assessment=max(made.assessments),
    )
    attachment = Attachment(docx.name, DOCX, docx.content)
    mail = brief_mail(seen)
    return [letter(parts, errand, mail, one, now, attachments=[attachment]) for one in people]
