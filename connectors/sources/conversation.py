"""All requests of one pull: each with what proves who asks, tried again, logged in again once."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import quote

from connectors.sources import said
from connectors.sources.answers import Asked
from connectors.sources.credentials import (
    Authentication,
    Basic,
    Bearer,
    Key,
    Login,
    OAuth2,
    basic,
    login_request,
    oauth2_request,
)
from connectors.sources.documents import document, is_web_page
from connectors.sources.http_client import Answer, Client
from connectors.sources.json_text import Json
from connectors.sources.outgoing import Outgoing
from connectors.sources.placeholders import fill_tree, filled_url
from connectors.sources.refusals import RefusedError
from connectors.sources.signing import Signed, new_nonce, signed
from connectors.sources.tries import Trouble, until_settled
from connectors.sources.verdict import Verdict, shown
from connectors.sources.wall_clock import Deadline

_LONGEST_SENTENCE = 300
_MOST_LOGINS = 2
"""One, and one more when its token expires: a storm of logins locks an account."""

Judge = Callable[[Answer], Answer]
"""Puts into an answer the trouble that only its body tells."""


@dataclass(slots=True)
class Conversation:
    """One pull's requests. What it was told in secret is kept to be struck from every sentence."""

    client: Client
    source: Deadline
    authentication: Authentication | None
    asked: Asked
    look_up: Callable[[str], str]
    told: set[str] = field(default_factory=set)
    token: str | None = None
    logins: int = 0

    def ask(self, request: Outgoing, judge: Judge) -> Answer:
        """The answer to ``request``; where a login has expired, after one more login."""
        answer = self._once(request, judge)
        trouble = answer.trouble
        if trouble and trouble.expired and self.token is not None and self.logins < _MOST_LOGINS:
            self.token = None
            answer = self._once(request, judge)
        return self._without_secrets(answer)

    def secret(self, name: str) -> str:
        """The secret called ``name``."""
        return self._kept(self.look_up(name))

    def _once(self, request: Outgoing, judge: Judge) -> Answer:
        if self.token is None and isinstance(self.authentication, Login | OAuth2):
            trouble = self._log_in(self.authentication)
            if trouble:
                return Answer(trouble=trouble)
        return until_settled(
            lambda: judge(self.client.send(self._proven(request), self.source)), self.source
        )

    def _proven(self, request: Outgoing) -> Outgoing:
        """``request`` as it is sent now: a signature holds for one try only."""
        match self.authentication:
            case None:
                return request
            case Bearer(token=name):
                return request.adding("header", "Authorization", f"Bearer {self.secret(name)}")
            case Basic(user=user, password=name):
                proof = self._kept(basic(user, self.secret(name)))
                return request.adding("header", "Authorization", proof)
            case Key() as key:
                return request.adding(key.sent_in, key.name, key.prefix + self.secret(key.key))
            case Signed() as settings:
                return self._signed(request, settings)
            case Login() | OAuth2() as login:
                return login.shown(request, self.token) if self.token else request

    def _signed(self, request: Outgoing, settings: Signed) -> Outgoing:
        if self.asked.at is None:
            raise ValueError("a signed request needs the time")
        passed = timedelta(seconds=self.source.seconds - self.source.remaining)
        moment, nonce = self.asked.at + passed, new_nonce(settings)
        return signed(request, settings, self.secret(settings.secret), moment, nonce)

    def _log_in(self, login: Login | OAuth2) -> Trouble | None:
        """A new token, or why there is none. A wrong password is sent once."""
        self.logins += 1
        self.client.session.cookies.clear()
        request = self._login_request(login)
        answer = until_settled(lambda: self.client.send(request, self.source), self.source)
        body = _json(answer)
        trouble = answer.trouble or (
            login.verdict and login.verdict.failure_in(body, answer.headers)
        )
        if trouble:
            words = "" if trouble is not answer.trouble else _words(login.verdict, body, answer)
            return replace(
                trouble, sentence=f"登录未成功：{trouble.sentence}{words}", expired=False
            )
        token = said.at(login.token, body, answer.headers) if login.token else ""
        if token is None or (not login.token and not self.client.session.cookies):
            page = "，返回的是网页" if is_web_page(answer.content, "", "json") else ""
            return Trouble(f"登录未成功：答复中没有约定的令牌{page}，请核对接口凭证与设置")
        self.token = self._kept(token)
        return None

    def _login_request(self, login: Login | OAuth2) -> Outgoing:
        login = login.model_copy(update={"url": filled_url(login.url, self.asked)})
        if isinstance(login, OAuth2):
            return oauth2_request(login, self.secret(login.client_secret))
        values = {name: self.secret(secret) for name, secret in login.secrets.items()}
        return login_request(login, fill_tree(login.fields, self.asked), values)

    def _kept(self, value: str) -> str:
        if len(value) > 3:
            self.told |= {value, quote(value, safe="")}
        return value

    def _without_secrets(self, answer: Answer) -> Answer:
        if answer.trouble is None:
            return answer
        sentence = answer.trouble.sentence
        for value in sorted(self.told, key=len, reverse=True):
            sentence = sentence.replace(value, "***")
        return replace(
            answer, trouble=replace(answer.trouble, sentence=sentence[:_LONGEST_SENTENCE])
        )


def _words(verdict: Verdict | None, body: Json, answer: Answer) -> str:
    """What the other side says of a refusal, where it is known to say it."""
    if verdict:
        return verdict.words(body, answer.headers)
    described = said.at("error_description", body, answer.headers)
    return f"：{shown(described)}" if described else ""


def _json(answer: Answer) -> Json:
    """The body of a login as far as it can be read."""
    try:
        return document(answer.content, "json", "utf-8")
    except RefusedError:
        return None
