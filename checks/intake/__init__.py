"""Intake: what came, what it means, and whether it may be judged."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checks.intake.completeness import completeness
from checks.intake.data_docs import data_docs
from checks.intake.expectations import RULE, SUITE
from checks.intake.frame import frame_rows
from checks.intake.known import Known
from checks.intake.lines import Line, collapse, read_lines
from checks.intake.sentences import compared, places, row_finding
from checks.intake.suite import broken
from domain.office import Office
from domain.period import Period
from domain.records import Finding, Progress, Report, Row
from domain.targets import Target
from domain.words import Severity

__all__ = ["Accepted", "Checked", "check", "documented"]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row that may be judged. ``row.reason_given`` has been made printable."""

    row: Row
    target: Target
    figure_period: Period
    progress: Progress


@dataclass(frozen=True, slots=True)
class Checked:
    """At most one accepted row for each target, and every finding, of the parser too."""

    accepted: tuple[Accepted, ...]
    findings: tuple[Finding, ...]


def check(  # noqa: PLR0917 - rows, and the five facts they are held against
    rows: Sequence[Row],
    parse_findings: Sequence[Finding],
    office: Office,
    period: Period,
    previous: Mapping[str, Report],
    other_payloads: frozenset[str],
) -> Checked:
    """Check the rows of all departments of one ``period`` (a month) in one batch.

    ``previous``: by target, the last accepted report of an earlier figure period.
    ``other_payloads``: hashes of the bodies that were archived for any other period.
    """
    known = Known(office, period, previous, other_payloads)
    missing = completeness(rows, parse_findings, known)
    lines, repeated = collapse(read_lines(rows, known))
    breaches = [*_unread(lines, known), *_broken(lines, known)]
    refused = {key for key, found in breaches if found.severity is Severity.REJECT}
    accepted = tuple(_accepted(lines, refused))
    noted = (*_merged(lines, repeated, known), *_newly_behind(accepted, known))
    return Checked(
        accepted=accepted,
        findings=(*parse_findings, *missing, *noted, *(found for _, found in breaches)),
    )


def documented(rows: Sequence[Row], known: Known) -> str:
    """The same batch as a page for people to look at; empty where no row can be checked."""
    lines, _ = collapse(read_lines(rows, known))
    return data_docs(frame_rows(lines, known), known, SUITE) if lines else ""


def _accepted(lines: Iterable[Line], refused: set[int]) -> Iterator[Accepted]:
    for line in lines:
        if line.target and line.progress and line.key not in refused:
            yield Accepted(line.row, line.target, line.figure_period, line.progress)


def _merged(
    lines: Iterable[Line], repeated: Mapping[int, list[Line]], known: Known
) -> Iterator[Finding]:
    for line in lines:
        if line.key in repeated:
            others = {"others": places(repeated[line.key])}
            yield row_finding(RULE["repeated"], line.row, line.target, known, others)


def _newly_behind(accepted: Iterable[Accepted], known: Known) -> Iterator[Finding]:
    for one in accepted:
        if known.is_newly_behind(one.target, one.progress, one.figure_period):
            yield row_finding(RULE["newly_behind"], one.row, one.target, known)


def _unread(lines: Iterable[Line], known: Known) -> Iterator[tuple[int, Finding]]:
    for line in lines:
        for rule, problem in line.problems:
            fields = {"problem": problem}
            yield line.key, row_finding(RULE[rule], line.row, line.target, known, fields)


def _broken(lines: Sequence[Line], known: Known) -> Iterator[tuple[int, Finding]]:
    frame = frame_rows(lines, known)
    joined = {row["key"]: row for row in frame}
    by_key = {line.key: line for line in lines}
    same = defaultdict(list)
    for line in lines:
        same[line.identity].append(line)
    for rule, key in broken(frame, known, SUITE):
        line = by_key[key]
        others = [one for one in same[line.identity] if one.key != key]
        fields = {**compared(line, joined[key], known), "others": places(others)}
        yield key, row_finding(rule, line.row, line.target, known, fields)
