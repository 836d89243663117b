"""A small office, its targets, what it was told before and the rows of a batch."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from checks.intake import Checked, check
from checks.lamps import PRESETS
from domain.office import Office
from domain.period import Period
from domain.records import Finding, Place, Progress, Report, Row
from domain.targets import Target
from domain.words import Basis, Severity

MAY, JUNE, JULY = Period("2014-05"), Period("2014-06"), Period("2014-07")
LAST_PAYLOAD = "5" * 64
NODES = [
    {"name": "可研批复", "due": "2014-03", "weight": "20"},
    {"name": "主体封顶、验收", "due": "2014-06", "weight": "50"},
    {"name": "竣工", "due": "2014-11", "weight": "30"},
]


def target(code: str, department: str = "D01", **other: Any) -> Target:
    """A running total of 120 万元, 10 a month, with what a test cares about overridden."""
    plain: dict[str, Any] = {
        "code": code,
        "name": f"{code}号任务",
        "department": department,
        "track": "municipal",
        "kind": "cumulative",
        "unit": "万元",
        "annual": "120",
        "timeline": {"form": "linear"},
    }
    return Target.model_validate({k: v for k, v in (plain | other).items() if v is not None})


def level(code: str, department: str = "D01", **other: Any) -> Target:
    """A rate that is to stand at 90 % all the year."""
    plain = {"kind": "level", "unit": "%", "annual": "90", "timeline": {"form": "constant"}}
    return target(code, department, **(plain | other))


def milestone(code: str, department: str = "D01", **other: Any) -> Target:
    plain = {"kind": "milestone", "unit": None, "annual": None, "timeline": None, "nodes": NODES}
    return target(code, department, **(plain | other))


def qualitative(code: str, department: str = "D01", **other: Any) -> Target:
    plain = {"kind": "qualitative", "unit": None, "annual": None, "timeline": None}
    return target(code, department, **(plain | other))


def office(targets: Iterable[Target], **departments: dict[str, Any]) -> Office:
    """An office of the targets' departments; by code, what a test overrides in one."""
    every = {one.code: one for one in targets}
    codes = sorted({one.department for one in every.values()} | {"D01", "D02"} | {*departments})
    return Office.model_validate(
        {
            "name": "泰兴市效能办",
            "code_word": "泰效能",
            "duty_phone": "0523-1",
            "year": 2014,
            "lamps": {"银川": PRESETS["银川"]},
            "tracks": {"municipal": {"label": "市级", "lamps": "银川"}},
            "departments": {
                code: {"code": code, "name": f"{code}局", "city_leader": "L1", "dialect": "csv"}
                | departments.get(code, {})
                for code in codes
            },
            "targets": every,
        }
    )


def row(target: str, figure: str | None, line: int = 2, **other: Any) -> Row:
    """A row of D01's form for June, in 万元, on sheet line ``line``."""
    plain = Row(
        department="D01",
        target=target,
        figure=figure,
        place=Place("进度表.xlsx", "六月", line, "完成额"),
        raw_hash="6" * 64,
        stated_period="2014-06",
        unit="万元",
    )
    return replace(plain, **other)


def before(target: str, progress: Progress, month: Period = MAY) -> Report:
    """What was accepted on ``target`` for an earlier month."""
    known_at = datetime(month.year, month.month, 28, tzinfo=UTC)
    return Report(target, month, progress, Basis.PULLED, "D01", known_at)


def value(whole: int) -> Progress:
    """A figure of whole units."""
    return Progress(value=whole * 10_000)


def checked(
    rows: Iterable[Row],
    office: Office,
    previous: Iterable[Report] = (),
    *,
    other_payloads: Iterable[str] = (LAST_PAYLOAD,),
    parse_findings: Iterable[Finding] = (),
    period: Period = JUNE,
) -> Checked:
    """One batch of June through the whole intake."""
    earlier = {report.target: report for report in previous}
    payloads = frozenset(other_payloads)
    return check([*rows], [*parse_findings], office, period, earlier, payloads)


def doubts(found: Checked) -> list[Finding]:
    """Every finding but the note of a first lag, which doubts nothing."""
    return [finding for finding in found.findings if finding.rule != "newly_behind"]


def rules(found: Checked) -> set[str]:
    """The rules that were broken."""
    return {finding.rule for finding in found.findings}


def accepted(found: Checked) -> dict[str, Progress]:
    """What may be judged, by target. Fails if a target has two figures."""
    codes = [one.target.code for one in found.accepted]
    assert len(codes) == len(set(codes))
    return {one.target.code: one.progress for one in found.accepted}


def refused(found: Checked) -> set[Place | None]:
    """Places of what was rejected."""
    return {f.place for f in found.findings if f.severity is Severity.REJECT}
