"""Each department's system, asked by the house's own connectors, shows what was planted."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest

from connectors.sources.door import Asked, Fetched, Parsed, fetch, parse
from demo.city import LAST_MONTH
from demo.expected import expected_outcomes
from demo.shown import Answer, Line, answer
from domain.figures import SCALE, FigureError, parse_figure
from domain.period import Period, parse_stated_month
from domain.records import Row
from domain.words import PullOutcome
from tests.demo.conftest import Settled

Pulled = dict[str, tuple[Answer, Fetched, Parsed]]


def pull(settled: Settled, month: int) -> Pulled:
    """Every department's answer of a month, fetched side by side as the house does."""
    settled.street.publish(month, second=True)
    office, live, secrets = settled.office.office, settled.office.live, settled.street.secrets

    def ask(code: str) -> tuple[Answer, Fetched, Parsed]:
        department = office.departments[code]
        asked = Asked(code, Period.month_of(2014, month))
        settings = (department.dialect, live.addresses[code], department.reading)
        got = fetch(*settings, asked, secrets.__getitem__, live.folder)
        is_whole = got.outcome is PullOutcome.OK
        read = parse(department.dialect, department.reading, got.bodies, asked)
        shown = answer(settled.world, code, month, second=True)
        return shown, got, read if is_whole else Parsed()

    with ThreadPoolExecutor(32) as pool:
        return dict(zip(office.departments, pool.map(ask, office.departments), strict=True))


@pytest.fixture(scope="module", params=[3, LAST_MONTH])
def month(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def pulled(settled: Settled, month: int) -> Pulled:
    return pull(settled, month)


def whole(pulled: Pulled) -> Iterator[tuple[str, Answer, Parsed]]:
    """Answers without a fault as a whole."""
    for code, (shown, _, read) in pulled.items():
        if not shown.fault:
            yield code, shown, read


def test_every_row_arrives_cell_by_cell(settled: Settled, pulled: Pulled) -> None:
    compared = 0
    for code, shown, read in whole(pulled):
        lines = sorted((x for x in shown.lines if not x.mark), key=lambda x: (x.target, x.name))
        rows = sorted(read.rows, key=lambda row: row.target)
        assert [row.target for row in rows] == [line.target for line in lines], code
        for line, row in zip(lines, rows, strict=True):
            compared += agrees(settled, line, row)
    assert compared > 1_000


def agrees(settled: Settled, line: Line, row: Row) -> bool:
    """Figure, unit, month and department of one row. Raises AssertionError."""
    department = settled.world.city.departments[line.department]
    if line.target.count("9") < 4 and line.target.startswith("M") and row.unit:
        unit = line.unit if department.has_unit_column else "as_registered"
        assert row.unit == unit
    if row.stated_period:
        assert parse_stated_month(row.stated_period) == Period.month_of(2014, line.month)
    if row.stated_department:
        assert row.stated_department == line.department
    return same_figure(line, row)


def same_figure(line: Line, row: Row) -> bool:
    """Numbers are compared as numbers: clerks type them in many ways."""
    if line.figure is None or row.figure is None:
        assert row.figure is line.figure
        return True
    try:
        value = parse_figure(
            row.figure, percent=line.unit == "%", times=100 if row.percent_format else 1
        )
    except FigureError:
        assert row.figure == line.figure
        return True
    if line.target == row.target and row.percent_format is not True:
        assert Fraction(value, SCALE) == Fraction(line.figure)
    return True


def test_sources_in_trouble_end_as_planted(settled: Settled, month: int, pulled: Pulled) -> None:
    found = {
        (code, str(got.outcome))
        for code, (_, got, _) in pulled.items()
        if got.outcome is not PullOutcome.OK
    }
    assert found == expected_outcomes(settled.world, month, second=True)


def test_only_planted_rows_are_refused_by_the_connectors(pulled: Pulled) -> None:
    for code, shown, read in whole(pulled):
        marked = {line.target for line in shown.lines if line.mark}
        assert {finding.target for finding in read.findings} == marked, code


def test_the_interfaces_ask_for_their_token(settled: Settled, pulled: Pulled) -> None:
    code = next(
        code
        for code, (shown, _, _) in pulled.items()
        if settled.world.city.departments[code].make == "nested" and not shown.fault
    )
    department, live = settled.office.office.departments[code], settled.office.live
    asked = Asked(code, Period.month_of(2014, 3))
    got = fetch(
        "rest", live.addresses[code], department.reading, asked, lambda _: "wrong", live.folder
    )
    assert got.outcome is PullOutcome.FAULT
    assert "401" in got.error
