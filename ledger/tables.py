"""Every table. No column of a key is NULL; triggers (in the migrations) guard what only grows."""

from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from domain.period import Period
from domain.records import Ground, Place
from domain.words import (
    Basis,
    DecisionVerdict,
    Lamp,
    Measure,
    MessageKind,
    MessageState,
    MissingCause,
    PaperKind,
    PullOutcome,
    Severity,
    Standing,
    Verdict,
)
from ledger.columns import WHOLE, Instant, Written, kept

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _table(name: str, *parts: Any) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True)


def _number() -> Column[Any]:
    return Column("number", WHOLE, Identity(), primary_key=True)


def _needed(name: str, kind: Any, *parts: Any) -> Column[Any]:
    return Column(name, kind, *parts, nullable=False)


def _progress() -> tuple[Column[Any], ...]:
    """What a report says, in the form its kind needs."""
    return (
        Column("value", WHOLE),
        Column("verdict", Written(Verdict)),
        Column("nodes", kept(frozenset[str])),
    )


office_version = _table(
    "office_version",
    Column("hash", Text, primary_key=True),
    _needed("document", Text),
    _needed("learned_at", Instant),
)

event = _table(
    "event",
    _number(),
    _needed("at", Instant),
    _needed("actor", Text),
    _needed("kind", Text),
    _needed("subject_kind", Text),
    _needed("subject_id", Text),
    _needed("detail", kept(dict[str, str])),
    Index(None, "subject_kind", "subject_id"),
)

run = _table(
    "run",
    _number(),
    _needed("period", Written(Period)),
    _needed("holder", Text),
    _needed("started_at", Instant),
    Column("ended_at", Instant),
    _needed("outcome", Text),
)

raw = _table(
    "raw",
    Column("hash", Text, primary_key=True),
    _needed("size", WHOLE),
    _needed("name", Text),
    _needed("stored_at", Instant),
)

pull = _table(
    "pull",
    _number(),
    _needed("run", WHOLE, ForeignKey("run.number")),
    _needed("department", Text),
    _needed("period", Written(Period)),
    _needed("outcome", Written(PullOutcome)),
    _needed("rows", WHOLE),
    _needed("error", Text),
    Column("started_at", Instant),
    Column("ended_at", Instant),
    _needed("columns", kept(tuple[str, ...])),
    UniqueConstraint("run", "department"),
    Index(None, "period", "department"),
)

pull_raw = _table(
    "pull_raw",
    Column("pull", WHOLE, ForeignKey("pull.number"), primary_key=True),
    Column("position", WHOLE, primary_key=True),
    _needed("raw_hash", Text, ForeignKey("raw.hash")),
)

finding = _table(
    "finding",
    _number(),
    _needed("key", Text),
    _needed("found_at", Instant),
    _needed("rule", Text),
    _needed("severity", Written(Severity)),
    _needed("department", Text),
    _needed("period", Written(Period)),
    _needed("sentence", Text),
    Column("target", Text),
    Column("place", kept(Place)),
    _needed("raw_value", Text),
    Column("raw_hash", Text, ForeignKey("raw.hash")),
    _needed("cause", Text),
    UniqueConstraint("key"),
    CheckConstraint("department <> ''", name="department"),
    CheckConstraint("place IS NULL OR raw_hash IS NOT NULL", name="source"),
    Index(None, "period", "department"),
)

sighting = _table(
    "sighting",
    Column("pull", WHOLE, ForeignKey("pull.number"), primary_key=True),
    Column("finding", WHOLE, ForeignKey("finding.number"), primary_key=True),
)

report = _table(
    "report",
    _number(),
    _needed("target", Text),
    _needed("figure_period", Written(Period)),
    _needed("revision", WHOLE),
    _needed("basis", Written(Basis)),
    *_progress(),
    _needed("reason_given", Text),
    _needed("correction", Text),
    _needed("actor", Text),
    _needed("known_at", Instant),
    Column("place", kept(Place)),
    Column("raw_hash", Text, ForeignKey("raw.hash")),
    _needed("raw_value", Text),
    UniqueConstraint("target", "figure_period", "revision"),
    CheckConstraint(
        "(value IS NOT NULL AND verdict IS NULL AND nodes IS NULL)"
        " OR (value IS NULL AND verdict IS NOT NULL AND nodes IS NULL)"
        " OR (value IS NULL AND verdict IS NULL AND nodes IS NOT NULL)",
        name="one_progress",
    ),
    Index(None, "figure_period"),
)

assessment = _table(
    "assessment",
    _number(),
    _needed("period", Written(Period)),
    _needed("track", Text),
    _needed("revision", WHOLE),
    _needed("office_version", Text, ForeignKey("office_version.hash")),
    _needed("watermark", WHOLE),
    _needed("inputs_hash", Text),
    _needed("made_at", Instant),
    UniqueConstraint("period", "track", "revision"),
)

