"""Settings from the environment and the file .env; all that is wrong is named at once, and no value is shown."""

import base64
import binascii
import re
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_TOKEN = re.compile(r"\d+:[\w-]{20,}")


class Settings(BaseSettings):
    """What an operator may set; .env.example says what each is for."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8-sig", extra="ignore", env_ignore_empty=True
    )

    telegram_bot_token: SecretStr | None = None
    telegram_base_url: str = "https://api.telegram.org/bot"
    database_url: SecretStr = SecretStr("sqlite:///data/bot.sqlite3")
    session_keys: SecretStr = SecretStr("")
    intents_dir: Path = Path(__file__).parent.parent / "intents"
    languages: str = ""
    keep_unanswered: bool = True
    staff_chat_id: int | None = None
    pass_on_questions: bool = True
    session_ttl_hours: float = Field(default=24, gt=0, le=24 * 30)
    webhook_url: str = ""
    webhook_secret: SecretStr | None = Field(default=None, validate_default=True)
    webhook_listen: str = "127.0.0.1"
    port: int | None = Field(default=None, ge=1, le=65535)
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("telegram_bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        token = value.get_secret_value().strip() if value else ""
        if token and not _TOKEN.fullmatch(token):
            raise ValueError("it should be the whole line that BotFather gave, digits, a colon and letters")
        return SecretStr(token) if token else None

    @field_validator("telegram_base_url")
    @classmethod
    def _base_url(cls, value: str) -> str:
        if not re.match(r"^https?://[^/]+.*/bot$", value):
            raise ValueError("it should look like https://host:port/bot")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if not re.match(r"^(sqlite:///|postgres(ql)?://).", url) or not _address(url):
            raise ValueError("it should look like sqlite:///path/to/file or postgresql://user:password@host/name")
        return value

    @field_validator("languages")
    @classmethod
    def _languages(cls, value: str) -> str:
        if not all(re.fullmatch("[a-zA-Z]{2,3}", code.strip()) for code in value.split(",") if value.strip()):
            raise ValueError("it should name folders of the content, such as es, with a comma between")
        return value

    @field_validator("staff_chat_id", mode="before")
    @classmethod
    def _staff(cls, value: object) -> object:
        if value is not None and not re.fullmatch(r"\s*-?[1-9]\d{0,18}\s*", str(value)):
            raise ValueError("it should be the number of a chat, such as -1001234567890")
        return value

    @field_validator("session_keys")
    @classmethod
    def _session_keys(cls, value: SecretStr) -> SecretStr:
        for key in _listed(value):
            try:
                long = len(base64.b64decode(key, altchars=b"-_", validate=True)) == 32
            except binascii.Error:
                long = False
            if not long:
                raise ValueError(
                    "each key should be 44 characters, as `openssl rand -base64 32 | tr +/ -_` prints them, "
                    "the newest first, with a comma between"
                )
        return value

    @field_validator("webhook_url")
    @classmethod
    def _webhook_url(cls, value: str) -> str:
        if not value:
            return ""
        parts = _address(value)
        if not parts or parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
            raise ValueError("it should look like https://bot.example.org/telegram")
        return value if parts.path.strip("/") else f"{value.rstrip('/')}/telegram"

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_secret(cls, value: SecretStr | None, others: ValidationInfo) -> SecretStr | None:
        if others.data.get("webhook_url") and not value:
            raise ValueError("it is needed with WEBHOOK_URL: by it Telegram is recognised")
        if value and not re.fullmatch(r"[\w-]{1,256}", value.get_secret_value(), re.ASCII):
            raise ValueError("it should be 1 to 256 letters, digits, _ or -, such as `openssl rand -hex 32` prints")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @property
    def offered(self) -> tuple[str, ...]:
        """The codes of the languages to be offered; none for all that the content has."""
        return tuple(code.strip().lower() for code in self.languages.split(",") if code.strip())

    @property
    def token(self) -> str:
        """The bot's token, or nothing."""
        return self.telegram_bot_token.get_secret_value() if self.telegram_bot_token else ""

    @property
    def staffed(self) -> bool:
        """Whether patients may pass questions on to the staff's chat."""
        return self.staff_chat_id is not None and self.pass_on_questions

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys for what is kept, the newest first; none: it is kept as it is."""
        return _listed(self.session_keys)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not stand in any log."""
        given = (self.telegram_bot_token, self.webhook_secret)
        password = urlsplit(self.database_url.get_secret_value()).password or ""
        return (*(secret.get_secret_value() for secret in given if secret), password, unquote(password), *self.keys)


def _address(url: str) -> SplitResult | None:
    """The parts of an address; None when it cannot be one."""
    try:
        return urlsplit(url)
    except ValueError:  # it may quote the address
        return None


def _listed(keys: SecretStr) -> tuple[str, ...]:
    return tuple(key.strip() for key in keys.get_secret_value().split(",") if key.strip())


class SettingsError(Exception):
    """Settings that cannot be used; the message names them all, without their values."""


def read_settings() -> Settings:
    """The settings; raises SettingsError."""
    try:
        return Settings()
    except UnicodeDecodeError:
        raise SettingsError("The file .env is not UTF-8: save it again as UTF-8") from None
    except ValidationError as error:
        lines = []
        for item in error.errors(include_input=False, include_url=False):
            reason = str(item.get("ctx", {}).get("error", item["msg"]))
            lines.append(f"{'_'.join(map(str, item['loc'])).upper()}: {reason}")
        raise SettingsError("These settings are wrong:\n  " + "\n  ".join(lines)) from None
