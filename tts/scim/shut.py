"""The door of SCIM where it is not set up: it says so, and nothing of SCIM is loaded."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from tts.extensions import csrf

SENTENCE = "SCIM is not set up here: set TTS_SCIM_TOKEN, and start TTS anew."
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

shut = Blueprint("scim", __name__, url_prefix="/scim/v2")
csrf.exempt(shut)  # it changes nothing


@shut.route("", defaults={"path": ""}, methods=METHODS)
@shut.route("/", defaults={"path": ""}, methods=METHODS)
@shut.route("/<path:path>", methods=METHODS)
def serve(path: str) -> Response:
    """501, as SCIM writes an error (RFC 7644, section 3.12)."""
    answer = jsonify(schemas=["urn:ietf:params:scim:api:messages:2.0:Error"], status="501", detail=SENTENCE)
    answer.status_code, answer.content_type = 501, "application/scim+json"
    return answer
