"""Which destinations are set up here, and who carries their messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tts.adapters.mail import mail_courier
from tts.services.outbox import Courier

MAIL = "mail"


def destinations_of(config: Mapping[str, Any]) -> frozenset[str]:
    """The destinations that Flask's configuration sets up."""
    return frozenset({MAIL} if config.get("MAIL_URL") and config.get("MAIL_FROM") else ())


def couriers_of(config: Mapping[str, Any]) -> dict[str, Courier]:
    """A courier for each destination that Flask's configuration sets up; made once for each deliverer."""
    mail = mail_courier(config.get("MAIL_URL"), config.get("MAIL_FROM"))
    return {MAIL: mail} if mail else {}
