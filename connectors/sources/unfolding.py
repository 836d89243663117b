"""One record that holds several targets: a row for each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from connectors.sources.answers import Asked, Parsed
from connectors.sources.columns import Cell, Record, parse_records
from connectors.sources.records import TARGET, RecordReading
from connectors.sources.refusals import Refusal


def parse_targets(
    records: Sequence[Record],
    reading: RecordReading,
    asked: Asked,
    notes: Sequence[Refusal] = (),
) -> Parsed:
    """Rows and findings; with ``targets`` each record gives a row for each of them.

    ``notes`` are the lines that were refused before they were records.
    """
    names = list(dict.fromkeys(name for record in records for name in record.cells))
    if not reading.targets:
        return parse_records(records, names, _knowing(reading, reading.only), asked, notes)
    parts = [_of_target(target, records, names, reading, asked) for target in reading.targets]
    noted = [refusal.finding(asked) for refusal in notes]
    findings = dict.fromkeys([*noted, *(found for part in parts for found in part.findings)])
    rows = tuple(row for part in parts for row in part.rows)
    return Parsed(rows, tuple(findings), tuple(names))


def _of_target(
    target: str,
    records: Sequence[Record],
    names: Sequence[str],
    reading: RecordReading,
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


def _knowing(reading: RecordReading, names: Iterable[str]) -> RecordReading:
    """``reading`` to which ``names`` are no news."""
    return reading.model_copy(update={"ignore": (*reading.ignore, *names)})
