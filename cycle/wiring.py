"""The one place that builds the parts: office, ledger, channel. The parts don't know the wiring."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from config.loader import Live, load_office
from config.settings import Settings, mail_settings, secret
from connectors.channels import folder, mail
from domain.office import Office, document_hash
from domain.refusals import Refused
from ledger.schema import upgrade
from ledger.store import Ledger, nothing

REHEARSAL_SENDER = "duban@rehearsal.invalid"
"""From whom letters come while they only go into a folder."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One way out: hand ``message`` (RFC 5322 bytes) over for one recipient."""

    name: str
    sender: str
    send: Callable[[bytes, str], str]


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a stage may use. ``office`` is the folder's, or a stored version of it."""

    office: Office
    live: Live
    ledger: Ledger
    channel: Channel
    secret: Callable[[str], str]
    checkpoint: Callable[[str], None]
    data: Path

    @property
    def office_hash(self) -> str:
        """Name of the office version at work."""
        return document_hash(self.office.document())


def open_parts(
    settings: Settings, *, rehearsal: bool, checkpoint: Callable[[str], None] = nothing
) -> Parts:
    """Build the parts. Raises OfficeErrors, SettingsError or Refused.

    ``rehearsal``: the clock is pinned, so no channel may leave loopback.
    """
    loaded = load_office(settings.office)
    return Parts(
        office=loaded.office,
        live=loaded.live,
        ledger=open_ledger(settings, checkpoint),
        channel=_channel(settings, rehearsal=rehearsal),
        secret=secret,
        checkpoint=checkpoint,
        data=settings.data,
    )


def open_ledger(settings: Settings, checkpoint: Callable[[str], None] = nothing) -> Ledger:
    """Open the ledger. Raises NotUpgraded when its tables are not of this version."""
    return Ledger.open(settings.ledger_url, settings.data / "archive", checkpoint)


def upgrade_ledger(settings: Settings) -> str:
    """Bring the ledger's tables to this version."""
    settings.data.mkdir(parents=True, exist_ok=True)
    upgrade(settings.ledger_url)
    return "台账已是最新版本"


def _channel(settings: Settings, *, rehearsal: bool) -> Channel:
    if settings.channel == "folder":
        sender = settings.smtp_sender or REHEARSAL_SENDER
        into = settings.outbox_folder
        return Channel("folder", sender, partial(folder.send, into))
    server = mail_settings(settings)
    if rehearsal and not mail.is_loopback(server.host):
        raise Refused("DUBAN_NOW 已固定时间，属演练：邮件服务器只能是本机")
    return Channel("mail", server.sender, partial(mail.send, server))


def names(parts: Parts) -> Mapping[str, str]:
    """Department names by code."""
    return {code: department.name for code, department in parts.office.departments.items()}
