"""Alert (提醒、催办): tell departments what is behind or was not reported."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from checks.counters import Tally
from checks.ladder import automatic
from cycle.history import history
from cycle.letters import Errand, holder, letter, officer
from cycle.reply import contest_day
from cycle.wiring import Parts
from domain.local_time import SHANGHAI, local_day
from domain.matters import Assessment, Letter, Message
from domain.period import Period
from domain.records import Judgement, Person, Report
from domain.rules import Rung
from domain.snapshot import AlertCase, BehindItem
from domain.words import Measure, MessageKind, MessageState, MissingCause, Role, Standing
from domain.workdays import due_day, workdays_later
from ledger import outbox, reports
from papers.alert import alert as alert_paper

_STALE = "评判已更新"


@dataclass(frozen=True, slots=True)
class Alerted:
    """Letters newly queued, and departments that have nobody to write to."""

    letters: int = 0
    unaddressed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What a department was last told: when, and which targets were named behind."""

    on: date
    named: frozenset[str]


def alert(parts: Parts, period: Period, assessed: Sequence[Assessment], now: datetime) -> Alerted:
    """Queue each department's alert once; a correction when its behind targets changed."""
    unaddressed, letters = [], []
    for case in _cases(parts, period, assessed, now):
        named = frozenset(item.judgement.target for item in case.behind)
        told = _withdraw_stale(parts, case, named, now)
        if not _is_due(case, named, told):
            continue
        people = _addressees(parts, case.department, now)
        if not people:
            unaddressed.append(case.department)
        errand = Errand(
            kind=MessageKind.ALERT_CORRECTION if told else MessageKind.ALERT,
            period=period,
            once=str(max(each.number for each in assessed)),
            department=case.department,
            assessment=max(each.number for each in assessed),
            named=named,
            expires_at=datetime.combine(case.reply_by, time.max, SHANGHAI),
        )
        corrected = _correcting(case, named, told)
        letters += [_letter(parts, errand, corrected, person, now) for person in people]
    queued = outbox.enqueue(parts.ledger, letters, now)
    return Alerted(len(queued), tuple(unaddressed))


def _is_due(case: AlertCase, named: frozenset[str], told: Told | None) -> bool:
    """Whether a letter must go out: the first when there is anything to say, then on changes."""
    if told is None:
        return bool(named or case.unreported)
    return told.named != named


def _withdraw_stale(
    parts: Parts, case: AlertCase, named: frozenset[str], now: datetime
) -> Told | None:
    """Take back unsent letters that name other targets; return what the department still knows."""
    told = None
    for message in outbox.alerts(parts.ledger, case.period, case.department):
        if message.state is MessageState.WITHDRAWN:
            continue
        is_stale = message.envelope.named != named
        if is_stale and outbox.withdraw(parts.ledger, message.number, "duban", _STALE, now):
            continue
        told = _told(message)
    return told


def _told(message: Message) -> Told:
    return Told(local_day(message.queued_at), message.envelope.named)


def _correcting(case: AlertCase, named: frozenset[str], told: Told | None) -> AlertCase:
    if told is None:
        return case
    return replace(
        case,
        corrects=told.on,
        entered=tuple(sorted(named - told.named)),
        left=tuple(sorted(told.named - named)),
    )


def _letter(parts: Parts, errand: Errand, case: AlertCase, person: Person, now: datetime) -> Letter:
    addressed = replace(case, addressee=person.name, addressee_title=person.title)
    return letter(parts, errand, alert_paper(addressed), person, now)


def _addressees(parts: Parts, department: str, now: datetime) -> list[Person]:
    """Head and liaison in office today; one who is both gets one letter."""
    holding = parts.live.people.holding
    found = [p for role in (Role.HEAD, Role.LIAISON) for p in holding(role, department, now.date())]
    return list({person.key: person for person in found}.values())


# --- what there is to say to each department -------------------------------------------------


def _cases(
    parts: Parts, period: Period, assessed: Sequence[Assessment], now: datetime
) -> Iterator[AlertCase]:
    """One case per department, to nobody yet; departments with nothing to tell included."""
    items = _behind(parts, period, assessed)
    unreported = _unreported(assessed)
    days, calendar = parts.office.days, parts.office.calendar
    for department in parts.office.departments:
        found = items.get(department, [])
        yield AlertCase(
            office=parts.office,
            period=period,
            made_on=now.date(),
            department=department,
            addressee="",
            addressee_title="",
            measure=_measure(rung for _, rung in found),
            behind=tuple(item for item, _ in found),
            unreported=tuple(unreported.get(department, ())),
            reply_by=workdays_later(now.date(), days.reply_within, calendar),
            contest_by=contest_day(parts.office, period, now.date()),
            brief_on=due_day(period, days.brief, calendar),
            officer=officer(parts, now),
            liaison=holder(parts, Role.LIAISON, department, now),
        )


def _measure(rungs: Iterable[Rung]) -> Measure:
    """Urge if any target's ladder has come that far."""
    return Measure.URGE if any(r.measure is Measure.URGE for r in rungs) else Measure.REMIND


def _behind(
    parts: Parts, period: Period, assessed: Sequence[Assessment]
) -> Mapping[str, list[tuple[BehindItem, Rung]]]:
    """By department, its behind targets each with the highest automatic rung it stands on."""
    cited = {j.report for each in assessed for j in each.judgements if j.report is not None}
    known = reports.by_number(parts.ledger, cited)
    items: dict[str, list[tuple[BehindItem, Rung]]] = defaultdict(list)
    for each in assessed:
        tally = history(parts, each.track, period).tally(each.judgements)
        by_department: dict[str, list[Judgement]] = defaultdict(list)
        for judgement in each.judgements:
            by_department[judgement.department].append(judgement)
        for department, judgements in by_department.items():
            items[department] += _standing_on(parts, judgements, tally, known)
    return items


def _standing_on(
    parts: Parts, judgements: Sequence[Judgement], tally: Tally, known: Mapping[int, Report]
) -> list[tuple[BehindItem, Rung]]:
    track = parts.office.tracks[judgements[0].track]
    return [
        (
            BehindItem(
                judgement=judgement,
                report=known[judgement.report or 0],
                months=tally.targets[judgement.target].running_months,
                rule=rung.text,
            ),
            rung,
        )
        for judgement, rung in automatic(track, judgements, tally)
    ]


def _unreported(assessed: Sequence[Assessment]) -> Mapping[str, list[Judgement]]:
    """What a department can still send: its silence and its rejected figures, no fault of ours."""
    found: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in (j for each in assessed for j in each.judgements):
        is_silent = judgement.cause is MissingCause.DEPARTMENT_SILENT
        if is_silent or judgement.standing is Standing.REJECTED:
            found[judgement.department].append(judgement)
    return found
