"""A way in: a table that an interface gives as a file, with all that proves who asks."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pydantic import model_validator

from connectors.sources.answers import Asked, Fetched
from connectors.sources.asks import PAGE
from connectors.sources.conversation import Conversation
from connectors.sources.documents import document, is_web_page
from connectors.sources.http_client import Answer
from connectors.sources.placeholders import fill, filled_url, values
from connectors.sources.preparing import Asking, prepared
from connectors.sources.refusals import RefusedError, printable
from connectors.sources.tries import Trouble
from connectors.sources.verdict import Verdict
from connectors.sources.wall_clock import Deadline
from connectors.sources.web import WebAddress, conversing, missing_file
from domain.records import Body
from domain.words import PullOutcome


class DownloadAddress(WebAddress, Asking):
    """Where the file is and how it is asked for."""

    verdict: Verdict | None = None
    """Of an answer in JSON that comes instead of the file."""

    @model_validator(mode="after")
    def _one_file(self) -> "DownloadAddress":
        if {"each", PAGE} & self.names:
            raise ValueError("文件一次取一个，不能用{each}与{page}")
        return self


def from_web(
    address: DownloadAddress,
    template: str,
    asked: Asked,
    secret: Callable[[str], str],
    office: Path,
) -> Fetched:
    """The file. It is called as ``template`` says, whatever the other side calls it."""
    if missing := missing_file(address, office):
        return Fetched(PullOutcome.FAULT, error=f"没有{missing}所指的证书文件，请核对数据源设置")
    source = Deadline(address.deadline_seconds)
    with conversing(address, source, asked, secret, office) as conversation:
        answer = _asked(address, asked, conversation)
        sent = tuple(conversation.client.sent)
    name = printable(fill(template, asked).replace("*", ""))
    bodies = (Body(name, answer.content),) if answer.content else ()
    if answer.trouble:
        return Fetched(answer.trouble.outcome, bodies, answer.trouble.sentence, sent)
    return Fetched(PullOutcome.OK if bodies else PullOutcome.EMPTY, bodies, requests=sent)


def _asked(address: DownloadAddress, asked: Asked, conversation: Conversation) -> Answer:
    url = filled_url(address.url, asked)
    known = prepared(address.prepare, url, values(asked), conversation)
    if isinstance(known, Trouble):
        return Answer(trouble=known)
    request = address.outgoing(url, known)
    if isinstance(request, Trouble):
        return Answer(trouble=request)
    return conversation.ask(request, lambda answer: _judged(address.verdict, answer))


def _judged(verdict: Verdict | None, answer: Answer) -> Answer:
    """The answer with the trouble that only its body tells: a login page, a verdict in JSON."""
    if is_web_page(answer.content, answer.content_type, "csv") and not answer.trouble:
        sentence = "返回的是网页（多为登录页面），不是文件，请核对接口授权是否到期"
        return replace(answer, trouble=Trouble(sentence, expired=True))
    if not verdict or answer.content.lstrip()[:1] != b"{":
        return answer
    try:
        told = document(answer.content, "json", "utf-8")
    except RefusedError:
        return answer
    if verdict.says_empty(told):
        return replace(answer, content=b"", trouble=None)
    if answer.trouble:
        words = verdict.words(told, answer.headers)
        trouble = replace(answer.trouble, sentence=answer.trouble.sentence + words)
        return replace(answer, trouble=trouble)
    return replace(answer, trouble=verdict.failure_in(told, answer.headers))
