"""Months as the ladder tables write them, one sign a month, and a small office to hold them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from fractions import Fraction

from checks.counters import Tally, tally
from checks.lamps import PRESETS
from domain.office import Department, Office
from domain.period import Period
from domain.records import Judgement, Place, Progress, Report
from domain.rules import Breaker, Rung, Track
from domain.targets import Target
from domain.words import Basis, Lamp, Standing

SIGNS: Mapping[str, tuple[Standing, Lamp | None]] = {
    "滞": (Standing.BEHIND, None),
    "黄": (Standing.BEHIND, Lamp.YELLOW),
    "红": (Standing.BEHIND, Lamp.RED),
    "议": (Standing.BEHIND, None),
    "平": (Standing.ON_PACE, None),
    "超": (Standing.AHEAD, None),
    "完": (Standing.DONE, None),
    "未": (Standing.MISSING, None),
    "核": (Standing.REJECTED, None),
    "免": (Standing.EXEMPT, None),
    "前": (Standing.NOT_DUE, None),
    "其": (Standing.NOT_JUDGED, None),
}
"""A sign is a standing with its lamp; 议 is contested."""

FIGURE = Progress(value=10_000)


def judgement(
    sign: str, period: Period, target: str = "A01", department: str = "D01", lag: int = 0
) -> Judgement:
    """What one sign of a table says of one month."""
    standing, lamp = SIGNS[sign]
    has_figure = standing not in (Standing.MISSING, Standing.REJECTED)
    return Judgement(
        target=target,
        department=department,
        track="municipal",
        period=period,
        figure_period=period.plus(-lag),
        standing=standing,
        reason="理由。",
        planned=Fraction(20_000),
        progress=FIGURE if has_figure else None,
        gap_points=Fraction(-10) if standing is Standing.BEHIND else None,
        lamp=lamp,
        report=number_of(target, period) if has_figure else None,
        contested=sign == "议",
    )


def number_of(target: str, period: Period) -> int:
    """The number of the report that a judgement rests on."""
    return int(target[1:]) * 100 + period.month


def reports(judgements: Iterable[Judgement]) -> dict[int, Report]:
    """The reports that ``judgements`` rest on, by number."""
    return {
        j.report: Report(
            target=j.target,
            figure_period=j.figure_period,
            progress=FIGURE,
            basis=Basis.PULLED,
            actor="duban",
            known_at=datetime(2014, 7, 4, 9, tzinfo=UTC),
            place=Place("上报.xlsx", sheet="进度", row=int(j.target[1:]) + 1, column="完成数"),
            raw_hash=f"hash of {j.report}",
            number=j.report,
        )
        for j in judgements
        if j.report is not None
    }


def year(**signs: str) -> list[Judgement]:
    """Judgements from February on, a sign a month for each target: ``year(A01="滞滞")``."""
    return [
        judgement(row[place], Period.month_of(2014, place + 2), target)
        for place in range(max(len(row) for row in signs.values()))
        for target, row in signs.items()
        if place < len(row)
    ]


def folded(judgements: Iterable[Judgement]) -> tuple[list[Judgement], Tally]:
    """The last period's judgements, and the tally of all."""
    history = list(judgements)
    last = max(j.period for j in history)
    return [j for j in history if j.period == last], tally(history)


def office(
    *ladder: Rung,
    targets: Iterable[Target] = (),
    departments: int = 1,
    breaker: Breaker | None = None,
) -> Office:
    """An office with one track, judging from February 2014."""
    return Office(
        name="泰兴市效能办",
        code_word="泰效能",
        duty_phone="0523-00000000",
        year=2014,
        breaker=breaker or Breaker(),
        lamps=dict(PRESETS),
        tracks={"municipal": Track(label="市级目标", lamps="银川", ladder=ladder)},
        departments={
            f"D{n:02d}": Department(
                code=f"D{n:02d}", name=f"单位{n}", city_leader="L1", dialect="csv"
            )
            for n in range(1, departments + 1)
        },
        targets={target.code: target for target in targets},
    )
