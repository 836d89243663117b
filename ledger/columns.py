"""Column types: domain values in and out, the same on SQLite and PostgreSQL, never a float."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import TIMESTAMP, BigInteger, Dialect, Integer, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit integer; STRICT tables of SQLite know it as INTEGER."""


class Instant(TypeDecorator[datetime]):
    """An aware moment: timestamptz, or UTC text of one width that sorts by time."""

    impl = TIMESTAMP
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite."""
        is_text = dialect.name == "sqlite"
        return dialect.type_descriptor(Text() if is_text else TIMESTAMP(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse a naive moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment in the ledger needs its zone")
        moment = value.astimezone(UTC)
        return moment.isoformat(timespec="microseconds") if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """An aware moment in UTC."""
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC)


class Written(TypeDecorator[Any]):
    """A value with one exact text form; ``read`` makes the value of the text again."""

    impl = Text
    cache_ok = True

    def __init__(self, read: Callable[[str], Any], write: Callable[[Any], str] = str) -> None:
        super().__init__()
        self.read = read
        self.write = write

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """The text, or NULL."""
        return None if value is None else self.write(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        """The value, or None; text that ``read`` refuses raises."""
        return None if value is None else self.read(value)


def kept(shape: Any) -> Written:
    """A plain domain value (a Place, grounds, a set of names) as JSON text; sets are sorted."""
    adapter: TypeAdapter[Any] = TypeAdapter(shape)

    def write(value: Any) -> str:
        plain = sorted(value) if isinstance(value, frozenset) else value
        return adapter.dump_json(plain, warnings=False).decode()

    return Written(adapter.validate_json, write)
