"""Matters the ledger keeps: runs, assessments, decisions, editions and letters, as it tells them.

``number`` is the ledger's running number and ``revision`` its count; both are 0 until recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.period import Period
from domain.records import Finding, Judgement, Proposal
from domain.snapshot import Decided
from domain.words import (
    DecisionVerdict,
    FindingState,
    Measure,
    MessageKind,
    MessageState,
    PaperKind,
)


@dataclass(frozen=True, slots=True)
class OfficeVersion:
    """A canonical office document under its hash, and when it came into use here."""

    hash: str
    document: str
    learned_at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a period. ``ended_at`` is None while it runs, and for ever after a crash."""

    number: int
    period: Period
    holder: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a subject (kind, id), by an actor. Lives are folded from these."""

    actor: str
    kind: str
    subject_kind: str
    subject_id: str
    at: datetime
    detail: Mapping[str, str]
    number: int = 0


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A finding with its life. ``current``: the last pull that was answered shows it."""

    number: int
    key: str
    finding: Finding
    state: FindingState
    found_at: datetime
    current: bool
    actor: str = ""
    """Who accepted or returned it."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Contest:
    """A department's open objection to one target's figure in one period."""

    target: str
    period: Period
    actor: str
    reason: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Release:
    """A person let a tripped breaker go, knowing the sentence it tripped with."""

    period: Period
    actor: str
    reason: str
    tripped: str
    released_at: datetime


@dataclass(frozen=True, slots=True)
class Assessment:
    """All judgements on one track in one period, by code, from one set of inputs."""

    period: Period
    track: str
    office_version: str
    watermark: int
    """The highest report number that it saw; what has a higher one was not known."""
    inputs_hash: str
    judgements: tuple[Judgement, ...]
    made_at: datetime
    revision: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """A leader's verdict on one proposal; it binds to the grounds that the leader saw."""

    proposal: int
    grounds_hash: str
    verdict: DecisionVerdict
    measure: Measure
    leader: str
    recorder: str
    document: str
    """The document that shows the decision (批示、会议纪要)."""
    reason: str
    decided_on: date
    recorded_at: datetime
    told_on: date | None = None
    told_how: str = ""


@dataclass(frozen=True, slots=True)
class ProposalState:
    """A standing proposal with its decision, None while it waits for one."""

    proposal: Proposal
    proposed_at: datetime
    decision: Decision | None

    @property
    def decided(self) -> Decided | None:
        """What a paper may print of the decision."""
        if self.decision is None:
            return None
        said = self.decision
        return Decided(
            proposal=self.proposal,
            verdict=said.verdict,
            measure=said.measure,
            leader=said.leader,
            document=said.document,
            decided_on=said.decided_on,
            told_on=said.told_on,
            told_how=said.told_how,
        )


@dataclass(frozen=True, slots=True)
class Printed:
    """One format (``docx``, ``html`` …) of an edition's paper, as bytes."""

    format: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Paper:
    """One format of an issued paper; its bytes lie in the archive under ``raw_hash``."""

    format: str
    name: str
    raw_hash: str


@dataclass(frozen=True, slots=True)
class Edition:
    """An issued paper: frozen facts, who signed, its number. Revisions after 1 are corrections."""

    kind: PaperKind
    period: Period
    tracks: tuple[str, ...]
    assessments: tuple[int, ...]
    """Numbers of the assessments it rests on."""
    inputs_hash: str
    facts: str
    """Canonical JSON."""
    code_word: str
    year: int
    sequence: int
    signed_by: str
    document: str
    issued_at: datetime
    papers: tuple[Paper, ...] = ()
    revision: int = 0
    number: int = 0

    @property
    def document_number(self) -> str:
        """发文字号, as printed: 泰效能〔2014〕9号."""
        return f"{self.code_word}〔{self.year}〕{self.sequence}号"


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom one message goes, on one channel. ``dedupe_key`` never expires."""

    dedupe_key: str
    kind: MessageKind
    period: Period
    department: str
    """Empty for messages that concern no single department."""
    channel: str
    recipient_key: str
    address: str
    subject: str
    message_id: str
    assessment: int | None = None
    expires_at: datetime | None = None
    named: frozenset[str] = frozenset()
    """Codes of the behind targets that an alert names."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An envelope with its RFC 5322 bytes, ready to be put in the outbox."""

    envelope: Envelope
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """One row of the outbox. ``raw_hash`` names the bytes to send now in the archive."""

    number: int
    envelope: Envelope
    raw_hash: str
    state: MessageState
    queued_at: datetime
    retry_at: datetime | None
    attempts: int
    repeated: bool
    """Re-sent once after an uncertain end, marked 可能重复."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to send a message, written before the call. A crash leaves ``ended_at`` None."""

    number: int
    message: int
    holder: str
    started_at: datetime
    ended_at: datetime | None
    outcome: MessageState | None
    answer: str
