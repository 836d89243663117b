"""The register: shapes dealt to departments, so that every department has a mixture."""

from collections.abc import Iterator

from demo import names
from demo.city import City, Department
from demo.shapes import COMMON, RARE, UPPER
from demo.targets import Shape, Target

MUNICIPAL, ALL_UPPER = 1_088, 30
_COMMON_EACH, _RARE_EACH, _EXTRA = 10, 2, 8
_UPPER_STRIDE, _UPPER_DEPARTMENTS = 11, 26
"""Upper targets fall on every eleventh department; four departments hold two."""


def build_register(city: City) -> dict[str, Target]:
    """Every target by code: M… municipal, U… upper."""
    departments = tuple(city.departments.values())
    municipal = (t for d in departments for t in _municipal(d, len(departments)))
    return {t.code: t for t in (*municipal, *_upper(departments))}


def _hand(department: Department) -> tuple[Shape, ...]:
    """The shapes dealt to a department; the first eight hold one more.

    A portal names one month for all its rows, so no target of it lags.
    """
    number = department.number
    count = _COMMON_EACH + (number <= _EXTRA)
    common = [COMMON[(number * 7 + turn) % len(COMMON)] for turn in range(count)]
    rare = [RARE[(number * 2 + turn) % len(RARE)] for turn in range(_RARE_EACH)]
    if department.make == "portal":
        rare = [RARE[0] if shape.lag else shape for shape in rare]
    return (*common, *rare)


def _municipal(department: Department, departments: int) -> Iterator[Target]:
    number = department.number
    for turn, shape in enumerate(_hand(department), 1):
        helper = f"D{(number + turn * 13) % departments + 1:02d}"
        supporting = (helper,) if turn % 4 == 0 and helper != department.code else ()
        area = names.AREAS[(number + turn) % len(names.AREAS)]
        code = f"M{number:02d}{turn:02d}"
        name = f"{area}{shape.thing}"
        yield Target(code, name, department.code, supporting, "municipal", shape)


def _upper(departments: tuple[Department, ...]) -> Iterator[Target]:
    for turn in range(ALL_UPPER):
        place = turn % _UPPER_DEPARTMENTS * _UPPER_STRIDE
        department = departments[place % len(departments)]
        shape = UPPER[turn % len(UPPER)]
        name = f"全市{shape.thing}（第{turn // len(UPPER) + 1}批）"
        yield Target(f"U{turn + 1:02d}", name, department.code, (), "upper", shape)
