"""Requests that come before the data: an export is ordered, its state asked, its address kept."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from connectors.sources import said
from connectors.sources.asks import KEPT, PAGE, Ask
from connectors.sources.conversation import Conversation
from connectors.sources.documents import document, is_web_page
from connectors.sources.http_client import Answer
from connectors.sources.json_text import Json
from connectors.sources.refusals import RefusedError
from connectors.sources.tries import WEB_PAGE, Trouble
from connectors.sources.verdict import Verdict, as_codes, shown
from domain.fields import Strict

Codes = Annotated[tuple[str, ...], BeforeValidator(as_codes)]


class Until(Strict):
    """A request is put again and again until ``value`` is one of ``done``."""

    value: str = Field(min_length=1)
    done: Annotated[Codes, Field(min_length=1)]
    failed: Codes = ()
    """Values after which waiting is no use."""
    every_seconds: float = Field(default=2, ge=0.1, le=60)


class Preparation(Ask):
    """One request before the data."""

    format: Literal["json", "xml"] = "json"
    verdict: Verdict | None = None
    until: Until | None = None
    keep: dict[str, str] = Field(default_factory=dict)
    """Our name → where the answer holds what later templates call ``{kept.NAME}``."""

    @property
    def is_read(self) -> bool:
        """Whether the body of the answer says something that is needed."""
        paths = [*self.keep.values(), *([self.until.value] if self.until else [])]
        return bool(self.verdict) or not all(map(said.in_header, paths))


class Asking(Ask):
    """The request for the data, and those before it."""

    prepare: tuple[Preparation, ...] = ()

    @model_validator(mode="after")
    def _kept_before_it_is_named(self) -> "Asking":
        known: set[str] = set()
        for ask in (*self.prepare, self):
            unknown = {name for name in ask.names if name.startswith(KEPT)} - known
            if unknown:
                name = f"{{{min(unknown)}}}"
                raise ValueError(f"{name}须在之前的某一步prepare的keep中取得，请核对名称与先后")
            known |= {f"{KEPT}{name}" for name in getattr(ask, "keep", {})}
        if any({"each", PAGE} & step.names for step in self.prepare):
            raise ValueError("prepare中不能用{each}与{page}，只有取数的请求逐项、逐页进行")
        return self


def prepared(
    steps: Sequence[Preparation], url: str, known: dict[str, str], conversation: Conversation
) -> dict[str, str] | Trouble:
    """``known`` and what the answers of ``steps`` were kept for, or why there are no data."""
    for number, step in enumerate(steps, 1):
        told = _kept_of(step, url, known, conversation)
        if isinstance(told, Trouble):
            return replace(told, sentence=f"取数前的第{number}步未成功：{told.sentence}")
        known = known | told
    return known


def _kept_of(
    step: Preparation, url: str, known: dict[str, str], conversation: Conversation
) -> dict[str, str] | Trouble:
    answer = _settled(step, url, known, conversation)
    if isinstance(answer, Trouble):
        return answer
    body = _content(step, answer)
    kept = {}
    for name, path in step.keep.items():
        value = said.at(path, body, answer.headers)
        if not value:
            return Trouble(f"返回内容中没有约定的“{path}”，请核对接口是否变更")
        kept[f"{KEPT}{name}"] = conversation.kept(value)
    return kept


def _settled(
    step: Preparation, url: str, known: dict[str, str], conversation: Conversation
) -> Answer | Trouble:
    """The answer that ends the step. It waits no longer than the source's own deadline."""
    request = step.outgoing(url, known)
    if isinstance(request, Trouble):
        return request
    while True:
        answer = conversation.ask(request, lambda each: _judged(step, each))
        if answer.trouble:
            return answer.trouble
        if step.until is None:
            return answer
        state = said.at(step.until.value, _content(step, answer), answer.headers)
        if state in step.until.done:
            return answer
        if state in step.until.failed:
            return Trouble(f"数据接口没有备好数据（{shown(state or '')[:40]}）")
        if conversation.source.remaining <= step.until.every_seconds:
            told = f"状态为“{shown(state)[:40]}”" if state else f"答复中没有“{step.until.value}”"
            return Trouble(f"数据接口在规定时间内没有备好数据（{told}），请核对后重新采集")
        time.sleep(step.until.every_seconds)


def _judged(step: Preparation, answer: Answer) -> Answer:
    """With the verdict of the body; 202 (accepted, not yet there) is no trouble before the data."""
    if answer.status == 202:
        return replace(answer, trouble=None)
    is_page = step.is_read and is_web_page(answer.content, "", step.format)
    if is_page and not answer.trouble:
        return replace(answer, trouble=WEB_PAGE)
    if not step.verdict:
        return answer
    body = _content(step, answer)
    if answer.trouble:
        words = step.verdict.words(body, answer.headers)
        return replace(
            answer, trouble=replace(answer.trouble, sentence=answer.trouble.sentence + words)
        )
    return replace(answer, trouble=step.verdict.failure_in(body, answer.headers))


def _content(step: Preparation, answer: Answer) -> Json:
    """The body as far as it can be read: what is missed in it is told by its path."""
    try:
        return document(answer.content, step.format, "utf-8")
    except RefusedError:
        return None
