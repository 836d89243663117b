"""An office and what arrived, month by month, judged by the house: snapshots of any size."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from checks.case import Case, Rules
from checks.counters import Tally, tally
from checks.judging import judge
from checks.lamps import PRESETS
from checks.proposing import propose
from domain.figures import parse_figure
from domain.office import Department, Office
from domain.period import Period
from domain.records import Judgement, Place, Progress, Proposal, Report
from domain.rules import Track
from domain.snapshot import Decided, Reporting, Snapshot, TrackMonth
from domain.targets import Target
from domain.words import (
    Basis,
    DecisionVerdict,
    Kind,
    MissingCause,
    PullOutcome,
    Standing,
    Verdict,
)

SEPTEMBER = Period("2014-09")
AUGUST = Period("2014-08")
MADE_ON = date(2014, 10, 21)
LEADERS = {"L1": "周明远副市长", "L2": "郑海宁副市长", "L3": "吴启光副市长"}

MUNICIPAL = Track.model_validate(
    {
        "label": "市级个性目标",
        "lamps": "银川",
        "ladder": [
            {"measure": "remind", "at_least": 1, "text": "当月滞后的，提醒责任单位"},
            {"measure": "urge", "at_least": 2, "text": "连续2个月滞后的，予以催办"},
            {
                "measure": "expose",
                "counts": "quarter_ends",
                "at_least": 1,
                "text": "季末未完成序时进度的，予以曝光",
            },
        ],
    }
)
UPPER = Track.model_validate(
    {
        "label": "上级考核目标",
        "lamps": "银川",
        "ladder": [
            {"measure": "remind", "at_least": 1, "text": "当月滞后的，提醒责任单位"},
            {
                "measure": "interview",
                "at_least": 3,
                "text": "连续3个月滞后的，约谈责任单位主要负责人",
            },
        ],
    }
)


@dataclass(frozen=True)
class Arrived:
    """What came for one target in one month; ``value`` as a department writes it, None: nothing."""

    value: str | None
    reason: str = ""
    reported: str | None = None
    """Given: ``value`` is the audited one, and this the department's own."""
    cause: MissingCause = MissingCause.DEPARTMENT_SILENT
    rejected: bool = False
    contested: bool = False
    exempt: str | None = None
    late: bool = False


Months = Mapping[Period, Mapping[str, Arrived]]


def department(code: str, name: str, **given: Any) -> Department:
    return Department.model_validate(
        {"code": code, "name": name, "city_leader": "L1", "dialect": "csv", **given}
    )


def target(code: str, owner: str, **given: Any) -> Target:
    """A cumulative target of 1,200 万元 on the municipal track, unless ``given`` says otherwise."""
    kind = given.get("kind", "cumulative")
    running = {"annual": "1200", "unit": "万元", "timeline": {"form": "linear"}}
    usual = {"name": f"{code}号任务", "track": "municipal", "kind": kind}
    return Target.model_validate(
        {
            **usual,
            **(running if kind == "cumulative" else {}),
            "code": code,
            "department": owner,
            **given,
        }
    )


def office(departments: Iterable[Department], targets: Iterable[Target], **given: Any) -> Office:
    return Office(
        **{
            "name": "泰兴市机关效能建设办公室",
            "code_word": "泰效能",
            "duty_phone": "0000-87600110",
            "year": 2014,
            "lamps": {"银川": PRESETS["银川"]},
            "tracks": {"municipal": MUNICIPAL, "upper": UPPER},
            "departments": {one.code: one for one in departments},
            "targets": {one.code: one for one in targets},
            **given,
        }
    )


@dataclass
class Year:
    """An office's year up to now: judged months with the reports they rest on."""

    office: Office
    months: dict[Period, tuple[Judgement, ...]] = field(default_factory=dict)
    reports: dict[int, Report] = field(default_factory=dict)
    reported: dict[int, Report] = field(default_factory=dict)
    arrived: dict[Period, Mapping[str, Arrived]] = field(default_factory=dict)

    def judge(self, period: Period, arrived: Mapping[str, Arrived]) -> None:
        """Judge one month; a target that ``arrived`` leaves out was not asked."""
        self.arrived[period] = arrived
        nothing = Arrived(None, cause=MissingCause.NOT_ASKED)
        self.months[period] = tuple(
            self._judged(one, period, arrived.get(one.code, nothing))
            for one in self.office.targets_in(period)
        )

    def _judged(self, one: Target, period: Period, came: Arrived) -> Judgement:
        progress = progress_of(one, came.value)
        report = self._report(one, period, came, progress) if progress else None
        return judge(
            Case(
                target=one,
                rules=Rules.of(self.office, one),
                period=period,
                progress=progress,
                report=report,
                cause=came.cause,
                rejected=came.rejected,
                exempt=came.exempt,
                contested=came.contested,
            )
        )

    def _report(self, one: Target, period: Period, came: Arrived, progress: Progress) -> int:
        number = len(self.reports) + 1
        self.reports[number] = report_of(one, period, came, progress, number)
        if came.reported is not None:
            own = progress_of(one, came.reported)
            assert own
            pulled = Arrived(came.reported, came.reason)
            self.reported[number] = report_of(one, period, pulled, own, number)
        return number

    def tally(self, track: str) -> Tally:
        return tally(
            judgement
            for _, found in sorted(self.months.items())
            for judgement in found
            if judgement.track == track
        )


