"""A Dovecot of the tests' own on loopback: TLS only, a fresh mailbox for whoever asks."""

import imaplib
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from tests.support.certificates import self_signed

PASSWORD = "s3cret-authorisation-code"
_STRANGER = "nobody"
"""Whom the server runs as where we are root: it needs no right of ours."""
_names = count(1)
_SETTINGS = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/tls/certificate.pem
ssl_key = <{folder}/tls/key.pem
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{folder}/mail/%u
mail_fsync = never
auth_failure_delay = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One user's mail, as it is put there and as it is afterwards."""

    server: "ImapServer"
    user: str

    @property
    def address(self) -> dict[str, str]:
        """The settings of a source that reads it; its secret is called MAIL."""
        return {
            "mailbox": f"imaps://127.0.0.1:{self.server.port}/INBOX",
            "user": self.user,
            "password": "MAIL",
            "ca_file": str(self.server.ca_file),
        }

    def put(self, message: bytes, received_at: datetime, folder: str = "INBOX") -> None:
        """Deliver a message as if the server had received it then."""
        with self._opened() as client:
            client.create(folder)
            when = f'"{received_at:%d-%b-%Y %H:%M:%S %z}"'
            done, said = client.append(folder, "", when, message)
            if done != "OK":
                raise RuntimeError(f"not delivered: {said}")

    def flags(self) -> list[bytes]:
        """What the server notes of each message: nothing, if nobody read or touched it."""
        with self._opened() as client:
            client.select("INBOX", readonly=True)
            _, lines = client.fetch("1:*", "(FLAGS)")
            return [line for line in lines if isinstance(line, bytes)]

    @contextmanager
    def _opened(self) -> Iterator[imaplib.IMAP4_SSL]:
        tls = ssl.create_default_context(cafile=self.server.ca_file)
        with imaplib.IMAP4_SSL("127.0.0.1", self.server.port, ssl_context=tls) as client:
            client.login(self.user, PASSWORD)
            yield client


@dataclass(frozen=True, slots=True)
class ImapServer:
    """A running server; every user is known, by one password."""

    folder: Path
    port: int

    @property
    def ca_file(self) -> Path:
        """With it a client trusts the server."""
        return self.folder / "tls" / "certificate.pem"

    @property
    def log(self) -> str:
        """What the server wrote down."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def fresh(self) -> Mailbox:
        """A mailbox of the caller's own."""
        return Mailbox(self, f"duban{next(_names)}")


@contextmanager
def imap_server() -> Iterator[ImapServer]:
    """Start a server for as long as the block runs. Raises RuntimeError where there is none."""
    program = shutil.which("dovecot", path=f"/usr/sbin:/usr/local/sbin:{os.defpath}")
    if program is None:
        raise RuntimeError("the tests need Dovecot: apt-get install dovecot-imapd")
    folder = Path(tempfile.mkdtemp(prefix="duban-dovecot-", dir="/tmp"))
    try:
        server = ImapServer(folder, _free_port())
        with _started(program, server) as process:
            _wait(server, process)
            yield server
    finally:
        shutil.rmtree(folder)


@contextmanager
def _started(program: str, server: ImapServer) -> Iterator[subprocess.Popen[bytes]]:
    is_root = os.geteuid() == 0
    user = pwd.getpwnam(_STRANGER) if is_root else pwd.getpwuid(os.geteuid())
    group = subprocess.check_output(["id", "-gn", user.pw_name], text=True).strip()
    self_signed(server.folder / "tls")
    settings = server.folder / "dovecot.conf"
    given = {"user": user.pw_name, "group": group, "password": PASSWORD}
    settings.write_text(_SETTINGS.format(folder=server.folder, port=server.port, **given))
    if is_root:
        for path in (server.folder, *server.folder.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid)
    process = subprocess.Popen(
        [program, "-F", "-c", settings],
        cwd=server.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        user=user.pw_uid if is_root else None,
        group=user.pw_gid if is_root else None,
        extra_groups=[] if is_root else None,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=10)


def _wait(server: ImapServer, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            said = process.stderr.read().decode() if process.stderr else ""
            raise RuntimeError(f"dovecot ended: {said}")
        try:
            socket.create_connection(("127.0.0.1", server.port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"dovecot does not listen: {server.log}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
