"""What a page says of the pages after it."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urljoin, urlsplit, urlunsplit

from requests.utils import parse_header_links

from connectors.sources import said
from connectors.sources.json_text import Json
from connectors.sources.paging import AnyPaging, Cursor, Envelope, Link
from connectors.sources.safe_url import same_origin
from connectors.sources.tries import Trouble
from domain.words import PullOutcome

_YES = frozenset({"true", "1", "y", "yes", "是"})
_NO = frozenset({"false", "0", "n", "no", "否"})
_END = frozenset({"", "null", "none"})


def onward(
    paging: AnyPaging | None,
    document: Json,
    headers: Mapping[str, str],
    url: str,
    page: Envelope,
) -> Envelope | Trouble:
    """``page`` with what it says of the next one, or why that cannot be followed."""
    if paging is None or document is None:
        return page
    if isinstance(paging, Link):
        return _linked(paging, document, headers, url, page)
    if isinstance(paging, Cursor):
        mark = said.at(paging.next, document, headers)
        page = replace(page, following="" if (mark or "").lower() in _END else mark or "")
    elif paging.pages:
        pages = said.at(paging.pages, document, headers) or ""
        if not (pages.isdecimal() and len(pages) < 7):
            return _missing(paging.pages)
        page = replace(page, pages=int(pages))
    ends = None if isinstance(paging, Cursor) else paging.last
    flagged = _flagged(paging.has_next or ends, document, headers, page)
    if ends and isinstance(flagged, Envelope):
        return replace(flagged, has_next=not flagged.has_next)
    return flagged


def _flagged(
    path: str | None, document: Json, headers: Mapping[str, str], page: Envelope
) -> Envelope | Trouble:
    if path is None:
        return page
    flag = (said.at(path, document, headers) or "").lower()
    if flag not in _YES | _NO:
        return _missing(path)
    return replace(page, has_next=flag in _YES)


def _linked(
    link: Link, document: Json, headers: Mapping[str, str], url: str, page: Envelope
) -> Envelope | Trouble:
    if link.next:
        target = said.at(link.next, document, headers) or ""
    else:
        links = parse_header_links(headers.get("Link", ""))
        target = next((each["url"] for each in links if each.get("rel") == "next"), "")
    if link.follow == "path":
        target = urlunsplit(("", "", *urlsplit(target)[2:4], ""))
    following = "" if target.lower() in _END else urljoin(url, target)
    if following and not same_origin(url, following):
        sentence = "接口给出的下一页在别的地址，不予跟随，请核对接口"
        return Trouble(sentence, PullOutcome.PARTIAL)
    return replace(page, following=following)


def _missing(path: str) -> Trouble:
    """Without it the end cannot be told: nothing is taken for whole."""
    sentence = f"返回内容中没有约定的翻页信息“{path.removeprefix(said.HEADER)}”，请核对接口是否变更"
    return Trouble(sentence, PullOutcome.PARTIAL)
