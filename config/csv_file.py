"""CSV files: comma, strict quoting, UTF-8 unless said otherwise."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from config.errors import OfficeError
from config.table import Columns, Line, table
from config.text_file import UTF_8, read_text


def read_csv(
    folder: Path,
    file: str,
    columns: Columns,
    errors: list[OfficeError],
    encodings: Sequence[str] = UTF_8,
) -> list[Line]:
    """The rows of ``folder/file``; rows that cannot be read are reported and left out."""
    text = read_text(folder, file, errors, encodings)
    if text is None:
        return []
    return table(file, _records(file, text, errors), columns, errors)


def _records(file: str, text: str, errors: list[OfficeError]) -> Iterator[tuple[int, list[str]]]:
    """Records with the line on which each begins (a quoted cell may hold line breaks)."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            errors.append(OfficeError(file, number, f"不是规范的CSV：{error}"))
            return
