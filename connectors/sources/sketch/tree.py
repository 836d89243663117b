"""From an answer of an interface to a draft of its reading."""

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.sources.documents import CSV_LINES, CSV_NAMES, Format, document
from connectors.sources.json_text import Json
from connectors.sources.lines import EACH, KEY, OUTER
from connectors.sources.sketch.coded import put_codes
from connectors.sources.sketch.column import Column
from connectors.sources.sketch.draft import Draft
from connectors.sources.sketch.envelope import put_envelope
from connectors.sources.sketch.listed import Rows, rows_in, table_rows
from connectors.sources.sketch.months import monthly
from connectors.sources.sketch.owner import own_names
from connectors.sources.sketch.register import Register
from connectors.sources.sketch.roles import Role, roles
from connectors.sources.sketch.table import only_month, unit_in_name
from connectors.sources.sketch.text import decoded, delimiter

_OPTIONAL = ("unit", "period", "department", "reason_given", "correction", "name")


@dataclass(frozen=True, slots=True)
class Likely:
    """Rows and which of their columns is which; ``targets`` where the columns are targets."""

    rows: Rows
    roles: dict[str, Role]
    targets: dict[str, str]

    @property
    def worth(self) -> tuple[int, int, int]:
        """Target and figure first, then the deeper and the longer list."""
        surest = sum(self.roles[ours].worth for ours in ("target", "figure") if ours in self.roles)
        both = {"target", "figure"} <= self.roles.keys() or bool(self.targets)
        return (surest + 500 * both, self.rows.path.count("."), self.rows.count)


def draft_answer(draft: Draft, content: bytes, form: Format, register: Register) -> None:
    """Put what one answer says into ``draft``. Raises RefusedError for bytes that are not so."""
    known = decoded(content)
    if known is None:
        draft.lacking.append("an encoding: the bytes are none of UTF-8, GB18030 and UTF-16")
        return
    encoding, text = known
    if form != "json":
        draft.put("format", form)
    if encoding != "utf-8":
        draft.put("encoding", encoding, "by a strict trial")
    parted_by = delimiter(text) if form == "csv" else ","
    if parted_by != ",":
        draft.put("delimiter", parted_by)
    whole = document(content, form, encoding, parted_by)
    likely = max(_likely(whole, form, register), key=lambda each: each.worth, default=None)
    if likely is None:
        draft.lacking.append("records: no list of objects or arrays")
        draft.put("columns", {"target": "?", "figure": "?"}, "no records were found")
        return
    _put_rows(draft, likely, form)
    _put_columns(draft, likely)
    _put_unit(draft, likely)
    _put_codes(draft, likely, register)
    _put_owner(draft, likely, register)
    _put_ignored(draft, likely)
    if form != "csv":
        put_envelope(draft, whole, likely.rows.count)


def _likely(whole: Json, form: Format, register: Register) -> list[Likely]:
    if form == "csv" and isinstance(whole, dict):
        names, lines = whole[CSV_NAMES], whole[CSV_LINES]
        found = [table_rows(_texts(names), [_texts(line) for line in _list(lines)])]
    else:
        found = [*rows_in(whole)]
    return [_judged(rows, register) for rows in found if rows.columns]


def _judged(rows: Rows, register: Register) -> Likely:
    own = {each.code for each in register.own}
    named = {column.name: column.name for column in rows.columns if column.name in own}
    if named:
        others = [column for column in rows.columns if column.name not in named]
        return Likely(rows, roles(others, register), named)
    numeric = [c.name for c in rows.columns if c.is_numeric or not c.said]
    family = next(iter(monthly(numeric)), None)
    of_months = set(family.names.values()) if family else set()
    found = roles([c for c in rows.columns if c.name not in of_months], register)
    if family and "target" in found:
        found["figure"] = Role("figure", family.template, "a column for each month", 60)
    elif family:
        found = {ours: role for ours, role in found.items() if ours != "figure"}
        code = register.own[0].code if len(register.own) == 1 else "?"
        return Likely(rows, found, {code: family.template})
    return Likely(rows, found, {})


def _put_rows(draft: Draft, likely: Likely, form: Format) -> None:
    if form != "csv" and likely.rows.path:
        draft.put("records", likely.rows.path, f"{likely.rows.count} records are there")
    if likely.rows.header is not None:
        made = isinstance(likely.rows.header, list)
        draft.put("header", likely.rows.header, "the names are not in the answer" if made else "")


def _put_columns(draft: Draft, likely: Likely) -> None:
    needed = () if likely.targets else ("target", "figure")
    columns: dict[str, str] = {}
    for ours in (*needed, *_OPTIONAL):
        role = likely.roles.get(ours)
        if role:
            columns[ours] = role.theirs
            draft.remarks[f"source.reading.columns.{ours}"] = role.reason
        elif ours in needed:
            columns[ours] = "?"
            draft.lacking.append(f"a column for {ours}")
            draft.remarks[f"source.reading.columns.{ours}"] = "not found; name it"
    if likely.targets:
        draft.put("targets", likely.targets, "the register's code: the column of its figure")
        if "?" in likely.targets:
            draft.lacking.append("the code of the target")
    draft.put("columns", columns)
    draft.period = only_month(likely.rows.columns, columns.get("period"))


def _put_unit(draft: Draft, likely: Likely) -> None:
    if "unit" not in likely.roles:
        bracketed = unit_in_name(draft.reading["columns"].get("figure", ""))
        remark = "in the figure's name" if bracketed else "no unit was found; or one unit for all"
        draft.put("unit", bracketed or "as_registered", remark)


def _put_codes(draft: Draft, likely: Likely, register: Register) -> None:
    theirs = draft.reading["columns"].get("target")
    column = next((c for c in likely.rows.columns if c.name == theirs), None)
    if column:
        put_codes(draft, column, column.said, register)


def _put_owner(draft: Draft, likely: Likely, register: Register) -> None:
    """A column of several departments says which records are ours."""
    if "department" not in likely.roles:
        return
    theirs = likely.roles["department"].theirs
    column = next(c for c in likely.rows.columns if c.name == theirs)
    own, remark = own_names(column.said, register)
    if own and len(own) == 1 and not theirs.startswith((OUTER, KEY, EACH)):
        draft.put("only", {theirs: own[0]}, remark)


def _put_ignored(draft: Draft, likely: Likely) -> None:
    used = {*draft.reading["columns"].values(), *likely.targets.values()}
    ignored = dict.fromkeys(c.name for c in likely.rows.columns if _is_own(c))
    others = [name for name in ignored if name not in used]
    if others:
        draft.put("ignore", others, "known and not read")
        draft.notes.append(f"other columns: {', '.join(others)}")


def _is_own(column: Column) -> bool:
    return not column.name.startswith((OUTER, KEY))


def _texts(line: Json) -> Sequence[str]:
    return [str(each) for each in line] if isinstance(line, list) else []


def _list(lines: Json) -> list[Json]:
    return lines if isinstance(lines, list) else []
