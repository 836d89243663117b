"""Dialect ``workbook``: one sheet of an xlsx or xls file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, model_validator

from connectors.sources.answers import Asked, Fetched, Parsed
from connectors.sources.arrival import Address, fetch_file
from connectors.sources.file_names import FileTemplate
from connectors.sources.grid import Head, Table
from connectors.sources.handed_in import handed_in
from connectors.sources.layouts import TableReading, checked_month
from connectors.sources.placeholders import checked, fill
from connectors.sources.reader import read_sheet
from connectors.sources.refusals import HIDDEN, UNREADABLE, Refusal, blaming, body_hash, refuse
from connectors.sources.sheets import Sheet
from connectors.sources.tables import head_of, parse_table, table_of
from connectors.sources.unzipping import Packed, unpacked
from domain.records import Body, Place
from domain.words import Severity

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOKS = (_ZIP, _OLE)
"""How the bytes of one begin."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream in which an xlsx with a password is wrapped."""

KIN = (".xlsx", ".xls", ".xlsm", ".xlsb", ".et", ".ods")
"""What else a spreadsheet is saved as. Whether it can be read its content says."""


def _excel(template: str) -> str:
    if not template.lower().endswith((".xlsx", ".xls", ".zip")):
        raise ValueError("文件名须以.xlsx、.xls或.zip结尾")
    return template


class Reading(TableReading):
    """Without ``sheet`` the file must hold exactly one visible sheet that is not empty."""

    file: Annotated[FileTemplate, AfterValidator(_excel)]
    packed: Packed | None = None
    sheet: Annotated[str, AfterValidator(checked)] | None = None

    @model_validator(mode="after")
    def _month_is_named(self) -> "Reading":
        checked_month(self, self.sheet or "")
        return self


def fetch(
    address: Address,
    reading: Reading,
    asked: Asked,
    secret: Callable[[str], str],
    folder: Path,
) -> Fetched:
    """The file of the period, and what proves how it came."""
    return fetch_file(address, reading.file, asked, secret, folder, KIN)


def parse(settings: Reading, bodies: Sequence[Body], asked: Asked) -> Parsed:
    """Rows of the one sheet. Raises RefusedError where it is not the table that was declared."""
    given = handed_in(bodies)
    body = given.table
    with blaming(body):
        sheet = _sheet(settings, body, asked)
        table = _table(settings, sheet, body, asked)
        return parse_table(table, settings, asked, [*hidden_notes(sheet, body), *given.notes])


def locate(settings: Reading, body: Body, asked: Asked) -> tuple[Table, Head]:
    """The table and its head, to mark what was refused in it. Raises RefusedError."""
    table = _table(settings, _sheet(settings, body, asked), body, asked)
    return table, head_of(table, settings, asked)


def _sheet(settings: Reading, body: Body, asked: Asked) -> Sheet:
    content = unpacked(body.content, settings.packed)
    return read_workbook(content, fill(settings.sheet, asked) if settings.sheet else None)


def _table(settings: Reading, sheet: Sheet, body: Body, asked: Asked) -> Table:
    whole = Table(sheet.lines, body.name, body_hash(body), sheet.name, sheet.merged)
    return table_of(whole, settings, asked)


def read_workbook(content: bytes, name: str | None) -> Sheet:
    """The sheet called ``name``, or the only one. Raises RefusedError.

    The first bytes say what it is: a system that writes HTML or xlsx under the name .xls is common.
    """
    if content.startswith(_ZIP):
        return read_sheet("xlsx", content, name)
    if content.startswith(_OLE) and _ENCRYPTED in content:
        raise refuse(UNREADABLE, "工作簿设有打开密码，请取消密码、另存为.xlsx后重新报送")
    if content.startswith(_OLE):
        return read_sheet("xls", content, name)
    raise refuse(UNREADABLE, "文件不是Excel工作簿（只是用了它的后缀），请另存为.xlsx后重新报送")


def hidden_notes(sheet: Sheet, body: Body) -> list[Refusal]:
    """What a reader of the sheet cannot see, so that people know that it was read or left."""
    hidden = [(sheet.hidden_lines_sentence, sheet.name), (sheet.hidden_sheets_sentence, "")]
    return [
        Refusal(
            HIDDEN,
            sentence,
            Severity.NOTE,
            place=Place(body.name, name),
            raw_hash=body_hash(body),
        )
        for sentence, name in hidden
        if sentence
    ]
