"""From a table to a draft of its reading: each finder gives one key of it, with its reason."""

from collections.abc import Iterator, Sequence

from connectors.sources.columns import EMPTY
from connectors.sources.grid import Table
from connectors.sources.refusals import RefusedError
from connectors.sources.sketch.column import Column, number
from connectors.sources.sketch.draft import Draft
from connectors.sources.sketch.head import NOTES, TOTALS, Found, found_head
from connectors.sources.sketch.months import Monthly, Title, in_name, title
from connectors.sources.sketch.names import known, may_stand, worth
from connectors.sources.sketch.owner import own_names
from connectors.sources.sketch.register import Register
from connectors.sources.titles import stated_unit
from domain.period import Period
from domain.spelling import same_text

OURS = ("department", "target", "name", "unit", "period", "reason_given", "correction")


def draft_table(draft: Draft, table: Table, register: Register) -> None:
    """Put what the table says into ``draft``."""
    found = found_head(table, register)
    if found is None:
        draft.lacking.append("a head: no line looks like one")
        draft.put("columns", {"target": "?", "figure": "?"}, "no head was found")
        return
    if (lines := found.head.end - found.head.first) > 1:
        draft.put("header_lines", lines)
    _put_columns(draft, found)
    _put_titles(draft, table, found)
    _put_unit(draft, table, found)
    _put_codes(draft, found, register)
    _put_owner(draft, found, register)
    _put_rows_apart(draft, table, found)
    _put_ignored(draft, found)


def only_month(columns: Sequence[Column], called: str | None) -> Period | None:
    """The newest month of the column ``called`` so."""
    months = [month for column in columns if column.name == called for month in column.months]
    return max(months, default=None)


def titles_of(table: Table, found: Found) -> list[Title]:
    """The lines above the head that name a year or a month."""
    texts = [cell.text for line in table.lines[: found.head.first] for cell in line if cell.text]
    return [each for each in map(title, texts) if each]


def _put_columns(draft: Draft, found: Found) -> None:
    columns = {}
    for ours in ("target", "figure", *OURS):
        if ours in columns:
            continue
        if ours in found.roles:
            columns[ours] = found.roles[ours].theirs
            draft.remarks[f"source.reading.columns.{ours}"] = found.roles[ours].reason
        elif ours in ("target", "figure"):
            columns[ours] = "?"
    draft.put("columns", columns)
    draft.period = only_month(found.columns, columns.get("period"))
    family = _family(found)
    if family and ("figure" not in found.roles or found.roles["figure"].worth < 50):
        columns["figure"] = family.template
        draft.remarks["source.reading.columns.figure"] = "a column for each month"
        _put_increments(draft, found, family)
    elif columns["figure"] != "?" and (monthly := in_name(columns["figure"])):
        columns["figure"] = monthly[0]
    _note_lacking(draft, columns)


def _note_lacking(draft: Draft, columns: dict[str, str]) -> None:
    for ours in ("target", "figure"):
        if columns[ours] == "?":
            draft.lacking.append(f"a column for {ours}")
            draft.remarks[f"source.reading.columns.{ours}"] = "not found; name it"


def _family(found: Found) -> Monthly | None:
    """The columns of months that hold the figures, where there are several such families."""
    return max(found.families, key=lambda each: worth("figure", each.template), default=None)


def _put_increments(draft: Draft, found: Found, family: Monthly) -> None:
    """Whether each month's column holds that month alone: then some row falls, or 1-2月 begins."""
    merged = any((in_name(c.name) or ("", 0))[0].startswith("1-") for c in found.columns)
    is_running = family.template.startswith("1") or "累计" in family.template
    if is_running:
        return
    if merged and min(family.names) == 3:
        draft.put("figures", "increments", "1-2月 stands beside single months")
        draft.put("first_month", 2)
    elif _falls(found, family):
        draft.put("figures", "increments", "a month's number is below that of the month before")
    else:
        draft.remarks["source.reading.columns.figure"] += (
            "; add figures: increments if each holds its own month alone"
        )


def _falls(found: Found, family: Monthly) -> bool:
    by_name = {column.name: column.values for column in found.columns}
    series = [by_name[family.names[month]] for month in sorted(family.names)]
    for row in zip(*series, strict=True):
        numbers = [each for each in (number(text) for text in row if text) if each is not None]
        if numbers != sorted(numbers):
            return True
    return False


