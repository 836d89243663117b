"""A way in: a mailbox. The newest message of the department's own people that carries the file.

The mailbox' own server must refuse forged senders: a From line alone proves nothing.
"""

import ssl
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, Field

from connectors.sources.answers import Asked, Fetched
from connectors.sources.attachments import attached, is_forged, names, sender
from connectors.sources.file_names import CAP_BYTES, fitting, shown
from connectors.sources.imap_session import Envelope, Server, Session, SessionError, session
from connectors.sources.refusals import is_broken
from connectors.sources.tries import Trouble, until_settled
from connectors.sources.wall_clock import Deadline
from domain.fields import Strict
from domain.local_time import SHANGHAI, local_day
from domain.records import Body
from domain.words import PullOutcome

EARLY_DAYS = 10
"""How long before the month's end its figure may be sent."""

MESSAGE_CAP = 5000
OWN_CAP = 500
STRANGER_CAP = 50
"""Messages of the window, of the department's own people, of nobody known: how many are looked at.

Beyond the first two nothing is silent: the pull is a fault. Beyond the third none is told.
"""


def _imaps(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "imaps" or not parts.hostname:
        raise ValueError("须如imaps://邮件服务器/INBOX；不用TLS的信箱不读")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("地址中不得带用户名、口令或参数；用户名写在user，口令的名称写在password")
    try:
        has_port = parts.port != 0
    except ValueError:
        has_port = False
    if not has_port:
        raise ValueError("端口须为1至65535的整数")
    _one_line(unquote(url))
    return url


def _one_line(text: str) -> str:
    if is_broken(text) or not text.strip() or len(text.splitlines()) != 1:
        raise ValueError("须为一行文字，不得含控制字符")
    return text


class MailboxAddress(Strict):
    """Where the mailbox is: ``imaps://host:993/folder``. ``password`` is the NAME of a secret."""

    mailbox: Annotated[str, AfterValidator(_imaps)]
    user: Annotated[str, AfterValidator(_one_line)]
    password: str = Field(min_length=1)
    ca_file: str | None = None
    deadline_seconds: float = Field(default=60, gt=0, le=600)
    trusted_authserv: str | None = None
    """The mail server whose Authentication-Results are believed."""

    def server(self, password: str, ca_file: Path | None) -> Server:
        """The same as a place to connect to. Raises ValueError for a file without certificates."""
        parts = urlsplit(self.mailbox)
        folder = unquote(parts.path.strip("/")) or "INBOX"
        tls = ssl.create_default_context(cafile=ca_file)
        tls.minimum_version = ssl.TLSVersion.TLSv1_2
        return Server(parts.hostname or "", parts.port or 993, folder, self.user, password, tls)


@dataclass(frozen=True, slots=True)
class _Found:
    """One attempt: what it found, or what went wrong."""

    fetched: Fetched
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class _Carried:
    """One named part of a message."""

    envelope: Envelope
    position: int
    count: int
    """Of the message's parts: else the server and we do not see the same ones."""
    name: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is looked for, and from whom."""

    template: str
    kin: Sequence[str]
    asked: Asked
    at: datetime
    authserv: str | None

    @property
    def first_at(self) -> datetime:
        """From when on a message may hold the period's figure."""
        last = self.asked.period.last_day
        end = datetime(last.year, last.month, last.day, tzinfo=SHANGHAI)
        return end - timedelta(days=EARLY_DAYS - 1)

    def fitting(self, parts: Iterable[_Carried]) -> list[_Carried]:
        """Those whose name is that of the file."""
        return fitting(parts, lambda part: part.name, self.template, self.asked, self.kin)


def from_mailbox(  # noqa: PLR0917 what every way in takes
    address: MailboxAddress,
    template: str,
    asked: Asked,
    secret: Callable[[str], str],
    office: Path,
    kin: Sequence[str] = (),
) -> Fetched:
    """The table, the message that brought it, then older messages with other tables."""
    if asked.at is None:
        raise ValueError("a mailbox is read up to a moment")
    if not asked.senders:
        return _fault("人员名单中没有本单位在任人员的邮箱，无法核对发件人，请补全人员名单")
    ca_file = office / address.ca_file if address.ca_file else None
    if ca_file and not ca_file.is_file():
        return _fault("没有ca_file所指的证书文件，请核对数据源设置")
    server = address.server(secret(address.password), ca_file)
    wanted = _Wanted(template, kin, asked, asked.at, address.trusted_authserv)
    deadline = Deadline(address.deadline_seconds)
    return until_settled(lambda: _look(server, wanted, deadline), deadline).fetched


def _look(server: Server, wanted: _Wanted, deadline: Deadline) -> _Found:
    found: Fetched | None = None
    try:
        with session(server, deadline) as opened:
            own, strangers = _sorted_out(opened, wanted)
            found = _newest(opened, wanted, own)
            note = _strangers(opened, wanted, strangers)
            return _Found(_noted(found, note))
    except SessionError as error:
        if found:  # what a stranger sent must not undo what the department sent
            return _Found(_noted(found, "信箱中其他发件人的邮件没有核对完"))
        return _Found(Fetched(error.trouble.outcome, error=error.trouble.sentence), error.trouble)


def _sorted_out(opened: Session, wanted: _Wanted) -> tuple[list[Envelope], list[Envelope]]:
    """The messages of the window, newest first: the department's, and those of nobody known."""
    uids = opened.since(local_day(wanted.first_at) - timedelta(days=1))
    if len(uids) > MESSAGE_CAP:
        sentence = f"信箱中本期邮件超过{MESSAGE_CAP}封，没有逐一核对，请清理或移走无关邮件"
        raise SessionError(Trouble(sentence))
    own, strangers = [], []
    for envelope in opened.envelopes(uids):
        if not wanted.first_at <= envelope.received_at <= wanted.at:
            continue
        named = sender(envelope.header)
        forged = wanted.authserv is not None and is_forged(envelope.header, wanted.authserv)
        if named in wanted.asked.senders and not forged:
            own.append(envelope)
        elif named not in wanted.asked.others or forged:
            strangers.append(envelope)
    return _newest_first(own), _newest_first(strangers)


def _newest_first(envelopes: Iterable[Envelope]) -> list[Envelope]:
    return sorted(envelopes, key=lambda e: (e.received_at, e.uid), reverse=True)


def _carried(opened: Session, envelopes: Sequence[Envelope]) -> list[_Carried]:
    structures = opened.structures([envelope.uid for envelope in envelopes])
    named = [(e, names(structures[e.uid])) for e in envelopes if e.uid in structures]
    return [
        _Carried(envelope, position, len(parts), name)
        for envelope, parts in named
        for position, name in enumerate(parts)
        if name
    ]


def _newest(opened: Session, wanted: _Wanted, own: Sequence[Envelope]) -> Fetched:
    if len(own) > OWN_CAP:
        return _fault(f"本单位人员本期来信超过{OWN_CAP}封，没有逐一核对，请清理或移走无关邮件")
    parts = _carried(opened, own)
    files = wanted.fitting(parts)
    if not files:
        others = len({part.envelope.uid for part in parts})
        note = f"本单位人员来信{others}封带有附件，但附件名均不是约定的数据文件名" if others else ""
        return Fetched(PullOutcome.SILENT, error=note)
    envelopes = list(dict.fromkeys(file.envelope for file in files))
    newest, older = envelopes[0], envelopes[1:]
    if newest.size > CAP_BYTES:
        return _fault("附有数据文件的邮件超过20MB上限，没有下载，请单位精简文件后重新发送")
    message = Body(_shown(newest), opened.message(newest.uid))
    read = _tables(message, [file for file in files if file.envelope == newest])
    if read.outcome is not PullOutcome.OK:
        return read
    return _with_older(opened, read, older, CAP_BYTES - newest.size)


def _tables(message: Body, files: Sequence[_Carried]) -> Fetched:
    """The fitting parts of a message, then the message."""
    parts = attached(message.content)
    if len(parts) != files[0].count:
        sentence = "附有数据文件的邮件无法拆开，可能已损坏，请单位重新发送"
        return Fetched(PullOutcome.PARTIAL, (message,), sentence)
    taken = [(file.name, parts[file.position]) for file in files]
    if any(part.is_broken for _, part in taken):
        sentence = f"邮件附件“{shown(taken[0][0])}”不完整或编码残缺，请单位重新发送"
        return Fetched(PullOutcome.PARTIAL, (message,), sentence)
    tables = (Body(shown(name), part.content) for name, part in taken)
    return Fetched(PullOutcome.OK, (*tables, message))


def _with_older(opened: Session, read: Fetched, older: Sequence[Envelope], room: int) -> Fetched:
    """Superseded messages are evidence as well, as far as there is room."""
    bodies, left_out = list(read.bodies), 0
    for envelope in older:
        room -= envelope.size
        if room < 0:
            left_out += 1
        else:
            bodies.append(Body(_shown(envelope), opened.message(envelope.uid)))
    note = f"另有{left_out}封较早的同名来信因总量超过20MB没有下载" if left_out else ""
    return Fetched(PullOutcome.OK, tuple(bodies), note)


def _strangers(opened: Session, wanted: _Wanted, strangers: Sequence[Envelope]) -> str:
    """What the office should know of mail that looks like the department's and is not."""
    files = wanted.fitting(_carried(opened, strangers[:STRANGER_CAP]))
    count = len({file.envelope.uid for file in files})
    if not count:
        return ""
    return (
        f"信箱中有{count}封邮件附有约定名称的数据文件，但发件人不在人员名单中或未通过邮件服务器核验，"
        "没有读取；如确由本单位发出，请更新人员名单后重新采集"
    )


def _noted(fetched: Fetched, note: str) -> Fetched:
    said = "；".join(filter(None, (fetched.error, note)))
    return Fetched(fetched.outcome, fetched.bodies, said)


def _shown(envelope: Envelope) -> str:
    return f"{envelope.received_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}收到的邮件"


def _fault(sentence: str) -> Fetched:
    return Fetched(PullOutcome.FAULT, error=sentence)
