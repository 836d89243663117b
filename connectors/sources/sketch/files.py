"""From a file to a draft: which sheet, which encoding, how the files are called."""

import re
from dataclasses import replace

from connectors.sources.columns import plain_cell
from connectors.sources.grid import Table
from connectors.sources.reader import read_sheet, sheet_names
from connectors.sources.sketch.draft import Draft
from connectors.sources.sketch.head import found_head
from connectors.sources.sketch.months import file_name, in_name
from connectors.sources.sketch.owner import is_own
from connectors.sources.sketch.register import Register
from connectors.sources.sketch.table import draft_table
from connectors.sources.sketch.text import decoded, delimiter, lines
from domain.spelling import same_text

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def draft_workbook(kind: str, content: bytes, name: str, register: Register) -> Draft:
    """A draft for a workbook; ``kind`` is xlsx or xls. Raises RefusedError."""
    draft = _of_folder("workbook", name, kind, register)
    names = sheet_names(kind, content)
    tables = {each: _table(kind, content, each) for each in names}
    worths = {each: _worth(table, register) for each, table in tables.items()}
    newest = {each: (in_name(each) or ("", 0))[1] for each in names}
    own = {each for each in names if is_own(same_text(each), register)}
    chosen = max(names, key=lambda each: (each in own, worths[each], newest[each]), default="")
    months = [each for each in names if in_name(each)]
    if (found := in_name(chosen)) and len(months) > 1:
        draft.put("sheet", found[0], "a sheet for each month")
        draft.sheet_month = found[1]
    elif len(names) > 1:
        draft.put("sheet", chosen, f"one of {', '.join(names[:10])}")
    if chosen:
        draft_table(draft, tables[chosen], register)
    else:
        draft.lacking.append("a sheet that holds anything")
    return draft


def draft_csv(content: bytes, name: str, register: Register) -> Draft:
    """A draft for a text table."""
    draft = _of_folder("csv", name, "csv", register)
    known = decoded(content)
    if known is None:
        draft.lacking.append("an encoding: the bytes are none of UTF-8, GB18030 and UTF-16")
        return draft
    encoding, text = known
    parted_by = delimiter(text)
    if encoding != "utf-8":
        draft.put("encoding", encoding, "by a strict trial")
    if parted_by != ",":
        draft.put("delimiter", parted_by)
    cells = [[plain_cell(value) for value in line] for line in lines(text, parted_by)]
    draft_table(draft, _unmerged(Table(cells, "", ""), register), register)
    return draft


def _unmerged(table: Table, register: Register) -> Table:
    """With its blanks as merged cells, where that gives a head with more names."""
    merged = replace(table, blanks_are_merged=True)
    plain, spread = found_head(table, register), found_head(merged, register)
    if plain is None or spread is None or spread.worth < plain.worth:
        return table
    if spread.head.end - spread.head.first == 1:
        return table
    return merged if spread.head.names != plain.head.names else table


def _of_folder(dialect: str, name: str, suffix: str, register: Register) -> Draft:
    draft = Draft(dialect, address={"folder": f"inbox/{register.department or 'CODE'}"})
    draft.remarks["source.address.folder"] = "where the files are dropped, in the office folder"
    draft.put("file", *_file(name, suffix))
    return draft


def _file(name: str, suffix: str) -> tuple[str, str]:
    """How the files of other months are called, after this one's name."""
    stem = name.rpartition(".")[0] or name
    if set("{}*?[]/\\") & set(stem):
        return f"*.{suffix}", "how the files are called"
    if found := file_name(stem):
        return f"{found[0]}.{suffix}", "how the files of other months are called"
    if year := _YEAR.search(stem):
        template = f"{stem[: year.start()]}{{year}}{stem[year.end() :]}.{suffix}"
        return template, "one file for the year"
    return f"{{period}}*.{suffix}", "the file's name says no month; how are they called?"


def _table(kind: str, content: bytes, name: str) -> Table:
    sheet = read_sheet(kind, content, name)
    return Table(sheet.lines, "", "", sheet=sheet.name, merged=sheet.merged)


def _worth(table: Table, register: Register) -> int:
    found = found_head(table, register)
    return found.worth if found else -1
