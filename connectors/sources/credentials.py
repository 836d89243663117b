"""What proves who asks: one model for each way in. Secrets are NAMES, looked up when needed."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from connectors.sources.outgoing import BodyFormat, Method, Outgoing, SentIn
from connectors.sources.placeholders import checked_tree
from connectors.sources.safe_url import SafeUrl
from connectors.sources.signing import Signed
from connectors.sources.verdict import Verdict
from domain.fields import Strict


def _listed(proofs: object) -> object:
    return (proofs,) if isinstance(proofs, Mapping) else proofs


SecretName = Annotated[str, Field(min_length=1)]


class Proof(Strict):
    """What proves who asks, and with which requests it is shown."""

    shown_with: Literal["all", "logins", "requests"] = "all"
    """Of several proofs each is shown with the logins of those after it too."""


class Bearer(Proof):
    """``Authorization: Bearer`` and the secret."""

    kind: Literal["bearer"]
    token: SecretName


class Basic(Proof):
    """User and password in the Authorization header."""

    kind: Literal["basic"]
    user: str
    password: SecretName


class Digest(Proof):
    """User and password in answer to the server's challenge (HTTP Digest)."""

    kind: Literal["digest"]
    user: str
    password: SecretName


class Key(Proof):
    """A key under a name of their own, in a header or the query."""

    kind: Literal["key"]
    name: str = Field(min_length=1)
    key: SecretName
    sent_in: SentIn = "header"
    prefix: str = ""


class Presented(Proof):
    """How a token that was given is shown with each request."""

    sent_in: SentIn = "header"
    name: str = "Authorization"
    format: Literal["json", "xml", "text"] = "json"
    """Of the answer that holds the token; ``text``: it is the token."""
    prefix: str | None = None
    """Before the token; ``Bearer `` in the Authorization header, else nothing."""

    def shown(self, request: Outgoing, token: str) -> Outgoing:
        """``request`` with the token."""
        usual = "Bearer " if self.name.lower() == "authorization" else ""
        prefix = usual if self.prefix is None else self.prefix
        return request.adding(self.sent_in, self.name, prefix + token)


class Login(Presented):
    """A login that answers with a token (or, without ``token``, sets a cookie)."""

    kind: Literal["login"]
    url: SafeUrl
    method: Method = "POST"
    """A GET sends the fields in the query."""
    body_format: BodyFormat = "json"
    fields: Annotated[dict[str, Any], AfterValidator(checked_tree)] = Field(default_factory=dict)
    secrets: dict[str, SecretName] = Field(default_factory=dict)
    """Field of the login (dotted path) → name of the secret it holds."""
    token: str | None = None
    """Where the answer holds the token: a dotted path, or ``header:`` and a name."""
    verdict: Verdict | None = None


class OAuth2(Presented):
    """Client credentials of OAuth 2.0: a token for our id and secret."""

    kind: Literal["oauth2"]
    url: SafeUrl
    client_id: str = Field(min_length=1)
    client_secret: SecretName
    client_in: Literal["header", "body"] = "header"
    """Whether id and secret go in an Authorization header or in the form."""
    scope: str | None = None
    token: str = "access_token"  # noqa: S105 where it stands, not what it is
    verdict: Verdict | None = None


class Signature(Signed, Proof):
    """A signed request as one of the proofs."""


Authentication = Annotated[
    Bearer | Basic | Digest | Key | Login | OAuth2 | Signature, Field(discriminator="kind")
]
Proofs = Annotated[tuple[Authentication, ...], BeforeValidator(_listed)]
"""One, or several in the order in which they are won."""


def basic(user: str, password: str) -> str:
    """The value of an Authorization header."""
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def login_request(login: Login, fields: Mapping[str, Any], secrets: Mapping[str, str]) -> Outgoing:
    """The login itself; ``secrets`` are values by field."""
    sent_in: SentIn = "query" if login.method == "GET" else "body"
    request = Outgoing(login.url, login.method, body_format=login.body_format)
    for name, value in {**fields, **secrets}.items():
        request = request.adding(sent_in, name, value)
    return request


def oauth2_request(client: OAuth2, secret: str) -> Outgoing:
    """The request for a token."""
    form = {"grant_type": "client_credentials"} | ({"scope": client.scope} if client.scope else {})
    request = Outgoing(client.url, "POST", body=form, body_format="form")
    if client.client_in == "header":
        return request.adding("header", "Authorization", basic(client.client_id, secret))
    return request.adding("body", "client_id", client.client_id).adding(
        "body", "client_secret", secret
    )
