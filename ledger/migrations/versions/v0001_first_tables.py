"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from ledger.columns import WHOLE, Instant
from ledger.migrations import guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_APPEND_ONLY = (
    "office_version",
    "event",
    "raw",
    "pull",
    "pull_raw",
    "finding",
    "sighting",
    "report",
    "assessment",
    "judgement",
    "proposal",
    "decision",
    "edition",
    "edition_assessment",
    "paper",
)
_CHANGING = ("run", "message", "attempt")
"""These have a life, but no end: their rows stay."""


def upgrade() -> None:
    """Make every table, and guard those whose rows never change."""
    _memory()
    _pulls()
    _findings()
    _reports()
    _judging()
    _deciding()
    _issuing()
    _sending()
    guards.prepare()
    for table in _APPEND_ONLY:
        guards.refuse(table, "UPDATE")
    for table in (*_APPEND_ONLY, *_CHANGING):
        guards.refuse(table, "DELETE")


def _table(name: str, *parts: Any) -> None:
    op.create_table(name, *parts, sqlite_strict=True)


def _number() -> sa.Column[Any]:
    return sa.Column("number", WHOLE, sa.Identity(), nullable=False)


def _memory() -> None:
    """What is in use, what ran and what happened."""
    _table(
        "office_version",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("learned_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_office_version"),
    )
    _table(
        "event",
        _number(),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_event"),
    )
    op.create_index(
        "ix_event_subject_kind_subject_id", "event", ["subject_kind", "subject_id"], unique=False
    )
    _table(
        "run",
        _number(),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_run"),
    )
    _table(
        "raw",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("stored_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_raw"),
    )


