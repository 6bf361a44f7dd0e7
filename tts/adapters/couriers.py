"""Which destinations are set up here, and who carries their messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tts.adapters.bms import bms_courier
from tts.adapters.mail import mail_courier
from tts.services.outbox import Courier

MAIL = "mail"
BMS = "bms"


def destinations_of(config: Mapping[str, Any]) -> frozenset[str]:
    """The destinations that Flask's configuration sets up."""
    mail = {MAIL} if config.get("MAIL_URL") and config.get("MAIL_FROM") else set()
    return frozenset(mail | ({BMS} if config.get("BMS_URL") else set()))


def couriers_of(config: Mapping[str, Any]) -> dict[str, Courier]:
    """A courier for each destination that Flask's configuration sets up; made once for each deliverer."""
    mail = mail_courier(config.get("MAIL_URL"), config.get("MAIL_FROM"))
    bms = bms_courier(config.get("BMS_URL"), config.get("BMS_KEY", ""))
    found: dict[str, Courier | None] = {MAIL: mail, BMS: bms}
    return {name: courier for name, courier in found.items() if courier is not None}
