"""Where an interface is, what proves who asks, and the conversation that follows from it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import Field, model_validator

from connectors.sources.answers import Asked
from connectors.sources.conversation import Conversation
from connectors.sources.credentials import Bearer, Proofs
from connectors.sources.http_client import open_client
from connectors.sources.safe_url import SafeUrl
from connectors.sources.wall_clock import Deadline
from domain.fields import Strict


class WebAddress(Strict):
    """Where the interface is, and what proves who asks. ``token`` is short for a bearer's."""

    url: SafeUrl
    token: str | None = None
    authentication: Proofs = ()
    request_seconds: float = Field(default=10, gt=0, le=120)
    deadline_seconds: float = Field(default=60, gt=0, le=600)
    ca_file: str | None = None
    client_certificate: str | None = None
    """File of our own certificate, where the other side asks for one; ``client_key`` its key."""
    client_key: str | None = None

    @model_validator(mode="after")
    def _a_certificate_has_its_key(self) -> "WebAddress":
        if bool(self.client_certificate) != bool(self.client_key):
            raise ValueError("client_certificate（证书文件）与client_key（私钥的密钥名）须同时填写")
        return self

    @model_validator(mode="after")
    def _one_way_in(self) -> "WebAddress":
        if self.token and self.authentication:
            raise ValueError("token与authentication只能填一个")
        return self

    @property
    def proofs(self) -> Proofs:
        """What proves who asks."""
        return (Bearer(kind="bearer", token=self.token),) if self.token else self.authentication


def missing_file(address: WebAddress, folder: Path) -> str:
    """The key whose certificate file is not there; empty if none is missing."""
    for key in ("ca_file", "client_certificate"):
        name = getattr(address, key)
        if name and not (folder / name).is_file():
            return key
    return ""


@contextmanager
def conversing(
    address: WebAddress,
    source: Deadline,
    asked: Asked,
    secret: Callable[[str], str],
    folder: Path,
) -> Iterator[Conversation]:
    """A conversation with ``address``."""
    ca_file = str(folder / address.ca_file) if address.ca_file else None
    with ExitStack() as until_the_end:
        own = None
        if address.client_certificate and address.client_key:
            key = until_the_end.enter_context(_only_now(secret(address.client_key)))
            own = (str(folder / address.client_certificate), key)
        client = until_the_end.enter_context(open_client(ca_file, address.request_seconds, own))
        yield Conversation(client, source, address.proofs, asked, secret)


@contextmanager
def _only_now(key: str) -> Iterator[str]:
    """The name of a file with ``key`` that nobody else may read: TLS takes it from no memory."""
    with NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(key)
        file.flush()
        yield file.name
