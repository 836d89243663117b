"""Mail against real sockets: what was sent, what was refused, and what nobody can know."""

import asyncio
from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from connectors.channels.mail import MailSettings, is_loopback, send
from connectors.channels.refusals import SendRefused, SendUncertain
from tests.connectors.channels.conftest import Certificate
from tests.support.mail_server import DROP, MailServer, Sleep, Step

MESSAGE = (
    b"From: office@example.invalid\r\nTo: head@example.invalid\r\n"
    b"Message-ID: <1@example.invalid>\r\nSubject: test\r\n\r\n"
    b"first line\r\n.a line that begins with a dot\r\n"
)
HEAD = "head@example.invalid"


def settings_for(
    server: MailServer,
    *,
    host: str = "127.0.0.1",
    user: str = "",
    ca_file: Path | None = None,
    timeout_seconds: float = 5,
) -> MailSettings:
    return MailSettings(
        host=host,
        port=server.port,
        sender="office@example.invalid",
        allow=frozenset({f"{host}:{server.port}"}),
        user=user,
        password="not-a-secret" if user else "",
        ca_file=ca_file,
        timeout_seconds=timeout_seconds,
    )


def refusal(server: MailServer, recipient: str = HEAD) -> SendRefused:
    with pytest.raises(SendRefused) as caught:
        send(settings_for(server), MESSAGE, recipient)
    return caught.value


def test_a_message_arrives_byte_by_byte() -> None:
    with MailServer() as server:
        answer = send(settings_for(server), MESSAGE, HEAD)
    assert answer == "250 accepted as 1"
    (taken,) = server.accepted
    assert taken.message == MESSAGE
    assert (taken.sender, taken.recipients) == ("office@example.invalid", (HEAD,))
    assert server.verbs[-1] == "QUIT"


def test_bare_line_ends_become_those_of_mail() -> None:
    with MailServer() as server:
        send(settings_for(server), MESSAGE.replace(b"\r\n", b"\n"), HEAD)
    assert server.accepted[0].message == MESSAGE


class Box(MessageHandler):
    """What a server of another make received."""

    def __init__(self) -> None:
        super().__init__()
        self.received: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.received.append(message)


