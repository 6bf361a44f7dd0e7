"""The SCIM 2.0 server at /scim/v2: people and roles from a company's directory."""

from __future__ import annotations

from flask import Flask


def register_scim(app: Flask) -> None:
    """Hang the door into the app; without TTS_SCIM_TOKEN it says that it is shut, and loads nothing more."""
    if app.config["SCIM_TOKENS"]:
        from tts.scim.opening import open_door

        open_door(app)
    else:
        from tts.scim.shut import shut

        app.register_blueprint(shut)
