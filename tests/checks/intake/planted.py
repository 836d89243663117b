"""For every expectation of the suite a row that breaks it and nothing else, in one batch of June.

Each has a target, and so a history, of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from checks.intake.expectations import SUITE
from domain.office import Office
from domain.records import Progress, Report, Row
from domain.targets import Target
from domain.words import Verdict
from tests.checks.intake.builders import (
    LAST_PAYLOAD,
    before,
    level,
    milestone,
    office,
    qualitative,
    row,
    target,
    value,
)


@dataclass(frozen=True)
class Planted:
    """Rows that break ``rule``; ``sentence`` is how the finding of the first must begin."""

    rule: str
    rows: tuple[Row, ...]
    sentence: str
    target: Target | None = None
    previous: Report | None = None

    @property
    def code(self) -> str:
        return self.rows[0].target


PLANTED = (
    Planted(
        "unknown_target",
        (row("X99", "60", 11),),
        "目标编号“X99”不在2014年6月目标任务清单内，请核对",
    ),
    Planted(
        "not_owner",
        (row("B01", "60", 12),),
        "B01 B01号任务由D02局牵头，不应由D01局报送，请核对",
        target("B01", "D02"),
    ),
    Planted(
        "stated_other_department",
        (row("C01", "60", 13, stated_department="D02局"),),
        "C01 C01号任务由D01局牵头，表内填报单位为“D02局”，请核对",
        target("C01"),
    ),
    Planted(
        "unknown_department_name",
        (row("C02", "60", 14, stated_department="D一局"),),
        "表内填报单位“D一局”不是登记的名称或代码，已按D01局认定，请改用",
        target("C02"),
    ),
    Planted(
        "name_differs",
        (row("C03", "60", 40, name="C04号任务"),),
        "C03 C03号任务表内名称为“C04号任务”，与登记名称不一致，已按编号认定，请核对",
        target("C03"),
    ),
    Planted(
        "wrong_period",
        (row("E01", "60", 15, stated_period="2014年7月"),),
        "E01 E01号任务本期应报2014年6月数据，表内所属期为2014年7月，请核对",
        target("E01"),
    ),
    Planted(
        "stale_date",
        (row("E02", "60", 16, stated_period="201405"),),
        "E02 E02号任务所报仍为2014年5月数据，请更新到2014年6月后",
        target("E02"),
    ),
    Planted(
        "stale_payload",
        (row("E03", "60", 17, department="D03", stated_period=None, raw_hash=LAST_PAYLOAD),),
        "E03 E03号任务所在报表与其他月份报送的完全相同且未注明所属期，疑为其他月份数据；",
        target("E03", "D03"),
    ),
    Planted(
        "not_unique",
        (row("F01", "60", 18), row("F01", "61", 19)),
        "F01 F01号任务同一期报送了不一致的记录（另见进度表.xlsx工作表“六月”第19行“完成额”列），",
        target("F01"),
    ),
    Planted(
        "wrong_unit",
        (row("G01", "60", 20, unit="元"),),
        "G01 G01号任务登记的计量单位为“万元”，本次报送为“元”，请换算",
        target("G01"),
    ),
    Planted(
        "below_range",
        (row("H01", "-60", 21),),
        "H01 H01号任务报送-60万元，低于该类指标的下限0万元，请核对",
        target("H01"),
    ),
    Planted(
        "above_range",
        (row("H02", "1200%", 22, unit="%"),),
        "H02 H02号任务报送1200%，高于该类指标的上限1000%，请核对",
        level("H02", annual="200"),
    ),
    Planted(
        "over_annual",
        (row("H03", "130", 23),),
        "H03 H03号任务报送130万元，已超过全年目标120万元，请核对",
        target("H03"),
        before("H03", value(90)),
    ),
    Planted(
        "done_in_words",
        (row("H05", "40", 41, reason_given="项目已全部完成"),),
        "H05 H05号任务说明中称“项目已全部完成”，而所报数据未达到序时进度，已按所报数据认定；请核对",
        target("H05"),
    ),
    Planted(
        "fraction_suspect",
        (row("H04", "0.6", 24, unit="%"),),
        "H04 H04号任务以%计量，本次所报0.6未带百分号，无法判断是0.6%还是60%，请写明",
        target("H04", unit="%", annual="100"),
    ),
    Planted(
        "decreased",
        (row("K01", "60", 25),),
        "K01 K01号任务累计数60万元小于上次报送的70万元，请核对",
        target("K01"),
        before("K01", value(70)),
    ),
    Planted(
        "reopened",
        (row("K02", "欠进度", 26, unit=None),),
        "K02 K02号任务以前已报完成的内容本期不再列为完成，请核对",
        qualitative("K02"),
        before("K02", Progress(verdict=Verdict.DONE)),
    ),
    Planted(
        "reopened",
        (row("K03", "主体封顶、验收", 27, unit=None),),
        "K03 K03号任务以前已报完成的内容本期不再列为完成，请核对",
        milestone("K03"),
        before("K03", Progress(nodes=frozenset({"可研批复"}))),
    ),
    Planted(
        "corrected",
        (row("K06", "60", 30, correction="上月误把计划数当作完成数"),),
        "K06 K06号任务由上次报送的70万元更正为60万元，更正说明：上月误把计划数当作完成数；",
        target("K06"),
        before("K06", value(70)),
    ),
    Planted(
        "jumped_up",
        (row("K04", "70", 28),),
        "K04 K04号任务报送70万元，为上次报送数或计划数的10倍以上，请核对",
        target("K04"),
        before("K04", value(7)),
    ),
    Planted(
        "jumped_down",
        (row("K05", "9", 29, unit="分"),),
        "K05 K05号任务报送9分，与上次报送数或计划数相差悬殊，请核对",
        level("K05", unit="分"),
        before("K05", value(90)),
    ),
)

ROWS: Sequence[Row] = [one for planted in PLANTED for one in planted.rows]
PREVIOUS: Sequence[Report] = [one.previous for one in PLANTED if one.previous]
EXPECTED = tuple(rule.id for rule in SUITE)


def city() -> Office:
    """The office of all planted rows."""
    return office(one.target for one in PLANTED if one.target)
