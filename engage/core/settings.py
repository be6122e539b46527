"""All settings, read once from ``ENGAGE_*`` variables into one frozen object.

There is no default secret. In development, missing secrets are made at random and kept in
``instance/secrets.json`` so that a second run keeps sign-ins and can read what was encrypted. In
production a missing or wrong setting stops the start with a sentence.
"""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from engage.core.crypto import Keyring, new_fernet_key
from engage.core.errors import SettingsError
from engage.core.sides import Side

SURFACES = ("public", "council", "ombudsman")
PROJECT_ROOT = Path(__file__).resolve().parents[2]
_SHORTEST_SECRET = 32


@dataclass(frozen=True)
class MailSettings:
    """Where mail of one side goes: an SMTP server, or a folder of ``.eml`` files in development."""

    sender: str
    smtp_url: str = field(default="", repr=False)
    sink: Path | None = None


@dataclass(frozen=True)
class Settings:
    """Everything a process needs to know before it starts."""

    is_development: bool
    instance: Path
    surfaces: frozenset[str]
    database_url: str = field(repr=False)
    ombudsman_database_url: str | None = field(repr=False)
    secret_key: str = field(repr=False)
    ombudsman_secret_key: str | None = field(repr=False)
    ombudsman_keys: tuple[str, ...] = field(repr=False)
    ombudsman_index_key: str | None = field(repr=False)
    base_url: str
    ombudsman_url: str
    mail: MailSettings | None
    ombudsman_mail: MailSettings | None
    proxies: int = 0
    idle_minutes: int = 30
    suppression_threshold: int = 11

    @property
    def has_ombudsman(self) -> bool:
        """Whether this process serves the ombudsman's surface and holds its keys."""
        return "ombudsman" in self.surfaces

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides whose jobs, commands and migrations this process may run."""
        sides = []
        if self.surfaces & {"public", "council"}:
            sides.append(Side.ENGAGE)
        if self.has_ombudsman:
            sides.append(Side.OMBUDSMAN)
        return tuple(sides)

    def keyring(self) -> Keyring:
        """The ombudsman's encryption keys. Raises `SettingsError` in a process that has none."""
        if not self.has_ombudsman or self.ombudsman_index_key is None:
            raise SettingsError("This process does not hold the ombudsman's keys.")
        return Keyring(self.ombudsman_keys, self.ombudsman_index_key)

    def mail_of(self, side: Side) -> MailSettings:
        """The mail settings of ``side``. Raises `SettingsError` where it is not loaded."""
        mail = self.mail if side is Side.ENGAGE else self.ombudsman_mail
        if mail is None:
            raise SettingsError(f"This process does not send the mail of the {side} side (see ENGAGE_SURFACES).")
        return mail


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: with a sentence that names the variable and says what to set.
    """
    environ = os.environ if environ is None else environ
    return _Reader(environ).settings()


class _Reader:
    def __init__(self, environ: Mapping[str, str]):
        self.environ = environ
        mode = environ.get("ENGAGE_ENV", "production")
        if mode not in ("development", "production"):
            raise SettingsError("ENGAGE_ENV must be `development` or `production`.")
        self.is_development = mode == "development"
        self.instance = Path(environ.get("ENGAGE_INSTANCE") or PROJECT_ROOT / "instance").absolute()
        self._made: dict[str, str] | None = None

    def settings(self) -> Settings:
        surfaces = self._surfaces()
        ombudsman, state = "ombudsman" in surfaces, bool(surfaces & {"public", "council"})
        if self.is_development:
            self.instance.mkdir(parents=True, exist_ok=True)
        base_url = self._url("ENGAGE_BASE_URL", "http://127.0.0.1:8000")
        return Settings(
            is_development=self.is_development,
            instance=self.instance,
            surfaces=surfaces,
            database_url=self._database("ENGAGE_DATABASE_URL", "engage.sqlite3"),
            ombudsman_database_url=(
                self._database("ENGAGE_OMBUDSMAN_DATABASE_URL", "ombudsman.sqlite3") if ombudsman else None
            ),
            # An ombudsman-only process needs no key of the state's side, so it is given a throw-away one.
            secret_key=self._secret("ENGAGE_SECRET_KEY") if state else secrets.token_urlsafe(48),
            ombudsman_secret_key=self._secret("ENGAGE_OMBUDSMAN_SECRET_KEY") if ombudsman else None,
            ombudsman_keys=self._keys() if ombudsman else (),
            ombudsman_index_key=self._secret("ENGAGE_OMBUDSMAN_INDEX_KEY") if ombudsman else None,
            base_url=base_url,
            ombudsman_url=self._url("ENGAGE_OMBUDSMAN_URL", base_url),
            mail=self._mail("ENGAGE", "mail") if state else None,
            ombudsman_mail=self._mail("ENGAGE_OMBUDSMAN", "mail-ombudsman") if ombudsman else None,
            proxies=self._number("ENGAGE_PROXIES", 0, 0, 5),
            idle_minutes=self._number("ENGAGE_IDLE_MINUTES", 30, 5, 24 * 60),
            suppression_threshold=self._number("ENGAGE_SUPPRESSION_THRESHOLD", 11, 11, 100),
        )

    def _surfaces(self) -> frozenset[str]:
        named = [part.strip() for part in self.environ.get("ENGAGE_SURFACES", ",".join(SURFACES)).split(",")]
        unknown = [part for part in named if part not in SURFACES]
        if unknown:
            raise SettingsError(f"ENGAGE_SURFACES must be some of public, council, ombudsman; not {unknown[0]!r}.")
        return frozenset(named)

    def _database(self, name: str, file_name: str) -> str:
        url = self.environ.get(name)
        if not url:
            if not self.is_development:
                raise SettingsError(f"Set {name} to the database address, such as postgresql+psycopg://….")
            return f"sqlite:///{self.instance / file_name}"
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise SettingsError(f"{name} must start with sqlite:/// or postgresql+psycopg://.")
        return url

    def _secret(self, name: str) -> str:
        value = self.environ.get(name)
        if not value and self.is_development:
            return self._development_secret(name, lambda: secrets.token_urlsafe(48))
        if not value:
            raise SettingsError(f"Set {name} to a long random text. `engage keys new` makes one.")
        if len(value) < _SHORTEST_SECRET:
            raise SettingsError(f"{name} is too short. Use at least {_SHORTEST_SECRET} characters.")
        return value

    def _keys(self) -> tuple[str, ...]:
        name = "ENGAGE_OMBUDSMAN_KEYS"
        value = self.environ.get(name)
        if not value and self.is_development:
            value = self._development_secret(name, new_fernet_key)
        if not value:
            raise SettingsError(f"Set {name} to one or more keys with commas between. `engage keys new` makes one.")
        keys = tuple(part.strip() for part in value.split(",") if part.strip())
        Keyring(keys, "only to check the keys")
        return keys

    def _development_secret(self, name: str, make) -> str:
        path = self.instance / "secrets.json"
        if self._made is None:
            self._made = json.loads(path.read_text()) if path.exists() else {}
        if name not in self._made:
            self._made[name] = make()
            path.touch(mode=0o600)
            path.write_text(json.dumps(self._made, indent=1))
        return self._made[name]

    def _url(self, name: str, default: str) -> str:
        url = self.environ.get(name) or (default if self.is_development or name.endswith("OMBUDSMAN_URL") else "")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise SettingsError(f"Set {name} to the full address people use, such as https://engage.example.gov.")
        return url.rstrip("/")

    def _mail(self, prefix: str, folder: str) -> MailSettings:
        smtp_url = self.environ.get(f"{prefix}_SMTP_URL", "")
        if not smtp_url and not self.is_development:
            raise SettingsError(f"Set {prefix}_SMTP_URL to the mail server, such as smtp://name:password@host:587.")
        if smtp_url and urlsplit(smtp_url).scheme not in ("smtp", "smtps"):
            raise SettingsError(f"{prefix}_SMTP_URL must start with smtp:// or smtps://.")
        sender = self.environ.get(f"{prefix}_MAIL_FROM", "no-reply@localhost" if self.is_development else "")
        if "@" not in sender:
            raise SettingsError(f"Set {prefix}_MAIL_FROM to the address that mail is sent from.")
        return MailSettings(sender=sender, smtp_url=smtp_url, sink=None if smtp_url else self.instance / folder)

    def _number(self, name: str, default: int, least: int, most: int) -> int:
        text = self.environ.get(name, str(default))
        if not text.isdigit() or not least <= int(text) <= most:
            raise SettingsError(f"{name} must be a whole number from {least} to {most}.")
        return int(text)
