"""What the house says through its JSON, in the form in which the truth is written."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from demo.expected import NOTES, Found
from demo.truth import JUDGED

Json = Mapping[str, Any]


def standings(lines: Iterable[Json]) -> Found:
    """(target, standing, cause) of every target."""
    return {(line["target"], line["standing"], line["cause"] or "") for line in lines}


def numbers(lines: Iterable[Json]) -> Found:
    """(target, planned, gap, lamp, running months) of every target judged by a figure."""
    return {
        (
            line["target"],
            _exact(line["planned"]),
            _exact(line["gap_points"]),
            line["lamp"] or "",
            str(line["running_months"] if line["standing"] == "behind" else 0),
        )
        for line in lines
        if line["standing"] in JUDGED - {"done"}
    }


def _exact(text: str | None) -> str:
    return "" if text is None else str(Fraction(text))


def behind(lines: Iterable[Json], track: str) -> list[Json]:
    """The lines behind on one track."""
    return [x for x in lines if x["standing"] == "behind" and x["track"] == track]


def outcomes(status: Json) -> Found:
    """(department, outcome) of pulls that did not end well."""
    owing = status["outstanding"]
    return {(one["department"], one["outcome"]) for one in owing if one["outcome"] != "ok"}


def findings(stored: Iterable[Json], planted: Found) -> Found:
    """(department, target, rule) of the current findings that reject, or that are planted notes.

    One fault may break several rules: where the planted one is found, the others stand for it.
    """
    current = (one["finding"] for one in stored if one["current"])
    told = {
        (one["department"], one["target"] or "", one["rule"])
        for one in current
        if one["severity"] == "reject" or one["rule"] in NOTES
    }
    met = {finding[:2] for finding in told & planted}
    return {finding for finding in told if finding in planted or finding[:2] not in met}


def proposals(status: Json) -> Found:
    """(track, measure, department) of proposals that wait for a decision."""
    return {(one["track"], one["measure"], one["department"]) for one in status["waiting"]}


def letters(outbox: Iterable[Json]) -> Found:
    """(kind, department, recipient, number) of each letter sent; sheets are numbered from 1."""
    sheets: Counter[str] = Counter()
    found: Found = set()
    for one in sorted(outbox, key=lambda x: x["number"]):
        kind, recipient, number = one["kind"], one["recipient"], ""
        if kind == "decision_sheet":
            sheets[recipient] += 1
            number = str(sheets[recipient])
        state = "" if one["state"] == "sent" else f" ({one['state']})"
        found.add((kind, one["department"], recipient, f"{number}{state}"))
    return found
