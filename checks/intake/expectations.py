"""The rules of intake as data: what is expected, what a breach does, what the department reads.

A doubtful figure (a jump, a fraction, a total that fell) is refused, not noted: only an accepted
figure can put a target behind, so until a person accepts the finding it accuses nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from checks.intake.known import Known
from domain.words import Severity

Factory = Callable[[Any, Known], Any]
"""From (the module of expectations, what is known) to an expectation on the frame's columns."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``sentence`` and ``cause`` are templates over the fields that ``sentences`` gives.

    ``cause`` says it of many at once, without their own numbers: what shares it is one message.
    ``expect`` is None for what is seen while rows are read and counted, before there is a frame,
    and for what is seen in accepted rows.
    """

    id: str
    severity: Severity
    sentence: str
    cause: str
    expect: Factory | None = None


def _one_of(column: str, allowed: Callable[[Known], list[str]]) -> Factory:
    return lambda gx, known: gx.ExpectColumnValuesToBeInSet(column=column, value_set=allowed(known))


def _none_of(column: str, barred: Callable[[Known], list[str]]) -> Factory:
    return lambda gx, known: gx.ExpectColumnValuesToNotBeInSet(
        column=column, value_set=barred(known)
    )


def _equal(one: str, other: str) -> Factory:
    return lambda gx, _: gx.ExpectColumnPairValuesToBeEqual(
        column_A=one, column_B=other, ignore_row_if="either_value_is_missing"
    )


def _different(one: str, other: str) -> Factory:
    return lambda gx, _: gx.ExpectSelectColumnValuesToBeUniqueWithinRecord(
        column_list=[one, other], ignore_row_if="any_value_is_missing"
    )


def _at_least(more: str, less: str) -> Factory:
    return lambda gx, _: gx.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=more, column_B=less, or_equal=True, ignore_row_if="either_value_is_missing"
    )


def _above(more: str, less: str) -> Factory:
    return lambda gx, _: gx.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=more, column_B=less, ignore_row_if="either_value_is_missing"
    )


def _once(*columns: str) -> Factory:
    return lambda gx, _: gx.ExpectCompoundColumnsToBeUnique(
        column_list=list(columns), ignore_row_if="never"
    )


def _this_month_or_last(gx: Any, known: Known) -> Any:
    """Last month has a rule of its own, which says so."""
    owed = {known.figure_period(target) for target in known.targets.values()} | {known.period}
    pairs = [(str(month), str(own)) for own in owed for month in (own, own.plus(-1))]
    return gx.ExpectColumnPairValuesToBeInSet(
        column_A="stated_period",
        column_B="asked_period",
        value_pairs_set=pairs,
        ignore_row_if="either_value_is_missing",
    )


REJECT, NOTE = Severity.REJECT, Severity.NOTE

RULES = (
    # counted before anything is read
    Rule("row_count", NOTE, "{department}应报{expected}行，实收{came}行，请核对是否漏报或多报", ""),
    Rule(
        "not_arrived",
        NOTE,
        "未收到{target}{figure_period}的数据，请补报",
        "未收到{figure_period}的数据，请补报",
    ),
    Rule(
        "empty_cell",
        NOTE,
        "{target}填报栏为空，按未报处理；确为零的请填0",
        "填报栏为空，按未报处理；确为零的请填0",
    ),
    # read one by one
    Rule(
        "not_a_number",
        REJECT,
        "{target}：{problem}",
        "所填内容不是规范的数字，请逐项改填数字后重新报送",
    ),
    Rule(
        "not_a_verdict",
        REJECT,
        "{target}：{problem}",
        "所填内容不是规定的结论，请逐项改填规定的结论后重新报送",
    ),
    Rule(
        "unknown_node",
        REJECT,
        "{target}：{problem}",
        "所填内容不是登记的节点，请逐项按登记的节点名称改填后重新报送",
    ),
    Rule(
        "unreadable_period",
        REJECT,
        "{target}所属期“{stated_text}”无法识别，请按“{asked_period}”的形式填写",
        "所属期“{stated_text}”无法识别，请按“{asked_period}”的形式填写",
    ),
    Rule(
        "repeated",
        NOTE,
        "{target}有内容相同的重复记录（另见{others}），已合并为一条，无需重报",
        "有内容相同的重复记录，已各合并为一条，无需重报",
    ),
    # whose figure is it
    Rule(
        "unknown_target",
        REJECT,
        "目标编号“{code}”不在{period}目标任务清单内，请核对编号后重新报送",
        "目标编号不在{period}目标任务清单内，请核对编号后重新报送",
        _one_of("target", lambda known: sorted(known.targets)),
    ),
    Rule(
        "not_owner",
        REJECT,
        "{target}由{owner}牵头，不应由{department}报送，请核对编号后重新报送",
        "由{owner}牵头，不应由{department}报送，请核对编号后重新报送",
        _equal("department", "owner"),
    ),
    Rule(
        "stated_other_department",
        REJECT,
        "{target}由{owner}牵头，表内填报单位为“{stated_department}”，请核对单位和编号后重新报送",
        "由{owner}牵头，表内填报单位为“{stated_department}”，请核对单位和编号后重新报送",
        _equal("stated_department", "owner"),
    ),
    Rule(
        "unknown_department_name",
        NOTE,
        "表内填报单位“{stated_department}”不是登记的名称或代码，已按{department}认定，请改用登记名称",
        "表内填报单位“{stated_department}”不是登记的名称或代码，已按{department}认定，请改用登记名称",
        _one_of("department_text", lambda known: sorted(known.departments)),
    ),
    Rule(
        "name_differs",
        NOTE,
        "{target}表内名称为“{name}”，与登记名称不一致，已按编号认定，请核对编号是否填错",
        "表内名称与登记名称不一致，已按编号认定，请核对编号是否填错、各行是否错位",
        _equal("name", "registered_name"),
    ),
    # of which month
    Rule(
        "wrong_period",
        REJECT,
        "{target}本期应报{asked_period}数据，表内所属期为{stated_period}，请核对后重新报送",
        "本期应报{asked_period}数据，表内所属期为{stated_period}，请核对后重新报送",
        _this_month_or_last,
    ),
    Rule(
        "stale_date",
        REJECT,
        "{target}所报仍为{stated_period}数据，请更新到{asked_period}后重新报送",
        "所报仍为{stated_period}数据，请更新到{asked_period}后重新报送",
        _different("stated_period", "month_before"),
    ),
    Rule(
        "stale_payload",
        REJECT,
        "{target}所在报表与其他月份报送的完全相同且未注明所属期，疑为其他月份数据；"
        "确无变化的，请注明{figure_period}后重新报送",
        "所在报表与其他月份报送的完全相同且未注明所属期，疑为其他月份数据；确无变化的，请注明{figure_period}后重新报送",
        _none_of("unnamed_payload", lambda known: sorted(known.other_payloads)),
    ),
    Rule(
        "not_unique",
        REJECT,
        "{target}同一期报送了不一致的记录（另见{others}），无法认定，请只保留一条后重新报送",
        "同一期报送了不一致的记录，无法认定，请每项只保留一条后重新报送",
        _once("department", "target", "period"),
    ),
    # how much of what
    Rule(
        "wrong_unit",
        REJECT,
        "{target}登记的计量单位为“{registered_unit}”，本次报送为“{unit}”，请换算并写明单位后重新报送",
        "报送的计量单位为“{unit}”，与登记的计量单位不符，请换算并写明单位后重新报送",
        _equal("unit", "registered_unit"),
    ),
    Rule(
        "below_range",
        REJECT,
        "{target}报送{figure}，低于该类指标的下限{least}，请核对正负号和计量单位后重新报送",
        "报送数低于该类指标的下限，请核对正负号和计量单位后重新报送",
        _at_least("value", "least"),
    ),
    Rule(
        "above_range",
        REJECT,
        "{target}报送{figure}，高于该类指标的上限{most}，请核对小数点和计量单位后重新报送",
        "报送数高于该类指标的上限，请核对小数点和计量单位后重新报送",
        _at_least("most", "value"),
    ),
    Rule(
        "over_annual",
        NOTE,
        "{target}报送{figure}，已超过全年目标{annual}，请核对；属实的无需重报",
        "报送数已超过全年目标，请核对；属实的无需重报",
        _at_least("annual", "total"),
    ),
    Rule(
        "fraction_suspect",
        REJECT,
        "{target}以%计量，本次所报{plain}未带百分号，无法判断是{plain}%还是{hundredfold}%，"
        "请写明百分号后重新报送",
        "以%计量而所报数未带百分号，无法判断是否应乘100，请写明百分号后重新报送",
        _above("size", "fraction_up_to"),
    ),
    Rule(
        "done_in_words",
        NOTE,
        "{target}说明中称“{claim}”，而所报数据未达到序时进度，已按所报数据认定；请核对数据或说明，"
        "属实完成的请更正数据后重新报送",
        "说明中称已完成，而所报数据未达到序时进度，已按所报数据认定；请核对数据或说明，"
        "属实完成的请更正数据后重新报送",
        _at_least("shown_where_done", "owed_by_now"),
    ),
    # against what was reported before
    Rule(
        "decreased",
        REJECT,
        "{target}累计数{figure}小于上次报送的{previous}，请核对；"
        "属更正以前数据的，请写明更正说明后重新报送，或报效能办认可",
        "累计数小于上次报送数，请核对；属更正以前数据的，请写明更正说明后重新报送，或报效能办认可",
        _at_least("total", "previous_total"),
    ),
    Rule(
        "reopened",
        REJECT,
        "{target}以前已报完成的内容本期不再列为完成，请核对；"
        "属更正以前数据的，请写明更正说明后重新报送，或报效能办认可",
        "以前已报完成的内容本期不再列为完成，请核对；"
        "属更正以前数据的，请写明更正说明后重新报送，或报效能办认可",
        _at_least("completed_still", "completed_before"),
    ),
    Rule(
        "corrected",
        NOTE,
        "{target}由上次报送的{was}更正为{now}，更正说明：{correction}；已予采用，请留存依据备查",
        "已按“{correction}”更正以前数据，已予采用，请留存依据备查",
        _at_least("corrected_to", "corrected_from"),
    ),
    Rule(
        "jumped_up",
        REJECT,
        "{target}报送{figure}，为上次报送数或计划数的{jump_times}倍以上，请核对小数点和计量单位；"
        "属实的，请书面说明并报效能办认可",
        "报送数为上次报送数或计划数的{jump_times}倍以上，请核对小数点和计量单位；属实的，请书面说明并报效能办认可",
        _above("jump_above", "size"),
    ),
    Rule(
        "jumped_down",
        REJECT,
        "{target}报送{figure}，与上次报送数或计划数相差悬殊，请核对小数点和计量单位；"
        "属实的，请书面说明并报效能办认可",
        "报送数与上次报送数或计划数相差悬殊，请核对小数点和计量单位；属实的，请书面说明并报效能办认可",
        _above("size", "jump_below"),
    ),
    # of what was accepted: a first lag is looked at twice, well-formed bytes may still be wrong
    Rule(
        "newly_behind",
        NOTE,
        "{target}本期所报“{reported}”未达到序时进度，此前未滞后，请核对；"
        "有误的请更正后重新报送，属实的无需重报",
        "所报数未达到序时进度，此前未滞后，请核对；有误的请更正后重新报送，属实的无需重报",
    ),
)

RULE = {rule.id: rule for rule in RULES}
SUITE = tuple(rule for rule in RULES if rule.expect)
