"""Sources watched (数据源): how each department's answered, and what about it needs a person."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile

from connectors.sources.door import Way, changed, way_to
from cycle.check import asked
from cycle.versions import in_period
from cycle.wiring import Parts
from domain.office import Department
from domain.period import Period
from domain.records import Pull
from domain.words import PullOutcome
from ledger import pulls

FEW_PERCENT = 75
"""Fewer of the expected rows than this is far below: one late row in four is a bad month."""

SLOW_PERCENT = 50
"""Of its deadline: a source that takes longer has no room for one bad day."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One department's source in one period. ``troubles`` are sentences; none, and all is well."""

    department: str
    name: str
    dialect: str
    way: str
    """sql, folder, mailbox, https or http: how it is reached, never where."""
    answered_at: datetime | None
    answered_for: Period | None
    """Its last good answer, of this period or an earlier one."""
    outcome: PullOutcome | None
    """Of the period's last pull; None where it was not asked."""
    error: str
    rows: int
    """Of that answer."""
    expected: int
    """Rows: as declared, else one for each target whose figure is asked for."""
    seconds: float | None
    """What the period's last pull took."""
    new_columns: tuple[str, ...]
    gone_columns: tuple[str, ...]
    """Against the last answer of an earlier period."""
    months_failed: int
    """Months running, this one among them."""
    troubles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """All sources, those in trouble first. ``period`` is None while no source was ever asked."""

    period: Period | None
    watched: tuple[Watched, ...]

    @property
    def in_trouble(self) -> tuple[Watched, ...]:
        """Those that need a person."""
        return tuple(one for one in self.watched if one.troubles)


def sources(parts: Parts, period: Period | None = None) -> Sources:
    """How the sources of ``period`` answered; by default of the newest that was asked for."""
    known = pulls.until(parts.ledger, period)
    newest = period or max((pull.period for pull in known), default=None)
    if newest is None:
        found = [_watched(parts, one, (), None, 0) for one in parts.office.departments.values()]
        return Sources(None, tuple(found))
    office = in_period(parts, newest)
    owed = asked(office, newest)
    by_department: dict[str, list[Pull]] = defaultdict(list)
    for pull in known:
        by_department[pull.department].append(pull)
    found = [
        _watched(office, one, by_department[one.code], newest, len(owed.asked(one.code)))
        for one in office.office.departments.values()
    ]
    return Sources(newest, tuple(sorted(found, key=_trouble_first)))


def _trouble_first(one: Watched) -> tuple[bool, int, str]:
    return not one.troubles, -one.months_failed, one.department


def _watched(
    parts: Parts, department: Department, known: Sequence[Pull], period: Period | None, owed: int
) -> Watched:
    last = {pull.period: pull for pull in known}
    now = last.get(period) if period else None
    answers = [pull for pull in known if pull.outcome is PullOutcome.OK]
    way = _way(parts, department)
    new, gone = _drift(department, now, answers)
    duration = now.duration if now else None
    one = Watched(
        department=department.code,
        name=department.name,
        dialect=department.dialect,
        way=way.kind,
        answered_at=answers[-1].ended_at if answers else None,
        answered_for=answers[-1].period if answers else None,
        outcome=now.outcome if now else None,
        error=now.error if now else "",
        rows=answers[-1].rows if answers else 0,
        expected=owed if department.expected_rows is None else department.expected_rows,
        seconds=duration.total_seconds() if duration else None,
        new_columns=new,
        gone_columns=gone,
        months_failed=_months_failed(last),
        troubles=(),
    )
    return replace(one, troubles=tuple(_troubles(one, way.deadline_seconds)))


def _way(parts: Parts, department: Department) -> Way:
    address = parts.live.addresses.get(department.code)
    return Way("", None) if address is None else way_to(department.dialect, address)


def _drift(
    department: Department, now: Pull | None, answers: Sequence[Pull]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if now is None or not now.columns:
        return (), ()
    earlier = [pull for pull in answers if pull.columns and pull.period < now.period]
    if not earlier:
        return (), ()
    before = earlier[-1]
    return changed(department.reading, (before.period, before.columns), (now.period, now.columns))


def _months_failed(last: Mapping[Period, Pull]) -> int:
    newest_first = sorted(last.values(), key=lambda pull: pull.period, reverse=True)
    return len([*takewhile(lambda pull: pull.outcome.failed, newest_first)])


def _troubles(one: Watched, deadline_seconds: float | None) -> Iterator[str]:
    if one.outcome is None:
        return
    if one.outcome.failed:
        running = f"，已连续{one.months_failed}个月" if one.months_failed > 1 else ""
        yield f"{one.outcome.label}{running}：{one.error or '没有返回数据'}"
    if one.outcome is PullOutcome.SILENT:
        yield "数据源可以访问，但没有本期的数据，请与单位核实是否已经报送、名称是否改变"
    if one.outcome is PullOutcome.OK and one.rows * 100 < one.expected * FEW_PERCENT:
        yield f"只读出{one.rows}行，应有{one.expected}行，请核对数据是否齐全（duban findings）"
    if one.outcome.failed:
        return
    if deadline_seconds and one.seconds and one.seconds * 100 > deadline_seconds * SLOW_PERCENT:
        took = f"{one.seconds:.1f}秒，已超过时限（{deadline_seconds:g}秒）的一半"
        yield f"用时{took}，请联系单位查明原因，或调整时限"
    if one.new_columns or one.gone_columns:
        new = f"新出现{_quoted(one.new_columns)}；" if one.new_columns else ""
        gone = f"缺少{_quoted(one.gone_columns)}；" if one.gone_columns else ""
        yield f"数据列与上次不同：{new}{gone}请核对列对照"


def _quoted(names: Sequence[str]) -> str:
    shown = "、".join(f"“{name[:40]}”" for name in names[:10])
    return f"{shown}等{len(names)}列" if len(names) > 10 else shown
