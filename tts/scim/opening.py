"""Opening the door of SCIM: the protocol's own library is loaded only here."""

from __future__ import annotations

from flask import Flask
from scim2_server.service import ScimService

from tts.scim.door import MOST_A_MINUTE, scim
from tts.scim.pace import Pace
from tts.scim.schemas import describe_service


def open_door(app: Flask) -> None:
    """Hang it into the app."""
    app.extensions["scim"] = ScimService(describe_service())
    app.extensions["scim_pace"] = Pace(MOST_A_MINUTE)
    app.register_blueprint(scim)
