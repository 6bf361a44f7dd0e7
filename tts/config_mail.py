"""Settings of mail: the server that takes it, and whom it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from tts.config_address import LOOPBACK, web_address

PORTS = {"smtps": 465, "smtp": 587}
ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
HOW = "write smtps://user:password@host or smtp://user:password@host:587."


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in: `is_tls` from the beginning, or by `starttls` before anything is said."""

    host: str
    port: int
    is_tls: bool
    starttls: bool
    user: str = ""
    password: str = field(default="", repr=False)


def mail_settings(environment: Mapping[str, str]) -> dict[str, object]:
    """MAIL_URL and MAIL_FROM of Flask's configuration; raises ValueError with a sentence."""
    address, sender = environment.get("TTS_MAIL_URL", ""), environment.get("TTS_MAIL_FROM", "").strip()
    if address:
        read_mail_url(address)
        if not sender:
            raise ValueError("TTS_MAIL_URL needs TTS_MAIL_FROM: whom mail comes from.")
        if not web_address(environment, "TTS_PUBLIC_URL"):
            raise ValueError("TTS_MAIL_URL needs TTS_PUBLIC_URL: links in mail lead to that address.")
    if sender:
        read_sender(sender)
    return {"MAIL_URL": address or None, "MAIL_FROM": sender or None}


def read_mail_url(text: str) -> MailServer:
    """The server that TTS_MAIL_URL names; raises ValueError with a sentence that tells no password.

    `smtps://` is TLS from the beginning, `smtp://` turns to TLS by STARTTLS and refuses a server that cannot;
    `?starttls=0` leaves that out, for a server inside the house; a password then goes to this machine alone.
    """
    parts = urlsplit(text.strip())
    try:
        port = parts.port
    except ValueError as error:
        raise ValueError(f"TTS_MAIL_URL has a port that is no number: {HOW}") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.fragment:
        raise ValueError(f"TTS_MAIL_URL is no address of a mail server: {HOW}")
    if parts.query not in ("", "starttls=0", "starttls=1"):
        raise ValueError("TTS_MAIL_URL may end in ?starttls=0 or ?starttls=1 and in nothing else.")
    is_tls = parts.scheme == "smtps"
    starttls = not is_tls and parts.query != "starttls=0"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if password and not (is_tls or starttls) and parts.hostname not in LOOPBACK:
        raise ValueError("TTS_MAIL_URL would send its password unencrypted: leave ?starttls=0 out.")
    return MailServer(parts.hostname, port or PORTS[parts.scheme], is_tls, starttls, user, password)


def read_sender(text: str) -> tuple[str, str]:
    """Name and address of “TTS <tts@example.org>”; raises ValueError with a sentence for anything else."""
    name, address = parseaddr(text)
    if not (ADDRESS.fullmatch(address) and address.isascii()) or any(ord(sign) < 32 for sign in text):
        raise ValueError(f"TTS_MAIL_FROM is “{text[:60]}”: write TTS <tts@example.org>, say.")
    return name, address
