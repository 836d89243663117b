"""Dialect ``rest``: JSON over HTTP GET, one record a row."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, Field, model_validator

from connectors.sources.answers import Asked, Fetched, Parsed
from connectors.sources.columns import (
    Cell,
    ColumnReading,
    Record,
    check_size,
    parse_records,
    plain_cell,
)
from connectors.sources.decoding import Encoding, decode
from connectors.sources.http_client import Answer, open_client
from connectors.sources.json_text import Json, Lexeme, is_closed, leaves, load, step_down
from connectors.sources.paging import Envelope, Paging, total_disagreement, walk
from connectors.sources.placeholders import checked, fill
from connectors.sources.refusals import (
    CELL,
    CHARACTERS,
    COLUMNS_DRIFTED,
    ENCODING,
    JSON,
    JSON_CUT,
    RECORDS_MISSING,
    TOTAL,
    RefusedError,
    blaming,
    body_hash,
    is_broken,
    refuse,
)
from connectors.sources.tries import Trouble, until_settled
from connectors.sources.wall_clock import Deadline
from domain.fields import Strict
from domain.records import Body, Place
from domain.words import PullOutcome

_PLACE = "数据接口"


def _safe_url(url: str) -> str:
    """An absolute https URL (http on loopback) without user, query or fragment."""
    parts = urlsplit(checked(url))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("须为完整的https地址")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ValueError("非本机地址须用https")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("地址中不得带用户名、口令或参数，参数请写在reading.parameters")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Address(Strict):
    """Where the interface is. ``token`` is the name of a secret, sent as Bearer."""

    url: Annotated[str, AfterValidator(_safe_url)]
    token: str | None = None
    request_seconds: float = Field(default=10, gt=0, le=120)
    deadline_seconds: float = Field(default=60, gt=0, le=600)
    ca_file: str | None = None


class Reading(ColumnReading):
    """How the bodies are read. Paths are dotted; ``columns`` are paths inside a record."""

    parameters: dict[str, Annotated[str, AfterValidator(checked)]] = Field(default_factory=dict)
    records: str = ""
    stated_period: str | None = None
    stated_department: str | None = None
    total: str | None = None
    paging: Paging | None = None
    encoding: Encoding = "utf-8"

    @model_validator(mode="after")
    def _stated_once(self) -> "Reading":
        if self.stated_period and self.columns.period:
            raise ValueError("期别在stated_period与columns.period中只能填一处")
        if self.stated_department and self.columns.department:
            raise ValueError("单位在stated_department与columns.department中只能填一处")
        return self


def fetch(
    address: Address, reading: Reading, asked: Asked, secret: Callable[[str], str], folder: Path
) -> Fetched:
    """Every page, each tried again while that can help and time is left."""
    source = Deadline(address.deadline_seconds)
    token = secret(address.token) if address.token else ""
    ca_file = str(folder / address.ca_file) if address.ca_file else None
    if ca_file and not Path(ca_file).is_file():
        return Fetched(PullOutcome.FAULT, error="没有ca_file所指的证书文件，请核对数据源设置")
    url = fill(address.url, asked, partial(quote, safe=""))
    fixed = {name: fill(template, asked) for name, template in reading.parameters.items()}
    with open_client(token, ca_file, address.request_seconds) as client:

        def ask(page: dict[str, str]) -> Answer:
            return until_settled(lambda: client.get(url, fixed | page, source), source)

        return walk(ask, partial(_envelope, reading), reading.paging)


def parse(settings: Reading, bodies: Sequence[Body], asked: Asked) -> Parsed:
    """Rows of all pages. Raises RefusedError if a page, or their totals, cannot be trusted."""
    records: list[Record] = []
    totals: list[str | None] = []
    for page, body in enumerate(bodies, 1):
        with blaming(body):
            document = _document(settings, body.content)
            totals.append(_total(settings, document))
            records += _page_records(settings, document, body, page)
            check_size(len(records))
    if disagreement := total_disagreement(totals, len(records)):
        raise refuse(TOTAL, disagreement)
    names = (name for record in records for name in record.cells)
    return parse_records(records, names, settings, asked)


def _envelope(settings: Reading, answer: Answer) -> Envelope | Trouble:
    """What fetching must know of a page, and no more."""
    if _is_web_page(answer):
        return Trouble("返回的是网页（多为登录页面），不是数据，请核对接口授权是否到期")
    try:
        document = _document(settings, answer.content)
        return Envelope(len(_lines(settings, document)), _total(settings, document))
    except RefusedError as error:
        if not _is_cut(error.refusal.rule, answer.content):
            return Envelope(is_unreadable=True)
        return Trouble("返回的数据没有结尾，只收到一部分", PullOutcome.PARTIAL)


def _is_cut(rule: str, content: bytes) -> bool:
    """Whether a body was refused because its end is missing, in the middle of a character too."""
    return rule == JSON_CUT or (rule in (JSON, ENCODING) and not is_closed(content))


def _is_web_page(answer: Answer) -> bool:
    """By its first byte; the content type alone lies in both directions."""
    start = answer.content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1]
    return start == b"<" or ("html" in answer.content_type.lower() and start not in (b"{", b"["))


def _document(settings: Reading, content: bytes) -> Json:
    """The JSON of a page; None for an empty body."""
    text = decode(content, settings.encoding) if content else ""
    return load(text) if text.strip() else None


def _lines(settings: Reading, document: Json) -> list[Json]:
    if document is None:
        return []
    try:
        lines = step_down(document, settings.records)
    except LookupError:
        lines = None
    if not isinstance(lines, list):
        where = f"“{settings.records}”" if settings.records else "最外层"
        raise refuse(RECORDS_MISSING, f"返回内容的{where}不是数据列表，请核对接口是否变更或报错")
    return lines


def _total(settings: Reading, document: Json) -> str | None:
    if settings.total is None or document is None:
        return None
    return _stated(document, settings.total, TOTAL)


def _stated(document: Json, path: str, rule: str) -> str:
    """A text or number that the body is declared to hold at ``path``."""
    try:
        value = step_down(document, path)
    except LookupError:
        value = None
    if not isinstance(value, str):
        raise refuse(rule, f"返回内容中没有约定的“{path}”，请核对接口是否变更")
    if is_broken(value):
        raise refuse(CHARACTERS, f"返回内容的“{path}”含有乱码或控制字符，请在源头改正")
    return str(value).strip()


def _page_records(settings: Reading, document: Json, body: Body, page: int) -> Iterator[Record]:
    lines = _lines(settings, document)
    check_size(len(lines))
    period, department = (
        _stated(document, path, COLUMNS_DRIFTED) if path and lines else None
        for path in (settings.stated_period, settings.stated_department)
    )
    raw_hash = body_hash(body)
    for item, line in enumerate(lines, 1):
        place = Place(_PLACE, page=page, item=item)
        if not isinstance(line, dict):
            raise refuse(RECORDS_MISSING, "数据列表中有一条不是记录，请核对接口返回内容", place)
        yield Record(_cells(line, settings), place, raw_hash, period, department)


def _cells(line: dict[str, Json], settings: Reading) -> dict[str, Cell]:
    """Cells by dotted path; nested content where a value was agreed is no empty cell."""
    values = leaves(line)
    for name in settings.columns.declared.values():
        if any(path.startswith(f"{name}.") for path in values):
            values.setdefault(name, {})
    return {path: _cell(value) for path, value in values.items()}


def _cell(value: Json) -> Cell:
    if value is None or isinstance(value, Lexeme):
        return Cell(None if value is None else str(value), "number" if value else "text")
    if isinstance(value, str):
        return plain_cell(value)
    return Cell(
        None,
        refused=(CELL, "此处应填文字或数字，实际是逻辑值或嵌套内容，请核对接口返回内容"),
    )
