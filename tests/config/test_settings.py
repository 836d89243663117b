"""Settings: nothing leaves by default, secrets come from one place and are never shown."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.settings import Settings, SettingsError, mail_settings, read_settings, secret

NAME = "DUBAN_SMTP_PASSWORD"
HIDDEN = "hunter2-hidden"


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("DUBAN_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("DUBAN_CHANNEL", "mail")
    monkeypatch.setenv("DUBAN_SMTP_HOST", "mail.example.invalid")
    monkeypatch.setenv("DUBAN_SMTP_PORT", "587")
    monkeypatch.setenv("DUBAN_SMTP_SENDER", "office@example.invalid")
    monkeypatch.setenv("DUBAN_SMTP_ALLOW", "mail.example.invalid:587, backup.example.invalid:25")
    return monkeypatch


def test_fault_h17_without_any_variable_nothing_leaves_the_machine() -> None:
    settings = read_settings()
    assert settings.channel == "folder"
    assert settings.smtp_allow == frozenset()
    assert settings.outbox_folder == Path("duban-data/outbox")
    assert settings.ledger_url == "sqlite:///duban-data/duban.sqlite"


def test_reading_settings_makes_no_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path / "data"))
    assert read_settings().outbox_folder == tmp_path / "data" / "outbox"
    assert list(tmp_path.iterdir()) == []


def test_mail_needs_its_server_on_the_list(mail: pytest.MonkeyPatch) -> None:
    server = mail_settings(read_settings())
    assert (server.host, server.port, server.user, server.password) == (
        *("mail.example.invalid", 587),
        *("", ""),
    )
    assert server.needs_tls
    mail.setenv("DUBAN_SMTP_PORT", "25")
    with pytest.raises(SettingsError, match=r"ALLOW: does not list mail\.example\.invalid:25"):
        mail_settings(read_settings())


def test_fault_h17_the_mail_channel_alone_says_everything_it_lacks() -> None:
    with pytest.raises(SettingsError) as refused:
        mail_settings(Settings(channel="mail"))
    names = [line.split(":")[0] for line in str(refused.value).splitlines()]
    assert names == ["DUBAN_SMTP_HOST", "DUBAN_SMTP_SENDER", "DUBAN_SMTP_ALLOW"]


def test_a_sender_that_could_end_the_envelope_is_refused(mail: pytest.MonkeyPatch) -> None:
    mail.setenv("DUBAN_SMTP_SENDER", "office@example.invalid>\r\nRCPT TO:<x@example.invalid")
    with pytest.raises(SettingsError, match="DUBAN_SMTP_SENDER: names no plain mail address"):
        mail_settings(read_settings())


def test_every_wrong_variable_is_named_and_no_value_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_SMTP_PORT", HIDDEN)
    monkeypatch.setenv("DUBAN_CHANNEL", HIDDEN)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert {line.split(":")[0] for line in str(refused.value).splitlines()} == {
        "DUBAN_SMTP_PORT",
        "DUBAN_CHANNEL",
    }
    assert HIDDEN not in str(refused.value)
    assert refused.value.__context__ is None
    with pytest.raises(ValidationError) as raw:
        Settings()
    assert HIDDEN not in str(raw.value)


def test_a_secret_is_a_variable_or_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(NAME, HIDDEN)
    assert secret(NAME) == HIDDEN
    monkeypatch.delenv(NAME)
    file = tmp_path / "password"
    file.write_text(f"{HIDDEN}\n", encoding="utf-8")
    monkeypatch.setenv(f"{NAME}_FILE", str(file))
    assert secret(NAME) == HIDDEN


def test_a_secret_that_is_set_twice_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text(HIDDEN, encoding="utf-8")
    monkeypatch.setenv(NAME, HIDDEN)
    monkeypatch.setenv(f"{NAME}_FILE", str(file))
    assert "keep one of the two" in refusal()


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe\x00" + HIDDEN.encode()])
def test_a_secret_file_that_says_nothing_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv(f"{NAME}_FILE", str(file))
    assert refusal().startswith(NAME)


def test_a_folder_is_no_secret_and_neither_is_silence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert refusal() == f"{NAME}: set it, or {NAME}_FILE to a file that holds it"
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path))
    assert "cannot be read" in refusal()
    monkeypatch.setenv(f"{NAME}_FILE", "")
    assert "cannot be read" in refusal()


def refusal() -> str:
    """What is said when the secret cannot be had; never the secret."""
    with pytest.raises(SettingsError) as refused:
        secret(NAME)
    said = str(refused.value)
    assert HIDDEN not in said
    return said


def test_no_secret_stands_in_what_settings_print(mail: pytest.MonkeyPatch) -> None:
    mail.setenv("DUBAN_SMTP_USER", "office")
    mail.setenv(NAME, HIDDEN)
    mail.setenv("DUBAN_LEDGER", f"postgresql://duban:{HIDDEN}@db.example.invalid/duban")
    settings = read_settings()
    server = mail_settings(settings)
    assert server.password == HIDDEN
    assert HIDDEN in settings.ledger_url
    for shown in (repr(settings), str(settings), str(settings.model_dump()), repr(server)):
        assert HIDDEN not in shown


def test_a_user_without_a_password_is_refused(mail: pytest.MonkeyPatch) -> None:
    mail.setenv("DUBAN_SMTP_USER", "office")
    with pytest.raises(SettingsError, match=NAME):
        mail_settings(read_settings())


@pytest.mark.parametrize("given", ["DUBAN_LEDGER", "DUBAN_LEDGER_FILE"])
def test_the_ledgers_address_is_a_secret_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str
) -> None:
    file = tmp_path / "ledger"
    file.write_text("postgresql:///duban\n", encoding="utf-8")
    monkeypatch.setenv(given, str(file) if given.endswith("FILE") else "postgresql:///duban")
    assert read_settings().ledger_url == "postgresql:///duban"
