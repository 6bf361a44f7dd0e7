"""Settings of the systems that end logic reaches: BMS is called, AMS calls us."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

SWITCH = {"": False, "0": False, "1": True}


def system_settings(environment: Mapping[str, str]) -> dict[str, object]:
    """BMS_URL, BMS_KEY, AMS and CONFIGURED_SYSTEMS of Flask's configuration; raises ValueError."""
    address, key = environment.get("TTS_BMS_URL", "").strip(), environment.get("TTS_BMS_KEY", "").strip()
    url = read_bms_url(address) if address else None
    if url and not key:
        raise ValueError("TTS_BMS_URL needs TTS_BMS_KEY: what TTS proves itself to BMS by.")
    if not (key.isascii() and key.isprintable()):
        raise ValueError("TTS_BMS_KEY holds characters that cannot stand in a header.")
    awaits_ams = read_switch("TTS_AMS", environment.get("TTS_AMS", "").strip())
    systems = {"bms": url is not None, "ams": awaits_ams}
    configured = frozenset(name for name, is_on in systems.items() if is_on)
    return {"BMS_URL": url, "BMS_KEY": key if url else "", "CONFIGURED_SYSTEMS": configured}


def read_bms_url(text: str) -> str:
    """The address proposals are sent below, without a slash at its end; ValueError tells no secret of it."""
    parts = urlsplit(text)
    try:
        is_port = parts.port is None or parts.port > 0
    except ValueError:
        is_port = False
    is_plain = not (parts.query or parts.fragment or parts.username or parts.password)
    if parts.scheme not in ("https", "http") or not parts.hostname or not is_plain or not is_port:
        raise ValueError("TTS_BMS_URL is no address of BMS: write https://bms.example/api, say.")
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise ValueError("TTS_BMS_URL holds characters that cannot stand in an address.")
    return text.rstrip("/")


def read_switch(name: str, text: str) -> bool:
    """Whether a setting of 0 or 1 is on; raises ValueError for any other word."""
    found = SWITCH.get(text.strip())
    if found is None:
        raise ValueError(f"{name} is “{text[:20]}”: write 1 for on or 0 for off.")
    return found
