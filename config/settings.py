"""Settings from the environment: names begin with DUBAN_. A secret is NAME or a file NAME_FILE."""

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from connectors.channels.mail import MailSettings, is_plain_address
from domain.refusals import Refused

_LEDGER = "DUBAN_LEDGER"


class SettingsError(Refused):
    """A setting is missing or wrong; each line of the text names one variable, never its value."""


class Settings(BaseSettings):
    """Where things are and how mail leaves. Without any variable, nothing leaves the machine."""

    model_config = SettingsConfigDict(
        env_prefix="DUBAN_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    office: Path = Path("office")
    data: Path = Path("duban-data")
    """Archive, papers and the outbox folder."""
    channel: Literal["folder", "mail"] = "folder"
    smtp_host: str = ""
    smtp_port: int = Field(default=25, ge=1, le=65535)
    smtp_sender: str = ""
    smtp_user: str = ""
    smtp_allow: Annotated[frozenset[str], NoDecode] = frozenset()
    """Permitted mail servers, ``host:port`` separated by commas or spaces."""
    smtp_ca_file: Path | None = None

    @field_validator("smtp_allow", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return frozenset(value.replace(",", " ").split()) if isinstance(value, str) else value

    @property
    def outbox_folder(self) -> Path:
        """Where the folder channel writes."""
        return self.data / "outbox"

    @property
    def ledger_url(self) -> str:
        """SQLAlchemy URL of the ledger. It may hold a password: never print it."""
        return _secret_if_given(_LEDGER) or f"sqlite:///{self.data / 'duban.sqlite'}"


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [f"DUBAN_{e['loc'][0]}".upper() + f": {e['msg']}" for e in error.errors()]
    raise SettingsError("\n".join(wrong))


def mail_settings(settings: Settings) -> MailSettings:
    """What the mail channel needs. Raises SettingsError naming every variable that it lacks."""
    place = f"{settings.smtp_host}:{settings.smtp_port}"
    needed = {
        "DUBAN_SMTP_HOST: names no mail server": settings.smtp_host,
        "DUBAN_SMTP_SENDER: names no plain mail address": is_plain_address(settings.smtp_sender),
        f"DUBAN_SMTP_ALLOW: does not list {place}": place in settings.smtp_allow,
    }
    if lacking := [sentence for sentence, given in needed.items() if not given]:
        raise SettingsError("\n".join(lacking))
    return MailSettings(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_sender,
        allow=settings.smtp_allow,
        user=settings.smtp_user,
        password=secret("DUBAN_SMTP_PASSWORD") if settings.smtp_user else "",
        ca_file=settings.smtp_ca_file,
    )


def secret(name: str) -> str:
    """The secret called ``name``: the variable, or the file that NAME_FILE names.

    Raises SettingsError if neither is set, both are, or what is set holds nothing.
    """
    found = _secret_if_given(name)
    if found is None:
        raise SettingsError(f"{name}: set it, or {name}_FILE to a file that holds it")
    return found


def _secret_if_given(name: str) -> str | None:
    plain, file = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if plain is not None and file is not None:
        raise SettingsError(f"{name}: {name}_FILE is set too; keep one of the two")
    if plain is None and file is None:
        return None
    found = plain if plain is not None else _read_secret(name, Path(file or ""))
    if not found.strip():
        raise SettingsError(f"{name}: it is set but empty")
    return found.strip()


def _read_secret(name: str, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name}_FILE: the file cannot be read") from error
