"""The reason of a judgement: a Chinese sentence with the rule and the numbers as printed."""

from checks.case import Case
from checks.gaps import Gap
from checks.timeline import plan_phrase
from domain.figures import SCALE, print_figure, print_number
from domain.period import Period
from domain.wording import amount, gap_phrase
from domain.words import Kind, Lamp, Standing

_BEHIND_RULE = {
    Kind.CUMULATIVE: "累计完成数低于序时计划即为滞后",
    Kind.LEVEL: "实际水平低于目标水平即为滞后",
    Kind.GROWTH: "实际增幅低于目标增幅即为滞后",
    Kind.CEILING: "实际数超过控制目标即为滞后",
    Kind.MILESTONE: "到期节点未完成即为滞后，提前完成的节点不抵扣",
    Kind.QUALITATIVE: "定性结论为欠进度即为滞后",
}
_MET_RULE = {
    Kind.CUMULATIVE: "累计完成数不低于序时计划",
    Kind.LEVEL: "实际水平不低于目标水平",
    Kind.GROWTH: "实际增幅不低于目标增幅",
    Kind.CEILING: "实际数未超过控制目标",
    Kind.MILESTONE: "到期节点均已完成",
    Kind.QUALITATIVE: "按定性结论评定",
}
_DONE_RULE = {
    Kind.CUMULATIVE: "累计完成数达到年度目标即为完成",
    Kind.MILESTONE: "全部节点完成即为完成",
    Kind.QUALITATIVE: "按定性结论评定",
}
_PLAN_WORD = {
    Kind.CUMULATIVE: "应完成",
    Kind.LEVEL: "目标水平",
    Kind.GROWTH: "目标增幅",
    Kind.CEILING: "控制目标",
}


def unjudged(case: Case, month: Period, standing: Standing) -> str:
    """Why a target is not judged by a figure of this month."""
    match standing:
        case Standing.NOT_JUDGED:
            return f"{case.target.kind.label}任务只列入清单，不作评判。"
        case Standing.NOT_DUE:
            return _not_due(case, month)
        case Standing.EXEMPT:
            return f"客观因素已获认可（{case.exempt}），{month.label}不作评判，不等于完成。"
        case Standing.DONE:
            done = case.done_before.label if case.done_before else ""
            return f"已于{done}评定为已完成，此后不再要求报送。"
        case Standing.REJECTED:
            return f"{month.label}只收到未通过核验的数据，核实前列为待核，不作滞后评判。"
        case _:
            return f"{month.label}未收到数据（{case.cause.label}），列为未报，不作滞后评判。"


def _not_due(case: Case, month: Period) -> str:
    if month < case.rules.first_judged:
        return f"{month.label}不单独报数，自{case.rules.first_judged.label}起评判。"
    if case.target.kind is Kind.ANNUAL_ONLY:
        return f"年度指标只评判12月数据，{month.label}未到时段。"
    timeline = case.target.timeline
    if timeline and timeline.first:
        return f"计划时段自{timeline.first.label}开始，{month.label}未到时段。"
    return f"首个季度末前尚无控制目标，{month.label}未到时段。"


def judged(case: Case, month: Period, gap: Gap) -> str:
    """Why a target is ahead, on pace, done, or left open by its verdict."""
    if gap.standing is Standing.NOT_JUDGED:
        return f"{month.label}定性结论为“其它”，不作评判。"
    return _sentence(case, month, gap, _rule(case, gap))


def behind(case: Case, month: Period, gap: Gap, lamp: Lamp | None) -> str:
    """Why a target is behind, and the lamp its rule set gives."""
    light = f"亮{lamp.label}" if lamp else "不亮灯"
    rule = f"{_BEHIND_RULE[case.target.judged_kind]}，判定为滞后，{light}"
    return _sentence(case, month, gap, f"{rule}（{case.rules.lamps.label}）")


def _sentence(case: Case, month: Period, gap: Gap, rule: str) -> str:
    phrase = gap_phrase(case.target.judged_kind, gap.points, gap.standing, case.rules.decimals)
    facts = "，".join(part for part in (_facts(case, month, gap), phrase) if part)
    return f"截至{month.label}末，{facts}；{rule}。"


def _rule(case: Case, gap: Gap) -> str:
    kind = case.target.judged_kind
    if gap.standing is Standing.DONE:
        return f"{_DONE_RULE.get(kind, '年末达到目标即为完成')}，判定为已完成"
    if gap.standing is Standing.AHEAD and kind is not Kind.QUALITATIVE:
        ahead = print_figure(case.rules.ahead_points * SCALE)
        return f"高于计划{ahead}个百分点及以上为超序时进度，判定为超序时进度"
    if _is_tolerated(gap, kind):
        tolerance = print_figure(case.rules.tolerance_points * SCALE)
        return f"差距在允许的{tolerance}个百分点以内，判定为达到序时进度"
    return f"{_MET_RULE[kind]}，判定为{gap.standing.label}"


def _is_tolerated(gap: Gap, kind: Kind) -> bool:
    return kind is not Kind.MILESTONE and gap.points is not None and gap.points < 0


def _facts(case: Case, month: Period, gap: Gap) -> str:
    kind = case.target.judged_kind
    if kind is Kind.QUALITATIVE:
        verdict = case.progress.verdict if case.progress else None
        return f"定性结论为“{verdict.label if verdict else ''}”"
    if kind is Kind.MILESTONE:
        return _nodes(gap)
    unit = case.target.unit
    plan = plan_phrase(case.target, month, counts_whole=case.rules.counts_whole)
    planned = amount(gap.planned or 0, unit)
    actual = amount(gap.actual or 0, unit)
    return f"{_PLAN_WORD[kind]}{planned}（{plan}），实际{actual}{_share(case, gap)}"


def _share(case: Case, gap: Gap) -> str:
    """Of a running total: its part of the annual amount."""
    annual = case.target.annual
    if case.target.judged_kind is not Kind.CUMULATIVE or not annual or gap.actual is None:
        return ""
    share = print_number(100 * gap.actual / annual, case.rules.decimals)
    return f"，占年度目标{amount(annual, case.target.unit)}的{share}%"


def _nodes(gap: Gap) -> str:
    due = f"到期节点权重{print_figure(gap.planned or 0)}%"
    if gap.nodes_missed:
        missed = "、".join(f"“{name}”" for name in gap.nodes_missed)
        return f"{due}，其中{missed}未完成"
    return f"{due}，均已完成" if gap.planned else "尚无节点到期"
