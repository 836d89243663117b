"""The open ledger: its engines and the one way into a transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine

from ledger.engines import reading_engine, writing_engine
from ledger.schema import require_head


def nothing(_point: str) -> None:
    """The checkpoint of everyday life: pass on."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Our memory. Every public function of this room takes it first and is one transaction."""

    url: str
    archive_folder: Path
    checkpoint: Callable[[str], None]
    writer: Engine
    reader: Engine

    @classmethod
    def open(
        cls, url: str, archive_folder: Path, checkpoint: Callable[[str], None] = nothing
    ) -> Self:
        """Open an upgraded ledger.

        ``url`` is a SQLAlchemy URL of a SQLite file or of PostgreSQL; ``archive_folder`` holds
        the raw bytes and is made when the first are kept; ``checkpoint`` is called with
        ``<function>:before_commit`` and ``<function>:after_commit``.
        Raises NotUpgraded when the tables are older or newer than this program.
        """
        reader = reading_engine(url)
        try:
            require_head(reader)
        except BaseException:
            reader.dispose()
            raise
        return cls(url, archive_folder, checkpoint, writing_engine(url), reader)

    @contextmanager
    def write(self, name: str) -> Iterator[Connection]:
        """One transaction of the single writer, with checkpoints round its commit."""
        with self.writer.connect() as connection:
            with connection.begin():
                yield connection
                self.checkpoint(f"{name}:before_commit")
            self.checkpoint(f"{name}:after_commit")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One unchanging view of what is committed."""
        with self.reader.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.writer.dispose()
        self.reader.dispose()
