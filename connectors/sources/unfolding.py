"""One record that holds several targets: a row for each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from connectors.sources.answers import Asked, Parsed
from connectors.sources.columns import (
    EMPTY,
    TARGET,
    Cell,
    ColumnReading,
    Record,
    parse_records,
)
from connectors.sources.refusals import Refusal


def parse_targets(
    records: Sequence[Record],
    names: Iterable[str],
    reading: ColumnReading,
    asked: Asked,
    notes: Sequence[Refusal] = (),
) -> Parsed:
    """Rows and findings; with ``targets`` each record gives a row for each of them.

    ``names`` are those of the columns, ``notes`` what was refused before it was a record.
    """
    seen = list(dict.fromkeys(names))
    if not reading.targets:
        return parse_records(records, seen, _knowing(reading, reading.only), asked, notes)
    filled = [one for one in records if any(cell != EMPTY for cell in one.cells.values())]
    parts = [_of_target(target, filled, seen, reading, asked) for target in reading.targets]
    noted = [refusal.finding(asked) for refusal in notes]
    findings = dict.fromkeys([*noted, *(found for part in parts for found in part.findings)])
    rows = tuple(row for part in parts for row in part.rows)
    return Parsed(rows, tuple(findings), tuple(seen))


def _of_target(
    target: str,
    records: Sequence[Record],
    names: Sequence[str],
    reading: ColumnReading,
    asked: Asked,
) -> Parsed:
    figure = reading.targets[target]
    one = reading.model_copy(
        update={"columns": reading.columns.model_copy(update={"figure": figure})}
    )
    known = [*reading.only, *(name for name in reading.targets.values() if name != figure)]
    told = [replace(record, cells={**record.cells, TARGET: Cell(target)}) for record in records]
    all_names = [*names, TARGET] if names else []
    return parse_records(told, all_names, _knowing(one, known), asked)


def _knowing(reading: ColumnReading, names: Iterable[str]) -> ColumnReading:
    """``reading`` to which ``names`` are no news."""
    return reading.model_copy(update={"ignore": (*reading.ignore, *names)})
