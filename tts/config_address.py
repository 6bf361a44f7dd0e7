"""Addresses in settings: ours, and those of the systems we speak to."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def web_address(environment: Mapping[str, str], name: str) -> str | None:
    """The https address in a setting, without a slash at its end; plain http is for this machine alone."""
    text = environment.get(name, "").strip().rstrip("/")
    if not text:
        return None
    parts = urlsplit(text)
    if not parts.hostname or parts.query or parts.fragment or parts.username or parts.password:
        raise ValueError(f"{name} is “{text[:60]}”: write an address such as https://desk.example.")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_near(name, parts.hostname)):
        raise ValueError(f"{name} is “{text[:60]}”: it has to begin with https://.")
    return text


def is_near(name: str, host: str) -> bool:
    """Whether plain http is fine: our own address inside a company, or anything on this machine."""
    return name == "TTS_PUBLIC_URL" or host in LOOPBACK
