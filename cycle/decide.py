"""Decide (批示): a named leader's decisions; each binds to the grounds that the leader saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cycle.wiring import Parts
from domain.matters import Decision, ProposalState
from domain.records import Proposal
from domain.refusals import Refused
from domain.words import Basis, DecisionVerdict, Measure
from domain.workdays import due_day
from ledger import contests, proposals, reports


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the signed sheet says of one proposal. ``measure`` belongs to an amendment."""

    number: int
    verdict: DecisionVerdict
    measure: Measure | None
    reason: str
    told_on: date | None
    told_how: str


@dataclass(frozen=True, slots=True)
class Signed:
    """Who decided, who records it, which document shows it, and when it is recorded."""

    leader: str
    recorder: str
    document: str
    now: datetime


def decide(parts: Parts, rulings: Sequence[Ruling], signed: Signed) -> str:
    """Record every ruling, or refuse all of them naming each obstacle. Raises Refused."""
    named = {"审批领导": signed.leader, "记录人": signed.recorder, "依据文号": signed.document}
    if empty := [name for name, text in named.items() if not text.strip()]:
        raise Refused(f"{'、'.join(empty)}不能为空")
    standing = {ruling.number: _standing(parts, ruling.number).proposal for ruling in rulings}
    obstacles = [
        f"呈批第{ruling.number}号：{obstacle}"
        for ruling in rulings
        for obstacle in _obstacles(parts, ruling, standing[ruling.number], signed.now)
    ]
    if obstacles:
        raise Refused("\n".join(obstacles))
    proposals.decide(parts.ledger, [_decision(r, standing[r.number], signed) for r in rulings])
    return f"已记录{len(rulings)}项批示（{signed.document}）"


def tell_head(
    parts: Parts, number: int, *, on: date, how: str, recorder: str, now: datetime
) -> str:
    """Note when and how the head was told. Raises Refused when nothing was decided."""
    state = _standing(parts, number)
    if state.decision is None or state.decision.verdict is DecisionVerdict.DECLINE:
        raise Refused(f"呈批第{number}号尚无同意或变更的批示，无从告知")
    if refusal := _told_refusal(on, how, state.decision.decided_on, now):
        raise Refused(f"呈批第{number}号：{refusal}")
    proposals.tell(parts.ledger, number, told_on=on, told_how=how, recorder=recorder, now=now)
    return f"已记录：{on.isoformat()}以{how}告知{_department(parts, state.proposal)}主要负责人"


def _standing(parts: Parts, number: int) -> ProposalState:
    """The proposal as it stands now. Raises Refused for one that never was or has lapsed."""
    proposal = proposals.by_number(parts.ledger, number)
    for state in proposals.of_period(parts.ledger, proposal.period):
        if state.proposal.number == number:
            return state
    raise Refused(
        f"呈批第{number}号的依据已变化，原呈批作废，请按最新呈批件办理："
        f"duban status --period {proposal.period}"
    )


def _obstacles(parts: Parts, ruling: Ruling, proposal: Proposal, now: datetime) -> Sequence[str]:
    if (ruling.verdict is DecisionVerdict.AMEND) != (ruling.measure is not None):
        return ["变更须写明措施，其他批示不写措施"]
    if ruling.verdict is DecisionVerdict.DECLINE:
        return [] if ruling.reason else ["不同意须写明理由"]
    obstacles = [
        *_too_early(parts, proposal, now),
        *(f"目标{target}的数据未经集中审核" for target in unaudited(parts, proposal)),
        *_contested(parts, proposal),
    ]
    if ruling.told_on and (
        refusal := _told_refusal(ruling.told_on, ruling.told_how, now.date(), now)
    ):
        obstacles.append(refusal)
    return obstacles


def _too_early(parts: Parts, proposal: Proposal, now: datetime) -> Sequence[str]:
    """A department may object until the contest day."""
    contest_day = due_day(proposal.period, parts.office.days.contest, parts.office.calendar)
    if now.date() >= contest_day:
        return []
    return [f"异议期至{contest_day.isoformat()}，此前不得同意"]


def unaudited(parts: Parts, proposal: Proposal) -> tuple[str, ...]:
    """Targets among the grounds whose figure nobody has audited."""
    cited = reports.by_number(parts.ledger, {ground.report for ground in proposal.grounds})
    return tuple(
        ground.target
        for ground in proposal.grounds
        if cited[ground.report].basis is not Basis.AUDITED
    )


def _contested(parts: Parts, proposal: Proposal) -> Sequence[str]:
    contested = contests.open_contests(parts.ledger, proposal.period)
    return [
        f"目标{ground.target}有未了结的异议（{contested[ground.target].actor}提出）"
        for ground in proposal.grounds
        if ground.target in contested
    ]


def _told_refusal(on: date, how: str, decided_on: date, now: datetime) -> str:
    if not how.strip():
        return "须写明告知方式"
    if on < decided_on:
        return f"告知日期{on.isoformat()}早于批示日期{decided_on.isoformat()}"
    return "告知日期不能在今天之后" if on > now.date() else ""


def _decision(ruling: Ruling, proposal: Proposal, signed: Signed) -> Decision:
    return Decision(
        proposal=ruling.number,
        grounds_hash=proposal.grounds_hash,
        verdict=ruling.verdict,
        measure=ruling.measure or proposal.measure,
        leader=signed.leader,
        recorder=signed.recorder,
        document=signed.document,
        reason=ruling.reason,
        decided_on=signed.now.date(),
        recorded_at=signed.now,
        told_on=ruling.told_on,
        told_how=ruling.told_how,
    )


def _department(parts: Parts, proposal: Proposal) -> str:
    return parts.office.departments[proposal.department].name
