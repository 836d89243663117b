"""People and their terms of office: who holds a role in a unit on a day. Read live."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from email.errors import MessageError
from email.headerregistry import Address
from pathlib import Path

from config.csv_file import read_csv
from config.errors import OfficeError
from config.table import Columns, Line, cell, day, filled, labelled
from domain.records import Person
from domain.words import Role

FILE = "people.csv"
COLUMNS = Columns(
    required=("人员编号", "姓名", "角色", "单位编号", "职务", "邮箱", "电话", "任职起", "任职止")
)
OF_A_UNIT = (Role.HEAD, Role.DEPUTY_IN_CHARGE, Role.LIAISON)
_WRITTEN_TO = (Role.HEAD, Role.LIAISON)


@dataclass(frozen=True, slots=True)
class People:
    """All terms of office on record, past ones too."""

    terms: tuple[Person, ...]

    def holding(self, role: Role, unit: str, on: date) -> tuple[Person, ...]:
        """Who holds ``role`` in ``unit`` (empty for leaders and officers) on the day ``on``."""
        return tuple(
            term
            for term in self.terms
            if (term.role, term.unit) == (role, unit) and in_office(term, on)
        )

    def named(self, key: str, on: date) -> Person | None:
        """The person with this key in whatever office they hold on the day ``on``."""
        return next((term for term in self.terms if term.key == key and in_office(term, on)), None)


def in_office(term: Person, on: date) -> bool:
    """Whether the term covers the day ``on``; the last day is still in office."""
    return term.first_day <= on and (term.last_day is None or on <= term.last_day)


def read_people(folder: Path, errors: list[OfficeError]) -> list[tuple[Line, Person | None]]:
    """Each row with its term of office; a bad row is reported and has none."""
    lines = read_csv(folder, FILE, COLUMNS, errors)
    terms = [(line, _term(line, errors)) for line in lines]
    errors += _clashes((line, term) for line, term in terms if term)
    return terms


def _term(line: Line, errors: list[OfficeError]) -> Person | None:
    before = len(errors)
    filled(line, ("人员编号", "姓名", "角色", "任职起"), errors)
    role = cell(line, "角色", labelled(Role), errors)
    first_day = cell(line, "任职起", day, errors)
    last_day = cell(line, "任职止", day, errors)
    email = cell(line, "邮箱", _address, errors) or ""
    if role in _WRITTEN_TO:
        filled(line, ("邮箱",), errors)
    if role and (role in OF_A_UNIT) != bool(line["单位编号"]):
        errors.append(line.error("单位编号", "单位的角色须填写，领导和经办人不填"))
    if first_day and last_day and last_day < first_day:
        errors.append(line.error("任职止", "早于任职起"))
    if len(errors) > before or role is None or first_day is None:
        return None
    return Person(
        key=line["人员编号"],
        name=line["姓名"],
        role=role,
        unit=line["单位编号"],
        title=line["职务"],
        email=email,
        phone=line["电话"],
        first_day=first_day,
        last_day=last_day,
    )


def _address(text: str) -> str:
    try:
        address = Address(addr_spec=text)
    except (MessageError, ValueError, IndexError) as error:
        raise ValueError(f"“{text}”不是邮箱地址") from error
    if not text.isascii() or not address.username or "." not in address.domain:
        raise ValueError(f"“{text}”不是邮箱地址")
    return text


def _clashes(terms: Iterable[tuple[Line, Person]]) -> list[OfficeError]:
    """Keys that name two people, and units that have two heads on one day."""
    errors = []
    names: dict[str, str] = {}
    heads: dict[str, list[Person]] = defaultdict(list)
    for line, term in terms:
        if names.setdefault(term.key, term.name) != term.name:
            errors.append(line.error("人员编号", f"{term.key}在前面是{names[term.key]}"))
        if term.role != Role.HEAD:
            continue
        rivals = [other.name for other in heads[term.unit] if _meet(other, term)]
        heads[term.unit].append(term)
        if rivals:
            both = f"{term.unit}同一天有两人：{rivals[0]}、{term.name}"
            errors.append(line.error(Role.HEAD.label, both))
    return errors


def _meet(one: Person, other: Person) -> bool:
    return in_office(other, one.first_day) or in_office(one, other.first_day)
