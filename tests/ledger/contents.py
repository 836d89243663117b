"""All that a ledger holds, to be compared: an aborted transaction's number is not used again."""

from sqlalchemy import literal, select

from ledger import Ledger
from ledger.tables import metadata

_NUMBERS = {"number", "subject_id"}


def contents(ledger: Ledger) -> dict[str, list[str]]:
    """Every table's rows without their running numbers, in an order of their own."""
    held = {}
    with ledger.read() as connection:
        for table in metadata.sorted_tables:
            said = [c for c in table.c if c.name not in _NUMBERS and not c.foreign_keys]
            rows = connection.execute(select(literal(1), *said).select_from(table))
            held[table.name] = sorted(map(repr, rows))
    return held
