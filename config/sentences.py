"""The sentences of ``office check``: what pydantic and the domain refuse, said to the office."""

import re
from typing import TYPE_CHECKING

from domain.words import Form, Kind

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_SHOWN = 40
_LABELS: dict[str, str] = {str(word): word.label for word in (*Kind, *Form)}
UNKNOWN_KEY = "不认识的项目，请核对拼写"
_BY_TYPE = {
    "extra_forbidden": UNKNOWN_KEY,
    "missing": "缺少必填项",
    "greater_than_equal": "不能小于{ge}",
    "less_than_equal": "不能大于{le}",
    "int_type": "须为整数",
    "int_parsing": "“{input}”不是整数",
    "bool_type": "须为true或false",
    "dict_type": "应为若干行“项目: 值”",
    "model_type": "应为若干行“项目: 值”",
    "tuple_type": "应为列表，写成 [甲, 乙] 或每行一个“- 甲”",
    "frozen_set_type": "应为列表，写成 [甲, 乙] 或每行一个“- 甲”",
    "date_from_datetime_parsing": "“{input}”不是日期，请写成 2026-05-01 的样子",
    "enum": "“{input}”不在允许的取值之内：{expected}",
    "literal_error": "“{input}”不在允许的取值之内：{expected}",
}
_DOMAIN = (
    (r"write the amount as text.*", "须为数字"),
    (r"not a period .*: '(?P<text>.*)'", "“{text}”不是月份，请写成 2026-03 的样子"),
    (r"(?:names no month|not a date): '(?P<text>.*)'", "“{text}”不是月份，请写成 2026-03 的样子"),
    (
        r"a lamp bound names exactly one.*",
        "at_least、more_than、at_most、below须且只能写一个",
    ),
    (r"a threshold is of exactly one.*", "target、department、kind须且只能写一个"),
    (r"a threshold sets no limit", "没有写任何阈值"),
    (r"(?P<name>\w+_times) must be above 1", "{name}须大于1，不设的写off"),
    (r"fraction_up_to must be above 0", "fraction_up_to须大于0，不设的写off"),
    (r"least must not be above most", "下限least不能高于上限most"),
    (r"a rung counts reds by months", "红灯按月计数，写了lamp: red的，counts须为months"),
    (r"steps needs 4 values", "须有四个季度的占比"),
    (r"(?:steps|shares) must not fall.*", "各期累计占比不得下降，也不得为负"),
    (r"(?:steps|shares) must end at 100 %", "最后一期的累计占比须为100"),
    (r"a window needs first and last, in order", "须填时段起和时段止，且起不晚于止"),
    (r"values are by month.*", "各月计划须在同一年"),
    (r"annual_only needs a base_kind.*", "须填基础类型：累计量、水平、增幅或控制类"),
    (r"base_kind belongs to annual_only", "基础类型只在类型为年度指标时填写"),
    (r"(?P<kind>\w+) needs an annual value", "{kind}须填年度目标"),
    (r"cumulative needs an annual value above 0", "累计量的年度目标须大于0"),
    (r"a level needs an annual value other than 0", "水平的年度目标不能为0，计量单位为%的除外"),
    (r"milestone needs nodes .*", "节点须各不同名，权重之和须为100"),
    (r"nodes belong to a milestone, not to (?P<kind>\w+)", "{kind}不设节点，请核对类型和节点表"),
    (r"(?P<kind>\w+) takes no timeline", "{kind}不设序时进度，序时形式不填"),
    (r"(?P<kind>\w+) needs a timeline and has none", "{kind}须有序时进度，序时形式未填"),
    (r"(?P<kind>\w+) cannot run (?P<form>\w+)", "{kind}不能用“{form}”的序时形式"),
    (r"the planned amounts must not fall.*", "各期累计计划数额不得下降，也不得为负"),
    (r"the planned amounts must end at the annual value", "最后一期的累计计划数额须等于年度目标"),
)
"""What domain.targets, rules, fields and period say, and the same for the office's people."""


def worded(found: "ErrorDetails") -> str:
    """A Chinese sentence on one of pydantic's errors."""
    kind, value = found["type"], found["input"]
    context = found.get("ctx", {})
    if kind == "value_error":
        return domain_sentence(str(context["error"]))
    if kind == "string_type" and isinstance(value, int | bool):
        return f'须为文字，请加引号写成 "{value}"'
    words = {"input": str(value)[:_SHOWN], "msg": found["msg"], **context}
    return _BY_TYPE.get(str(kind), "“{input}”填写不正确（{msg}）").format_map(words)


def domain_sentence(text: str) -> str:
    """``text`` of a domain refusal in Chinese; itself where it is Chinese already."""
    for pattern, template in _DOMAIN:
        if match := re.fullmatch(pattern, text):
            words = {name: _label(word) for name, word in match.groupdict().items()}
            return template.format_map(words)
    return text


def _label(word: str) -> str:
    return _LABELS.get(word, word)
