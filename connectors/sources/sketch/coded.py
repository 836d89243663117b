"""Targets known by their names alone: our codes beside what the sample calls them."""

from collections.abc import Iterable
from dataclasses import dataclass

from connectors.sources.sketch.column import Column
from connectors.sources.sketch.draft import Draft
from connectors.sources.sketch.names import may_stand
from connectors.sources.sketch.register import Register
from domain.spelling import same_text


@dataclass(frozen=True, slots=True)
class Coded:
    """Our code → what the target is called, and the names that the register has not."""

    codes: dict[str, str]
    strangers: list[str]


def coded(names: Iterable[str], register: Register) -> Coded:
    """The names of a sample beside the register's."""
    codes: dict[str, str] = {}
    strangers = []
    for name in dict.fromkeys("".join(name.split()) for name in names):
        code = register.code_of(name)
        if code and code not in codes and may_stand(name):
            codes[code] = name
        else:
            strangers.append(name)
    return Coded(codes, strangers)


def put_codes(draft: Draft, column: Column, names: Iterable[str], register: Register) -> None:
    """``codes`` for a column of names; said to be lacking where none of them is registered."""
    if column.is_among(register.targets):
        return
    said = [*names]
    found = coded((name for name in said if same_text(name) not in register.targets), register)
    if found.codes:
        draft.put("codes", found.codes, "by the register's names")
        if found.strangers:
            shown = ", ".join(found.strangers[:10])
            draft.notes.append(f"check: not in the register, so neither in codes nor read: {shown}")
    elif draft.reading["columns"]["target"] == draft.by_name:
        unknown = {f"?{n}": name for n, name in enumerate(found.strangers, 1) if may_stand(name)}
        draft.put("codes", unknown, "the register's code in place of each ?")
        draft.lacking.append(f"codes: the register has none of these {len(unknown)} names")
