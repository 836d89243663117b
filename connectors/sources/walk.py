"""Walking the pages of a source until its end, and knowing when the end was not reached."""

from collections.abc import Callable, Sequence

from connectors.sources.answers import Fetched
from connectors.sources.http_client import DECODED_CAP_BYTES, Answer
from connectors.sources.outgoing import Outgoing
from connectors.sources.paging import AnyPaging, Cursor, Envelope, count_of, is_last, page_request
from connectors.sources.tries import Trouble
from domain.records import Body
from domain.words import PullOutcome

PAGE_CAP = 500


def walk(
    request: Outgoing,
    ask: Callable[[Outgoing], Answer],
    read: Callable[[Answer], Envelope | Trouble],
    paging: AnyPaging | None,
    suffix: str = "json",
) -> Fetched:
    """Ask page after page. Every body is returned, also those of a walk that went wrong."""
    bodies: list[Body] = []
    envelopes: list[Envelope] = []
    for page in range(1, PAGE_CAP + 1):
        answer = ask(page_request(request, paging, envelopes))
        trouble = answer.trouble or _no_page(answer, bodies)
        if answer.content or not trouble:
            bodies.append(Body(f"page-{page}.{suffix}", answer.content))
        said = trouble or read(answer)
        if isinstance(said, Envelope):
            said = _lost(said, envelopes, paging) or said
        if isinstance(said, Trouble):
            return Fetched(said.outcome, tuple(bodies), said.sentence)
        envelopes.append(said)
        if is_last(envelopes, paging):
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


def _lost(page: Envelope, before: list[Envelope], paging: AnyPaging | None) -> Trouble | None:
    """Why what a page says of the next one leads nowhere."""
    if page.following and any(page.following == one.following for one in before):
        return Trouble("接口两次给出同一个下一页，翻页没有尽头，请核对接口", PullOutcome.PARTIAL)
    if not page.has_next:
        return None
    if isinstance(paging, Cursor) and not page.following:
        return Trouble("接口称还有下一页，却没有给出游标，数据不全", PullOutcome.PARTIAL)
    if page.count == 0 and not isinstance(paging, Cursor):
        return Trouble("接口称还有下一页，这一页却没有数据，请核对翻页参数", PullOutcome.PARTIAL)
    return None


def _closed(envelopes: list[Envelope], bodies: tuple[Body, ...]) -> Fetched:
    """The outcome of a walk that came to an end: whole only if its totals say so."""
    if envelopes[-1].is_unreadable:
        return Fetched(PullOutcome.OK, bodies)
    count = count_of(envelopes)
    if disagreement := total_disagreement([e.total for e in envelopes], count):
        return Fetched(PullOutcome.PARTIAL, bodies, disagreement)
    return Fetched(PullOutcome.OK if count else PullOutcome.EMPTY, bodies)


def total_disagreement(totals: Sequence[str | None], count: int) -> str:
    """A sentence if the stated totals differ from each other or from ``count``, else nothing."""
    stated = sorted({total for total in totals if total is not None})
    if len(stated) > 1:
        return f"翻页过程中总数由{stated[0]}变为{stated[1]}，数据可能不全，请重新报送"
    if stated and not stated[0].isdecimal():
        return f"接口给出的总数“{stated[0][:20]}”不是数字，请核对total所指的位置"
    if stated and stated[0] != str(count):
        return f"接口声明共{stated[0][:20]}条，实际收到{count}条，数据不全，请核对接口和paging"
    return ""
