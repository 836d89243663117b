"""Decide (批示): a named leader's decisions; each binds to the grounds that the leader saw."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cycle.holding import holding
from cycle.refusal import refuse_blank, refuse_strangers
from cycle.reply import contest_day, told_of
from cycle.wiring import Parts
from domain.matters import Decision, ProposalState
from domain.period import Period
from domain.records import Proposal
from domain.refusals import Refused
from domain.words import Basis, DecisionVerdict, Measure, Role
from ledger import contests, proposals, reports

LEADERS = (Role.TOP_LEADER, Role.CITY_LEADER)
"""Who may decide."""


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
    """Who decided and on which day, which document shows it, who records it and when."""

    leader: str
    recorder: str
    document: str
    now: datetime
    decided_on: date


def decide(parts: Parts, rulings: Sequence[Ruling], signed: Signed) -> str:
    """Record every ruling, or refuse all of them naming each obstacle. Raises Refused or Held."""
    refuse_blank(审批领导=signed.leader, 记录人=signed.recorder, 依据文号=signed.document)
    if signed.decided_on > signed.now.date():
        raise Refused(f"批示日期{signed.decided_on}不能在今天之后")
    refuse_strangers(parts, signed.leader, LEADERS, signed.decided_on)
    period = _one_period(parts, rulings)
    with holding(parts, period, f"duban decide {signed.recorder}", signed.now) as held:
        standing = {one.number: _standing(held, one.number).proposal for one in rulings}
        obstacles = [
            f"呈批第{one.number}号：{obstacle}"
            for one in rulings
            for obstacle in _obstacles(held, one, standing[one.number], signed)
        ]
        if obstacles:
            raise Refused("\n".join(obstacles))
        decisions = [_decision(one, standing[one.number], signed) for one in rulings]
        proposals.decide(held.ledger, decisions)
    return f"已记录{len(rulings)}项批示（{signed.document}）"


def tell_head(
    parts: Parts, number: int, *, on: date, how: str, recorder: str, now: datetime
) -> str:
    """Note when and how the head was told. Raises Refused when nothing was decided, or Held."""
    refuse_blank(告知方式=how, 记录人=recorder)
    period = proposals.by_number(parts.ledger, number).period
    with holding(parts, period, f"duban decide told {recorder}", now) as held:
        state = _standing(held, number)
        if state.decision is None or state.decision.verdict is DecisionVerdict.DECLINE:
            raise Refused(f"呈批第{number}号尚无同意或变更的批示，无从告知")
        if refusal := _told_refusal(on, how, state.decision.decided_on, now):
            raise Refused(f"呈批第{number}号：{refusal}")
        proposals.tell(held.ledger, number, told_on=on, told_how=how, recorder=recorder, now=now)
        name = held.office.departments[state.proposal.department].name
    return f"已记录：{on}以{how}告知{name}主要负责人"


def _one_period(parts: Parts, rulings: Sequence[Ruling]) -> Period:
    """The month of all the proposals. Raises Refused for a sheet over several, or none."""
    periods = {proposals.by_number(parts.ledger, one.number).period for one in rulings}
    if len(periods) != 1:
        raise Refused("一份批示表须对应同一个月的呈批，且不能为空")
    return periods.pop()


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


def _obstacles(parts: Parts, ruling: Ruling, proposal: Proposal, signed: Signed) -> Sequence[str]:
    """Everything that stands against the ruling, as sentences."""
    if unclear := _unclear(ruling, proposal):
        return [unclear]
    if ruling.verdict is DecisionVerdict.DECLINE:
        return []
    obstacles = [
        *_unheard(parts, proposal, signed.decided_on),
        *(f"目标{target}的数据未经集中审核" for target in unaudited(parts, proposal)),
        *_contested(parts, proposal),
    ]
    if ruling.told_on:
        told = _told_refusal(ruling.told_on, ruling.told_how, signed.decided_on, signed.now)
        obstacles += [told] if told else []
    return obstacles


def _unclear(ruling: Ruling, proposal: Proposal) -> str:
    """What the sheet leaves open; empty if nothing."""
    if (ruling.verdict is DecisionVerdict.AMEND) != (ruling.measure is not None):
        return "变更须写明措施，其他批示不写措施"
    if ruling.verdict is not DecisionVerdict.CONFIRM and not ruling.reason.strip():
        return f"{ruling.verdict.label}须写明理由"
    if ruling.measure is proposal.measure:
        return f"变更后的措施与呈批的相同（{proposal.measure.label}），应为同意"
    return ""


def _unheard(parts: Parts, proposal: Proposal, decided_on: date) -> Iterator[str]:
    """Grounds on which the department was not heard: not told of, or told too late to object."""
    told = told_of(parts, proposal.period, proposal.department)
    for target in sorted({ground.target for ground in proposal.grounds}):
        if target not in told:
            yield f"目标{target}滞后的情况尚未送达责任单位"
            continue
        last = contest_day(parts.office, proposal.period, told[target])
        if decided_on < last:
            yield f"目标{target}的异议期至{last}，此前不得同意"


def untold(parts: Parts, period: Period) -> tuple[int, ...]:
    """Proposals confirmed or amended of which the head was not told: no paper names them."""
    return tuple(
        state.proposal.number
        for state in proposals.of_period(parts.ledger, period)
        if state.decision
        and state.decision.verdict is not DecisionVerdict.DECLINE
        and state.decision.told_on is None
    )


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
        decided_on=signed.decided_on,
        recorded_at=signed.now,
        told_on=ruling.told_on,
        told_how=ruling.told_how,
    )
