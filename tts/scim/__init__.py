"""The SCIM 2.0 server at /scim/v2: people and roles from a company's directory."""

from __future__ import annotations

from flask import Flask
from scim2_server.service import ScimService

from tts.scim.door import MOST_A_MINUTE, scim
from tts.scim.pace import Pace
from tts.scim.schemas import describe_service


def register_scim(app: Flask) -> None:
    """Hang the door into the app; without TTS_SCIM_TOKEN it says that it is shut."""
    app.extensions["scim"] = ScimService(describe_service())
    app.extensions["scim_pace"] = Pace(MOST_A_MINUTE)
    app.register_blueprint(scim)
