"""From a table to a draft of its reading: each finder gives one key of it, with its reason."""

from collections import Counter
from collections.abc import Iterator, Sequence

from connectors.sources.grid import Table
from connectors.sources.naming import unit_in_name as bracketed
from connectors.sources.refusals import RefusedError
from connectors.sources.sketch.coded import put_codes
from connectors.sources.sketch.column import Column, number
from connectors.sources.sketch.draft import Draft
from connectors.sources.sketch.head import NOTES, TOTALS, Found, found_head, texts_of
from connectors.sources.sketch.months import Monthly, Title, in_name, title
from connectors.sources.sketch.names import known, may_stand, worth
from connectors.sources.sketch.owner import own_names
from connectors.sources.sketch.register import Register
from connectors.sources.titles import stated_unit
from domain.figures import split_unit
from domain.period import Period
from domain.spelling import same_text
from domain.units import IN_FIGURE, IN_NAME

_MOST = 0.6
_KINDS = 4
"""Of rows, at most: 计划, 完成, 完成率."""

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
    if found.is_named_alone:
        draft.by_name = found.roles["target"].theirs
    _put_columns(draft, found)
    if table.blanks_are_merged:
        draft.put("blanks", "merged", "what was merged is blank in a CSV")
    _put_only(draft, found)
    _put_titles(draft, table, found)
    _put_unit(draft, table, found)
    _put_owner(draft, found, register)
    _put_codes(draft, found, register)
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
    if draft.lacking and (twice := _repeated(found)):
        draft.lacking.append(
            f"which column of {', '.join(twice)}: name#1 and name#2, or side_by_side"
        )


def _repeated(found: Found) -> list[str]:
    """Names of several columns."""
    return [name for name, count in Counter(found.head.names).items() if name and count > 1]


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


def _put_only(draft: Draft, found: Found) -> None:
    """Where plan and actual stand below each other, a column says which row is which."""
    used = draft.reading["columns"].values()
    for column in found.columns:
        kinds = dict.fromkeys(map(same_text, column.said))
        done = [kind for kind in kinds if worth("figure", kind) > worth("plan", kind)]
        planned = any(worth("plan", kind) > worth("figure", kind) for kind in kinds)
        if column.name not in used and planned and len(done) == 1 and len(kinds) <= _KINDS:
            draft.put("only", {column.name: done[0]}, f"which row of {', '.join(kinds)}?")
            return


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
    if word := _written_unit(draft, found):
        draft.put("unit", *word)
        return
    try:
        stated_unit(table, found.head)
    except RefusedError:
        bracketed = unit_in_name(draft.reading["columns"]["figure"])
        remark = "in the figure's name" if bracketed else "no unit was found; or one unit for all"
        draft.put("unit", bracketed or "as_registered", remark)
    else:
        draft.put("unit", "as_stated")


def _written_unit(draft: Draft, found: Found) -> tuple[str, str] | None:
    """Whether most targets' names end in a unit, or most figures."""
    columns = draft.reading["columns"]
    names, figures = (_column(found, columns[ours]) for ours in ("target", "figure"))
    if names and names.share(lambda text: (bracketed(text) or "") in known("unit_word")) >= _MOST:
        return IN_NAME, "in brackets at the end of the names"
    if figures and figures.share(lambda text: split_unit(text)[1] in known("unit_word")) >= _MOST:
        return IN_FIGURE, "behind the figures"
    return None


def unit_in_name(name: str) -> str:
    """The unit in brackets of a name such as 完成额（万元）."""
    words = same_text(name).replace("(", " ").replace(")", " ").replace(":", " ").split()
    return next((word for word in words[1:] if word in known("unit_word")), "")


def _put_codes(draft: Draft, found: Found, register: Register) -> None:
    """Our codes beside their names, where the target's column holds names."""
    column = _column(found, draft.reading["columns"]["target"])
    if column:
        put_codes(draft, column, _own_targets(draft, found, column), register)
    there = (part for name in found.head.names for part in name.split("/") if part)
    if any(map(register.knows, there)):
        draft.lacking.append("targets and only: the register's targets stand in the head")


def _column(found: Found, called: str | None) -> Column | None:
    return next((each for each in found.columns if each.name == called), None)


def _own_targets(draft: Draft, found: Found, targets: Column) -> list[str]:
    """What the targets are called in rows that are not plainly another department's."""
    owners = _column(found, draft.reading["columns"].get("department"))
    of = owners.values if owners else [None] * len(targets.values)
    own = draft.reading.get("own_rows", [])
    pairs = zip(of, targets.values, strict=True)
    return [t.strip() for who, t in pairs if t and t.strip() and (not who or same_text(who) in own)]


def _put_owner(draft: Draft, found: Found, register: Register) -> None:
    if "department" not in found.roles:
        return
    column = _column(found, found.roles["department"].theirs)
    own, remark = own_names([same_text(text) for text in column.said] if column else [], register)
    draft.put("own_rows", own, remark)


def _put_rows_apart(draft: Draft, table: Table, found: Found) -> None:
    labels = dict.fromkeys(_labels_apart(table, found))
    totals = [label for label in labels if TOTALS.match(label) and "小计" not in label]
    skip = [label for label in labels if label not in totals]
    if totals:
        draft.put("totals", totals, "must be the exact sum of the rows")
    if skip:
        draft.put("skip", skip, "rows that are no targets")


def _labels_apart(table: Table, found: Found) -> Iterator[str]:
    """What the rows below the head are called that are no targets; people's names left off."""
    head = {name for name in found.head.names if name}
    for line in table.lines[found.head.end :]:
        texts = texts_of(line)
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
