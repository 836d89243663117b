"""Walking the pages of a source until its end, and knowing when the end was not reached."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import Field, model_validator

from connectors.sources.answers import Fetched
from connectors.sources.http_client import DECODED_CAP_BYTES, Answer
from connectors.sources.tries import Trouble
from domain.fields import Strict
from domain.records import Body
from domain.words import PullOutcome

PAGE_CAP = 500


class Paging(Strict):
    """Numbered pages: ``parameter`` counts from ``first``; ``size`` records make a full page."""

    parameter: str = Field(min_length=1)
    first: int = Field(default=1, ge=0, le=1)
    size_parameter: str | None = None
    size: int | None = Field(default=None, ge=1, le=10_000)

    @model_validator(mode="after")
    def _size_for_its_parameter(self) -> "Paging":
        if self.size_parameter and self.size is None:
            raise ValueError("填了每页条数的参数名（size_parameter），还须填每页条数（size）")
        return self

    def parameters(self, page: int) -> dict[str, str]:
        """The query parameters that ask for ``page`` (1-based)."""
        asked = {self.parameter: str(self.first + page - 1)}
        if self.size_parameter:
            asked[self.size_parameter] = str(self.size)
        return asked


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a page says about itself. One that ``is_unreadable`` ends the walk: parsing says why."""

    count: int = 0
    total: str | None = None
    is_unreadable: bool = False


def walk(
    ask: Callable[[dict[str, str]], Answer],
    read: Callable[[Answer], Envelope | Trouble],
    paging: Paging | None,
) -> Fetched:
    """Ask page after page. Every body is returned, also those of a walk that went wrong."""
    bodies: list[Body] = []
    envelopes: list[Envelope] = []
    for page in range(1, PAGE_CAP + 1):
        answer = ask(paging.parameters(page) if paging else {})
        trouble = answer.trouble or _no_page(answer, bodies)
        if answer.content or not trouble:
            bodies.append(Body(f"page-{page}.json", answer.content))
        said = trouble or read(answer)
        if isinstance(said, Trouble):
            return Fetched(said.outcome, tuple(bodies), said.sentence)
        envelopes.append(said)
        if _is_last(envelopes, paging):
            return _closed(envelopes, tuple(bodies))
    return Fetched(
        PullOutcome.PARTIAL, tuple(bodies), f"数据超过{PAGE_CAP}页仍未结束，请核对翻页参数"
    )


def _no_page(answer: Answer, bodies: list[Body]) -> Trouble | None:
    """Why the answer cannot be the page that was asked for, after those that came before."""
    if bodies and answer.status == 200 and not answer.content.strip():
        return Trouble("翻页途中返回了空白内容，数据可能不全，请核对接口", PullOutcome.PARTIAL)
    if any(body.content == answer.content for body in bodies):
        sentence = "有两页内容完全相同，翻页可能没有起作用，请核对翻页参数"
        return Trouble(sentence, PullOutcome.PARTIAL)
    if sum(len(body.content) for body in bodies) > DECODED_CAP_BYTES:
        return Trouble("返回的数据超过20MB上限，已停止接收，请核对接口", PullOutcome.PARTIAL)
    return None


def _is_last(envelopes: list[Envelope], paging: Paging | None) -> bool:
    last = envelopes[-1]
    if paging is None or last.count == 0:
        return True
    if last.total is not None:
        return not last.total.isdecimal() or _count(envelopes) >= int(last.total)
    return paging.size is not None and last.count < paging.size


def _closed(envelopes: list[Envelope], bodies: tuple[Body, ...]) -> Fetched:
    """The outcome of a walk that came to an end: whole only if its totals say so."""
    if envelopes[-1].is_unreadable:
        return Fetched(PullOutcome.OK, bodies)
    count = _count(envelopes)
    if disagreement := total_disagreement([e.total for e in envelopes], count):
        return Fetched(PullOutcome.PARTIAL, bodies, disagreement)
    return Fetched(PullOutcome.OK if count else PullOutcome.EMPTY, bodies)


def total_disagreement(totals: Sequence[str | None], count: int) -> str:
    """A sentence if the stated totals differ from each other or from ``count``, else nothing."""
    stated = sorted({total for total in totals if total is not None})
    if len(stated) > 1:
        return f"翻页过程中总数由{stated[0]}变为{stated[1]}，数据可能不全，请重新报送"
    if stated and stated[0] != str(count):
        return f"接口声明共{stated[0][:20]}条，实际收到{count}条，数据不全，请核对接口"
    return ""


def _count(envelopes: list[Envelope]) -> int:
    return sum(envelope.count for envelope in envelopes)
