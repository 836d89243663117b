"""The body of an answer as nested values, whatever it is written in."""

import csv
import io
import re
from collections.abc import Callable
from itertools import islice
from typing import Literal

from connectors.sources import html_text, json_text, xml_text
from connectors.sources.columns import ROW_CAP
from connectors.sources.decoding import Encoding, decode
from connectors.sources.json_text import Json
from connectors.sources.refusals import ENCODING as ENCODING_REFUSED
from connectors.sources.refusals import (
    JSON,
    JSON_CUT,
    LOGIN_PAGE,
    UNREADABLE,
    RefusedError,
    refuse,
)

Format = Literal["json", "ndjson", "jsonp", "xml", "csv", "html", "text"]

_CALL = re.compile(r"\s*(?:/\*\*/\s*)?[A-Za-z_$][\w.$]*\s*\((.*)\)[\s;]*", re.DOTALL)
"""JSON with a function's name round it, as a script of another site is given it."""

_ASSIGNED = re.compile(r"\s*(?:(?:var|let|const)\s+)?[A-Za-z_$][\w.$]*\s*=(?!=)(.*)", re.DOTALL)
"""JSON that a script gives a name: ``var data = {…};``."""

CSV_NAMES = "names"
CSV_LINES = "lines"
"""Where the head and the other lines of a CSV answer stand in its document."""


def document(content: bytes, form: Format, encoding: Encoding, delimiter: str = ",") -> Json:
    """The value that ``content`` holds; None for an empty body. Raises RefusedError."""
    text = decode(content, encoding) if content else ""
    return _value(text, form, delimiter) if text.strip() else None


def _value(text: str, form: Format, delimiter: str) -> Json:
    return _table(text, delimiter) if form == "csv" else _READERS[form](text)


def is_cut(rule: str, content: bytes, form: Format) -> bool:
    """Whether a body was refused because its end is missing, in the middle of a character too."""
    return rule == JSON_CUT or (rule in (JSON, ENCODING_REFUSED) and not _is_closed(content, form))


def is_web_page(content: bytes, content_type: str, form: Format) -> bool:
    """By its first bytes; the content type alone lies in both directions."""
    if form == "html":
        return html_text.asks_a_password(content)
    start = content[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return True
    if form == "xml":
        return False
    is_html = "html" in content_type.lower()
    return start[:1] == b"<" or (form == "json" and is_html and start[:1] not in (b"", b"{", b"["))


def _is_closed(content: bytes, form: Format) -> bool:
    """Whether the bytes end as a whole document does (in utf-16 too): a cut one does not."""
    match form:
        case "json" | "ndjson" | "text":
            return json_text.is_closed(content)
        case "jsonp":
            return content.replace(b"\0", b"").rstrip(b"; \t\r\n").endswith((b")", b"]", b"}"))
        case "xml" | "html":
            return content.replace(b"\0", b"").rstrip().endswith(b">")
        case "csv":
            return content.replace(b"\0", b"").endswith((b"\n", b"\r"))


def _json_by_line(text: str) -> Json:
    found: list[Json] = []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            found += [json_text.load(line)] if line.strip() else []
        except RefusedError as error:
            raise refuse(error.refusal.rule, f"第{number}行：{error.refusal.sentence}") from error
    return found


def _inside_call(text: str) -> str:
    if found := _CALL.fullmatch(text):
        return found[1]
    if found := _ASSIGNED.fullmatch(text):
        return found[1].rstrip("; \t\r\n")
    if text.lstrip()[:1] == "<":
        return text
    rule = JSON if text.rstrip("; \t\r\n").endswith(")") else JSON_CUT
    raise refuse(rule, "数据不是完整的JSONP（名称后加括号的JSON），请核对接口返回内容")


def _table(text: str, delimiter: str) -> Json:
    """Head and lines; every line must be closed, or the last may have been cut."""
    if text.lstrip()[:1] == "<":
        raise refuse(LOGIN_PAGE, "返回的是网页（多为登录页面），不是数据，请核对接口授权")
    if not text.endswith(("\n", "\r")):
        raise refuse(JSON_CUT, "数据末行没有换行，最后一行可能没有传完，请重新采集")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        lines: list[Json] = [list(line) for line in islice(reader, ROW_CAP + 2) if line]
    except csv.Error as error:
        sentence = f"第{reader.line_num}行附近的引号或分隔符不规范，请按CSV格式返回"
        raise refuse(UNREADABLE, sentence) from error
    return {CSV_NAMES: lines[0], CSV_LINES: lines[1:]}


_READERS: dict[str, Callable[[str], Json]] = {
    "json": json_text.load,
    "jsonp": lambda text: json_text.load(_inside_call(text)),
    "ndjson": _json_by_line,
    "xml": lambda text: xml_text.load(text.lstrip()),
    "html": html_text.load,
    "text": str,
}
