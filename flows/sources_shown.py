"""Sources and their trials, as tables for the terminal."""

from collections.abc import Iterator

from connectors.sources.sketch.sketch import Sketch
from cycle.sources import Sources, Watched
from cycle.trial import Trial
from domain.local_time import SHANGHAI
from flows.show import say, table

FIRST_ROWS = 10
_COLUMNS = ("编号", "单位", "方式", "最近成功", "本期", "行数", "用时", "连续故障", "说明")


def listed(found: Sources, *, among: int) -> None:
    """One line for each source. ``among``: how many there are in all."""
    if found.period is None:
        say("尚未采集过任何数据源（duban collect PERIOD）")
    label = found.period.label if found.period else "数据源"
    title = f"{label}：{among}个数据源，{len(found.in_trouble)}个异常"
    table(title, _COLUMNS, (_line(one) for one in found.watched))


def _line(one: Watched) -> tuple[object, ...]:
    seconds = "" if one.seconds is None else f"{one.seconds:.1f}秒"
    return (
        one.department,
        one.name,
        f"{one.dialect}/{one.way}",
        _answered(one),
        one.outcome.label if one.outcome else "未采集",
        f"{one.rows}/{one.expected}" if one.answered_for else f"—/{one.expected}",
        seconds,
        f"{one.months_failed}个月" if one.months_failed else "",
        "\n".join(one.troubles),
    )


def _answered(one: Watched) -> str:
    if one.answered_for is None:
        return "从未"
    at = f"{one.answered_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if one.answered_at else ""
    return f"{at}（{one.answered_for}）"


def tried(trial: Trial) -> None:
    """What a source gave: its bytes, columns, first rows and findings."""
    say(f"{trial.department}：{trial.outcome.label} {trial.error}".rstrip())
    took = trial.seconds
    say(f"用时：采集{took.fetch:.2f}秒，读取{took.read:.2f}秒，校验{took.check:.2f}秒")
    table("收到的文件", ("名称", "字节"), ((one.name, one.size) for one in trial.bodies))
    if trial.columns:
        say(f"数据列：{'、'.join(trial.columns)}")
    columns = ("目标", "填报", "计量单位", "报告期", "原因", "位置")
    rows = trial.rows[:FIRST_ROWS]
    cells = ((r.target, r.figure, r.unit, r.stated_period, r.reason_given, r.place) for r in rows)
    more = f"，先列{FIRST_ROWS}行（--json 列出全部）" if len(trial.rows) > FIRST_ROWS else ""
    title = f"读出 {len(trial.rows)} 行，{trial.accepted} 行可用{more}"
    table(title, columns, cells)
    found = ((f.severity.label, f.rule, f.target, f.place, f.sentence) for f in trial.findings)
    table(f"发现 {len(trial.findings)} 条", ("级别", "规则", "目标", "位置", "说明"), found)


def sketched(found: Sketch) -> Iterator[str]:
    """What the proposed reading reads of the sample, so that a person sees whether it is right."""
    yield from (f"没有找到：{lack}" for lack in found.lacking)
    rows = found.parsed.rows
    yield f"按此草稿读样本（{found.period}）：读出{len(rows)}行"
    for row in rows[:3]:
        parts = (row.target, row.figure or "（空）", row.unit, row.stated_period, row.reason_given)
        yield f"  {'，'.join(part for part in parts if part)}（{row.place}）"
    yield from (f"  {each.severity.label}：{each.sentence}" for each in found.parsed.findings[:10])
    yield "请核对标有 # check 的各行，存入 departments/，再 duban office check、duban source try"
