"""Where a month stands, in sentences for the terminal."""

from collections.abc import Iterator, Mapping

from cycle.found import Told
from cycle.status import Outstanding, Status, Waiting
from domain.words import MessageState, PullOutcome

_STAGES = {"open": "尚未评判", "judged": "已评判，未印发", "issued": "已印发"}


def sentences(found: Status) -> Iterator[str]:
    """The month's state as people read it."""
    number = f"（{found.number}）" if found.number else ""
    yield f"{found.period.label}：{_STAGES[found.stage]}{number}"
    yield f"异议期至{found.contest_day}，通报应于{found.brief_day}印发"
    if found.tripped:
        yield f"熔断：{found.tripped}"
    yield from _reporting(found)
    if found.open_findings:
        yield f"待处理校验发现：{len(found.open_findings)}条（duban findings --severity reject）"
    yield from (f"  {_found(one)}" for one in found.open_causes)
    if found.contested:
        yield f"未了结异议：{'、'.join(found.contested)}"
    if found.waiting:
        yield f"待批示：{len(found.waiting)}件"
    yield from (f"  {_asked(one)}" for one in found.waiting)
    if found.untold:
        untold = "、".join(map(str, found.untold))
        yield f"已批示、尚未告知主要负责人：第{untold}号（通报不予列出，duban decide told）"
    yield f"发件：{_counted(found.messages)}"
    if found.paused:
        yield f"稍后重试：{'、'.join(map(str, found.paused))}"
    if found.stuck:
        yield f"待核实发件：{'、'.join(map(str, found.stuck))}（duban outbox resolve）"
    yield next_step(found)


def next_step(found: Status) -> str:
    """The next command, and from which day on where that is not today."""
    waits = f"（{found.next_day}起）" if found.next_day > found.asked_on else ""
    return f"下一步：{found.next_command}{waits}"


def _reporting(found: Status) -> Iterator[str]:
    unasked = sum(one.outcome is None for one in found.outstanding)
    how = f"，其中尚未采集{unasked}个" if unasked else ""
    yield f"待报送：{len(found.outstanding)}个单位{how}"
    yield from (f"  {_owed(one)}" for one in found.outstanding if one.outcome)
    if found.sources_in_trouble:
        troubled = "、".join(found.sources_in_trouble)
        yield f"数据源异常：{troubled}（duban source list --failing）"


def _owed(one: Outstanding) -> str:
    owed = [
        f"未报{one.missing}项" if one.missing else "",
        f"待核{one.rejected}项" if one.rejected else "",
    ]
    said = f"{one.department} {one.name}：{'，'.join(filter(None, owed))}"
    if one.outcome is None or one.outcome is PullOutcome.OK:
        return said
    return f"{said}（{one.outcome.label}{f'：{one.error}' if one.error else ''}）"


def _found(one: Told) -> str:
    return f"第{one.ranges}号 {one.group.department}：{one.group.sentence}"


def _asked(one: Waiting) -> str:
    obstacles = [
        f"{name}{'、'.join(codes)}"
        for name, codes in (("未审核：", one.unaudited), ("有异议：", one.contested))
        if codes
    ]
    blocked = f"；{'；'.join(obstacles)}" if obstacles else ""
    return f"第{one.number}号 {one.measure.label} {one.name}{blocked}"


def _counted(messages: Mapping[str, int]) -> str:
    counted = [f"{MessageState(state).label}{n}封" for state, n in messages.items()]
    return "，".join(counted) or "无"
