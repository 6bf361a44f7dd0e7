"""Settings of the message broker, and whether the Notification service listens behind it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from urllib.parse import urlsplit

from tts.config_systems import read_switch

HOW = "write amqp://user:password@host:5672/vhost, or amqps:// for TLS."


def broker_settings(environment: Mapping[str, str]) -> dict[str, object]:
    """BROKER_URL and NOTIFICATION_SERVICE of Flask's configuration; raises ValueError with a sentence."""
    address = environment.get("TTS_BROKER_URL", "").strip()
    if address:
        check_broker_url(address)
        require_celery()
    told = environment.get("TTS_NOTIFICATION_SERVICE", "").strip()
    is_there = read_switch("TTS_NOTIFICATION_SERVICE", told) if told else bool(address)
    if is_there and not address:
        raise ValueError(
            "TTS_NOTIFICATION_SERVICE=1 needs TTS_BROKER_URL: the service is reached through it."
        )
    return {"BROKER_URL": address or None, "NOTIFICATION_SERVICE": is_there}


def check_broker_url(text: str) -> None:
    """Raise ValueError for what is no address of a broker; the sentence tells no password."""
    try:
        parts = urlsplit(text)
        is_port = parts.port is None or parts.port > 0
    except ValueError:
        raise ValueError(f"TTS_BROKER_URL cannot be read: {HOW}") from None
    if parts.scheme not in ("amqp", "amqps") or not parts.hostname or not is_port:
        raise ValueError(f"TTS_BROKER_URL is no address of RabbitMQ: {HOW}")
    if parts.query or parts.fragment or not (text.isascii() and text.isprintable()) or " " in text:
        raise ValueError(f"TTS_BROKER_URL holds signs that have to be written as %XX: {HOW}")


def say_broker(text: str | None) -> str:
    """Where the broker is, without user and password."""
    if not text:
        return "not set: nothing comes or leaves by it"
    parts = urlsplit(text)
    port = parts.port or (5671 if parts.scheme == "amqps" else 5672)
    return f"{parts.hostname}, port {port}{' with TLS' if parts.scheme == 'amqps' else ''}"


def require_celery() -> None:
    """Raise ValueError where the extra that speaks to the broker is not installed."""
    if find_spec("celery") is None:
        raise ValueError(
            "TTS_BROKER_URL needs Celery, which is not installed: install TTS with its extra, tts[broker]."
        )
