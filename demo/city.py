"""The city: ninety departments, their systems' dialects, and people with terms of office."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from demo import names

SEED = 2014
YEAR = 2014
FIRST_MONTH, LAST_MONTH = 2, 9
MONTHS = tuple(range(FIRST_MONTH, LAST_MONTH + 1))
CITY_LEADERS = tuple(f"L{n}" for n in range(1, 8))
MAKES = {
    "rest": ("nested", "portal", "coded"),
    "sql": ("postgresql", "sqlite", "codes"),
    "workbook": ("merged", "totals", "plain", "merged", "totals", "xls"),
    "csv": ("gbk", "bom", "tabs", "utf16"),
}
_NEW_YEAR = date(2012, 1, 1)
_DIALECTS = ("rest", "sql", "workbook", "rest", "csv", "sql", "workbook", "rest", "csv")


@dataclass(frozen=True, slots=True)
class Department:
    """单位; ``variant`` numbers the departments of one dialect, from 0."""

    code: str
    name: str
    city_leader: str
    dialect: str
    variant: int

    @property
    def number(self) -> int:
        """1–90."""
        return int(self.code[1:])

    @property
    def make(self) -> str:
        """The make of its system: every dialect comes in three or four."""
        makes = MAKES[self.dialect]
        return makes[self.variant % len(makes)]

    @property
    def has_unit_column(self) -> bool:
        """Whether its rows name their unit; the other forms print the register's."""
        return self.make not in ("portal", "plain", "xls", "bom")


@dataclass(frozen=True, slots=True)
class Person:
    """One term of office; ``unit`` is empty for leaders and officers."""

    key: str
    name: str
    role: str
    unit: str
    title: str
    email: str
    phone: str
    since: date
    until: date | None = None

    def serves_on(self, day: date) -> bool:
        """Whether ``day`` lies in the term."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class City:
    """Departments by code, and everybody with a post."""

    departments: dict[str, Department]
    people: tuple[Person, ...]

    def in_post(self, unit: str, role: str, day: date) -> Person:
        """Who holds the post on ``day``."""
        return next(
            p for p in self.people if p.unit == unit and p.role == role and p.serves_on(day)
        )


def build_city() -> City:
    """The same city every time."""
    departments = tuple(_departments())
    chance = random.Random(SEED)
    people = (*_leaders(chance), *(p for d in departments for p in _staff(d, chance)))
    return City({d.code: d for d in departments}, people)


def _departments() -> Iterator[Department]:
    counts = dict.fromkeys(_DIALECTS, 0)
    for number, name in enumerate(names.DEPARTMENTS, 1):
        dialect = _DIALECTS[number % len(_DIALECTS)]
        leader = CITY_LEADERS[number % len(CITY_LEADERS)]
        yield Department(f"D{number:02d}", name, leader, dialect, counts[dialect])
        counts[dialect] += 1


def _person_name(chance: random.Random) -> str:
    given = chance.choice(names.GIVEN_FIRST) + chance.choice(names.GIVEN_LAST)
    return chance.choice(names.SURNAMES) + given


def _leaders(chance: random.Random) -> Iterator[Person]:
    posts = [(key, "分管市领导", "副市长") for key in CITY_LEADERS]
    posts += [("T1", "主要领导", "市委书记"), ("T2", "主要领导", "市长")]
    posts += [("E1", "效能办经办人", "督查科科长"), ("E2", "效能办经办人", "督查科科员")]
    for key, role, title in posts:
        mail, phone = f"{key.lower()}@city.example", f"0000-8000{len(key + title):03d}"
        yield Person(key, _person_name(chance), role, "", title, mail, phone, _NEW_YEAR)


def _staff(department: Department, chance: random.Random) -> Iterator[Person]:
    """Head, deputy and liaison; every seventh head and eleventh liaison changes in the year."""
    number = department.number
    posts = (
        ("H", "主要负责人", "主要负责人", date(2014, 6, 16) if number % 7 == 3 else None),
        ("V", "分管领导", "副职", None),
        ("C", "联络员", "办公室主任", date(2014, 4, 21) if number % 11 == 5 else None),
    )
    for letter, role, title, changed in posts:
        terms = [(_NEW_YEAR, changed - timedelta(days=1)), (changed, None)] if changed else None
        for turn, (since, until) in enumerate(terms or [(_NEW_YEAR, None)], 1):
            key = f"{letter}{number:02d}-{turn}"
            mail, phone = f"{key.lower()}@city.example", f"0000-6{number:02d}{turn}{ord(letter)}"
            unit = department.code
            name = _person_name(chance)
            yield Person(key, name, role, unit, title, mail, phone, since, until)
