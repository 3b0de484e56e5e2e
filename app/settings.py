"""Settings: secrets and machine matters from CONSTAT_* (environment or .env), the company from constat.toml.

A wrong or missing setting ends the start with one sentence that says which, and what to write.
"""

import re
import tomllib
from datetime import time
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.company import Company
from core.reading import visible

COMPANY_KEYS = ("name", "address", "phone", "email", "registration", "colour", "time_zone", "language", "logo")


class SettingsMistake(Exception):
    """A setting is missing or wrong; the text is one sentence for whoever starts the service."""


class Settings(BaseSettings):
    """CONSTAT_* as given. `summary_at` is the managers' local hour."""

    model_config = SettingsConfigDict(env_prefix="CONSTAT_", env_file=".env", extra="ignore", populate_by_name=True)

    bot_token: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org"
    database_url: str = ""
    data_dir: Path = Path("data")
    company_file: Path = Path("constat.toml")
    public_url: str = ""
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8080, ge=0, le=65535)
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: SecretStr = SecretStr("")
    office_chat_id: int | None = None
    summary_at: time = time(18, 30)
    signing: Literal["on", "off"] = "on"
    identity_file: Path | None = None
    tsa_url: str = ""
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = ""
    link_days: int = Field(default=30, ge=1, le=365)
    tell_appointments: Literal["on", "off"] = "on"
    tell_on_the_way: Literal["on", "off"] = "on"
    code: Literal["never", "remote", "always"] = "never"
    identity_passphrase: SecretStr = SecretStr("")
    limits: Literal["telegram", "raised"] = "telegram"
    warn_free_mb: int = Field(default=500, ge=0, le=10_000_000)
    keep_reports_years: int = Field(default=10, ge=1, le=100)
    keep_clients_years: int = Field(default=10, ge=1, le=100)
    keep_office_messages_days: int = Field(default=730, ge=1, le=36500)
    keep_journal_days: int = Field(default=90, ge=3, le=36500)
    keep_kept_updates_days: int = Field(default=90, ge=3, le=36500)

    @field_validator("telegram_api_url", "public_url")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("office_chat_id", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @property
    def database(self) -> str:
        """The database's URL; a file in the data folder unless told otherwise."""
        return self.database_url or f"sqlite+aiosqlite:///{(self.data_dir / 'constat.db').absolute()}"

    @property
    def secure(self) -> bool:
        """Whether clients reach us over HTTPS."""
        return self.public_url.startswith("https://")


def load_settings(**given: object) -> Settings:
    """Read the settings; `given` overrides. Raises SettingsMistake for a value that cannot be understood."""
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as problem:
        first = problem.errors()[0]
        name = f"CONSTAT_{str(first['loc'][0]).upper()}"
        raise SettingsMistake(f"{name} cannot be understood: {_plainly(name, str(first['msg']))}") from None
    if settings.database_url:
        _check_database(settings.database_url)
    return settings


def _check_database(url: str) -> None:
    driver = url.partition("://")[0]
    if driver not in DRIVERS:
        raise SettingsMistake(
            "CONSTAT_DATABASE_URL cannot be used: write postgresql+asyncpg://user:password@host/name, or nothing."
        )
    if find_spec(DRIVERS[driver]) is None:
        raise SettingsMistake(f"CONSTAT_DATABASE_URL needs {DRIVERS[driver]}: pip install {DRIVERS[driver]}.")


def _plainly(name: str, reason: str) -> str:
    examples = {
        "CONSTAT_SUMMARY_AT": "write an hour such as 18:30.",
        "CONSTAT_HTTP_PORT": "write a port number such as 8080.",
        "CONSTAT_MODE": "write polling or webhook.",
        "CONSTAT_SIGNING": "write on or off.",
        "CONSTAT_LINK_DAYS": "write a number of days from 1 to 365.",
        "CONSTAT_TELL_APPOINTMENTS": "write on or off.",
        "CONSTAT_TELL_ON_THE_WAY": "write on or off.",
        "CONSTAT_CODE": "write never, remote or always.",
        "CONSTAT_OFFICE_CHAT_ID": "write the channel's number such as -1001234567890.",
        "CONSTAT_LIMITS": "write telegram or raised.",
        "CONSTAT_WARN_FREE_MB": "write a number of megabytes such as 500.",
        "CONSTAT_KEEP_REPORTS_YEARS": "write a number of years from 1 to 100.",
        "CONSTAT_KEEP_CLIENTS_YEARS": "write a number of years from 1 to 100.",
        "CONSTAT_KEEP_OFFICE_MESSAGES_DAYS": "write a number of days, 1 or more.",
        "CONSTAT_KEEP_JOURNAL_DAYS": "write a number of days, 3 or more.",
        "CONSTAT_KEEP_KEPT_UPDATES_DAYS": "write a number of days, 3 or more.",
    }
    return examples.get(name, reason)


DRIVERS = {"postgresql+asyncpg": "asyncpg", "sqlite+aiosqlite": "aiosqlite"}
"""What a database's URL may begin with, and the package that it needs."""
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{20,}")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def check_for_serving(settings: Settings) -> None:
    """Raise SettingsMistake for what `serve` cannot do without."""
    if not settings.bot_token.get_secret_value():
        raise SettingsMistake("CONSTAT_BOT_TOKEN is missing: write the token that @BotFather gave for your bot.")
    if not TOKEN.fullmatch(settings.bot_token.get_secret_value()):
        raise SettingsMistake(
            "CONSTAT_BOT_TOKEN is no bot token: write it as @BotFather gave it, such as 123456789:AA… ."
        )
    if not settings.telegram_api_url.startswith(("http://", "https://")):
        raise SettingsMistake("CONSTAT_TELEGRAM_API_URL must begin with http:// or https://.")
    _check_public_url(settings)
    if settings.mode == "webhook":
        if not settings.public_url:
            raise SettingsMistake("CONSTAT_MODE=webhook needs CONSTAT_PUBLIC_URL: write your public HTTPS address.")
        if not SECRET.fullmatch(settings.webhook_secret.get_secret_value()):
            raise SettingsMistake(
                "CONSTAT_MODE=webhook needs CONSTAT_WEBHOOK_SECRET: write 1 to 256 letters, digits, _ or - ."
            )
    if settings.identity_file and not settings.identity_file.is_file():
        raise SettingsMistake("CONSTAT_IDENTITY_FILE names no file: write the path of the company's PKCS#12 file.")
    _check_mail(settings)
    if settings.tsa_url and not settings.tsa_url.startswith(("https://", "http://")):
        raise SettingsMistake("CONSTAT_TSA_URL must begin with https:// or http://: write the authority's address.")


def _check_mail(settings: Settings) -> None:
    url = settings.smtp_url.get_secret_value()
    if not url:
        if settings.code != "never":
            raise SettingsMistake("CONSTAT_CODE needs a mail server: write CONSTAT_SMTP_URL, or CONSTAT_CODE=never.")
        return
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingsMistake("CONSTAT_SMTP_URL cannot be used: write smtp://user:password@host:587 or smtps://… .")
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", settings.mail_from):
        raise SettingsMistake("CONSTAT_MAIL_FROM is missing: write the address that clients are written to from.")


def _check_public_url(settings: Settings) -> None:
    url = settings.public_url
    if settings.signing == "off":
        return
    if not url:
        raise SettingsMistake(
            "Clients cannot sign without a public address: write CONSTAT_PUBLIC_URL=https://… , "
            "or CONSTAT_SIGNING=off to go without the client's confirmation."
        )
    if url.startswith("http://") and _is_loopback(url):
        return
    if not url.startswith("https://"):
        raise SettingsMistake(
            "CONSTAT_PUBLIC_URL must begin with https://, or write CONSTAT_SIGNING=off "
            "to go without the client's confirmation."
        )


def _is_loopback(url: str) -> bool:
    host = url.removeprefix("http://").partition("/")[0].rpartition(":")[0] or url.removeprefix("http://")
    return host in ("127.0.0.1", "localhost", "[::1]")


def load_company(file: Path) -> tuple[Company, Path | None]:
    """The company and its logo's path from constat.toml. Raises SettingsMistake with the key that is wrong."""
    if not file.is_file():
        raise SettingsMistake(
            f"{file} is missing: copy constat.example.toml to {file} and write your company's name in it."
        )
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsMistake(f"{file} cannot be read: {problem}.") from None
    unknown = sorted(set(data) - set(COMPANY_KEYS))
    if unknown:
        raise SettingsMistake(f"{file}: {unknown[0]} is no key of it; the keys are {', '.join(COMPANY_KEYS)}.")
    logo = data.pop("logo", None)
    try:
        company = msgspec.convert(data, Company)
    except msgspec.ValidationError as problem:
        raise SettingsMistake(f"{file}: {problem}.") from None
    for key, value in data.items():
        if isinstance(value, str) and visible(value) != value:
            raise SettingsMistake(f"{file}: {key} has characters that nobody can see; write it anew by hand.")
    if not company.name.strip():
        raise SettingsMistake(f"{file}: name is empty; write your company's name.")
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", company.colour):
        raise SettingsMistake(f"{file}: colour must be written as #rrggbb, such as #0b5c7a.")
    try:
        ZoneInfo(company.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsMistake(f"{file}: time_zone must be a name such as Europe/Paris.") from None
    path = file.parent / str(logo) if logo else None
    if path is not None and not path.is_file():
        raise SettingsMistake(f"{file}: logo names no file; write the path of a PNG or JPEG.")
    return company, path
