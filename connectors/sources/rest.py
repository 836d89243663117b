"""Dialect ``rest``: JSON, XML or CSV over HTTP, in pages or at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from connectors.sources import said
from connectors.sources.answers import Asked, Fetched, Parsed
from connectors.sources.asks import PAGE
from connectors.sources.columns import Record, check_size
from connectors.sources.conversation import Conversation
from connectors.sources.documents import CSV_LINES, CSV_NAMES, document, is_cut, is_web_page
from connectors.sources.html_text import table_with
from connectors.sources.http_client import PART, Answer
from connectors.sources.json_text import Json
from connectors.sources.lines import ASKED
from connectors.sources.onward import onward
from connectors.sources.owners import none_is_ours
from connectors.sources.packed import opened
from connectors.sources.paging import AnyPaging, Envelope
from connectors.sources.pivot import pivoted
from connectors.sources.placeholders import as_written, filled_url, values
from connectors.sources.preparing import Asking, prepared
from connectors.sources.records import RecordReading, lines_of, page_records, total_of
from connectors.sources.refusals import (
    TOTAL,
    VERDICT,
    Refusal,
    RefusedError,
    blaming,
    body_hash,
    refuse,
)
from connectors.sources.tries import WEB_PAGE, Trouble
from connectors.sources.unfolding import parse_targets
from connectors.sources.walk import total_disagreement, walk
from connectors.sources.wall_clock import Deadline
from connectors.sources.web import WebAddress, conversing, missing_file
from domain.records import Body
from domain.words import PullOutcome

_LONGEST_SENTENCE = 300


_WHOLE = (PullOutcome.OK, PullOutcome.EMPTY)

Address = WebAddress


def _named(each: object) -> object:
    """A list names itself."""
    names = {name: name for name in each} if isinstance(each, list | tuple) else each
    if isinstance(names, dict):
        return {as_written(ours): as_written(theirs) for ours, theirs in names.items()}
    return names


class Reading(RecordReading, Asking):
    """What is asked for, how its pages are walked, and how they are read."""

    paging: AnyPaging | None = None
    each: Annotated[dict[str, str], BeforeValidator(_named)] = Field(default_factory=dict)
    """One request after the other, with their ``{each}``; ``^each`` is our name of it."""

    @model_validator(mode="after")
    def _pages_are_found(self) -> "Reading":
        if self.is_table and self._pages_in_body:
            raise ValueError("表格正文中没有翻页信息，请改用header:开头的响应头")
        is_told = ASKED in self.columns.declared.values()
        if bool(self.each) != ("each" in self.names):
            raise ValueError("each（逐项请求）与请求中的{each}须同时填写")
        if (PAGE in self.names) != (getattr(self.paging, "sent_in", None) == "path"):
            raise ValueError("页码在路径中时，path中写{page}，paging中写sent_in: path，须同时填写")
        if is_told and (self.paging or not self.each):
            raise ValueError("列中用^each须填写each，且每项只有一页（不填paging）")
        return self

    @property
    def _pages_in_body(self) -> bool:
        ends = (getattr(self.paging, key, None) for key in ("next", "has_next", "last", "pages"))
        return any(end and not said.in_header(end) for end in ends)


def fetch(
    address: Address, reading: Reading, asked: Asked, secret: Callable[[str], str], folder: Path
) -> Fetched:
    """Every page, each tried again while that can help and time is left."""
    if missing := missing_file(address, folder):
        return Fetched(PullOutcome.FAULT, error=f"没有{missing}所指的证书文件，请核对数据源设置")
    source = Deadline(address.deadline_seconds)
    with conversing(address, source, asked, secret, folder) as conversation:
        fetched = _pulled(address, reading.filled(asked), asked, conversation)
        return replace(fetched, requests=tuple(conversation.client.sent))


def parse(settings: Reading, bodies: Sequence[Body], asked: Asked) -> Parsed:
    """Rows of all pages. Raises RefusedError if a page, or their totals, cannot be trusted."""
    reading = settings.filled(asked)
    records: list[Record] = []
    broken: list[Refusal] = []
    counts: list[tuple[str | None, int]] = []
    for page, (body, each) in enumerate(zip(bodies, _each_of(reading, bodies), strict=True), 1):
        with blaming(body):
            content = _heard(reading, body.content)
            counts.append((total_of(settings, content, {}), len(lines_of(reading, content))))
            read = page_records(reading, content, page, body_hash(body), each)
            records += read.records
            broken += read.broken
            check_size(len(records))
    _check_totals(reading, counts)
    if reading.only and not records and any(lines for _, lines in counts):
        raise none_is_ours(reading.only)
    if reading.pivot:
        records = pivoted(records, reading.pivot)
    names = (name for record in records for name in record.cells)
    return parse_targets(records, names, reading, asked, broken)


def _each_of(reading: Reading, bodies: Sequence[Body]) -> Sequence[str | None]:
    """For which of ``each`` every body was asked, where a column tells it: one body for each."""
    if ASKED not in reading.columns.declared.values():
        return [None] * len(bodies)
    if len(bodies) != len(reading.each):
        raise refuse(TOTAL, f"应有{len(reading.each)}次答复，实际有{len(bodies)}次，请重新采集")
    return list(reading.each)


def _check_totals(reading: Reading, counts: Sequence[tuple[str | None, int]]) -> None:
    """Raise RefusedError if a total is not the number of rows: of all pages, or of each answer.

    Pages of several answers cannot be told apart any more; fetching has compared them.
    """
    if reading.each and reading.paging:
        return
    groups = [[one] for one in counts] if reading.each else [counts]
    for group in groups:
        count = sum(rows for _, rows in group)
        if disagreement := total_disagreement([total for total, _ in group], count):
            raise refuse(TOTAL, disagreement)


def _pulled(
    address: Address, reading: Reading, asked: Asked, conversation: Conversation
) -> Fetched:
    url = filled_url(address.url, asked)
    known = prepared(reading.prepare, url, values(asked), conversation)
    if isinstance(known, Trouble):
        return Fetched(known.outcome, error=known.sentence)
    parts: list[Fetched] = []
    for each in reading.each.values() or [""]:
        request = reading.outgoing(url, known | {"each": each})
        if isinstance(request, Trouble):
            return Fetched(request.outcome, error=request.sentence)
        ask = partial(conversation.ask, judge=partial(_judged, reading))
        read = partial(_envelope, reading, request.url)
        parts.append(walk(request, ask, read, reading.paging, reading.format))
        if parts[-1].outcome not in _WHOLE:
            break
    return _together(parts, list(reading.each))


def _together(parts: Sequence[Fetched], each: Sequence[str]) -> Fetched:
    """What was asked one after the other; the first that failed fails all."""
    last = parts[-1]
    if not each:
        return last
    bodies = tuple(
        Body(f"{number}-{body.name}", body.content)
        for number, part in enumerate(parts, 1)
        for body in part.bodies
    )
    if last.outcome not in _WHOLE:
        error = f"“{each[len(parts) - 1]}”：{last.error}"
        return Fetched(last.outcome, bodies, error)
    has_any = any(part.outcome is PullOutcome.OK for part in parts)
    return Fetched(PullOutcome.OK if has_any else PullOutcome.EMPTY, bodies)


def _document(reading: Reading, content: bytes) -> Json:
    """The content of a page; None for an empty body, or a verdict that there is nothing."""
    outer = _outer(reading, content)
    if outer is None or (reading.verdict and reading.verdict.says_empty(outer)):
        return None
    inner = opened(outer, reading.parsed, reading.encoding)
    if reading.format != "html":
        return inner
    names, lines = table_with(inner, reading.named)
    return {CSV_NAMES: [*names], CSV_LINES: lines}


def _outer(reading: Reading, content: bytes) -> Json:
    return document(content, reading.format, reading.encoding, reading.delimiter)


def _told(reading: Reading, content: bytes) -> Json:
    """What may hold a verdict: where a failure came instead of a document inside, the outer one."""
    try:
        return _document(reading, content)
    except RefusedError:
        return _outer(reading, content)


def _judged(reading: Reading, answer: Answer) -> Answer:
    """The answer with the trouble that only its body tells: a login page, a verdict."""
    if is_web_page(answer.content, answer.content_type, reading.format) and not answer.trouble:
        return replace(answer, trouble=WEB_PAGE)
    if answer.trouble is PART and reading.total:
        answer = replace(answer, trouble=None)
    if not reading.verdict or not answer.content.strip():
        return answer
    try:
        content = _told(reading, answer.content)
    except RefusedError:
        return answer
    if answer.trouble and content is None and 400 <= answer.status < 500:
        return replace(answer, trouble=None)
    if answer.trouble:
        words = reading.verdict.words(content, answer.headers)
        trouble = replace(answer.trouble, sentence=answer.trouble.sentence + words)
        return replace(answer, trouble=trouble)
    failure = reading.verdict.failure_in(content, answer.headers) if content is not None else None
    return replace(answer, trouble=failure)


def _heard(reading: Reading, body: bytes) -> Json:
    """The content of a page. Raises RefusedError, before all else if it says that it is no data.

    A verdict in a header was heard when it came.
    """
    verdict = reading.verdict
    if verdict and not said.in_header(verdict.code or ""):
        told = _told(reading, body)
        failure = None if told is None else verdict.failure_in(told, {})
        if failure:
            raise refuse(VERDICT, failure.sentence[:_LONGEST_SENTENCE])
    return _document(reading, body)


def _envelope(reading: Reading, url: str, answer: Answer) -> Envelope | Trouble:
    """What fetching must know of a page, and no more."""
    try:
        content = _document(reading, answer.content)
        count = len(lines_of(reading, content))
        total = total_of(reading, content, answer.headers)
    except RefusedError as error:
        if not is_cut(error.refusal.rule, answer.content, reading.format):
            return Envelope(is_unreadable=True)
        return Trouble(
            "返回的数据没有结尾，只收到一部分，请重新采集，仍不成的请接口维护单位检查",
            PullOutcome.PARTIAL,
        )
    if total is None and reading.total and content is not None:
        sentence = "返回内容中没有约定的总数，不能确定数据是否完整，请核对接口是否变更"
        return Trouble(sentence, PullOutcome.PARTIAL)
    return onward(reading.paging, content, answer.headers, url, Envelope(count, total))
