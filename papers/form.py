"""填报表: what a department without a system is asked in one month, line by line, as text."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from domain import fill_in
from domain.figures import print_figure
from domain.period import Period
from domain.records import Report
from domain.targets import Node, Target
from domain.wording import progress_phrase
from domain.words import Kind, Verdict
from papers.facts import clean

DASH, PERCENT = "—", "%"
_RATES = (Kind.LEVEL, Kind.GROWTH)


@dataclass(frozen=True, slots=True)
class Owed:
    """One target whose figure is due. ``planned`` is exact, in ten-thousandths."""

    target: Target
    figure_period: Period
    last: Report | None
    planned: Fraction | None
    counts_whole: bool


@dataclass(frozen=True, slots=True)
class Form:
    """A department's form of one month. ``not_owed``: each other target, with the reason."""

    office: str
    duty_phone: str
    code: str
    department: str
    period: Period
    due: date
    owed: tuple[Owed, ...]
    not_owed: tuple[tuple[Target, str], ...] = ()

    @property
    def title(self) -> str:
        """2014年6月目标任务进度填报表."""
        return f"{self.period.label}目标任务进度填报表"

    @property
    def asked(self) -> str:
        """填报要求, numbered."""
        return "填报要求：" + "　".join(f"{n}．{text}" for n, text in enumerate(_asked(self), 1))

    @property
    def left_out(self) -> str:
        """Which targets are not asked, and why; empty if all are."""
        named = "；".join(f"{clean(t.places)}（{why}）" for t, why in self.not_owed)
        return f"本期无需填报：{named}。" if named else ""


@dataclass(frozen=True, slots=True)
class FormLine:
    """One row in print. What is asked is a number in ``unit``, one of ``choices``, or nothing."""

    number: str
    code: str
    name: str
    kind: str
    unit: str
    annual: str
    last: str
    planned: str
    asks: bool = True
    takes_prose: bool = True
    choices: tuple[str, ...] = ()
    least: int | None = None
    counts_whole: bool = False

    @property
    def prompt(self) -> str:
        """What is said while the cell is being filled in."""
        if self.choices:
            return f"请从下拉列表中选择：{'、'.join(self.choices)}。留空为未报。"
        if self.is_percent:
            return "请填百分数，如56.5%。确为零的填0%，留空为未报。"
        number = "整数" if self.counts_whole else "数字"
        unit = f"，计量单位：{self.unit}" if self.unit else ""
        return f"请填{number}{unit}，不带文字。确为零的填0，留空为未报。"

    @property
    def is_percent(self) -> bool:
        """Whether the figure is a percentage, so that its cell shows one."""
        return self.unit == PERCENT


def lines(form: Form) -> Iterator[FormLine]:
    """The rows of the table, in order: a target, and under a milestone each of its nodes."""
    for number, owed in enumerate(form.owed, 1):
        yield _line(str(number), owed, form.period)
        for n, node in enumerate(owed.target.nodes, 1):
            yield _node_line(f"{number}.{n}", node, owed)


def _asked(form: Form) -> Iterator[str]:
    kinds = {owed.target.judged_kind for owed in form.owed}
    yield "请只填底色为浅黄的单元格，其他内容请勿改动；填好后以Excel工作簿（.xlsx）原样报送。"
    rates = "（水平、增幅类填当期数）" if kinds & {*_RATES} else ""
    how = "按所列计量单位填写，只填数字，至多四位小数"
    yield f"“{fill_in.FIGURE}”填自年初起的累计数{rates}，{how}。"
    yield "确为零的填0（零报）；留空的视为未报。"
    if Kind.MILESTONE in kinds:
        yield f"节点逐个选填“{fill_in.REACHED}”或“{fill_in.NOT_REACHED}”，不得漏选。"
    less = f"少于“{fill_in.LAST}”的须写明“{fill_in.CORRECTION}”"
    yield f"未达到“{fill_in.PLANNED}”的请写明原因；{less}。"
    due = f"{form.due.year}年{form.due.month}月{form.due.day}日"
    phone = f"，联系电话{form.duty_phone}" if form.duty_phone else ""
    yield f"请于{due}前报送{clean(form.office)}{phone}。"


def _line(number: str, owed: Owed, period: Period) -> FormLine:
    target = owed.target
    kind = target.judged_kind
    is_milestone = kind is Kind.MILESTONE
    lags = f"（填{owed.figure_period.label}数）" if owed.figure_period != period else ""
    verdicts = tuple(v.label for v in Verdict) if kind is Kind.QUALITATIVE else ()
    is_running = kind in (Kind.CUMULATIVE, Kind.CEILING) and (target.annual or 0) >= 0
    return FormLine(
        number=number,
        code=clean(target.code),
        name=clean(target.name) + lags,
        kind=target.kind.label,
        unit=target.unit if kind not in (Kind.MILESTONE, Kind.QUALITATIVE) else DASH,
        annual=_annual(target),
        last=_last(owed),
        planned=_planned(owed),
        asks=not is_milestone,
        choices=verdicts,
        least=0 if is_running else None,
        counts_whole=owed.counts_whole,
    )


def _node_line(number: str, node: Node, owed: Owed) -> FormLine:
    reached = owed.last.progress.nodes if owed.last else None
    said = fill_in.REACHED if reached and node.name in reached else fill_in.NOT_REACHED
    return FormLine(
        number=number,
        code=clean(owed.target.code),
        name=clean(node.name),
        kind=fill_in.NODE,
        unit=DASH,
        annual=f"{node.due.label}底前",
        last=DASH if reached is None or owed.last is None else _dated(said, owed.last),
        planned="应完成" if node.due <= owed.figure_period else "未到时限",
        takes_prose=False,
        choices=(fill_in.REACHED, fill_in.NOT_REACHED),
    )


def _annual(target: Target) -> str:
    if target.nodes:
        return fill_in.NODE_COUNT.format(count=len(target.nodes))
    if target.annual is None:
        return DASH
    return _amount(target, target.annual)


def _last(owed: Owed) -> str:
    if owed.last is None:
        return DASH
    progress = owed.last.progress
    if progress.nodes is not None:
        return _dated(f"{len(progress.nodes)}个", owed.last)
    return _dated(progress_phrase(progress, _sign(owed.target)), owed.last)


def _dated(said: str, report: Report) -> str:
    return f"{said}（{report.figure_period.month}月）"


def _planned(owed: Owed) -> str:
    """What the plan asks at least, or allows at most: who reports just that is on pace."""
    target = owed.target
    if target.nodes:
        return f"{sum(node.due <= owed.figure_period for node in target.nodes)}个"
    if owed.planned is None:
        return "未到时段" if target.timeline else DASH
    whole = floor(owed.planned) if target.judged_kind is Kind.CEILING else ceil(owed.planned)
    return _amount(target, whole)


def _amount(target: Target, scaled: int) -> str:
    limit = "不超过" if target.judged_kind is Kind.CEILING else ""
    return f"{limit}{print_figure(scaled)}{_sign(target)}"


def _sign(target: Target) -> str:
    """The unit stands in its own column; a percentage is one everywhere."""
    return PERCENT if target.unit == PERCENT else ""
