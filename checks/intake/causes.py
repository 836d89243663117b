"""One cause, one message: findings that say the same of many targets are told once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.period import Period
from domain.records import Finding
from domain.words import Severity

_NAMED = 3
"""How many targets or places a message names before it only counts."""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one cause, in the order they were found. ``sentence`` speaks for all of them.

    A group of one says what its finding says, and ``cause`` is empty where nothing is shared.
    """

    rule: str
    severity: Severity
    department: str
    period: Period
    cause: str
    sentence: str
    findings: tuple[Finding, ...]


def grouped(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Each finding in one group, groups in the order of their first findings.

    The same cause is the same rule broken by the same department in the same period with the
    same words for it: they cite the wrong unit, month or name, so that two wrong units are two
    causes. A finding without a cause stands alone.
    """
    groups: dict[object, list[Finding]] = {}
    for found in findings:
        groups.setdefault(_shared(found), []).append(found)
    return tuple(_group(members) for members in groups.values())


def _shared(found: Finding) -> object:
    if not found.cause:
        return found
    return found.rule, found.severity, found.department, found.period, found.cause


def _group(members: Sequence[Finding]) -> Group:
    first = members[0]
    return Group(
        rule=first.rule,
        severity=first.severity,
        department=first.department,
        period=first.period,
        cause=first.cause,
        sentence=f"{_named(members)}：{first.cause}" if len(members) > 1 else first.sentence,
        findings=tuple(members),
    )


def _named(members: Sequence[Finding]) -> str:
    """``M001、M002、M003等12项``; their places where no target is known."""
    targets = list(dict.fromkeys(found.target for found in members if found.target))
    if not targets:
        return _some([_place(found) for found in members], "处")
    places = f"（{len(members)}处）" if len(members) > len(targets) else ""
    return _some(targets, "项") + places


def _some(names: Sequence[str], measure: str) -> str:
    shown = "、".join(names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown}等{len(names)}{measure}"


def _place(found: Finding) -> str:
    return str(replace(found.place, file="", sheet="")) if found.place else ""
