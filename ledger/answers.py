"""Answers: what departments gave when they were asked, with what is wrong in it, as one act."""

from collections.abc import Sequence
from datetime import datetime

from domain.matters import StoredFinding
from domain.records import Finding, Pull
from ledger import findings, pulls
from ledger.store import Ledger


def record(
    ledger: Ledger, run: int, asked: Sequence[Pull], found: Sequence[Finding], now: datetime
) -> tuple[StoredFinding, ...]:
    """Write the pulls of ``run`` and their findings; return the findings never seen before.

    One act: an answer without its findings would be one in which nothing is wrong. The bytes
    must be in the archive. Raises AddressError, and then writes nothing.
    """
    with ledger.write("record_answers") as connection:
        pulls.note(connection, run, asked)
        return findings.note(connection, found, now)