class AnyPort(Controller):
    """aiosmtpd on a port of the system's choice, which it then calls to see itself run."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd has no types


def test_a_polite_server_of_another_make_takes_chinese() -> None:
    message = "Message-ID: <1@x>\r\nSubject: test\r\n\r\n滞后\r\n".encode()
    box = Box()
    controller = AnyPort(box, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        allow = frozenset({f"127.0.0.1:{controller.port}"})
        send(MailSettings("127.0.0.1", controller.port, "a@example.invalid", allow), message, HEAD)
    finally:
        controller.stop()
    (received,) = box.received
    assert received.get_payload(decode=True) == "滞后\r\n".encode()


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "DOT"])
@pytest.mark.parametrize(
    ("answer", "temporary"), [("421 closing", True), ("452 full", True), ("550 no", False)]
)
def test_fault_h2_each_verb_is_judged_by_its_own_answer(
    verb: str, answer: str, temporary: bool
) -> None:
    with MailServer({verb: [answer]}) as server:
        refused = refusal(server)
    assert refused.temporary is temporary
    assert f"{refused.code} {refused.text}" == answer
    assert server.accepted == []


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY"])
def test_a_connection_lost_before_the_dot_is_a_temporary_refusal(verb: str) -> None:
    large = MESSAGE + b"x" * 70 + b"\r\n"
    with MailServer({verb: [DROP, DROP]}) as server, pytest.raises(SendRefused) as caught:
        send(settings_for(server), large * 200_000 if verb == "BODY" else large, HEAD)
    assert caught.value.temporary
    assert server.accepted == []


def test_a_refusal_at_the_door_is_not_the_messages_fault() -> None:
    with MailServer({"CONNECT": ["554 not today"]}) as server:
        refused = refusal(server)
    assert (refused.temporary, refused.code) == (True, 554)


def test_nobody_listening_is_a_temporary_refusal() -> None:
    with MailServer() as server:
        settings = settings_for(server)
    with pytest.raises(SendRefused) as caught:
        send(settings, MESSAGE, HEAD)
    assert caught.value.temporary


def test_fault_h1_one_recipient_refused_leaves_the_others_sent() -> None:
    people = [f"p{n}@example.invalid" for n in range(4)]
    outcomes: dict[str, object] = {}
    with MailServer({"RCPT": ["250 ok", "550 no such user", "451 later"]}) as server:
        for person in people:
            try:
                outcomes[person] = send(settings_for(server), MESSAGE, person)
            except SendRefused as refused:
                outcomes[person] = refused.temporary
    assert [outcomes[person] for person in people] == [
        "250 accepted as 1",
        False,
        True,
        "250 accepted as 1",
    ]
    assert [taken.recipients for taken in server.accepted] == [(people[0],), (people[3],)]
    assert server.connections == 4


@pytest.mark.parametrize("step", [DROP, Sleep(2), "nonsense", "354 more"])
def test_fault_h3_no_clear_answer_after_the_dot_is_uncertain(step: Step) -> None:
    with MailServer({"DOT": [step]}) as server, pytest.raises(SendUncertain):
        send(settings_for(server, timeout_seconds=0.5), MESSAGE, HEAD)
    if not isinstance(step, str):
        assert len(server.accepted) == 1


def test_fault_h4_a_connection_lost_at_quit_is_sent() -> None:
    with MailServer({"QUIT": [DROP]}) as server:
        assert send(settings_for(server), MESSAGE, HEAD) == "250 accepted as 1"
    with MailServer({"QUIT": [Sleep(2)]}) as server:
        slow = settings_for(server, timeout_seconds=0.5)
        assert send(slow, MESSAGE, HEAD) == "250 accepted as 1"


def test_fault_h6_a_server_without_tls_gets_neither_password_nor_mail() -> None:
    with MailServer() as server:
        for settings in (
            settings_for(server, host="0.0.0.0"),
            settings_for(server, user="office"),
        ):
            with pytest.raises(SendRefused) as caught:
                send(settings, MESSAGE, HEAD)
            assert caught.value.temporary
            assert "STARTTLS" in caught.value.text
    assert set(server.verbs) == {"EHLO"}


def test_fault_h6_a_certificate_nobody_vouches_for_is_refused(certificate: Certificate) -> None:
    with MailServer(tls=certificate.server) as server, pytest.raises(SendRefused) as caught:
        send(settings_for(server, user="office"), MESSAGE, HEAD)
    assert "certificate" in caught.value.text.lower()
    assert (server.logins, server.accepted) == ([], [])


def test_login_comes_after_tls_and_its_refusal_is_temporary(certificate: Certificate) -> None:
    with MailServer({"AUTH": ["535 wrong"]}, tls=certificate.server) as server:
        settings = settings_for(server, user="office", ca_file=certificate.ca_file)
        with pytest.raises(SendRefused) as caught:
            send(settings, MESSAGE, HEAD)
        assert (caught.value.temporary, caught.value.code) == (True, 535)
        send(settings, MESSAGE, HEAD)
    assert server.logins[-1] == ("office", "not-a-secret")
    assert server.verbs.index("STARTTLS") < server.verbs.index("AUTH")
    assert [taken.encrypted for taken in server.accepted] == [True]


def test_mail_that_leaves_this_machine_is_encrypted(certificate: Certificate) -> None:
    with MailServer(tls=certificate.server) as server:
        settings = settings_for(server, host="0.0.0.0", ca_file=certificate.ca_file)
        send(settings, MESSAGE, HEAD)
    assert server.accepted[0].encrypted


@pytest.mark.parametrize(
    "recipient",
    [
        "a@example.invalid\r\nRCPT TO:<b@example.invalid>",
        "a@example.invalid> SIZE=1 <b@example.invalid",
        "a@example.invalid,b@example.invalid ",
        "名@example.invalid",
        "",
    ],
)
def test_fault_h7_an_address_cannot_smuggle_a_command(recipient: str) -> None:
    with MailServer() as server:
        assert not refusal(server, recipient).temporary
    assert server.connections == 0


def test_fault_h7_a_sender_cannot_smuggle_a_command() -> None:
    with MailServer() as server:
        given = settings_for(server)
        for sender in (
            "a@example.invalid>\r\nDATA",
            "a@example.invalid\n",
            "名@example.invalid",
            "",
        ):
            with pytest.raises(SendRefused, match="the sender"):
                send(replace(given, sender=sender), MESSAGE, HEAD)
    assert server.connections == 0


@pytest.mark.parametrize("end", [b"\n.\n", b"\r.\r", b"\r\n.\r\n", b"\n.\r\n", b"\r\n.\n"])
def test_fault_h7_a_text_cannot_end_the_message_and_begin_another(end: bytes) -> None:
    smuggled = b"MAIL FROM:<x@example.invalid>\r\nRCPT TO:<y@example.invalid>\r\nDATA\r\nsecond"
    with MailServer() as server:
        send(settings_for(server), MESSAGE + end + smuggled, HEAD)
    (taken,) = server.accepted
    assert taken.message.endswith(b"\r\nsecond\r\n")
    assert b"\r\n.\r\n" in taken.message
    assert server.verbs.count("MAIL") == 1


def test_a_chinese_name_stands_in_the_message_and_not_in_the_envelope() -> None:
    written = EmailMessage(policy=SMTP)
    written["To"] = Address("张三", addr_spec=HEAD)
    written["Subject"] = "进度提醒：交通运输局2026年2月"
    written["Message-ID"] = "<1@example.invalid>"
    written.set_content("慢于序时进度11.9个百分点。")
    with MailServer() as server:
        send(settings_for(server), written.as_bytes(), HEAD)
    (taken,) = server.accepted
    read = BytesParser(policy=SMTP).parsebytes(taken.message)
    assert [one.display_name for one in read["To"].addresses] == ["张三"]
    assert read["Subject"] == "进度提醒：交通运输局2026年2月"
    assert taken.recipients == (HEAD,)
    assert all(line.isascii() for line in server.commands)


def test_fault_h10_each_envelope_names_one_recipient_and_nobody_sees_another() -> None:
    with MailServer() as server:
        for person in ("a@example.invalid", "b@example.invalid"):
            send(settings_for(server), MESSAGE.replace(HEAD.encode(), person.encode()), person)
    first, second = server.accepted
    assert (first.recipients, second.recipients) == (("a@example.invalid",), ("b@example.invalid",))
    assert b"b@example.invalid" not in first.message
    assert b"a@example.invalid" not in second.message
    assert b"bcc" not in (first.message + second.message).lower()


def test_a_server_that_is_not_permitted_is_never_called() -> None:
    with MailServer() as server:
        settings = settings_for(server)
        elsewhere = MailSettings("127.0.0.1", server.port, settings.sender, frozenset({"x:25"}))
        with pytest.raises(SendRefused, match="not on the list"):
            send(elsewhere, MESSAGE, HEAD)
    assert server.connections == 0


def test_the_size_is_declared_where_the_server_asks_for_it() -> None:
    with MailServer(extensions=["SIZE 100", "8BITMIME"]) as server:
        send(settings_for(server), MESSAGE + "滞后\r\n".encode(), HEAD)
    declared = next(line for line in server.commands if line.startswith("mail"))
    assert "size=" in declared
    assert "body=8bitmime" in declared


def test_a_password_is_not_shown() -> None:
    assert "not-a-secret" not in repr(
        MailSettings("h", 25, "s", frozenset(), user="u", password="not-a-secret")
    )


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("localhost.example.invalid", False),
        ("127.0.0.1.example.invalid", False),
        ("10.0.0.1", False),
    ],
)
def test_loopback_is_what_is_written(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
