"""What one run of a month did, in sentences for the terminal."""

from collections.abc import Iterator

from cycle.month import Assessed, Gathered, Outcome
from domain.words import Standing

WAITING = 3
BREAKER = 5


def exit_code(outcome: Outcome) -> int:
    """Return 5 when the breaker holds the month, 0 once it is issued, else 3: a person's turn."""
    if outcome.assessed.tripped:
        return BREAKER
    return 0 if outcome.assessed.issued else WAITING


def sentences(outcome: Outcome) -> Iterator[str]:
    """One line for each stage, and the next command."""
    assessed = outcome.assessed
    yield from _gathered(outcome.gathered)
    for track, counts in assessed.standings.items():
        shown = "，".join(f"{Standing(name).label}{n}" for name, n in counts.items())
        changed = "新评判" if track in assessed.reassessed else "无变化"
        yield f"评判 {track}（{changed}）：{shown}"
    if assessed.tripped:
        yield f"熔断：{assessed.tripped}"
    yield from _told(assessed)
    yield from (f"  {path}" for path in assessed.drafts)
    yield f"下一步：{_next(outcome)}"


def _gathered(gathered: Gathered) -> Iterator[str]:
    yield f"采集：{gathered.departments}个单位"
    if gathered.failed:
        yield f"  故障：{'、'.join(gathered.failed)}"
    if gathered.silent:
        yield f"  未报送：{'、'.join(gathered.silent)}"
    yield f"校验：新登记数据{gathered.new_figures}条，校验发现{gathered.findings}条"


def _told(assessed: Assessed) -> Iterator[str]:
    yield f"提醒：新增{assessed.alerted.letters}封；发送：{assessed.delivered.sentence}"
    if assessed.alerted.unaddressed:
        yield f"  无收件人：{'、'.join(assessed.alerted.unaddressed)}（people.csv 中没有在任人员）"
    if assessed.undecided:
        yield f"待批示：{len(assessed.undecided)}件（{'、'.join(map(str, assessed.undecided))}）"


def _next(outcome: Outcome) -> str:
    if outcome.assessed.tripped:
        return f"核实后 duban release {outcome.period} --by 姓名 --reason 理由"
    if outcome.assessed.issued:
        return f"本月已印发；duban status --period {outcome.period}"
    return f"duban status --period {outcome.period}"