judgement = _table(
    "judgement",
    Column("assessment", WHOLE, ForeignKey("assessment.number"), primary_key=True),
    Column("target", Text, primary_key=True),
    _needed("department", Text),
    _needed("figure_period", Written(Period)),
    _needed("standing", Written(Standing)),
    _needed("reason", Text),
    Column("cause", Written(MissingCause)),
    Column("planned", Written(Fraction)),
    *_progress(),
    Column("gap_points", Written(Fraction)),
    Column("lamp", Written(Lamp)),
    Column("lamp_number", Written(Fraction)),
    _needed("nodes_missed", kept(tuple[str, ...])),
    Column("report", WHOLE, ForeignKey("report.number")),
    _needed("contested", WHOLE),
)

proposal = _table(
    "proposal",
    _number(),
    _needed("period", Written(Period)),
    _needed("track", Text),
    _needed("measure", Written(Measure)),
    _needed("subject_kind", Text),
    _needed("subject_id", Text),
    _needed("revision", WHOLE),
    _needed("department", Text),
    _needed("grounds", kept(tuple[Ground, ...])),
    _needed("grounds_hash", Text),
    _needed("proposed_at", Instant),
    UniqueConstraint(
        "period",
        "track",
        "measure",
        "subject_kind",
        "subject_id",
        "revision",
        name="uq_proposal_revision",
    ),
    UniqueConstraint("number", "grounds_hash"),
)

decision = _table(
    "decision",
    Column("proposal", WHOLE, primary_key=True),
    _needed("grounds_hash", Text),
    _needed("verdict", Written(DecisionVerdict)),
    _needed("measure", Written(Measure)),
    _needed("leader", Text),
    _needed("recorder", Text),
    _needed("document", Text),
    _needed("reason", Text),
    _needed("decided_on", Written(date.fromisoformat)),
    _needed("recorded_at", Instant),
    ForeignKeyConstraint(
        ["proposal", "grounds_hash"], ["proposal.number", "proposal.grounds_hash"]
    ),
    CheckConstraint("leader <> '' AND recorder <> '' AND document <> ''", name="named"),
)

edition = _table(
    "edition",
    _number(),
    _needed("kind", Written(PaperKind)),
    _needed("period", Written(Period)),
    _needed("revision", WHOLE),
    _needed("tracks", kept(tuple[str, ...])),
    _needed("inputs_hash", Text),
    _needed("facts", Text),
    _needed("code_word", Text),
    _needed("year", WHOLE),
    _needed("sequence", WHOLE),
    _needed("signed_by", Text),
    _needed("document", Text),
    _needed("issued_at", Instant),
    UniqueConstraint("kind", "period", "revision"),
    UniqueConstraint("code_word", "year", "kind", "sequence"),
    CheckConstraint("signed_by <> '' AND document <> ''", name="signed"),
)

edition_assessment = _table(
    "edition_assessment",
    Column("edition", WHOLE, ForeignKey("edition.number"), primary_key=True),
    Column("assessment", WHOLE, ForeignKey("assessment.number"), primary_key=True),
)

paper = _table(
    "paper",
    Column("edition", WHOLE, ForeignKey("edition.number"), primary_key=True),
    Column("format", Text, primary_key=True),
    _needed("name", Text),
    _needed("raw_hash", Text, ForeignKey("raw.hash")),
)

message = _table(
    "message",
    _number(),
    _needed("dedupe_key", Text),
    _needed("kind", Written(MessageKind)),
    _needed("period", Written(Period)),
    _needed("department", Text),
    _needed("channel", Text),
    _needed("recipient_key", Text),
    _needed("address", Text),
    _needed("subject", Text),
    _needed("message_id", Text),
    Column("assessment", WHOLE, ForeignKey("assessment.number")),
    Column("expires_at", Instant),
    _needed("named", kept(frozenset[str])),
    _needed("raw_hash", Text, ForeignKey("raw.hash")),
    _needed("state", Written(MessageState)),
    _needed("queued_at", Instant),
    Column("retry_at", Instant),
    Column("repeat_hash", Text, ForeignKey("raw.hash")),
    UniqueConstraint("dedupe_key"),
    Index(None, "period", "state"),
)

attempt = _table(
    "attempt",
    _number(),
    _needed("message", WHOLE, ForeignKey("message.number")),
    _needed("holder", Text),
    _needed("started_at", Instant),
    Column("ended_at", Instant),
    Column("outcome", Written(MessageState)),
    _needed("answer", Text),
    Index(None, "message"),
)
