"""Which column is which: by its name, by its contents, and by the register's."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from connectors.sources.sketch.column import Column, number
from connectors.sources.sketch.names import worth
from connectors.sources.sketch.register import Register

_REGISTERED = 200
"""What the register knows outweighs any name."""

_MOST = 0.4
"""A share of names that no other column can have by chance."""

_LOOKS = 40
"""What contents are worth without a name that says it."""


@dataclass(frozen=True, slots=True)
class Role:
    """One of our columns, what it is called in the sample, and why."""

    ours: str
    theirs: str
    reason: str
    worth: int


def roles(columns: Sequence[Column], register: Register) -> dict[str, Role]:
    """Our columns by name: each column of the sample once, the surest first."""
    guesses = [guess for column in columns for guess in _guesses(column, register)]
    found: dict[str, Role] = {}
    taken: set[str] = set()
    for guess in sorted(guesses, key=lambda each: -each.worth):
        if guess.ours not in found and guess.theirs not in taken:
            found[guess.ours] = guess
            taken.add(guess.theirs)
    return found


def named_alone(found: dict[str, Role]) -> dict[str, Role]:
    """With what the targets are called in place of their codes, where no column holds codes."""
    if "target" in found or "name" not in found:
        return found
    name = found["name"]
    reason = "names, and no codes of targets"
    others = {ours: role for ours, role in found.items() if ours != "name"}
    return others | {"target": Role("target", name.theirs, reason, name.worth)}


def _guesses(column: Column, register: Register) -> Iterator[Role]:
    for ours, judged in _JUDGES.items():
        value, reason = judged(column, register)
        if value > 0:
            yield Role(ours, column.name, reason, value)


Judged = tuple[int, str]
_NO: Judged = (0, "")


def _named(ours: str, column: Column) -> Judged:
    return worth(ours, column.name), "by its name"


def _target(column: Column, register: Register) -> Judged:
    if column.is_among(register.targets):
        return _REGISTERED + 50, "its values are the register's codes"
    if column.share(register.knows) >= _MOST:
        return _REGISTERED, "its values are the register's names of targets"
    if any("." in text and number(text) is not None for text in column.said):
        return _NO
    value, reason = _named("target", column)
    if worth("plan", column.name) > value:
        return _NO
    return (value - (0 if column.is_distinct else 50), reason) if value else _NO


def _figure(column: Column, register: Register) -> Judged:
    if column.said and not column.has_figures:
        return _NO
    value, reason = _named("figure", column)
    others = max(worth("plan", column.name), worth("apart", column.name))
    if others >= value:
        is_left = column.is_numeric and not others and not column.counts
        return (1, "the only numbers left") if is_left else _NO
    near = _near_the_plan(column, register)
    return value + (20 if near else 0), f"{reason}, near the plan" if near else reason


def _near_the_plan(column: Column, register: Register) -> bool:
    """Whether its numbers could be figures of the department's targets."""
    most = max((each.annual for each in register.own if each.annual is not None), default=None)
    numbers = [found for found in map(number, column.said) if found is not None]
    return most is not None and bool(numbers) and all(abs(each) <= 2 * most for each in numbers)


def _unit(column: Column, _register: Register) -> Judged:
    value, reason = _named("unit", column)
    if column.has_units:
        return value + 100, "its values are units"
    is_other = column.is_numeric or column.has_departments
    return _NO if is_other else (value, reason)


def _period(column: Column, _register: Register) -> Judged:
    value, reason = _named("period", column)
    if not column.months:
        return _NO
    named = any(mark in text for text in column.said for mark in "年-月")
    return (value, reason) if value else ((_LOOKS, "its values are months") if named else _NO)


def _department(column: Column, register: Register) -> Judged:
    if column.is_among([*register.departments, *register.departments.values()]):
        return _REGISTERED, "its values are the office's departments"
    if column.has_units or column.is_numeric:
        return _NO
    value, reason = _named("department", column)
    if column.has_departments:
        return value + _LOOKS, "its values are called as departments are"
    return value, reason


def _reason_given(column: Column, _register: Register) -> Judged:
    return _NO if column.said and column.is_numeric else _named("reason_given", column)


def _correction(column: Column, _register: Register) -> Judged:
    return _NO if column.said and column.is_numeric else _named("correction", column)


def _name(column: Column, register: Register) -> Judged:
    if column.share(register.knows) >= _MOST:
        return _REGISTERED - 1, "its values are the register's names of targets"
    is_other = column.is_numeric or column.has_units or column.has_departments
    return _NO if is_other else _named("name", column)


_JUDGES: dict[str, Callable[[Column, Register], Judged]] = {
    "target": _target,
    "figure": _figure,
    "unit": _unit,
    "period": _period,
    "department": _department,
    "reason_given": _reason_given,
    "correction": _correction,
    "name": _name,
}
