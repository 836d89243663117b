"""The whole of it: a draft for a sample, and what the draft reads of that very sample."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from connectors.sources.answers import Asked, Parsed
from connectors.sources.content import Kind, kind_of
from connectors.sources.documents import Format
from connectors.sources.door import parse, settings_errors
from connectors.sources.refusals import CONTROL_SUM, RefusedError
from connectors.sources.sketch.draft import Draft, as_yaml
from connectors.sources.sketch.files import draft_csv, draft_workbook
from connectors.sources.sketch.months import file_name
from connectors.sources.sketch.register import Register
from connectors.sources.sketch.tree import draft_answer
from connectors.sources.sketch.website import Asking, put_asking
from domain.period import Period
from domain.records import Body

_CALLED = re.compile(r"\s*[A-Za-z_$][\w.$]*\s*\(\s*[\[{]")
URL = "https://HOST/PATH"
"""Stands where only a person knows the address."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """The proposed file, the month that the sample is of, and what its reading reads of it."""

    yaml: str
    period: Period
    parsed: Parsed
    lacking: Sequence[str]

    @property
    def reads(self) -> bool:
        """Whether records, target and figure were found and rows come out."""
        return not self.lacking and bool(self.parsed.rows)


def sketch(
    content: bytes,
    name: str,
    register: Register,
    head: dict[str, Any],
    *,
    given: Period | None,
    otherwise: Period,
    asking: Asking | None = None,
) -> Sketch:
    """A draft for ``content``, a file called ``name`` or the answer to ``asking``.

    Its month is the ``given`` one, else what the sample says, else ``otherwise``.
    """
    draft = _drafted(content, name, register, asking)
    code = str(head["code"])
    named = file_name(name)
    period = given or draft.period or (named[1] if named else otherwise)
    if draft.dialect == "rest":
        _put_address(draft, asking, code, period)
    _remark_head(draft, head)
    _note_month(draft)
    parsed = _read(draft, content, name, Asked(code, period))
    if any(found.rule == CONTROL_SUM for found in parsed.findings):
        _doubt_totals(draft)
        parsed = _read(draft, content, name, Asked(code, period))
    lacking = [*draft.lacking, *_errors(draft), *_twice(parsed)]
    return Sketch(as_yaml(head, draft), period, parsed, lacking)


def _twice(parsed: Parsed) -> list[str]:
    """Targets that come in several rows: two tables, or two sections, are read as one."""
    often = Counter(row.target for row in parsed.rows)
    twice = [target for target, count in often.items() if count > 1]
    shown = ", ".join(twice[:10])
    return [f"what tells the rows of {shown} apart: after and until, or sections"] if twice else []


def _remark_head(draft: Draft, head: dict[str, Any]) -> None:
    if head["code"] == "CODE":
        draft.remarks["code"] = "its 牵头单位 in the register"
    if head["name"] == "NAME":
        draft.remarks |= {"name": "in print", "city_leader": "分管市领导, a key in people.csv"}


def _note_month(draft: Draft) -> None:
    reading = draft.reading
    says = "stated_period" in reading or "period" in reading.get("columns", {})
    if not says:
        draft.notes.append(
            "check: nothing says which month the rows are of; last month's would pass"
        )


def _drafted(content: bytes, name: str, register: Register, asking: Asking | None) -> Draft:
    kind = kind_of(content)
    try:
        if kind in ("xlsx", "xls"):
            return draft_workbook(kind, content, name, register)
        if kind == "txt" and asking is None and not _is_call(content):
            return draft_csv(content, name, register)
        draft = Draft("rest")
        if form := _form(kind, content):
            draft_answer(draft, content, form, register)
        else:
            draft.lacking.append(f"a table or a document: this is {kind}")
    except RefusedError as error:
        draft = Draft("rest")
        draft.lacking.append(error.refusal.sentence)
    return draft


def _form(kind: Kind, content: bytes) -> Format | None:
    """In which format the document is written."""
    lines = content.splitlines()
    if kind == "json" and len(lines) > 1 and all(_is_object(line) for line in lines if line):
        return "ndjson"
    if kind == "txt":
        return "jsonp" if _is_call(content) else "csv"
    return kind if kind in ("json", "xml") else None


def _is_call(content: bytes) -> bool:
    return bool(_CALLED.match(content[:200].decode(errors="replace")))


def _is_object(line: bytes) -> bool:
    return line.lstrip()[:1] == b"{" and line.rstrip()[-1:] == b"}"


def _put_address(draft: Draft, asking: Asking | None, code: str, period: Period) -> None:
    if asking is None:
        draft.address["url"] = URL
        draft.remarks["source.address.url"] = "where the interface is, and what proves who asks"
    else:
        put_asking(draft, asking, code, period)


def _read(draft: Draft, content: bytes, name: str, asked: Asked) -> Parsed:
    if draft.lacking:
        return Parsed()
    return parse(draft.dialect, draft.trial_reading, [Body(name, content)], asked)


def _doubt_totals(draft: Draft) -> None:
    """A total that is not the sum of its rows is passed over, and says so."""
    totals = draft.reading.pop("totals")
    draft.put("skip", [*draft.reading.get("skip", []), *totals], "the total is not the sum: why?")


def _errors(draft: Draft) -> list[str]:
    """What the office would refuse, apart from the gaps that are named already."""
    if draft.lacking:
        return []
    errors = settings_errors(draft.dialect, draft.address, draft.reading)
    return [f"{key}: {sentence}" for key, sentence in errors]
