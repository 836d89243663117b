"""What stands round the rows: the verdict, the total, the month, how pages go on."""

from collections.abc import Iterator, Mapping

from connectors.sources.json_text import Json, leaves
from connectors.sources.sketch.column import month_of
from connectors.sources.sketch.draft import Draft
from connectors.sources.sketch.names import is_called, worth

_PAGING = ("has_next", "pages", "next")


def put_envelope(draft: Draft, document: Json, count: int) -> None:
    """Put what the answer says of itself into ``draft``; ``count`` rows came."""
    values = {path: text for path, text in _said(document).items() if text is not None}
    _put_verdict(draft, values)
    _put_total(draft, values, count)
    _put_month(draft, values)
    _note_paging(draft, values)


def _said(document: Json) -> Mapping[str, str | None]:
    """Single values outside of every list, by dotted path."""
    found = leaves(document) if isinstance(document, dict) else {}
    return {path: _text(value) for path, value in found.items()}


def _text(value: Json) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str) else None


def _called(what: str, values: Mapping[str, str]) -> Iterator[str]:
    """Paths of so called values, the usual name first."""
    found = [path for path in values if is_called(what, path)]
    yield from sorted(found, key=lambda path: (path.count("."), -worth(what, path)))


def _put_verdict(draft: Draft, values: Mapping[str, str]) -> None:
    code = next((path for path in _called("verdict", values) if path.count(".") < 2), None)
    if code is None:
        return
    verdict = {"code": code, "success": [values[code]]}
    if message := next((path for path in _called("message", values) if path != code), None):
        verdict["message"] = message
    draft.put("verdict", verdict, "any other code is taken for a failure")


def _put_total(draft: Draft, values: Mapping[str, str], count: int) -> None:
    for path in _called("total", values):
        if values[path].isdecimal() and int(values[path]) >= count:
            draft.put("total", path, "fewer rows than it says mean cut, and nothing is read")
            if int(values[path]) > count:
                draft.for_sample["total"] = None
                draft.notes.append(f"the sample holds {count} of {values[path]} rows: see paging")
            return


def _put_month(draft: Draft, values: Mapping[str, str]) -> None:
    if "period" in draft.reading["columns"]:
        return
    for path in values:
        if worth("period", path) and month_of(values[path]):
            draft.put("stated_period", path, "the month that the answer is about")
            draft.period = month_of(values[path])
            return


def _note_paging(draft: Draft, values: Mapping[str, str]) -> None:
    """How pages go on is asked by parameters that no answer shows: a person fills them in."""
    hints = {what: path for what in _PAGING for path in [*_called(what, values)][:1]}
    counted = next(_called("page_parameter", values), None)
    if "paging" in draft.reading or not (hints or counted or "total" in draft.for_sample):
        return
    parameter = "page" if counted is None else counted.rpartition(".")[2]
    if "next" in hints and "has_next" not in hints:
        keys = f"kind: cursor, parameter: cursor, next: {hints['next']}"
    else:
        ends = "".join(f", {what}: {path}" for what, path in hints.items() if what != "next")
        keys = f"parameter: {parameter}, size_parameter: size, size: 100{ends}"
    draft.notes.append("check: does the answer come in pages? Then add to reading, as it is asked:")
    draft.notes.append(f"    paging: {{{keys}}}")
