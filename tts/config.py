"""Settings: TTS_* environment variables, read once when the app is made."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from tts.config_api import api_settings
from tts.config_broker import broker_settings
from tts.config_identity import identity_settings
from tts.config_mail import mail_settings
from tts.config_systems import read_switch, system_settings
from tts.config_webhooks import webhook_settings
from tts.domain.working_time.zones import known_zones

PACKAGE = Path(__file__).resolve().parent


def data_folder(name: str) -> Path:
    """Where templates, static or migrations lie: beside the package in a checkout, inside it in a wheel."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def default_instance() -> Path:
    """The instance folder: TTS_INSTANCE, else `instance` beside a checkout, else ~/.local/share/tts."""
    if chosen := os.environ.get("TTS_INSTANCE"):
        return Path(chosen).expanduser().resolve()
    if (PACKAGE.parent / "pyproject.toml").is_file():
        return PACKAGE.parent / "instance"
    return Path.home() / ".local" / "share" / "tts"


def database_url(text: str) -> str:
    """The address SQLAlchemy wants: `postgres://` and `postgresql://` mean psycopg 3.

    Raises ValueError with a sentence for an address that cannot be read or names another database.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise ValueError(f"TTS_DATABASE_URL cannot be read as a database address: {error}") from error
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError(
            f"TTS_DATABASE_URL names {url.get_backend_name()}; TTS runs on sqlite and postgresql addresses."
        )
    return url.render_as_string(hide_password=False)


def kept_secret(instance: Path) -> str:
    """The signing key of the instance folder, made on first use and readable by its owner only."""
    path = instance / "secret_key"
    if not path.is_file():
        instance.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def time_zone(name: str) -> str:
    """The IANA zone of that name; raises ValueError with a sentence for any other word."""
    if name not in known_zones():
        raise ValueError(f"TTS_TIME_ZONE is “{name[:60]}”, which is no time zone: write Europe/Rome, say.")
    return name


def proxy_count(text: str) -> int:
    """How many proxies of ours stand in front; raises ValueError for anything but a number from 0 to 9."""
    if not (text.isascii() and text.isdigit() and len(text) == 1):
        raise ValueError(f"TTS_PROXIES is “{text[:60]}”: write how many proxies stand in front, from 0 to 9.")
    return int(text)


def settings_from(environment: Mapping[str, str], overrides: Mapping[str, object]) -> dict[str, object]:
    """Flask's configuration from the environment; `overrides` (tests, the CLI) win.

    Override names: DATABASE_URL, INSTANCE, SECRET_KEY, TESTING and any Flask setting. Raises ValueError with
    a sentence for a setting that cannot be used.
    """
    instance = Path(str(overrides.get("INSTANCE") or default_instance()))
    address = str(
        overrides.get("DATABASE_URL")
        or environment.get("TTS_DATABASE_URL")
        or f"sqlite:///{instance / 'tts.db'}"
    )
    secret = overrides.get("SECRET_KEY") or environment.get("TTS_SECRET_KEY") or kept_secret(instance)
    return {
        "MAX_CONTENT_LENGTH": 3 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 3 * 1024 * 1024,
        "MAX_FORM_PARTS": 15_000,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": read_switch("TTS_SECURE_COOKIES", environment.get("TTS_SECURE_COOKIES", "")),
        "WTF_CSRF_TIME_LIMIT": None,
        "COMPANY_TIME_ZONE": time_zone(environment.get("TTS_TIME_ZONE") or "UTC"),
        "PROXIES": proxy_count(environment.get("TTS_PROXIES") or "0"),
        **system_settings(environment),
        **broker_settings(environment),
        **api_settings(environment),
        **mail_settings(environment),
        **identity_settings(environment),
        **webhook_settings(environment),
        **overrides,
        "INSTANCE": instance,
        "SECRET_KEY": secret,
        "SQLALCHEMY_DATABASE_URI": database_url(address),
    }