def _put_titles(draft: Draft, table: Table, found: Found) -> None:
    titles = titles_of(table, found)
    if not titles or "period" in found.roles:
        return
    draft.put("titles", [titles[0].template], "must stand above the head")
    month = titles[0].month or _newest_month(found) or draft.sheet_month
    draft.period = Period.month_of(titles[0].year, month) if month else None
    said = draft.reading["columns"]["figure"] + draft.reading.get("sheet", "")
    if titles[0].month or "{month" in said:
        draft.put("stated_period", "titles")


def _newest_month(found: Found) -> int | None:
    """The last month of whose columns one holds anything."""
    filled = {column.name for column in found.columns if column.said}
    months = [n for family in found.families for n, name in family.names.items() if name in filled]
    return max(months, default=None)


def _put_unit(draft: Draft, table: Table, found: Found) -> None:
    if "unit" in found.roles:
        return
    try:
        stated_unit(table, found.head)
    except RefusedError:
        bracketed = unit_in_name(draft.reading["columns"]["figure"])
        remark = "in the figure's name" if bracketed else "no unit was found; or one unit for all"
        draft.put("unit", bracketed or "as_registered", remark)
    else:
        draft.put("unit", "as_stated")


def unit_in_name(name: str) -> str:
    """The unit in brackets of a name such as 完成额（万元）."""
    words = same_text(name).replace("(", " ").replace(")", " ").replace(":", " ").split()
    return next((word for word in words[1:] if word in known("unit_word")), "")


def _put_codes(draft: Draft, found: Found, register: Register) -> None:
    """Our codes beside their names, where the target's column holds names."""
    theirs = draft.reading["columns"]["target"]
    column = next((each for each in found.columns if each.name == theirs), None)
    names = register.codes_by_name
    if column and column.is_among(names) and not column.is_among(register.targets):
        codes = {names[text]: text for text in column.said if text in names}
        draft.put("codes", codes, "by the register's names")


def _put_owner(draft: Draft, found: Found, register: Register) -> None:
    if "department" not in found.roles:
        return
    column = next(c for c in found.columns if c.name == found.roles["department"].theirs)
    own, remark = own_names([same_text(text) for text in column.said], register)
    draft.put("own_rows", own, remark)


def _put_rows_apart(draft: Draft, table: Table, found: Found) -> None:
    labels = dict.fromkeys(_labels_apart(table, found))
    totals = [label for label in labels if TOTALS.match(label) and not label.startswith("小计")]
    skip = [label for label in labels if label not in totals]
    if totals:
        draft.put("totals", totals, "must be the exact sum of the rows")
    if skip:
        draft.put("skip", skip, "rows that are no targets")


def _labels_apart(table: Table, found: Found) -> Iterator[str]:
    """What the rows below the head are called that are no targets; people's names left off."""
    head = {name for name in found.head.names if name}
    for line in table.lines[found.head.end :]:
        texts = [same_text(cell.text) for cell in line if cell != EMPTY and cell.text]
        if not texts or set(texts) <= head:
            continue
        label = texts[0]
        if TOTALS.match(label):
            yield _literal(label)
        elif found_note := NOTES.match(label):
            yield f"{found_note[0]}*"
        elif len(texts) == 1:
            yield _literal(label)


def _literal(label: str) -> str:
    """A label as a pattern for itself; one with other people's brackets by its beginning."""
    plain = label[: min((label.find(m) for m in "*?[]{}:" if m in label), default=40)]
    return label if plain == label else f"{plain}*"


def _put_ignored(draft: Draft, found: Found) -> None:
    reading = draft.reading
    used = set(reading["columns"].values())
    if "first_month" in reading:  # 1-2月 is February's
        used.add(f"1-{reading['columns']['figure']}")
    named = dict.fromkeys(_templated(name) for name in _others(found, reading))
    ignored = [name for name in named if name not in used]
    if ignored:
        draft.put("ignore", ignored, "known and not read")
        draft.notes.append(f"other columns: {', '.join(ignored)}")


def _others(found: Found, reading: dict[str, object]) -> Sequence[str]:
    """Names that nothing reads."""
    columns = reading["columns"]
    used = set(columns.values()) if isinstance(columns, dict) else set()
    return [n for n in found.head.names if may_stand(n) and n not in used]


def _templated(name: str) -> str:
    month = in_name(name)
    return month[0] if month else name
