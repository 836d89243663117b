"""What one run of a month did, in sentences for the terminal."""

from collections.abc import Iterator

from cycle.assess import Assessed
from cycle.deliver import Delivered
from cycle.gather import Gathered
from cycle.month import Collected, Outcome
from domain.words import Standing

WAITING = 3
BREAKER = 5


def exit_code(outcome: Outcome) -> int:
    """Return 5 when the breaker holds the month, 0 once it is issued, else 3: a person's turn."""
    if outcome.assessed.tripped:
        return BREAKER
    return 0 if outcome.assessed.issued else WAITING


def sentences(outcome: Outcome) -> Iterator[str]:
    """One line for each stage."""
    yield from _gathered(outcome.gathered)
    yield from assessment(outcome.assessed)


def collection(collected: Collected) -> Iterator[str]:
    """What one round of collecting brought."""
    yield from _gathered(collected.gathered)
    yield f"发送：{delivery(collected.delivered)}"


def assessment(assessed: Assessed) -> Iterator[str]:
    """What the figures mean and what left, with no pull before."""
    for track, counts in assessed.standings.items():
        shown = "，".join(f"{Standing(name).label}{n}" for name, n in counts.items())
        changed = "新评判" if track in assessed.reassessed else "无变化"
        yield f"评判 {track}（{changed}）：{shown}"
    if assessed.tripped:
        yield f"熔断：{assessed.tripped}"
    yield from _told(assessed)
    yield from (f"  {path}" for path in assessed.asked.drafts)


def _gathered(gathered: Gathered) -> Iterator[str]:
    yield f"采集：{gathered.departments}个单位"
    yield from (f"  故障：{code} {error}" for code, error in gathered.failed.items())
    if gathered.silent:
        yield f"  未报送：{'、'.join(gathered.silent)}"
    kinds = f"（{gathered.causes}类）" if gathered.findings else ""
    yield f"校验：新登记数据{gathered.new_figures}条，校验发现{gathered.findings}条{kinds}"
    yield f"回执：新增{gathered.receipted.letters}封"
    if gathered.receipted.unaddressed:
        vacant = "、".join(gathered.receipted.unaddressed)
        yield f"  回执无收件人：{vacant}（people.csv 中没有在任人员）"


def _told(assessed: Assessed) -> Iterator[str]:
    alerted, asked = assessed.alerted, assessed.asked
    yield f"提醒：新增{alerted.letters}封；发送：{delivery(assessed.delivered)}"
    if alerted.unaddressed:
        yield f"  无收件人：{'、'.join(alerted.unaddressed)}（people.csv 中没有在任人员）"
    if asked.submitted.unaddressed:
        vacant = "、".join(asked.submitted.unaddressed)
        yield f"  呈批件无收件人：{vacant}（distribution.yaml 中没有在任人员）"
    if asked.undecided:
        yield f"待批示：{len(asked.undecided)}件（{'、'.join(map(str, asked.undecided))}）"


def delivery(delivered: Delivered) -> str:
    """How the messages of one command ended."""
    counted = (
        f"已发{delivered.sent}封",
        f"待重试{delivered.retry}封" if delivered.retry else "",
        f"失败{delivered.failed}封" if delivered.failed else "",
        f"不明{delivered.uncertain}封（duban outbox 查看）" if delivered.uncertain else "",
    )
    return "，".join(filter(None, counted))