def progress_of(one: Target, value: str | None) -> Progress | None:
    """The value in the form of its kind, as the intake would read it."""
    if value is None:
        return None
    if one.kind is Kind.QUALITATIVE:
        return Progress(verdict=next(v for v in Verdict if v.label == value))
    if one.kind is Kind.MILESTONE:
        return Progress(nodes=frozenset(() if value == "无" else value.split("、")))
    return Progress(value=parse_figure(value))


def report_of(
    one: Target, period: Period, came: Arrived, progress: Progress, number: int
) -> Report:
    audited = came.reported is not None
    name = f"{one.department}-{period}.csv"
    return Report(
        target=one.code,
        figure_period=one.figure_period(period),
        progress=progress,
        basis=Basis.AUDITED if audited else Basis.PULLED,
        actor="效能办孙丽（依据：发票和验收单）" if audited else "duban run",
        known_at=datetime(period.year, period.month, 28, 9, 30, tzinfo=UTC) + timedelta(days=8),
        reason_given=came.reason,
        place=Place(file=name, row=number % 40 + 2, column="本月累计"),
        raw_hash=hashlib.sha256(name.encode()).hexdigest(),
        raw_value=came.value or "",
        revision=1,
        number=number,
    )


def snapshot(
    year: Year,
    told: Sequence[int] = (),
    outcomes: Mapping[str, PullOutcome] | None = None,
    **given: Any,
) -> Snapshot:
    """The year's last judged month; proposals of the numbers ``told`` are decided and told."""
    period = max(year.months)
    tracks = tuple(track_month(year, name, period) for name in year.office.tracks)
    proposals = proposals_of(year, period)
    made = Snapshot(
        office=year.office,
        period=period,
        made_on=MADE_ON,
        tracks=tracks,
        reports=year.reports,
        reported=year.reported,
        reporting=reporting(year, period, outcomes or {}),
        proposals=proposals,
        decided=tuple(decided(one) for one in proposals if one.number in told),
        city_leaders=LEADERS,
    )
    return replace_in(made, **given)


def replace_in(made: Snapshot, **given: Any) -> Snapshot:
    names = Snapshot.__dataclass_fields__
    return Snapshot(**{name: given.get(name, getattr(made, name)) for name in names})


def track_month(year: Year, track: str, period: Period) -> TrackMonth:
    def own(when: Period) -> tuple[Judgement, ...]:
        return tuple(one for one in year.months[when] if one.track == track)

    earlier = [when for when in year.months if when < period]
    previous = max(earlier) if earlier else None
    return TrackMonth(
        track=track,
        judgements=own(period),
        previous_period=previous,
        previous=own(previous) if previous else (),
        counters=year.tally(track).targets,
    )


def proposals_of(year: Year, period: Period) -> tuple[Proposal, ...]:
    """What the ladders propose, numbered from 1 as the ledger would."""
    found = [
        one
        for track in year.office.tracks
        for one in propose(
            year.office,
            period,
            [j for j in year.months[period] if j.track == track],
            year.tally(track),
            year.reports,
        )
    ]
    names = Proposal.__dataclass_fields__
    return tuple(
        Proposal(**{name: getattr(one, name) for name in names} | {"number": number})
        for number, one in enumerate(found, 1)
    )


def decided(proposal: Proposal, **given: Any) -> Decided:
    return Decided(
        **{
            "proposal": proposal,
            "verdict": DecisionVerdict.CONFIRM,
            "measure": proposal.measure,
            "leader": "周明远副市长",
            "document": "泰效能呈〔2014〕9号",
            "decided_on": date(2014, 10, 17),
            "told_on": date(2014, 10, 20),
            "told_how": "当面告知",
            **given,
        }
    )


def reporting(
    year: Year, period: Period, outcomes: Mapping[str, PullOutcome]
) -> tuple[Reporting, ...]:
    """报送情况 counted from the standings, as the month's stage counts it."""
    lines = []
    for code in year.office.departments:
        arrivals = [
            _arrival(judgement, year.arrived[period].get(judgement.target))
            for judgement in year.months[period]
            if judgement.department == code
        ]
        counted = {
            name: arrivals.count(name) for name in ("on_time", "late", "missing", "rejected")
        }
        lines.append(
            Reporting(
                department=code,
                outcome=outcomes.get(code, PullOutcome.OK),
                asked=sum(counted.values()),
                **counted,
            )
        )
    return tuple(one for one in lines if one.asked)


def _arrival(judgement: Judgement, came: Arrived | None) -> str:
    match judgement.standing:
        case Standing.NOT_JUDGED | Standing.NOT_DUE | Standing.EXEMPT:
            return "not_asked"
        case Standing.MISSING | Standing.REJECTED as standing:
            return str(standing)
        case _:
            return "late" if came and came.late else "on_time"
