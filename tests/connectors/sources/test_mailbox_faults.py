"""What a mail server may do to a pull: nothing hangs, nothing is silent, no password is told."""

import itertools
import socket
import ssl
import threading
import time
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from connectors.sources import imap_session, inbox
from connectors.sources.door import settings_errors
from domain.words import PullOutcome
from tests.connectors.sources.asking import figures
from tests.connectors.sources.mails import ASKED, LIAISON, READING, STRANGER, message, on, pulled
from tests.connectors.sources.test_safe_url import answering
from tests.support.certificates import Certificate, self_signed
from tests.support.imap_script import Answer, ScriptedImap
from tests.support.imap_server import PASSWORD, ImapServer, Mailbox

Given = Callable[..., ScriptedImap]


@pytest.fixture
def mailbox(imap: ImapServer) -> Mailbox:
    return imap.fresh()


def fault(server: ScriptedImap, certificate: Certificate) -> str:
    """The sentence of a pull that must fail, and tell neither password nor address."""
    fetched, _ = pulled(server.address | {"ca_file": str(certificate.ca_file)})
    assert (fetched.outcome, fetched.bodies) == (PullOutcome.FAULT, ())
    assert PASSWORD not in fetched.error
    assert "@" not in fetched.error
    return fetched.error


@pytest.mark.parametrize("word", ["", "CAPABILITY", "LOGIN", "EXAMINE", "SEARCH", "FETCH"])
@pytest.mark.parametrize("manner", ["hang", "drip"])
def test_the_deadline_holds_wherever_the_server_falls_silent(
    word: str, manner: str, certificate: Certificate
) -> None:
    with ScriptedImap(certificate.server) as server:

        def answer() -> Iterable[bytes]:
            return getattr(server, manner)()  # type: ignore[no-any-return]

        server.answers[word] = Lazily(answer)
        server_address = server.address | {"deadline_seconds": 0.4}
        began = time.monotonic()
        fetched, _ = pulled(server_address | {"ca_file": str(certificate.ca_file)})
        assert time.monotonic() - began < 2
    assert fetched.outcome is PullOutcome.FAULT
    assert "规定时间" in fetched.error


class Lazily:
    """An answer that begins when it is asked for."""

    def __init__(self, begin: Callable[[], Iterable[bytes]]) -> None:
        self.begin = begin

    def __iter__(self) -> Any:
        return iter(self.begin())


def test_the_deadline_holds_in_the_handshake() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"imaps://127.0.0.1:{mute.getsockname()[1]}"
        address = {"mailbox": url, "user": "u", "password": "MAIL", "deadline_seconds": 0.4}
        began = time.monotonic()
        fetched, _ = pulled(address)
        assert time.monotonic() - began < 2
    assert "规定时间" in fetched.error


def test_a_refused_login_is_tried_once(certificate: Certificate, imap: ImapServer) -> None:
    refusing = b"%t NO [AUTHENTICATIONFAILED] liaison@d01.example.invalid s3cret\r\n"
    with ScriptedImap(certificate.server, LOGIN=refusing) as server:
        assert "授权码" in fault(server, certificate)
        assert server.said("LOGIN") == 1
    stranger = imap.fresh().address | {"password": "OTHER"}
    fetched = inbox.from_mailbox(
        inbox.MailboxAddress.model_validate(stranger),
        "*.csv",
        ASKED,
        {"OTHER": "wrong"}.__getitem__,
        imap.folder,
    )
    assert (fetched.outcome, "拒绝登录" in fetched.error) == (PullOutcome.FAULT, True)


