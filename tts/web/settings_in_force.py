"""Settings of the application that pages ask for."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import current_app, g


def configured_systems() -> frozenset[str]:
    """The systems that end logic can reach here."""
    return frozenset(current_app.config["CONFIGURED_SYSTEMS"])


def viewing_zone() -> ZoneInfo:
    """The zone in which this request says times: the viewer's, else the company's."""
    chosen = g.get("zone")
    return chosen if isinstance(chosen, ZoneInfo) else ZoneInfo(current_app.config["TIME_ZONE"])
