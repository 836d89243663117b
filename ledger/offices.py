"""Office versions: each canonical document once, and which one is in use."""

from datetime import datetime

from sqlalchemy import Connection, select

from domain.matters import Event, OfficeVersion
from domain.office import document_hash
from ledger import events
from ledger.refusals import NotFound
from ledger.rows import insert_new
from ledger.store import Ledger
from ledger.tables import event, office_version


def store(ledger: Ledger, document: str, actor: str, now: datetime) -> str:
    """Take ``document`` into use and return its hash.

    Stored whole when new; going back to an earlier document only notes that it is in use again.
    """
    name = document_hash(document)
    with ledger.write("store_office") as connection:
        insert_new(
            connection,
            office_version,
            {"hash": name, "document": document, "learned_at": now},
        )
        if _in_use(connection) != name:
            events.note(connection, Event(actor, "office_adopted", "office", name, now, {}))
    return name


def read(ledger: Ledger, name: str) -> OfficeVersion:
    """The version whose hash is ``name``. Raises NotFound."""
    with ledger.read() as connection:
        return _read(connection, name)


def latest(ledger: Ledger) -> OfficeVersion | None:
    """The version in use, None before the first."""
    with ledger.read() as connection:
        name = _in_use(connection)
        return _read(connection, name) if name else None


def _in_use(connection: Connection) -> str | None:
    query = (
        select(event.c.subject_id)
        .where(event.c.subject_kind == "office")
        .order_by(event.c.number.desc())
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()


def _read(connection: Connection, name: str) -> OfficeVersion:
    query = select(office_version).where(office_version.c.hash == name)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"没有版本为{name}的机关配置")
    return OfficeVersion(row.hash, row.document, row.learned_at)
