"""How the next page is asked for, and when there is none: one model for each way of paging."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from connectors.sources.asks import PAGE
from connectors.sources.outgoing import Outgoing, PageIn
from domain.fields import Strict


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a page says about itself. One that ``is_unreadable`` ends the walk: parsing says why.

    ``following`` is the cursor or the address of the next page, empty where there is none.
    """

    count: int = 0
    total: str | None = None
    is_unreadable: bool = False
    has_next: bool | None = None
    pages: int | None = None
    following: str = ""


class Sized(Strict):
    """Keys of every way of paging. ``sent_in`` is the body where the request has one."""

    size_parameter: str | None = None
    size: int | None = Field(default=None, ge=1, le=10_000)
    sent_in: PageIn | None = None

    @model_validator(mode="after")
    def _page_for_the_path(self) -> "Sized":
        if self.sent_in == "path" and getattr(self, "parameter", PAGE) != PAGE:
            raise ValueError("sent_in为path时，parameter须为page，即path中的{page}")
        return self

    @model_validator(mode="after")
    def _size_for_its_parameter(self) -> "Sized":
        if self.size_parameter and self.size is None:
            raise ValueError("填了每页条数的参数名（size_parameter），还须填每页条数（size）")
        return self

    def sized(self, request: Outgoing) -> Outgoing:
        """``request`` for so many records a page."""
        if not self.size_parameter:
            return request
        return self.put(request, self.size_parameter, self.size)

    def put(self, request: Outgoing, name: str, value: Any) -> Outgoing:
        """``request`` with one of the parameters that ask for a page."""
        sent_in = self.sent_in or ("query" if request.body is None else "body")
        return request.adding(sent_in, name, value)


class Numbered(Sized):
    """Keys of pages that are counted; the answer says ``has_next``, ``last`` or ``pages``."""

    parameter: str = Field(min_length=1)
    has_next: str | None = None
    last: str | None = None
    pages: str | None = None

    @model_validator(mode="after")
    def _one_end(self) -> "Numbered":
        if self.has_next and self.last:
            raise ValueError("has_next（还有下一页）与last（这是末页）只能填一个")
        return self


class Paging(Numbered):
    """Numbered pages: ``parameter`` counts from ``first``; ``size`` records make a full page."""

    kind: Literal["page"] = "page"
    first: int = Field(default=1, ge=0, le=1)


class Offset(Numbered):
    """``parameter`` says how many records to pass over; ``first`` is 1 where rows count from 1."""

    kind: Literal["offset"]
    first: int = Field(default=0, ge=0, le=1)


class Cursor(Sized):
    """``next`` is where a page gives the mark of the following one; ``parameter`` sends it back."""

    kind: Literal["cursor"]
    parameter: str = Field(min_length=1)
    next: str = Field(min_length=1)
    start: str | None = None
    """What the first request sends, where it must send something."""
    has_next: str | None = None


class Link(Sized):
    """The next page's address: in the Link header, or at ``next`` in the body."""

    kind: Literal["link"]
    next: str | None = None
    follow: Literal["address", "path"] = "address"
    """``path``: only its path and parameters, where a gateway hides the host it names."""


def _kind(settings: Any) -> str:
    if isinstance(settings, dict):
        return str(settings.get("kind", "page"))
    return str(getattr(settings, "kind", "page"))


AnyPaging = Annotated[
    Annotated[Paging, Tag("page")]
    | Annotated[Offset, Tag("offset")]
    | Annotated[Cursor, Tag("cursor")]
    | Annotated[Link, Tag("link")],
    Discriminator(_kind),
]


def page_request(request: Outgoing, paging: AnyPaging | None, before: list[Envelope]) -> Outgoing:
    """``request`` for the page after those ``before``."""
    match paging:
        case None:
            return request
        case Paging():
            number = paging.first + len(before)
            return paging.put(paging.sized(request), paging.parameter, number)
        case Offset():
            passed = paging.first + count_of(before)
            return paging.put(paging.sized(request), paging.parameter, passed)
        case Cursor():
            mark = before[-1].following if before else paging.start
            sized = paging.sized(request)
            return sized if mark is None else paging.put(sized, paging.parameter, mark)
        case Link():
            if not before:
                return paging.sized(request)
            return replace(request, url=before[-1].following, parameters={})


def is_last(envelopes: list[Envelope], paging: AnyPaging | None) -> bool:
    """Whether no page follows the last of ``envelopes``."""
    last = envelopes[-1]
    if paging is None or last.is_unreadable:
        return True
    if last.has_next is not None:
        return not last.has_next
    if isinstance(paging, Cursor | Link):
        return not last.following
    if last.pages is not None:
        return len(envelopes) >= last.pages
    return last.count == 0 or _is_full(envelopes, paging.size)


def _is_full(envelopes: list[Envelope], size: int | None) -> bool:
    """Whether the total is reached, or else the last page is a short one."""
    last = envelopes[-1]
    if last.total is not None:
        return not last.total.isdecimal() or count_of(envelopes) >= int(last.total)
    return size is not None and last.count < size


def count_of(envelopes: list[Envelope]) -> int:
    """How many records came."""
    return sum(envelope.count for envelope in envelopes)
