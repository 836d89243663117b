"""All requests of one pull: each with what proves who asks, tried again, logged in again once."""

import secrets as random_secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import quote

from connectors.sources import said
from connectors.sources.answers import Asked
from connectors.sources.challenge import Challenge, answered, challenge_in
from connectors.sources.credentials import (
    Authentication,
    Basic,
    Bearer,
    Digest,
    Key,
    Login,
    OAuth2,
    Proofs,
    Signature,
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
from connectors.sources.signing import new_nonce, signed
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
    proofs: Proofs
    asked: Asked
    look_up: Callable[[str], str]
    told: set[str] = field(default_factory=set)
    tokens: dict[int, str] = field(default_factory=dict)
    """By the place of a login among the proofs."""
    challenge: Challenge | None = None
    rounds: int = 0

    def ask(self, request: Outgoing, judge: Judge) -> Answer:
        """The answer to ``request``; where a login has expired, after one more login."""
        answer = self._once(request, judge)
        if self._may_help(answer):
            answer = self._once(request, judge)
        return self._without_secrets(answer)

    def secret(self, name: str) -> str:
        """The secret called ``name``."""
        return self.kept(self.look_up(name))

    def _may_help(self, answer: Answer) -> bool:
        """Whether to ask once more, with new tokens or with the answer to a new challenge."""
        if not answer.trouble or not answer.trouble.expired:
            return False
        is_new = False
        if any(isinstance(proof, Digest) for proof in self.proofs):
            before, self.challenge = self.challenge, challenge_in(answer.headers)
            is_new = self.challenge not in (None, before)
        if self.tokens and self.rounds < _MOST_LOGINS:
            self.tokens.clear()
            self.client.session.cookies.clear()
            return True
        return is_new

    def _once(self, request: Outgoing, judge: Judge) -> Answer:
        for place, proof in enumerate(self.proofs):
            if isinstance(proof, Login | OAuth2) and place not in self.tokens:
                trouble = self._log_in(place, proof)
                if trouble:
                    return Answer(trouble=trouble)
        return until_settled(
            lambda: judge(self.client.send(self._proven(request), self.source)), self.source
        )

    def _proven(self, request: Outgoing, login: int | None = None) -> Outgoing:
        """``request`` as it is sent now: a signature holds for one try only, and covers the rest.

        ``login`` is the place of the login that it is part of.
        """
        apart = "logins" if login is None else "requests"
        proofs = [
            (place, proof)
            for place, proof in enumerate(self.proofs[:login])
            if proof.shown_with != apart
        ]
        for place, proof in proofs:
            request = self._with(request, place, proof)
        for _, proof in proofs:
            if isinstance(proof, Signature):
                request = self._signed(request, proof)
        return request

    def _with(self, request: Outgoing, place: int, proof: Authentication) -> Outgoing:
        match proof:
            case Bearer(token=name):
                return request.adding("header", "Authorization", f"Bearer {self.secret(name)}")
            case Basic(user=user, password=name):
                shown_now = self.kept(basic(user, self.secret(name)))
                return request.adding("header", "Authorization", shown_now)
            case Digest(user=user, password=name) if self.challenge:
                mark = random_secrets.token_hex(8)
                return answered(request, self.challenge, user, self.secret(name), mark)
            case Key() as key:
                return request.adding(key.sent_in, key.name, key.prefix + self.secret(key.key))
            case Login() | OAuth2() as login if self.tokens.get(place):
                return login.shown(request, self.tokens[place])
            case _:
                return request

    def _signed(self, request: Outgoing, settings: Signature) -> Outgoing:
        if self.asked.at is None:
            raise ValueError("a signed request needs the time")
        passed = timedelta(seconds=self.source.seconds - self.source.remaining)
        moment, nonce = self.asked.at + passed, new_nonce(settings)
        return signed(request, settings, self.secret(settings.secret), moment, nonce)

    def _log_in(self, place: int, login: Login | OAuth2) -> Trouble | None:
        """A new token, or why there is none. A wrong password is sent once."""
        if place == next(n for n, p in enumerate(self.proofs) if isinstance(p, Login | OAuth2)):
            self.rounds += 1
        request = self._login_request(login)
        answer = until_settled(
            lambda: self.client.send(self._proven(request, place), self.source), self.source
        )
        body = _content(login, answer)
        trouble = answer.trouble or (
            login.verdict and login.verdict.failure_in(body, answer.headers)
        )
        if trouble:
            words = "" if trouble is not answer.trouble else _words(login.verdict, body, answer)
            return replace(
                trouble, sentence=f"登录未成功：{trouble.sentence}{words}", expired=False
            )
        token = _token(login, body, answer)
        if token is None or not (token or self.client.session.cookies):
            page = "，返回的是网页" if is_web_page(answer.content, "", "json") else ""
            return Trouble(f"登录未成功：答复中没有约定的令牌{page}，请核对接口凭证与设置")
        self.tokens[place] = self.kept(token)
        return None

    def _login_request(self, login: Login | OAuth2) -> Outgoing:
        login = login.model_copy(update={"url": filled_url(login.url, self.asked)})
        if isinstance(login, OAuth2):
            return oauth2_request(login, self.secret(login.client_secret))
        values = {name: self.secret(secret) for name, secret in login.secrets.items()}
        return login_request(login, fill_tree(login.fields, self.asked), values)

    def kept(self, value: str) -> str:
        """``value``, which stands in no sentence from now on."""
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


def _token(login: Login | OAuth2, body: Json, answer: Answer) -> str | None:
    """What the login gave; empty where a cookie is all that it gives."""
    if login.format == "text":
        return None if is_web_page(answer.content, "", "text") else said.at("", body, {})
    return said.at(login.token, body, answer.headers) if login.token else ""


def _words(verdict: Verdict | None, body: Json, answer: Answer) -> str:
    """What the other side says of a refusal, where it is known to say it."""
    if verdict:
        return verdict.words(body, answer.headers)
    described = said.at("error_description", body, answer.headers)
    return f"：{shown(described)}" if described else ""


def _content(login: Login | OAuth2, answer: Answer) -> Json:
    """The body of a login as far as it can be read."""
    try:
        return document(answer.content, login.format, "utf-8")
    except RefusedError:
        return None
