"""The office folder that the demo writes is one that the house takes without a word."""

from domain.words import Form, Kind
from tests.demo.conftest import Settled


def test_the_house_accepts_the_office(settled: Settled) -> None:
    office = settled.office.office
    assert len(office.departments) == 90
    assert len(office.targets) == 1_118
    assert {target.kind for target in office.targets.values()} == set(Kind)
    forms = {t.timeline.form for t in office.targets.values() if t.timeline}
    assert forms == set(Form)


def test_every_dialect_is_declared_in_several_ways(settled: Settled) -> None:
    ways: dict[str, set[str]] = {}
    for department in settled.office.office.departments.values():
        columns = str(sorted(department.reading["columns"].items()))
        ways.setdefault(department.dialect, set()).add(columns)
    assert set(ways) == {"rest", "sql", "workbook", "csv"}
    assert all(len(found) > 1 for found in ways.values())


def test_people_change_office_within_the_year(settled: Settled) -> None:
    terms = settled.office.live.people.terms
    assert any(term.last_day and term.last_day.year == 2014 for term in terms)
