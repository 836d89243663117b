"""Enumerations with their Chinese labels: the field's standard terms, one place for each word."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A member is its English name in code, tables and files; ``label`` is its Chinese term."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Members are written ``NAME = "value", "中文"``."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class DepartmentKind(Labelled):
    """单位类别 (DOMAIN §1)."""

    DEPARTMENT = "department", "部门"
    TOWNSHIP = "township", "乡镇"
    SUBDISTRICT = "subdistrict", "街道"
    PARK = "park", "园区"


class Kind(Labelled):
    """指标类型: how a target is judged (DOMAIN §2)."""

    CUMULATIVE = "cumulative", "累计量"
    LEVEL = "level", "水平"
    GROWTH = "growth", "增幅"
    CEILING = "ceiling", "控制类"
    MILESTONE = "milestone", "节点"
    QUALITATIVE = "qualitative", "定性"
    ANNUAL_ONLY = "annual_only", "年度指标"
    ONGOING = "ongoing", "常态化"
    UNASSIGNED = "unassigned", "上级尚未下达"


class Form(Labelled):
    """序时进度的形式: how a plan runs through the year (DOMAIN §2)."""

    LINEAR = "linear", "按月均衡"
    CONSTANT = "constant", "全年同值"
    SHARES = "shares", "分月占比"
    AMOUNTS = "amounts", "分月数额"
    STEPPED = "stepped", "按季分档"
    WINDOW = "window", "时段内均衡"


class Verdict(Labelled):
    """定性结论: the five words a qualitative target may report."""

    BEHIND = "behind", "欠进度"
    ON_PACE = "on_pace", "达进度"
    AHEAD = "ahead", "超进度"
    DONE = "done", "已完成"
    OTHER = "other", "其它"


class Standing(Labelled):
    """Where a target stands in a period: always exactly one (DOMAIN §3)."""

    NOT_JUDGED = "not_judged", "不作评判"
    NOT_DUE = "not_due", "未到时段"
    EXEMPT = "exempt", "客观因素认可"
    MISSING = "missing", "未报"
    REJECTED = "rejected", "待核"
    AHEAD = "ahead", "超序时进度"
    ON_PACE = "on_pace", "达到序时进度"
    BEHIND = "behind", "滞后"
    DONE = "done", "已完成"


class MissingCause(Labelled):
    """Why nothing arrived; only the first is the department's own."""

    DEPARTMENT_SILENT = "department_silent", "单位未报送"
    SOURCE_FAULT = "source_fault", "数据源故障"
    NOT_ASKED = "not_asked", "未要求报送"


class Lamp(Labelled):
    """亮灯: the label a rule set gives a gap (DOMAIN §4)."""

    YELLOW = "yellow", "黄灯"
    RED = "red", "红灯"


class Measure(Labelled):
    """督办措施. They have no universal order: each ladder gives its own (DOMAIN §5)."""

    REMIND = "remind", "提醒"
    URGE = "urge", "催办"
    RECTIFY = "rectify", "整改"
    SUPERVISE = "supervise", "督办"
    INTERNAL_TALK = "internal_talk", "内部约谈"
    CIRCULATE = "circulate", "通报批评"
    INTERVIEW = "interview", "约谈"
    EXPOSE = "expose", "曝光"
    ACCOUNTABILITY = "accountability", "问责建议"

    @property
    def automatic(self) -> bool:
        """Only these two leave the house without a named leader's decision (promise 6)."""
        return self in (Measure.REMIND, Measure.URGE)


class Severity(Labelled):
    """What a broken rule does to the figure."""

    REJECT = "reject", "退回"
    NOTE = "note", "提示"


class Basis(Labelled):
    """Where an accepted figure comes from."""

    PULLED = "pulled", "系统采集"
    ENTERED = "entered", "电话补录"
    AUDITED = "audited", "集中审核"


class PullOutcome(Labelled):
    """How one department's pull ended."""

    OK = "ok", "正常"
    EMPTY = "empty", "返回为空"
    SILENT = "silent", "未报送"
    PARTIAL = "partial", "数据不完整"
    FAULT = "fault", "数据源故障"

    @property
    def failed(self) -> bool:
        """Ours or the network's failure: it never counts against the department."""
        return self in (PullOutcome.EMPTY, PullOutcome.PARTIAL, PullOutcome.FAULT)


class DecisionVerdict(Labelled):
    """What the leader decided on a proposal."""

    CONFIRM = "confirm", "同意"
    DECLINE = "decline", "不同意"
    AMEND = "amend", "变更"


class FindingState(Labelled):
    """What a person made of a finding."""

    OPEN = "open", "待处理"
    ACCEPTED = "accepted", "予以认可"
    RETURNED = "returned", "退回单位"


class PaperKind(Labelled):
    """Circulated papers and the internal sheet (DOMAIN §1)."""

    BRIEF = "brief", "月督查通报"
    DECISION_SHEET = "decision_sheet", "呈批件"


class MessageKind(Labelled):
    """What one envelope carries."""

    ALERT = "alert", "进度提醒"
    ALERT_CORRECTION = "alert_correction", "更正提醒"
    DECISION_SHEET = "decision_sheet", "呈批件"
    BRIEF = "brief", "月督查通报"
    RECEIPT = "receipt", "报送回执"
    RETURNED = "returned", "退回更正"

    @property
    def reminder(self) -> bool:
        """Whether it tells a department what it is behind with."""
        return self in (MessageKind.ALERT, MessageKind.ALERT_CORRECTION)

    @property
    def answer(self) -> bool:
        """Whether it answers a report: no measure, it leaves while a month is held, too."""
        return self in (MessageKind.RECEIPT, MessageKind.RETURNED)

    @property
    def repeatable(self) -> bool:
        """An uncertain one is re-sent once, marked 可能重复; anything else waits."""
        return self.reminder or self.answer


class MessageState(Labelled):
    """The life of one outbox row (DESIGN, the ledger)."""

    PENDING = "pending", "待发"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发"
    RETRY = "retry", "待重试"
    FAILED = "failed", "失败"
    UNCERTAIN = "uncertain", "不明"
    WITHDRAWN = "withdrawn", "已撤回"


class Role(Labelled):
    """Roles in the people file."""

    HEAD = "head", "主要负责人"
    DEPUTY_IN_CHARGE = "deputy_in_charge", "分管领导"
    LIAISON = "liaison", "联络员"
    CITY_LEADER = "city_leader", "分管市领导"
    TOP_LEADER = "top_leader", "主要领导"
    OFFICER = "officer", "效能办经办人"
