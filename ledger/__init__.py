"""Our memory: tables, migrations, the archive of bytes, the outbox; the owner of transactions."""

from ledger.refusals import NotUpgraded, Tampered
from ledger.schema import upgrade
from ledger.store import Ledger

__all__ = ["Ledger", "NotUpgraded", "Tampered", "upgrade"]
