"""Settings of the application that pages ask for."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import current_app, g

from tts.domain.zones import zone_called
from tts.web.access import viewer


def configured_systems() -> frozenset[str]:
    """The systems that end logic can reach here."""
    return frozenset(current_app.config["CONFIGURED_SYSTEMS"])


def viewing_zone() -> ZoneInfo:
    """The zone in which this request says and reads times: the viewer's choice, else the company's."""
    if "zone" not in g:
        person = viewer()
        g.zone = zone_called(person.time_zone if person else None, company_zone())
    zone: ZoneInfo = g.zone
    return zone


def company_zone() -> ZoneInfo:
    """The zone of TTS_TIME_ZONE."""
    return ZoneInfo(current_app.config["TIME_ZONE"])
