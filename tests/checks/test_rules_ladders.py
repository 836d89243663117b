"""The table of ladders that an official can read: a year of each department, month by month."""

from collections.abc import Iterator
from datetime import date

import pytest

from checks.counters import tally
from checks.ladder import automatic
from checks.proposing import propose
from domain.period import Period
from domain.records import Judgement, Proposal
from domain.rules import Rung
from domain.snapshot import Decided
from domain.words import DecisionVerdict, Lamp, Measure
from tests.checks.months import judgement, office, reports
from tests.checks.tables import NOTHING, Line, lines, sections

TABLE = "rules_ladders.md"
MONTHS = tuple(f"{month}月" for month in range(2, 13))


def rung_of(line: Line) -> Rung:
    return Rung(
        measure=measure_of(line["措施"]),
        subject={"任务": "target", "单位": "department"}[line["对象"]],  # type: ignore[arg-type]
        counts={"月": "months", "季末": "quarter_ends"}[line["计数"]],  # type: ignore[arg-type]
        span={"连续": "running", "累计": "cumulative"}[line["范围"]],  # type: ignore[arg-type]
        at_least=int(line["达到"]),
        lamp=Lamp.RED if line["亮灯"] else None,
        text=line["条款"],
    )


def measure_of(label: str) -> Measure:
    return next(measure for measure in Measure if measure.label == label)


def stories(section: str) -> Iterator[list[Line]]:
    """The lines of one department's year: its targets first, then what must come of them."""
    story: list[Line] = []
    for line in (line for line in lines(TABLE, section) if "任务" in line):
        is_target = line["任务"].startswith("情形")
        if is_target and story and not story[-1]["任务"].startswith("情形"):
            yield story
            story = []
        story.append(line)
    yield story


def decided(proposal: Proposal, word: str) -> Decided:
    verdicts = {"同意": DecisionVerdict.CONFIRM, "不同意": DecisionVerdict.DECLINE}
    verdict = verdicts.get(word, DecisionVerdict.AMEND)
    measure = measure_of(word) if verdict is DecisionVerdict.AMEND else proposal.measure
    on = date(2014, proposal.period.month, 28)
    return Decided(proposal, verdict, measure, "李市长", "批示〔2014〕1号", on, None, "")


def shown(proposals: tuple[Proposal, ...]) -> str:
    return (
        NOTHING
        if not proposals
        else "；".join(
            p.measure.label + "、".join(ground.target for ground in p.grounds) for p in proposals
        )
    )


@pytest.mark.parametrize("section", sections(TABLE))
def test_a_year_goes_as_the_table_says(section: str) -> None:
    house = office(*(rung_of(line) for line in lines(TABLE, section) if "措施" in line))
    track = house.tracks["municipal"]
    for story in stories(section):
        told = {line["任务"]: line for line in story if not line["任务"].startswith("情形")}
        targets = [line for line in story if line["任务"].startswith("情形")]
        history: list[Judgement] = []
        answers: list[Decided] = []
        for number, month in enumerate(MONTHS, 2):
            period = Period.month_of(2014, number)
            now = [judgement(t[month], period, t["任务"].split()[1]) for t in targets]
            history += now
            counted = tally(history)
            sent = [rung for _, rung in automatic(track, now, counted)]
            highest = max(sent, key=track.ladder.index, default=None)
            found = propose(house, period, now, counted, reports(now), decided=answers)
            where = f"{section} {targets} {month}"
            if "自动" in told:
                assert (highest.measure.label if highest else NOTHING) == told["自动"][month], where
            assert shown(found) == told["提请"][month], where
            word = told["批示"][month] if "批示" in told else ""
            answers += [decided(proposal, word) for proposal in found if word]
