"""The rehearsal folder: whole files, safe names, once per message, and not one connection."""

import socket
import subprocess
import sys
import threading
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path

import pytest

from config.settings import read_settings
from connectors.channels import folder
from connectors.channels.refusals import SendRefused

MESSAGE = b"Message-ID: <1@example.invalid>\r\nSubject: test\r\n\r\nbody\r\n"


def test_a_message_becomes_one_file(tmp_path: Path) -> None:
    outbox = tmp_path / "data" / "outbox"
    name = folder.send(outbox, MESSAGE, "head@example.invalid")
    assert (outbox / name).read_bytes() == MESSAGE
    assert name.startswith("head@example.invalid.")
    assert name.endswith(".eml")
    assert BytesParser(policy=SMTP).parsebytes(MESSAGE)["Subject"] == "test"


def test_the_same_message_id_is_written_once(tmp_path: Path) -> None:
    first = folder.send(tmp_path, MESSAGE, "head@example.invalid")
    again = folder.send(tmp_path, MESSAGE.replace(b"body", b"other"), "head@example.invalid")
    assert again == f"{first} already there"
    assert (tmp_path / first).read_bytes() == MESSAGE
    folder.send(tmp_path, MESSAGE, "liaison@example.invalid")
    folder.send(tmp_path, MESSAGE.replace(b"<1@", b"<2@"), "head@example.invalid")
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("recipient", ["../../etc/passwd", "a/b\\c:d", "", "名" * 300, ".\n.", "-"])
def test_no_recipient_leaves_the_folder(tmp_path: Path, recipient: str) -> None:
    outbox = tmp_path / "outbox"
    name = folder.send(outbox, MESSAGE, recipient)
    assert [path.name for path in outbox.iterdir()] == [name]
    assert list(tmp_path.iterdir()) == [outbox]


def test_what_cannot_be_written_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "outbox"
    blocked.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(SendRefused) as caught:
        folder.send(blocked, MESSAGE, "head@example.invalid")
    assert caught.value.temporary
    assert list(tmp_path.iterdir()) == [blocked]


def test_a_reader_never_sees_half_a_message(tmp_path: Path) -> None:
    """A rehearsal folder may be watched by whoever forwards what appears in it."""
    large = MESSAGE + b"x" * 3_000_000
    sizes: set[int] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            sizes.update(path.stat().st_size for path in tmp_path.glob("*.eml"))

    watcher = threading.Thread(target=watch)
    watcher.start()
    for number in range(20):
        folder.send(tmp_path, large.replace(b"<1@", b"<%d@" % number), "head@example.invalid")
    done.set()
    watcher.join()
    assert sizes <= {len(large), len(large) + 1}
    assert len(list(tmp_path.iterdir())) == 20


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from connectors.channels import folder
from connectors.channels.refusals import SendRefused
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    message = b"Message-ID: <1@x>\\r\\n\\r\\n" + b"x" * 5000
    folder.send(Path(sys.argv[1]), message, "head@example.invalid")
except SendRefused as refused:
    print(refused.temporary, refused.text)
"""


def test_a_disk_that_fills_up_leaves_no_part_of_a_message(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, tmp_path], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("True cannot write head@example.invalid.")
    assert list(tmp_path.iterdir()) == []


def test_a_message_without_an_id_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SendRefused) as caught:
        folder.send(tmp_path, b"Subject: test\r\n\r\nbody", "head@example.invalid")
    assert not caught.value.temporary
    assert list(tmp_path.iterdir()) == []


def test_fault_h17_fresh_settings_send_to_the_folder_and_open_no_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CHANNEL", "SMTP_HOST", "SMTP_ALLOW", "SMTP_SENDER", "SMTP_PASSWORD"):
        monkeypatch.delenv(f"DUBAN_{name}", raising=False)
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path))

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, forbidden)
    settings = read_settings()
    assert settings.channel == "folder"
    folder.send(settings.outbox_folder, MESSAGE, "head@example.invalid")
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 1
