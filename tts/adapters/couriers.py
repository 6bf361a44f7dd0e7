"""Which destinations are set up here, and who carries their messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tts.adapters.bms import bms_courier
from tts.adapters.mail import Illustrate, mail_courier
from tts.domain.webhooks import DESTINATION
from tts.services.notices import HDTS, NOTIFICATION, NOTIFICATION_SERVICE
from tts.services.outbox import Courier

MAIL = "mail"
BMS = "bms"


def destinations_of(config: Mapping[str, Any]) -> frozenset[str]:
    """The destinations that Flask's configuration sets up."""
    is_set_up = {
        MAIL: config.get("MAIL_URL") and config.get("MAIL_FROM"),
        BMS: config.get("BMS_URL"),
        HDTS: config.get("BROKER_URL"),
        NOTIFICATION_SERVICE: config.get("NOTIFICATION_SERVICE"),
    }
    return frozenset(name for name, is_so in is_set_up.items() if is_so)


def is_reached(config: Mapping[str, Any], destination: str) -> bool:
    """Whether something carries messages there: what is set up, TTS itself, and each webhook."""
    is_own = destination == NOTIFICATION or destination.startswith(DESTINATION)
    return is_own or destination in destinations_of(config)


def couriers_of(config: Mapping[str, Any], illustrate: Illustrate | None = None) -> dict[str, Courier]:
    """A courier for each destination that Flask's configuration sets up; made once for each deliverer.

    `illustrate` gives mails their pictures.
    """
    mail = mail_courier(config.get("MAIL_URL"), config.get("MAIL_FROM"), illustrate=illustrate)
    bms = bms_courier(config.get("BMS_URL"), config.get("BMS_KEY", ""))
    found: dict[str, Courier | None] = {MAIL: mail, BMS: bms, **_broker_couriers(config)}
    return {name: courier for name, courier in found.items() if courier is not None}


def _broker_couriers(config: Mapping[str, Any]) -> dict[str, Courier | None]:
    """Those who go through RabbitMQ; without it, what speaks to it is not even loaded."""
    url = config.get("BROKER_URL")
    if not url:
        return {}
    from tts.adapters.broker.courier import HDTS_QUEUE, NOTIFICATION_QUEUE, BrokerCourier

    has_service = config.get("NOTIFICATION_SERVICE")
    return {
        HDTS: BrokerCourier(url, HDTS_QUEUE),
        NOTIFICATION_SERVICE: BrokerCourier(url, NOTIFICATION_QUEUE) if has_service else None,
    }
