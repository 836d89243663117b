"""The fill-in form (填报表), word for word: what its printer and its reader share.

Who fills it in and for which month stands in plain locked cells: each label, then its value.
"""

LAYOUT_VERSION = "督办填报表1"
"""A form of another version is not read: its columns may mean something else."""

SHEET = "填报表"

DEPARTMENT, CODE, PERIOD, LAYOUT = "填报单位", "单位代码", "所属期", "表样"
"""Labels above the head."""

NUMBER, TARGET, NAME, KIND, UNIT, ANNUAL = (
    "序号",
    "编号",
    "目标任务",
    "类型",
    "计量单位",
    "年度目标",
)
LAST, PLANNED, FIGURE = "上期累计", "本期应完成", "本期累计完成"
REASON, CORRECTION = "未达序时原因", "更正说明"
HEAD = (NUMBER, TARGET, NAME, KIND, UNIT, ANNUAL, LAST, PLANNED, FIGURE, REASON, CORRECTION)

NODE = "其中节点"
"""The kind of a row that asks for one node of the milestone with the same code."""

REACHED, NOT_REACHED = "已完成", "未完成"
"""What may be said of a node."""

NODE_COUNT = "共{count}个节点"
"""The annual target of a milestone: so many rows of nodes belong to it."""