def _pulls() -> None:
    """What came from departments."""
    _table(
        "pull",
        _number(),
        sa.Column("run", WHOLE, nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("rows", WHOLE, nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("started_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["run.number"], name="fk_pull_run"),
        sa.PrimaryKeyConstraint("number", name="pk_pull"),
        sa.UniqueConstraint("run", "department", name="uq_pull_run_department"),
    )
    op.create_index("ix_pull_period_department", "pull", ["period", "department"], unique=False)
    _table(
        "pull_raw",
        sa.Column("pull", WHOLE, nullable=False),
        sa.Column("position", WHOLE, nullable=False),
        sa.Column("raw_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["pull"], ["pull.number"], name="fk_pull_raw_pull"),
        sa.ForeignKeyConstraint(["raw_hash"], ["raw.hash"], name="fk_pull_raw_raw_hash"),
        sa.PrimaryKeyConstraint("pull", "position", name="pk_pull_raw"),
    )


def _findings() -> None:
    """What is wrong with it."""
    _table(
        "finding",
        _number(),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("found_at", Instant(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("raw_value", sa.Text(), nullable=False),
        sa.Column("raw_hash", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.CheckConstraint("department <> ''", name="ck_finding_department"),
        sa.CheckConstraint("place IS NULL OR raw_hash IS NOT NULL", name="ck_finding_source"),
        sa.ForeignKeyConstraint(["raw_hash"], ["raw.hash"], name="fk_finding_raw_hash"),
        sa.PrimaryKeyConstraint("number", name="pk_finding"),
        sa.UniqueConstraint("key", name="uq_finding_key"),
    )
    op.create_index(
        "ix_finding_period_department", "finding", ["period", "department"], unique=False
    )
    _table(
        "sighting",
        sa.Column("pull", WHOLE, nullable=False),
        sa.Column("finding", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(["finding"], ["finding.number"], name="fk_sighting_finding"),
        sa.ForeignKeyConstraint(["pull"], ["pull.number"], name="fk_sighting_pull"),
        sa.PrimaryKeyConstraint("pull", "finding", name="pk_sighting"),
    )


def _reports() -> None:
    """What was accepted of it, entered and audited."""
    _table(
        "report",
        _number(),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("figure_period", sa.Text(), nullable=False),
        sa.Column("revision", WHOLE, nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("value", WHOLE, nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("nodes", sa.Text(), nullable=True),
        sa.Column("reason_given", sa.Text(), nullable=False),
        sa.Column("correction", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("known_at", Instant(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("raw_hash", sa.Text(), nullable=True),
        sa.Column("raw_value", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(value IS NOT NULL AND verdict IS NULL AND nodes IS NULL)"
            " OR (value IS NULL AND verdict IS NOT NULL AND nodes IS NULL)"
            " OR (value IS NULL AND verdict IS NULL AND nodes IS NOT NULL)",
            name="ck_report_one_progress",
        ),
        sa.ForeignKeyConstraint(["raw_hash"], ["raw.hash"], name="fk_report_raw_hash"),
        sa.PrimaryKeyConstraint("number", name="pk_report"),
        sa.UniqueConstraint(
            "target", "figure_period", "revision", name="uq_report_target_figure_period_revision"
        ),
    )
    op.create_index("ix_report_figure_period", "report", ["figure_period"], unique=False)


def _judging() -> None:
    """What it means."""
    _table(
        "assessment",
        _number(),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("revision", WHOLE, nullable=False),
        sa.Column("office_version", sa.Text(), nullable=False),
        sa.Column("watermark", WHOLE, nullable=False),
        sa.Column("inputs_hash", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_version"], ["office_version.hash"], name="fk_assessment_office_version"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_assessment"),
        sa.UniqueConstraint(
            "period", "track", "revision", name="uq_assessment_period_track_revision"
        ),
    )
    _table(
        "judgement",
        sa.Column("assessment", WHOLE, nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("figure_period", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("planned", sa.Text(), nullable=True),
        sa.Column("value", WHOLE, nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("nodes", sa.Text(), nullable=True),
        sa.Column("gap_points", sa.Text(), nullable=True),
        sa.Column("lamp", sa.Text(), nullable=True),
        sa.Column("lamp_number", sa.Text(), nullable=True),
        sa.Column("nodes_missed", sa.Text(), nullable=False),
        sa.Column("report", WHOLE, nullable=True),
        sa.Column("contested", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment"], ["assessment.number"], name="fk_judgement_assessment"
        ),
        sa.ForeignKeyConstraint(["report"], ["report.number"], name="fk_judgement_report"),
        sa.PrimaryKeyConstraint("assessment", "target", name="pk_judgement"),
    )


def _deciding() -> None:
    """What is proposed and decided."""
    _table(
        "proposal",
        _number(),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("revision", WHOLE, nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("grounds_hash", sa.Text(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_proposal"),
        sa.UniqueConstraint("number", "grounds_hash", name="uq_proposal_number_grounds_hash"),
        sa.UniqueConstraint(
            "period",
            "track",
            "measure",
            "subject_kind",
            "subject_id",
            "revision",
            name="uq_proposal_revision",
        ),
    )
    _table(
        "decision",
        sa.Column("proposal", WHOLE, nullable=False),
        sa.Column("grounds_hash", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("leader", sa.Text(), nullable=False),
        sa.Column("recorder", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "leader <> '' AND recorder <> '' AND document <> ''", name="ck_decision_named"
        ),
        sa.ForeignKeyConstraint(
            ["proposal", "grounds_hash"],
            ["proposal.number", "proposal.grounds_hash"],
            name="fk_decision_proposal_grounds_hash",
        ),
        sa.PrimaryKeyConstraint("proposal", name="pk_decision"),
    )


def _issuing() -> None:
    """What is issued."""
    _table(
        "edition",
        _number(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("revision", WHOLE, nullable=False),
        sa.Column("tracks", sa.Text(), nullable=False),
        sa.Column("inputs_hash", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("code_word", sa.Text(), nullable=False),
        sa.Column("year", WHOLE, nullable=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.CheckConstraint("signed_by <> '' AND document <> ''", name="ck_edition_signed"),
        sa.PrimaryKeyConstraint("number", name="pk_edition"),
        sa.UniqueConstraint(
            "code_word", "year", "kind", "sequence", name="uq_edition_code_word_year_kind_sequence"
        ),
        sa.UniqueConstraint("kind", "period", "revision", name="uq_edition_kind_period_revision"),
    )
    _table(
        "edition_assessment",
        sa.Column("edition", WHOLE, nullable=False),
        sa.Column("assessment", WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment"], ["assessment.number"], name="fk_edition_assessment_assessment"
        ),
        sa.ForeignKeyConstraint(
            ["edition"], ["edition.number"], name="fk_edition_assessment_edition"
        ),
        sa.PrimaryKeyConstraint("edition", "assessment", name="pk_edition_assessment"),
    )
    _table(
        "paper",
        sa.Column("edition", WHOLE, nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("raw_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["edition.number"], name="fk_paper_edition"),
        sa.ForeignKeyConstraint(["raw_hash"], ["raw.hash"], name="fk_paper_raw_hash"),
        sa.PrimaryKeyConstraint("edition", "format", name="pk_paper"),
    )


def _sending() -> None:
    """What leaves."""
    _table(
        "message",
        _number(),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("recipient_key", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("assessment", WHOLE, nullable=True),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("named", sa.Text(), nullable=False),
        sa.Column("raw_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("queued_at", Instant(), nullable=False),
        sa.Column("retry_at", Instant(), nullable=True),
        sa.Column("repeat_hash", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment"], ["assessment.number"], name="fk_message_assessment"
        ),
        sa.ForeignKeyConstraint(["raw_hash"], ["raw.hash"], name="fk_message_raw_hash"),
        sa.ForeignKeyConstraint(["repeat_hash"], ["raw.hash"], name="fk_message_repeat_hash"),
        sa.PrimaryKeyConstraint("number", name="pk_message"),
        sa.UniqueConstraint("dedupe_key", name="uq_message_dedupe_key"),
    )
    op.create_index("ix_message_period_state", "message", ["period", "state"], unique=False)
    _table(
        "attempt",
        _number(),
        sa.Column("message", WHOLE, nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["message"], ["message.number"], name="fk_attempt_message"),
        sa.PrimaryKeyConstraint("number", name="pk_attempt"),
    )
    op.create_index("ix_attempt_message", "attempt", ["message"], unique=False)
