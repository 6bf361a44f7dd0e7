"""/healthz: whether this machine can serve."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from tts.schema import is_migrated

health = Blueprint("health", __name__)


@health.get("/healthz")
def show() -> tuple[Response, int]:
    """200 once the database is there and migrated, else 503 and what to do."""
    try:
        if is_migrated():
            return jsonify(status="ok"), 200
        reason = "The database is not migrated: run 'tts upgrade'."
    except SQLAlchemyError:
        reason = "The database does not answer: check TTS_DATABASE_URL and that it runs."
    return jsonify(status="not ready", reason=reason), 503
