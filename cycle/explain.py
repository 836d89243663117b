"""Explain (溯源): one judgement from raw bytes to sentence, read again from the archive."""

from dataclasses import dataclass, replace

from checks.case import Case, Rules
from checks.intake.meaning import MeaningError, converted, row_progress
from checks.judging import judge as judge_case
from cycle.check import read_again, stands_at
from cycle.history import history
from cycle.refusal import target_of
from cycle.standings import actual_shown
from cycle.versions import stored
from cycle.wiring import Parts
from domain.local_time import SHANGHAI
from domain.matters import Assessment
from domain.period import Period
from domain.records import Judgement, Report, Row
from domain.refusals import Refused
from domain.spelling import same_text
from domain.targets import Target
from domain.words import Basis
from ledger import Tampered, assessments, reports


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
    then = stored(parts, assessment.office_version)
    target = target_of(then.office, target_code, period)
    report = _report(parts, judgement)
    row = _archived(then, target, report)
    disagreements = (
        *_source_disagreements(target, report, row),
        *_rule_disagreements(then, assessment, judgement, report),
    )
    chain = Chain(
        target=target.code,
        name=target.name,
        period=period,
        assessment=assessment.number,
        revision=assessment.revision,
        office_version=assessment.office_version,
        judgement=judgement,
        report=report,
        disagreements=disagreements,
        sentences=(),
    )
    return replace(chain, sentences=_sentences(then, target, chain, row))


def _judged(parts: Parts, code: str, period: Period) -> tuple[Assessment, Judgement]:
    for assessment in assessments.latest(parts.ledger, period).values():
        for judgement in assessment.judgements:
            if judgement.target == code:
                return assessment, judgement
    target_of(parts.office, code, period)
    raise Refused(f"{period.label}尚未评判，请先运行：duban run {period}")


def _report(parts: Parts, judgement: Judgement) -> Report | None:
    if judgement.report is None:
        return None
    return reports.by_number(parts.ledger, {judgement.report})[judgement.report]


def _archived(parts: Parts, target: Target, report: Report | None) -> Row | str | None:
    """The row of the archived bytes, read again; a sentence where it is not to be had.

    None where the figure did not come as bytes.
    """
    if report is None or report.raw_hash is None or report.place is None:
        return None
    asked = report.figure_period.plus(target.lag_months)
    place, raw_hash = report.place, report.raw_hash
    try:
        rows = read_again(parts, asked, target.department, raw_hash)
    except Tampered as error:
        return f"{error}；不能作为依据"
    same = (
        row
        for row in rows
        if stands_at(row, place, raw_hash) and same_text(row.target) == same_text(target.code)
    )
    return next(same, f"存档中{report.place}已读不出{target.places}的数据")


def _source_disagreements(
    target: Target, report: Report | None, row: Row | str | None
) -> tuple[str, ...]:
    """How what was archived differs from what was recorded."""
    if report is None or row is None:
        return ()
    if isinstance(row, str):
        return (row,)
    return () if report.basis is Basis.AUDITED else _misread(target, report, row)


def _misread(target: Target, report: Report, row: Row) -> tuple[str, ...]:
    """How the archived row differs from the ledger; an audited value differs by right."""
    try:
        progress = row_progress(row, target)
    except MeaningError as error:
        return (f"存档中{report.place}的“{row.figure}”读不出数值：{error}",)
    if progress == report.progress:
        return ()
    return (
        f"存档中{report.place}为{actual_shown(progress, target)}，"
        f"台账为{actual_shown(report.progress, target)}",
    )


def _rule_disagreements(
    parts: Parts, assessment: Assessment, judgement: Judgement, report: Report | None
) -> tuple[str, ...]:
    """Judge the same figure again by the stored version of the office."""
    if report is None:
        return ()  # an absence cannot be judged again
    target = parts.office.targets[judgement.target]
    past = history(parts, assessment.track, assessment.period, assessment.made_at)
    case = Case(
        target=target,
        rules=Rules.of(parts.office, target),
        period=assessment.period,
        progress=report.progress,
        report=report.number,
        done_before=past.done().get(target.code),
        contested=judgement.contested,
    )
    again = judge_case(case)
    if _essence(again) == _essence(judgement):
        return ()
    return (
        f"按当时规则重新评判为“{again.standing.label}：{again.reason}”，"
        f"台账为“{judgement.standing.label}：{judgement.reason}”",
    )


def _essence(judgement: Judgement) -> tuple[object, ...]:
    return judgement.standing, judgement.planned, judgement.gap_points, judgement.lamp


def _sentences(
    parts: Parts, target: Target, chain: Chain, row: Row | str | None
) -> tuple[str, ...]:
    department = parts.office.departments[target.department].name
    about = f"{department}，{target.judged_kind.label}，{target.unit or '无计量单位'}"
    version = chain.office_version[:12]
    return (
        f"{target.places}（{about}）",
        f"评判：{chain.period.label}第{chain.revision}次评判，规则版本{version}",
        f"结论：{chain.judgement.standing.label}。{chain.judgement.reason}",
        *_report_sentences(target, chain.report),
        *_conversion_sentences(target, row),
        *(f"不一致：{sentence}" for sentence in chain.disagreements),
        "核对：存档、读数、评判前后一致" if chain.agrees else "核对：不一致，请勿作为依据",
    )


def _report_sentences(target: Target, report: Report | None) -> tuple[str, ...]:
    if report is None:
        return ("数据：无",)
    figure = actual_shown(report.progress, target)
    known = f"{report.known_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    lines = [
        f"数据：{report.figure_period.label}{figure}，{report.basis.label}，第{report.revision}次"
        f"登记，{known}得知，来自{report.actor}"
    ]
    if report.correction:
        lines.append(f"更正：{report.correction}")
    if report.place is not None:
        original = "" if report.basis is Basis.AUDITED else f"，原文“{report.raw_value}”"
        lines.append(f"出处：{report.place}{original}")
    if report.raw_hash is not None:
        lines.append(f"存档：sha256 {report.raw_hash}")
    return tuple(lines)


def _conversion_sentences(target: Target, row: Row | str | None) -> tuple[str, ...]:
    if not isinstance(row, Row) or (equation := converted(row, target)) is None:
        return ()
    return (f"换算：原文以“{row.unit}”计，按“{equation.text}”换算为{target.unit}",)
