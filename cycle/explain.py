"""Explain (溯源): one judgement from raw bytes to sentence, read again from the archive."""

from dataclasses import dataclass, replace

from checks.intake.cleaning import same_text
from checks.intake.meaning import MeaningError, row_progress
from checks.judging import judge as judge_case
from cycle.check import read_bodies
from cycle.history import history
from cycle.judge import Evidence, case_of
from cycle.refusal import target_of
from cycle.standings import actual_shown
from cycle.wiring import Parts
from domain.matters import Assessment
from domain.office import Office
from domain.period import Period
from domain.records import Body, Judgement, Report
from domain.refusals import Refused
from domain.targets import Target
from domain.words import Basis
from ledger import archive, assessments, offices, pulls, reports


@dataclass(frozen=True, slots=True)
class Chain:
    """Every link of one judgement; ``disagreements`` says which no longer hold."""

    target: str
    name: str
    period: Period
    assessment: int
    revision: int
    office_version: str
    judgement: Judgement
    report: Report | None
    disagreements: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether the archive and the rules still give the same judgement."""
        return not self.disagreements


def explain(parts: Parts, target_code: str, period: Period) -> Chain:
    """Follow one judgement back. Raises Refused when there is none."""
    assessment, judgement = _judged(parts, target_code, period)
    version = offices.read(parts.ledger, assessment.office_version)
    then = replace(parts, office=Office.from_document(version.document))
    target = target_of(then.office, target_code, period)
    report = _report(parts, judgement)
    disagreements = (
        *_source_disagreements(then, target, report),
        *_rule_disagreements(then, assessment, judgement, report),
    )
    return Chain(
        target=target.code,
        name=target.name,
        period=period,
        assessment=assessment.number,
        revision=assessment.revision,
        office_version=assessment.office_version,
        judgement=judgement,
        report=report,
        disagreements=disagreements,
        sentences=_sentences(then, target, assessment, judgement, report, disagreements),
    )


def _judged(parts: Parts, code: str, period: Period) -> tuple[Assessment, Judgement]:
    for assessment in assessments.latest(parts.ledger, period).values():
        for judgement in assessment.judgements:
            if judgement.target == code:
                return assessment, judgement
    raise Refused(f"目标{code}在{period.label}没有评判")


def _report(parts: Parts, judgement: Judgement) -> Report | None:
    if judgement.report is None:
        return None
    return reports.by_number(parts.ledger, {judgement.report})[judgement.report]


def _source_disagreements(
    parts: Parts, target: Target, report: Report | None
) -> tuple[str, ...]:
    """Read the archived bytes again and compare with what was recorded."""
    if report is None or report.raw_hash is None or report.place is None:
        return ()
    try:
        content = archive.get(parts.ledger, report.raw_hash)
    except archive.Tampered as error:
        return (f"存档已被改动或缺失,不能作为依据:{report.raw_hash}({error})",)
    body = Body(report.place.file, content)
    asked = _asked_period(parts, report, target)
    rows = read_bodies(parts, asked, target.department, [body]).rows
    same = [r for r in rows if r.place == report.place and same_text(r.target) == target.code]
    if not same:
        return (f"存档中{report.place}已读不出{target.places}的数据",)
    if report.basis is Basis.AUDITED:
        return ()
    try:
        progress = row_progress(same[0], target)
    except MeaningError as error:
        return (f"存档中{report.place}的“{same[0].figure}”读不出数值:{error}",)
    if progress == report.progress:
        return ()
    return (
        f"存档中{report.place}为{actual_shown(progress, target)},"
        f"台账为{actual_shown(report.progress, target)}",
    )


def _asked_period(parts: Parts, report: Report, target: Target) -> Period:
    """The period whose pull brought the bytes: lagging figures come with a later month's."""
    asked = report.figure_period.plus(target.lag_months)
    known = pulls.payload_hashes(parts.ledger, asked)
    return asked if report.raw_hash in known else report.figure_period


def _rule_disagreements(
    parts: Parts, assessment: Assessment, judgement: Judgement, report: Report | None
) -> tuple[str, ...]:
    """Judge the same record again by the stored version of the office."""
    target = parts.office.targets[judgement.target]
    done = history(parts, assessment.track, assessment.period).done()
    figure = {(target.code, judgement.figure_period): report} if report else {}
    evidence = Evidence(figure, {}, frozenset(), frozenset(), frozenset())
    case = case_of(
        parts.office, target, assessment.period, evidence, done_before=done.get(target.code)
    )
    if report is None:
        return ()  # without a figure only the absence itself could be judged again
    again = judge_case(replace(case, contested=judgement.contested))
    if (again.standing, again.planned, again.gap_points, again.lamp) == (
        judgement.standing,
        judgement.planned,
        judgement.gap_points,
        judgement.lamp,
    ):
        return ()
    return (f"按当时规则重新评判为{again.standing.label},台账为{judgement.standing.label}",)


def _sentences(
    parts: Parts,
    target: Target,
    assessment: Assessment,
    judgement: Judgement,
    report: Report | None,
    disagreements: tuple[str, ...],
) -> tuple[str, ...]:
    department = parts.office.departments[target.department].name
    return (
        f"{target.places}({department},{target.judged_kind.label},{target.unit or '无计量单位'})",
        f"评判:{assessment.period.label}第{assessment.revision}次评判,"
        f"规则版本{assessment.office_version[:12]}",
        f"结论:{judgement.standing.label}。{judgement.reason}",
        *_report_sentences(target, report),
        *(f"不一致:{sentence}" for sentence in disagreements),
        "核对:存档、读数、评判前后一致" if not disagreements else "核对:不一致,请勿作为依据",
    )


def _report_sentences(target: Target, report: Report | None) -> tuple[str, ...]:
    if report is None:
        return ("数据:无",)
    figure = actual_shown(report.progress, target)
    known = f"{report.known_at:%Y-%m-%d %H:%M}"
    lines = [
        f"数据:{report.figure_period.label}{figure},{report.basis.label},第{report.revision}次"
        f"登记,{known}得知,来自{report.actor}"
    ]
    if report.place is not None:
        lines.append(f"出处:{report.place},原文“{report.raw_value}”")
    if report.raw_hash is not None:
        lines.append(f"存档:sha256 {report.raw_hash}")
    return tuple(lines)