@pytest.mark.parametrize(
    "answers",
    [
        {"greeting": b"* BYE too many\r\n"},
        {"greeting": None},
        {"LOGIN": b"%t NO [UNAVAILABLE] later\r\n"},
        {"SEARCH": b"%t NO [SERVERBUG] no\r\n"},
        {"FETCH": None},
    ],
)
def test_what_may_pass_is_tried_again(answers: dict[str, Answer], certificate: Certificate) -> None:
    with ScriptedImap(certificate.server, **answers) as server:
        fault(server, certificate)
        assert server.said("") == 4


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"EXAMINE": b"%t NO no\r\n"}, "打不开文件夹“INBOX”"),
        ({"CAPABILITY": b"* CAPABILITY POP3\r\n%t OK done\r\n"}, "不合规范"),
        ({"SEARCH": b"* SEARCH one\r\n%t OK done\r\n"}, "不合规范"),
        ({"FETCH": b"* 1 FETCH (UID 1 RFC822.SIZE ((((\r\n%t OK done\r\n"}, "不合规范"),
        ({"FETCH": b"* 1 FETCH (" + b"(" * 5000 + b"\r\n%t OK done\r\n"}, "不合规范"),
        ({"FETCH": b'* 1 FETCH (UID 1 INTERNALDATE "soon")\r\n%t OK done\r\n'}, "不合规范"),
        ({"FETCH": b"* 1 FETCH (UID 1 BODY[] {99999999999999}\r\n"}, "超过上限"),
        ({"FETCH": b"* 1 FETCH (UID 1 BODY[] {20971521}\r\n"}, "超过上限"),
    ],
)
def test_what_is_no_mailbox_is_a_fault(
    answers: dict[str, Answer], says: str, certificate: Certificate
) -> None:
    with ScriptedImap(certificate.server, **answers) as server:
        assert says in fault(server, certificate)
        assert server.said("") == 1


def test_an_endless_answer_is_cut_off(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_session, "SESSION_CAP_BYTES", 1024 * 1024)
    endless = itertools.repeat(b"* 1 FETCH (FLAGS ())\r\n" * 100)
    with ScriptedImap(certificate.server, FETCH=endless) as server:
        server_address = server.address | {"deadline_seconds": 20}
        fetched, _ = pulled(server_address | {"ca_file": str(certificate.ca_file)})
    assert (fetched.outcome, "超过上限" in fetched.error) == (PullOutcome.FAULT, True)


def test_a_certificate_that_nobody_vouches_for_is_refused(mailbox: Mailbox) -> None:
    address = {k: v for k, v in mailbox.address.items() if k != "ca_file"}
    fetched, _ = pulled(address)
    assert (fetched.outcome, "安全证书" in fetched.error) == (PullOutcome.FAULT, True)


def test_a_certificate_of_another_name_is_refused(tmp_path_factory: Any) -> None:
    elsewhere = self_signed(tmp_path_factory.mktemp("elsewhere"), "10.0.0.25")
    with ScriptedImap(elsewhere.server) as server:
        assert "安全证书" in fault(server, elsewhere)
        assert server.said("LOGIN") == 0


def test_nothing_is_said_where_there_is_no_tls(certificate: Certificate) -> None:
    with ScriptedImap(None) as server:
        assert "TLS" in fault(server, certificate)
        assert server.said("LOGIN") == 0


def test_an_old_tls_is_refused(certificate: Certificate, tmp_path_factory: Any) -> None:
    old = self_signed(tmp_path_factory.mktemp("old"))
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        old.server.minimum_version = ssl.TLSVersion.TLSv1_1
        old.server.maximum_version = ssl.TLSVersion.TLSv1_1
    with ScriptedImap(old.server) as server:
        assert "TLS 1.2" in fault(server, old)


