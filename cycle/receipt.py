"""Receipt (报送回执): answer what a department handed in. It judges nothing and is no measure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from connectors.sources.door import superseded
from cycle.check import Checked, asked
from cycle.collect import Pulled
from cycle.letters import Errand, key_of
from cycle.returning import addressed, addressees, asks, case_of, marked
from cycle.wiring import Parts
from domain.matters import Letter
from domain.period import Period
from domain.records import Finding, Pull
from domain.snapshot import Arrived, Remark
from domain.words import FindingState, MessageKind, PullOutcome, Severity
from ledger import findings, outbox, pulls, reports

HANDED_IN = ("workbook", "csv", "form")
"""Dialects by which people hand in files; a system that is asked needs no answer."""


@dataclass(frozen=True, slots=True)
class Receipted:
    """Receipts newly queued, and departments that have nobody to write to."""

    letters: int = 0
    unaddressed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Answer:
    """One department's answer: what it carried, what is still wrong, what it owes at all."""

    pulled: Pulled
    found: tuple[Finding, ...]
    accepted: frozenset[str]
    owed: frozenset[str]
    reported: frozenset[str]
    """Those of ``owed`` for which a figure stands, however it came."""

    @property
    def pull(self) -> Pull:
        return self.pulled.pull


def send_receipts(
    held: Parts, period: Period, pulled: Sequence[Pulled], checked: Checked, now: datetime
) -> Receipted:
    """Queue a receipt for each answer that had none yet: the same bytes are answered once.

    What came by mail is always answered; a file in a folder where there is something to do. A
    late run of an old month may find a newer month's file: its own month answers it.
    """
    later = pulls.later_payloads(held.ledger, period)
    current = [one for one in pulled if later.isdisjoint(one.pull.raw_hashes[:1])]
    answers = [each for each in _answers(held, period, current, checked) if _is_due(held, each)]
    queued = {message.envelope.dedupe_key for message in outbox.listed(held.ledger, period)}
    letters: list[Letter] = []
    for answer in answers:
        letters += _receipts(held, answer, queued, now)
    unaddressed = (
        answer.pull.department
        for answer in answers
        if not addressees(held, answer.pull.department, now)
    )
    sent = outbox.enqueue(held.ledger, letters, now)
    return Receipted(len(sent), tuple(unaddressed))


def _answers(
    held: Parts, period: Period, pulled: Sequence[Pulled], checked: Checked
) -> list[_Answer]:
    months = {t.code: t.figure_period(period) for t in held.office.targets_in(period)}
    known = asked(held, period)
    found = reports.standing(held.ledger, set(months.values()))
    standing = {code for code, month in found if months.get(code) == month}
    settled = findings.listed(held.ledger, period, state=FindingState.ACCEPTED)
    keys = {each.key for each in settled}
    still = [each for each in checked.findings if findings.finding_key(each) not in keys]
    answers = []
    for one in pulled:
        code = one.pull.department
        owed = frozenset(target.code for target in known.asked(code))
        answers.append(
            _Answer(
                pulled=one,
                found=tuple(each for each in still if each.department == code),
                accepted=checked.accepted.get(code, frozenset()),
                owed=owed,
                reported=owed & standing,
            )
        )
    return answers


def _is_due(held: Parts, answer: _Answer) -> bool:
    is_mailed = "mailbox" in held.live.addresses.get(answer.pull.department, {})
    if answer.pull.outcome is PullOutcome.PARTIAL:
        return is_mailed
    if answer.pull.outcome is not PullOutcome.OK:
        return False
    dialect = held.office.departments[answer.pull.department].dialect
    return is_mailed or (dialect in HANDED_IN and any(asks(each) for each in answer.found))


def _receipts(held: Parts, answer: _Answer, queued: set[str], now: datetime) -> list[Letter]:
    pull = answer.pull
    handed_in = len(pull.raw_hashes) - len(superseded(answer.pulled.bodies))
    once = sha256("\n".join(pull.raw_hashes[:handed_in]).encode()).hexdigest()[:32]
    errand = Errand(MessageKind.RECEIPT, pull.period, once, pull.department)
    people = addressees(held, pull.department, now)
    new = [person for person in people if key_of(held, errand, person) not in queued]
    if not new:
        return []
    books = marked(held, pull.period, pull.department, answer.pulled.bodies, answer.found)
    case = case_of(held, pull.period, pull.department, answer.found, now)
    whole = (Remark("", pull.error),) if pull.outcome is PullOutcome.PARTIAL else ()
    case = replace(case, arrived=_arrived(answer, now), refusals=whole + case.refusals)
    return [addressed(held, errand, case, books, person=person, now=now) for person in new]


def _arrived(answer: _Answer, now: datetime) -> Arrived:
    rejected = {each.target for each in answer.found if each.severity is Severity.REJECT}
    accepted = answer.owed & answer.accepted
    refused = answer.owed & rejected - accepted
    return Arrived(
        files=tuple(dict.fromkeys(body.name for body in answer.pulled.bodies)),
        at=now,
        asked=len(answer.owed),
        accepted=len(accepted),
        refused=len(refused),
        before=len(answer.reported - accepted - refused),
        unreported=tuple(sorted(answer.owed - answer.reported - refused)),
    )
