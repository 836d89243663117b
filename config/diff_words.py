"""Chinese for the keys and words of an office document, for whoever reads what changed in it."""

from domain.words import DepartmentKind, Form, Kind, Labelled, Lamp, Measure

GROUPS = {"targets": "目标", "departments": "单位", "tracks": "轨道", "lamps": "亮灯规则"}
"""Blocks whose members are named one by one."""

FIELDS = {
    "ahead_points": "超进度界限",
    "annual": "年度目标",
    "at_least": "不小于",
    "at_most": "不大于",
    "base_kind": "基础类型",
    "basis": "亮灯依据",
    "below": "小于",
    "breaker": "熔断",
    "brief": "通报日",
    "calendar": "工作日历",
    "city_leader": "分管市领导",
    "code": "编号",
    "code_word": "机关代字",
    "columns": "列",
    "contest": "异议截止日",
    "counted_whole": "按整数计的单位",
    "counts": "计数",
    "days": "月度日程",
    "decimals": "小数位数",
    "department": "牵头单位",
    "dialect": "数据源类型",
    "due": "时限",
    "duty_phone": "值班电话",
    "expected_rows": "应报条数",
    "failed_sources_at_least": "数据源故障数",
    "failed_sources_over_percent": "数据源故障占比",
    "first": "时段起",
    "first_judged_month": "首个评判月",
    "form": "形式",
    "from": "生效",
    "holidays": "放假",
    "judged": "评判日",
    "kind": "类型",
    "label": "名称",
    "ladder": "督办阶梯",
    "lag_months": "滞后月数",
    "lamp": "只计",
    "lamps": "亮灯规则",
    "last": "时段止",
    "measure": "措施",
    "more_than": "大于",
    "name": "名称",
    "newly_behind_at_least": "新增滞后单位数",
    "newly_behind_over_percent": "新增滞后单位占比",
    "nodes": "节点",
    "reading": "读取方式",
    "red": "红灯",
    "reply_within": "反馈时限",
    "report_due": "报送截止日",
    "span": "累计方式",
    "steps": "各季占比",
    "subject": "对象",
    "supporting": "配合单位",
    "text": "条款",
    "timeline": "序时进度",
    "to": "失效",
    "tolerance_points": "容差",
    "track": "轨道",
    "unit": "计量单位",
    "values": "各月",
    "weight": "权重",
    "without_number": "无数值时亮灯",
    "workdays": "上班",
    "year": "年度",
    "yellow": "黄灯",
}
"""A key that is not here (a source's own option or column) is shown as the file writes it."""


def _labels(*words: type[Labelled]) -> dict[str, str]:
    return {str(member): member.label for word in words for member in word}


VALUES = {
    "base_kind": _labels(Kind),
    "basis": {"points": "差距百分点", "ratio": "完成比例", "shortfall": "欠量比例"},
    "counts": {"months": "按月", "quarter_ends": "按季末"},
    "form": _labels(Form),
    "kind": _labels(Kind, DepartmentKind),
    "lamp": _labels(Lamp),
    "measure": _labels(Measure),
    "span": {"running": "连续", "cumulative": "累计"},
    "subject": {"target": "目标", "department": "单位"},
    "without_number": _labels(Lamp),
}
"""By key, what its words read as."""