def test_a_name_that_leads_to_this_machine_is_not_connected(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedImap(certificate.server) as server:
        monkeypatch.setattr(socket, "getaddrinfo", answering("127.0.0.1"))
        named = str(server.address["mailbox"]).replace("127.0.0.1", "mail.example.cn")
        fetched, _ = pulled(server.address | {"mailbox": named})
        assert server.commands == []
    assert "没有连接" in fetched.error


def test_a_folder_that_is_not_there_is_no_silence(mailbox: Mailbox) -> None:
    named = mailbox.address["mailbox"].replace("INBOX", "督查")
    fetched, _ = pulled(mailbox.address | {"mailbox": named})
    assert (fetched.outcome, "“督查”" in fetched.error) == (PullOutcome.FAULT, True)


def test_an_authority_file_that_is_not_there_is_told(mailbox: Mailbox) -> None:
    fetched, _ = pulled(mailbox.address | {"ca_file": "gone.pem"})
    assert (fetched.outcome, "ca_file" in fetched.error) == (PullOutcome.FAULT, True)


@pytest.mark.parametrize("cap", ["MESSAGE_CAP", "OWN_CAP"])
def test_a_flood_of_mail_makes_nobody_silent(
    cap: str, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, cap, 1)
    mailbox.put(message(), on(2))
    mailbox.put(message([("其他.csv", b"")]), on(3))
    fetched, _ = pulled(mailbox.address)
    assert (fetched.outcome, "超过1封" in fetched.error) == (PullOutcome.FAULT, True)


def test_what_a_stranger_sent_cannot_undo_what_the_department_sent(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking at the stranger's letter goes beyond what a session may take."""
    mailbox.put(message(), on(2))
    crowd = b"".join(b"--a\r\nContent-Type: x/y; name=%090d\r\n\r\n\r\n" % n for n in range(9000))
    head = f"From: {STRANGER}\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n".encode()
    mailbox.put(head + crowd + b"--a--\r\n", on(3))
    monkeypatch.setattr(imap_session, "SESSION_CAP_BYTES", 100_000)
    fetched, parsed = pulled(mailbox.address)
    assert (fetched.outcome, figures(parsed)) == (PullOutcome.OK, [("T01", "1", None)])
    assert "没有核对完" in fetched.error


@pytest.mark.parametrize(
    ("changed", "key", "says"),
    [
        ({"mailbox": "imap://10.0.0.25/INBOX"}, "mailbox", "TLS"),
        ({"mailbox": f"imaps://duban:{PASSWORD}@10.0.0.25/INBOX"}, "mailbox", "口令的名称"),
        ({"mailbox": "imaps://10.0.0.25:99999/INBOX"}, "mailbox", "端口"),
        ({"mailbox": "imaps://10.0.0.25/%0D%0AINBOX"}, "mailbox", "一行"),
        ({"user": "duban\r\nA1 DELETE INBOX"}, "user", "一行"),
        ({"deadline_seconds": 0}, "deadline_seconds", "填写不正确"),
        ({"sentinel": ".mounted"}, "sentinel", "不认识"),
    ],
)
def test_settings_are_refused_in_a_sentence(changed: dict[str, Any], key: str, says: str) -> None:
    good = {"mailbox": "imaps://10.0.0.25/INBOX", "user": LIAISON, "password": "MAIL"}
    assert settings_errors("csv", good, READING) == []
    ((found, sentence),) = settings_errors("csv", good | changed, READING)
    assert found == f"address.{key}"
    assert says in sentence


def test_a_table_comes_one_way_only() -> None:
    both = {"folder": "in", "mailbox": "imaps://10.0.0.25/INBOX", "user": "u", "password": "M"}
    ((key, sentence),) = settings_errors("csv", both, READING)
    assert (key, "folder、mailbox、url请只留一个" in sentence) == ("address", True)
    assert settings_errors("csv", {}, READING) == [("address.folder", "缺少必填项")]


def test_one_account_is_read_by_few_at_a_time_and_by_all_in_the_end(
    certificate: Certificate,
) -> None:
    with ScriptedImap(certificate.server, SEARCH=b"* SEARCH\r\n%t OK done\r\n") as server:
        here, most, counting = 0, 0, threading.Lock()

        def come() -> Iterable[bytes]:
            nonlocal here, most
            with counting:
                here += 1
                most = max(most, here)
            time.sleep(0.02)
            yield b"* 0 EXISTS\r\n%t OK [READ-ONLY]\r\n"

        def go() -> Iterable[bytes]:
            nonlocal here
            with counting:
                here -= 1
            yield b"* BYE\r\n%t OK done\r\n"

        server.answers |= {"EXAMINE": Lazily(come), "LOGOUT": Lazily(go)}
        address = server.address | {"ca_file": str(certificate.ca_file), "deadline_seconds": 20}
        with ThreadPoolExecutor(30) as pool:
            outcomes = [f.outcome for f, _ in pool.map(lambda _: pulled(address), range(30))]
    assert outcomes == [PullOutcome.SILENT] * 30
    assert most == imap_session.AT_ONCE


def test_who_waits_for_an_account_waits_no_longer_than_its_own_deadline(
    certificate: Certificate,
) -> None:
    with ScriptedImap(certificate.server) as server:
        server.answers["SEARCH"] = Lazily(server.hang)
        address = server.address | {"ca_file": str(certificate.ca_file)}
        with ThreadPoolExecutor(imap_session.AT_ONCE) as pool:
            slow = address | {"deadline_seconds": 2}
            for _ in range(imap_session.AT_ONCE):
                pool.submit(pulled, slow)
            while server.said("SEARCH") < imap_session.AT_ONCE:
                time.sleep(0.01)
            began = time.monotonic()
            fetched, _ = pulled(address | {"deadline_seconds": 0.3})
            assert time.monotonic() - began < 1
    assert fetched.outcome is PullOutcome.FAULT
    assert "同一邮箱的其他单位尚未读完" in fetched.error
