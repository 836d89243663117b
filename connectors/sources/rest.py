"""Dialect ``rest``: JSON, XML or CSV over HTTP, in pages or at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, field_validator, model_validator

from connectors.sources import said
from connectors.sources.answers import Asked, Fetched, Parsed
from connectors.sources.columns import Record, check_size
from connectors.sources.documents import document, is_cut, is_web_page
from connectors.sources.http_client import Answer
from connectors.sources.json_text import Json
from connectors.sources.onward import onward
from connectors.sources.outgoing import BodyFormat, Method, Outgoing
from connectors.sources.packed import opened
from connectors.sources.paging import AnyPaging, Envelope
from connectors.sources.pivot import pivoted
from connectors.sources.placeholders import Template, checked_tree, fill_tree, filled_url
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
from connectors.sources.tries import Trouble
from connectors.sources.unfolding import parse_targets
from connectors.sources.walk import total_disagreement, walk
from connectors.sources.wall_clock import Deadline
from connectors.sources.web import WebAddress, conversing, missing_file
from connectors.sources.xml_body import checked_names
from domain.records import Body
from domain.words import PullOutcome

_LONGEST_SENTENCE = 300
_NOT_OURS = frozenset({"host", "content-length", "transfer-encoding", "authorization", "cookie"})


Address = WebAddress


class Reading(RecordReading):
    """What is asked for, how its pages are walked, and how they are read."""

    method: Method = "GET"
    parameters: dict[str, Template] = Field(default_factory=dict)
    headers: dict[str, Template] = Field(default_factory=dict)
    body: Annotated[dict[str, Any], AfterValidator(checked_tree)] | None = None
    body_format: BodyFormat = "json"
    paging: AnyPaging | None = None

    @field_validator("headers")
    @classmethod
    def _no_secrets(cls, headers: dict[str, str]) -> dict[str, str]:
        if strangers := [name for name in headers if name.lower() in _NOT_OURS]:
            raise ValueError(f"“{strangers[0]}”不在此填写；凭证请写在address.authentication")
        return headers

    @model_validator(mode="after")
    def _body_is_posted(self) -> "Reading":
        if self.body is not None and self.method == "GET":
            raise ValueError("有body时method须为POST")
        if self.body is not None and self.body_format == "xml":
            checked_names(self.body)
        if self.format == "csv" and self._pages_in_body:
            raise ValueError("CSV正文中没有翻页信息，请改用header:开头的响应头")
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
    request = _request(address, reading, asked)
    with conversing(address, source, asked, secret, folder) as conversation:
        ask = partial(conversation.ask, judge=partial(_judged, reading))
        read = partial(_envelope, reading.filled(asked), request.url)
        fetched = walk(request, ask, read, reading.paging, reading.format)
        return replace(fetched, requests=tuple(conversation.client.sent))


def parse(settings: Reading, bodies: Sequence[Body], asked: Asked) -> Parsed:
    """Rows of all pages. Raises RefusedError if a page, or their totals, cannot be trusted."""
    reading = settings.filled(asked)
    records: list[Record] = []
    broken: list[Refusal] = []
    totals: list[str | None] = []
    count = 0
    for page, body in enumerate(bodies, 1):
        with blaming(body):
            content = _heard(settings, body.content)
            totals.append(total_of(settings, content, {}))
            count += len(lines_of(reading, content))
            read = page_records(reading, content, page, body_hash(body))
            records += read.records
            broken += read.broken
            check_size(len(records))
    if disagreement := total_disagreement(totals, count):
        raise refuse(TOTAL, disagreement)
    if reading.pivot:
        records = pivoted(records, reading.pivot)
    return parse_targets(records, reading, asked, broken)


def _request(address: Address, reading: Reading, asked: Asked) -> Outgoing:
    """The request for the first page, without its paging."""
    return Outgoing(
        filled_url(address.url, asked),
        reading.method,
        fill_tree(reading.parameters, asked),
        fill_tree(reading.headers, asked),
        fill_tree(reading.body, asked),
        reading.body_format,
    )


def _document(reading: Reading, content: bytes) -> Json:
    """The content of a page; None for an empty body, or a verdict that there is nothing."""
    outer = _outer(reading, content)
    if outer is None or (reading.verdict and reading.verdict.says_empty(outer)):
        return None
    return opened(outer, reading.parsed, reading.encoding)


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
        sentence = "返回的是网页（多为登录页面），不是数据，请核对接口授权是否到期"
        return replace(answer, trouble=Trouble(sentence, expired=True))
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
        return Trouble("返回的数据没有结尾，只收到一部分", PullOutcome.PARTIAL)
    if total is None and reading.total and content is not None:
        sentence = "返回内容中没有约定的总数，不能确定数据是否完整，请核对接口是否变更"
        return Trouble(sentence, PullOutcome.PARTIAL)
    return onward(reading.paging, content, answer.headers, url, Envelope(count, total))
