"""The catalogue of shapes from which the register is dealt: every kind with every form."""

from fractions import Fraction

from demo.targets import Node, Shape

F = Fraction
STEPS = (F(20), F(50), F(75), F(100))
_SEASONAL = tuple(map(F, (3, 7, 15, 25, 38, 52, 64, 75, 84, 91, 96, 100)))
_BUILDING = tuple(F(n) / 10 for n in (50, 100, 175, 250, 333, 417, 500, 667, 750, 833, 917, 1000))


def _linear(thing: str, unit: str, annual: str) -> Shape:
    return Shape(thing, "cumulative", unit, F(annual), "linear")


def _stepped(thing: str, unit: str, annual: str) -> Shape:
    return Shape(thing, "cumulative", unit, F(annual), "stepped", STEPS)


def _shares(thing: str, unit: str, annual: str, shares: tuple[Fraction, ...]) -> Shape:
    return Shape(thing, "cumulative", unit, F(annual), "shares", shares)


def _amounts(thing: str, kind: str, unit: str, amounts: str) -> Shape:
    running = tuple(map(F, amounts.split()))
    return Shape(thing, kind, unit, running[-1], "amounts", running)


def _window(thing: str, unit: str, annual: str, first: int, last: int) -> Shape:
    return Shape(thing, "cumulative", unit, F(annual), "window", window=(first, last))


def _constant(thing: str, kind: str, unit: str, value: str) -> Shape:
    return Shape(thing, kind, unit, F(value), "constant")


def _milestone(thing: str, *nodes: tuple[str, int, str]) -> Shape:
    return Shape(thing, "milestone", nodes=tuple(Node(n, m, F(w)) for n, m, w in nodes))


_BUILT = _milestone(
    "工程建设",
    ("立项批复", 2, "10"),
    ("施工招标", 4, "30"),
    ("主体开工", 7, "5"),
    ("主体封顶", 9, "35"),
    ("竣工验收", 12, "20"),
)
_MOVED = _milestone(
    "安置房交付",
    ("方案公示", 3, "9.9"),
    ("协议签订", 6, "30.1"),
    ("房屋腾空", 8, "10"),
    ("分房到户", 11, "50"),
)
_REFORM = _milestone(
    "改革试点",
    ("方案印发", 3, "30"),
    ("试点运行", 6, "20"),
    ("全面推开", 9, "10"),
    ("总结评估", 12, "40"),
)
_PLATFORM = _milestone(
    "信息平台建设", ("需求确认", 5, "25"), ("系统上线", 9, "40"), ("验收移交", 11, "35")
)

COMMON = (
    _linear("固定资产投资", "万元", "12000"),
    _linear("规模企业培育", "家", "25"),
    _stepped("上级资金争取", "万元", "4800"),
    _BUILT,
    _constant("群众满意率", "level", "%", "95"),
    _linear("管网改造", "公里", "36.6"),
    _shares("农村公路建设", "公里", "120", _SEASONAL),
    _linear("技改投入", "万元", "98765.4321"),
    _constant("行业产值增幅", "growth", "%", "12"),
    _linear("案件办结", "件", "850"),
    _REFORM,
    _linear("新增就业", "人", "1000"),
    Shape("经费支出控制", "ceiling", "万元", F(600), "linear"),
    _amounts("实事项目办理", "cumulative", "件", "2 5 9 14 19 25 31 37 43 49 55 60"),
    Shape("专项规划编制", "qualitative"),
    _linear("服务对象走访", "户", "730"),
    _window("秋季秸秆综合利用", "吨", "9000", 7, 11),
    _stepped("标准化站点建设", "个", "30"),
    _amounts("空气优良天数比例", "level", "%", "60 60 62 64 66 68 70 70 72 73 74 75"),
    _linear("招引项目投资", "万元", "123456.78"),
    _MOVED,
    _shares("绿化造林", "亩", "7200", _BUILDING),
    _constant("事故起数", "ceiling", "起", "0"),
    _linear("惠民资金发放", "万元", "3333.3333"),
    Shape("制度建设", "qualitative"),
    _linear("培训场次", "场", "50"),
    _amounts("财政收入增幅", "growth", "%", "8 8 9 9 10 10 11 11 12 12 12 12"),
    _linear("污水处理量", "万吨", "2400"),
    _PLATFORM,
    Shape("人均绿地面积", "level", "平方米", F("14.4"), "constant"),
)
"""Dealt over and over: most of the register."""

RARE = (
    Shape("年度投资总额", "annual_only", "万元", F(5000), base_kind="cumulative"),
    Shape("日常值守", "ongoing"),
    _window("汛前水利工程", "万元", "1500", 3, 6),
    Shape("年末入库税收增幅", "annual_only", "%", F(9), base_kind="growth"),
    Shape("上级专项任务", "unassigned"),
    _constant("登记失业率", "ceiling", "%", "4"),
    Shape("出口总额", "cumulative", "万美元", F(2700), "linear", lag=1),
    Shape("年末普惠覆盖率", "annual_only", "%", F(88), base_kind="level"),
    Shape("信访积案", "ceiling", "件", F(30), "linear"),
    Shape("舆情处置", "ongoing"),
    _constant("单位能耗变化率", "ceiling", "%", "-3.6"),
    Shape("人均可支配收入", "level", "元", F(24000), "linear"),
    Shape("年末编外用工人数", "annual_only", "人", F(40), base_kind="ceiling"),
    _amounts("公车运行费用", "ceiling", "万元", "10 22 33 42 52 63 74 85 95 104 112 120"),
    Shape("发明专利拥有量", "level", "件", F(97), "shares", _BUILDING),
    Shape("专项普查", "unassigned"),
    _constant("每万人床位数", "level", "张", "48.5"),
    _window("夏粮收购", "吨", "3700", 6, 8),
)
"""Dealt two to a department: the kinds that a naive count gets wrong."""

UPPER = (
    _linear("战略性新兴产业投资", "万元", "48000"),
    _constant("高新技术产业增幅", "growth", "%", "10"),
    _stepped("保障性住房建设", "套", "2400"),
    _BUILT,
    _linear("外贸进出口总额", "万美元", "3600"),
    _constant("水质达标率", "level", "%", "80"),
    _amounts("农民收入增幅", "growth", "%", "10 10 10 10 10 10 12 12 12 12 12 12"),
    _linear("文化产业增加值", "万元", "6000"),
    Shape("万元产值能耗", "ceiling", "%", F("-4"), "constant"),
    Shape("城市创建", "qualitative"),
)
"""Three times over: the thirty targets that the upper tier assesses."""
