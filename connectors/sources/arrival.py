"""How a file arrives: in a folder, by mail or over the web. The keys of the address say which."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import Discriminator, RootModel, Tag

from connectors.sources.answers import Asked, Fetched
from connectors.sources.download import DownloadAddress, from_web
from connectors.sources.files import FolderAddress, from_folder
from connectors.sources.inbox import MailboxAddress, from_mailbox

_WAYS = {"folder": "in a folder", "mailbox": "by mail", "url": "over the web"}
"""By its own key, each way's tag. A tag is no key: it stands in no error."""


def _way(address: Any) -> str | None:
    """The way whose key is there, a folder if none is: its errors are told with their keys."""
    named = [tag for key, tag in _WAYS.items() if key in address]
    return None if len(named) > 1 else [*named, "in a folder"][0]


_Ways = (
    Annotated[FolderAddress, Tag("in a folder")]
    | Annotated[MailboxAddress, Tag("by mail")]
    | Annotated[DownloadAddress, Tag("over the web")]
)
_UNCLEAR = f"文件从哪里来只能写一处，{'、'.join(_WAYS)}请只留一个"


class Address(
    RootModel[
        Annotated[
            _Ways,
            Discriminator(
                _way,
                custom_error_type="value_error",
                custom_error_context={"error": _UNCLEAR},
            ),
        ]
    ]
):
    """One way in. A new one is a module with its address and its fetching, and its lines here."""


def fetch_file(  # noqa: PLR0917 what every way in takes
    address: Address,
    template: str,
    asked: Asked,
    secret: Callable[[str], str],
    office: Path,
    kin: Sequence[str] = (),
) -> Fetched:
    """The file of the period, then what proves how it came."""
    match address.root:
        case FolderAddress() as folder:
            return from_folder(folder, template, asked, office, kin)
        case MailboxAddress() as mailbox:
            return from_mailbox(mailbox, template, asked, secret, office, kin)
        case DownloadAddress() as download:
            return from_web(download, template, asked, secret, office)
