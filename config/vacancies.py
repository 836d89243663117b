"""Vacancies: days of the year on which a department that has targets has no head to write to."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from config.errors import OfficeError, Part
from config.table import Line
from domain.records import Person
from domain.words import Role

_DAY = timedelta(days=1)


def vacancies(terms: Sequence[tuple[Line, Person | None]], whole: Part) -> list[OfficeError]:
    """The first vacant day of each gap, told at the row of the head who left.

    Only between the first head's first day and the year's end, and only while the department
    leads a target; departments with an unreadable head are left to the errors of their rows.
    """
    year = whole.data.get("year")
    if not isinstance(year, int) or not 2000 <= year <= 2099:
        return []
    return [
        error
        for unit in whole.data["departments"]
        if (heads := _heads(terms, unit))
        for error in _gaps(heads, year, _led_days(whole.data["targets"], unit))
    ]


def _heads(terms: Sequence[tuple[Line, Person | None]], unit: str) -> list[tuple[Line, Person]]:
    """Heads of ``unit`` by their first day; none if one of their rows cannot be read."""
    rows = [
        (line, term)
        for line, term in terms
        if (line["单位编号"], line["角色"]) == (unit, Role.HEAD.label)
    ]
    read = [(line, term) for line, term in rows if term]
    if len(read) < len(rows):
        return []
    return sorted(read, key=lambda row: row[1].first_day)


def _led_days(targets: Mapping[str, Mapping[str, Any]], unit: str) -> list[tuple[date, date]]:
    """From when to when the department leads each of its targets."""
    return [
        (target["from"] or date.min, target["to"] or date.max)
        for target in targets.values()
        if target["department"] == unit
    ]


def _gaps(
    heads: Sequence[tuple[Line, Person]], year: int, led: Sequence[tuple[date, date]]
) -> Iterator[OfficeError]:
    nexts = [term.first_day for _, term in heads[1:]]
    for (line, term), following in zip(heads, [*nexts, date(year + 1, 1, 1)], strict=True):
        if term.last_day is None:
            continue
        first = max(term.last_day + _DAY, date(year, 1, 1))
        days = [max(first, since) for since, to in led if first <= to]
        if days and (day := min(days)) < min(following, date(year + 1, 1, 1)):
            named = f"{line['单位编号']}自{day}起没有{Role.HEAD.label}"
            yield line.error("任职止", f"{named}，空缺期间请登记主持工作的人员")
