"""Records to put into a ledger, with what a test cares about overridden."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any

from domain.matters import Assessment, Decision, Edition, Envelope, Letter
from domain.period import Period
from domain.records import (
    Finding,
    Ground,
    Judgement,
    Place,
    Progress,
    Proposal,
    Report,
)
from domain.words import (
    Basis,
    DecisionVerdict,
    Lamp,
    Measure,
    MessageKind,
    PaperKind,
    Severity,
    Standing,
)
from ledger import Ledger, offices

BEIJING = timezone(timedelta(hours=8))
NOW = datetime(2014, 7, 8, 9, 30, tzinfo=BEIJING)
NOW_UTC = NOW.astimezone(UTC)
JUNE = Period("2014-06")
JULY = Period("2014-07")
CELL = Place("进度.xlsx", "目标", 7, "完成额")


def report(target: str = "T1", value: int = 450_000, **other: Any) -> Report:
    """A pulled figure of June."""
    plain = Report(target, JUNE, Progress(value=value), Basis.PULLED, "D01", NOW)
    return replace(plain, **other)


def finding(**other: Any) -> Finding:
    """A rejected department-level finding, so that it needs no bytes."""
    plain = Finding("rows_missing", Severity.REJECT, "D01", JUNE, "应报12行，只报10行，请补报。")
    return replace(plain, **other)


def judgement(target: str = "T1", **other: Any) -> Judgement:
    """Behind in June, with every number exact."""
    plain = Judgement(
        target=target,
        department="D01",
        track="municipal",
        period=JUNE,
        figure_period=JUNE,
        standing=Standing.BEHIND,
        reason="慢于序时进度21.7个百分点。",
        planned=Fraction(2_000_000, 3),
        progress=Progress(value=450_000),
        gap_points=Fraction(-65, 3),
        lamp=Lamp.YELLOW,
        lamp_number=Fraction(65, 3),
        nodes_missed=("开工", "竣工"),
    )
    return replace(plain, **other)


def assessment(ledger: Ledger, **other: Any) -> Assessment:
    """One judgement on the municipal track in June, under a stored office version."""
    plain = Assessment(
        period=JUNE,
        track="municipal",
        office_version=offices.store(ledger, "{}", "config", NOW),
        watermark=0,
        inputs_hash="a",
        judgements=(judgement(),),
        made_at=NOW,
    )
    return replace(plain, **other)


def proposal(subject: str = "D01", grounds_hash: str = "g1", **other: Any) -> Proposal:
    """An interview of a department's head."""
    ground = Ground(
        target="T1",
        figure_period=JUNE,
        planned=Fraction(2_000_000, 3),
        progress=Progress(nodes=frozenset({"开工"})),
        gap_points=Fraction(-65, 3),
        months=2,
        rule="连续两个月滞后的，约谈主要负责人。",
        report=1,
        place=CELL,
        raw_hash="ab",
    )
    plain = Proposal(
        JUNE, "upper", Measure.INTERVIEW, "department", subject, subject, (ground,), grounds_hash
    )
    return replace(plain, **other)


def decision(made_on: Proposal, **other: Any) -> Decision:
    """A leader agrees."""
    plain = Decision(
        proposal=made_on.number,
        grounds_hash=made_on.grounds_hash,
        verdict=DecisionVerdict.CONFIRM,
        measure=Measure.INTERVIEW,
        leader="甲市长",
        recorder="乙",
        document="批示1号",
        reason="",
        decided_on=date(2014, 7, 14),
        recorded_at=NOW,
    )
    return replace(plain, **other)


def edition(**other: Any) -> Edition:
    """June's brief."""
    plain = Edition(
        kind=PaperKind.BRIEF,
        period=JUNE,
        tracks=("municipal", "upper"),
        assessments=(),
        inputs_hash="a",
        facts='{"behind":68}',
        code_word="泰效能",
        year=2014,
        sequence=1,
        signed_by="甲市长",
        document="签发单1号",
        issued_at=NOW,
    )
    return replace(plain, **other)


def letter(
    dedupe_key: str = "alert/2014-06/D01/1", content: bytes = b"Subject: x\r\n\r\n", **other: Any
) -> Letter:
    """An alert to a department's head."""
    plain = Envelope(
        dedupe_key=dedupe_key,
        kind=MessageKind.ALERT,
        period=JUNE,
        department="D01",
        channel="mail",
        recipient_key="P1",
        address="head@d01.example",
        subject="进度提醒",
        message_id=f"<{dedupe_key}@duban.example>",
        named=frozenset({"T2", "T1"}),
    )
    return Letter(replace(plain, **other), content)
